"""Hostile structured files: each ends as an article or a named reject, within 2 s and 64 MB above what the parsers need anyway."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Reason, Rejection

MAX_SECONDS, MAX_MEGABYTES = 2.0, 64
ROOT = Path(__file__).parent.parent.parent
MEASURE = """
import resource, sys, time
from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Rejection
def run(data):
    try:
        format_name = recognise(data, "a.html")
        return format_name and len(lay_out(parse(data, format_name), max_paragraphs=50_000)[0])
    except Rejection as rejection:
        return rejection.reason
paragraph = "<p>" + "The harbour lamp of the old port was lit again on Saturday after nine years. " * 9 + "</p>"
for warm in ("<html><body><article>" + paragraph * 3 + "</article></body></html>", "<nitf/>", '{"body": "<p>a</p>"}'):
    run(warm.encode())
data = open(sys.argv[1], "rb").read()
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
said = run(data)
seconds, after = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(said, seconds, (after - before) / 1024)
"""

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LOL = f'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY l0 "ha">{LAUGHS}]><nitf><body><body.content><p>&l9;</p></body.content></body></nitf>'
QUADRATIC = f'<!DOCTYPE nitf [<!ENTITY a "{"a" * 100_000}">]><nitf><body><body.content><p>{"&a;" * 1000}</p></body.content></body></nitf>'
ATTRIBUTE = f'<nitf a="{"a" * 10_000_001}"><body><body.content><p>T</p></body.content></body></nitf>'
CASES = {
    "xml_bombs_billion_laughs": (LOL, Reason.MALFORMED),
    "xml_bombs_quadratic": (QUADRATIC, Reason.MALFORMED),
    "xml_bombs_in_an_attribute": (LOL.replace("<p>&l9;</p>", '<p class="&l9;">T</p>'), Reason.MALFORMED),
    "xml_100_000_nested_tags": ("<nitf>" + "<p>" * 100_000 + "T" + "</p>" * 100_000 + "</nitf>", Reason.MALFORMED),
    "xml_10_mb_attribute": (ATTRIBUTE, Reason.MALFORMED),
    "xml_100_000_comments_before_the_root": ("<!--x-->" * 100_000 + "<nitf/>", None),
    "xml_with_nul_bytes": ("<nitf><body><body.content><p>T\0\0\0</p></body.content></body></nitf>", None),
    "html_100_000_nested_div": ("<html><body>" + "<div>" * 100_000 + "T" + "</body></html>", None),
    "html_100_000_unclosed_b": ("<html><body>" + "<b>a " * 100_000, None),
    "html_10_mb_attribute": (f'<html><body><p title="{"a" * 10_000_001}">T</p></body></html>', None),
    "html_with_data_url": (
        f'<html><body><article><p>T</p><img src="data:image/png;base64,{"A" * 5_000_000}"></article></body></html>',
        None,
    ),
    "html_100_000_attributes": ("<html><body><p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">T</p></body></html>", None),
    "xml_100_000_attributes": ("<nitf " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>", None),
    "json_100_000_nested_arrays": ("[" * 100_000 + "]" * 100_000, Reason.MALFORMED),
    "json_100_000_nested_objects": ('{"a":' * 100_000 + "1" + "}" * 100_000, Reason.MALFORMED),
    "json_900_nested_objects": ('{"a":' * 900 + '"b"' + "}" * 900, Reason.NOT_AN_ARTICLE),
    "json_number_of_a_million_digits": ('{"title": ' + "9" * 1_000_000 + "}", Reason.NOT_AN_ARTICLE),
    "json_100_000_nested_tags_in_the_body": ('{"title": "T", "body_html": "' + "<i>" * 100_000 + 'x"}', None),
    "json_million_open_brackets_in_the_body": ('{"title": "T", "body": "' + "<p " * 500_000 + '"}', None),
    "iptc7901_of_one_line": ("\x01eca100 3 s 586 dpa 099\r\n\x02" + "a " * 1_000_000, None),
    "iptc7901_of_one_paragraph": ("\x01eca100 3 s 586 dpa 099\r\n\x02H =\n\n" + ("a" * 50 + "\n") * 100_000, None),
    "anpa_of_one_paragraph": ("\x01W2870\x1fx\n\x02\t" + ("a" * 50 + "\n") * 100_000, None),
    "iptc7901_of_times": ("\x01eca100 3 s 586 dpa 099\r\nx/\r\n\x02H\n\nT\n" + "071341 GMT Okt 15\n" * 50_000, None),
    "mail_of_3_000_nested_parts": (
        "Received: x\nMIME-Version: 1.0\nMessage-ID: 1\n"
        + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000)),
        None,
    ),
    "anpa_of_carets": ("\x01W2870\x1fx\n\x02" + "^a<\n" * 300_000, None),
}


@pytest.mark.parametrize("name", list(CASES))
def test_hostile(name, tmp_path):
    text, reason = CASES[name]
    (tmp_path / "file").write_bytes(text.encode())
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "file")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    said, seconds, megabytes = told.stdout.split()
    if reason is not None:
        assert said == reason.value
    assert float(seconds) < MAX_SECONDS
    assert float(megabytes) - 3 * len(text) / 2**20 < MAX_MEGABYTES  # the characters themselves, decoded, cleaned and encoded again


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
@pytest.mark.parametrize("declared", ['<!ENTITY x SYSTEM "{}">', '<!ENTITY % x SYSTEM "{}"> %x;'])
def test_external_entities_are_not_read(url, declared):
    data = f"<!DOCTYPE nitf [{declared.format(url)}]><nitf><body><body.content><p>T&x;</p></body.content></body></nitf>".encode()
    with pytest.raises(Rejection) as caught:
        parse(data, recognise(data, "a.xml") or "text")
    assert caught.value.reason == Reason.MALFORMED


def test_a_dtd_and_an_include_are_not_loaded(tmp_path):
    (tmp_path / "secret.txt").write_text("SECRET")
    uri = (tmp_path / "secret.txt").as_uri()
    data = f"""<!DOCTYPE nitf SYSTEM "{uri}"><nitf xmlns:xi="http://www.w3.org/2001/XInclude"><body><body.content>
    <p>T</p><xi:include href="{uri}" parse="text"/></body.content></body></nitf>""".encode()
    assert parse(data, recognise(data, "a.xml") or "text").paragraphs == ("T",)


def test_scripts_and_data_urls_are_no_text():
    data = b'<p>Seen.</p><script>alert(1)</script><style>p{}</style><iframe src="data:text/html,x">y</iframe><p>Too.</p>'
    assert parse(data, recognise(data, "a.html") or "text").paragraphs == ("Seen.", "Too.")


WHOLE = (
    b'{"title": "T", "uri": "urn:x", "body_html": "<p>a</p>"}',
    "<nitf><body><body.head><hedline><hl1>سلام</hl1></hedline></body.head><body.content><p>أ</p></body.content></body></nitf>".encode(),
    b"\x01eca100 3 s 586 dpa 099\r\nx/\r\n\x02H =\r\n\r\nText.\r\n\x03071341 GMT Okt 15\r\n",
    b"\x01W2870\x1fx\r\nr i\x13\x11 BC 11-13\r\n\x02^BC-X<\r\n\tText of it all.\r\n\x03AP-WF-11-13-13 1509GMT\r\n",
    b"Received: x\nMIME-Version: 1.0\nMessage-ID: 1\nSubject: =?utf-8?B?2YXZg9iq2KjYqQ==?=\nContent-Type: text/plain\n\nText of it.",
    b"<html><head><title>T</title></head><body><article><p>Text of it all.</p></article></body></html>",
)


def ends_well(data: bytes) -> None:
    """An article whose blocks slice its raw text, or a rejection; nothing else."""
    try:
        format_name = recognise(data, "a.xml")
        if format_name is None:
            return
        raw, blocks, _ = lay_out(parse(data, format_name), max_paragraphs=1000)
    except Rejection:
        return
    assert not [char for char in raw if ord(char) < 32 and char not in "\t\n"]
    assert "\n".join(raw[b.span.start_char : b.span.end_char] for b in blocks).split() == raw.split()


@pytest.mark.parametrize("data", WHOLE)
def test_truncated_files_end_well_at_every_byte(data):
    for stop in range(len(data) + 1):
        ends_well(data[:stop])


@pytest.mark.parametrize("data", WHOLE)
def test_flipped_and_inserted_bytes_end_well(data):
    chance = random.Random(8)
    for _ in range(300):
        at = chance.randrange(len(data))
        ends_well(data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randrange(2) :])


@settings(max_examples=200)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<?xml ", b"<nitf>", b'{"a":', b"<html>", b"\x01eca100 3 s 586 dpa 099\n", b"\x01W2870\x1f"]),
)
def test_any_bytes_end_well(data, start):
    ends_well(start + data)
