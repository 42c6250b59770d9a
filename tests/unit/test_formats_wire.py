"""IPTC 7901 and ANPA: teleprinter formats."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from transforms.formats.item import Item
from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Reason, Rejection

DPA = (
    "\x01eca100 3 s 586 ccccb   dpa 099\r\n\nPort/Lamp/\r\n\x021ST LEAD\r\nHarbour lamp lit again after\r\nnine years of repair\r\n"
    "By Ann Lee, dpa =\r\n\nRostock (dpa) - The harbour lamp of the old port was lit again on\r\n"
    "Saturday after a repair that took nine years.\r\n\nThe keeper read the log aloud:\r\n- 1890 built\r\n- 2015 closed\r\n\n"
    "dpa al npr\r\n\r\n\x03071341 GMT Okt 23 \r\n\x7f\n\x7f\x04"
)
BARE = (
    "eca00075 3 i 510    dpa 1003\n\n/port/lamp/\n2ND LEAD\nHarbour lamp lit again\nVon Ann Lee, dpa  =\n \n"
    "Rostock (dpa) - It shines.\n\n\n101137 GMT Dez 18\n"
)
ANPA = (
    "\x16\x16\x01W2870\x1fasian\r\nr i\x13\x11 BC-EU--Harbour Lamp   11-13 0149\r\n\x02^BC-EU--Harbour Lamp{kill},466<\r\n"
    "^Harbour lamp lit again after nine years<\r\n^AP Photo XNP101<\r\n^Eds: With AP Photos.<\r\n^By ANN LEE=\r\n^Associated Press=\r\n"
    "\t   ROSTOCK, Germany (AP) _ The lamp was lit again on\r\nSaturday.\r\n \r\n\t   It had been dark.\r\n^A ROUND OF FIGURES=\r\n"
    "^\x08;W;L\x10\r\n\x08East;2;1\x10\r\n\t   ___\r\n\r\n\t   \x03AP-WF-11-13-23 1509GMT<\r\n\r\n\x0c\r\n\x04"
)


def read(text: str, encoding: str = "cp1252") -> Item:
    data = text.encode(encoding)
    return parse(data, recognise(data, "a.txt") or "text")


def test_iptc7901_gives_headline_byline_time_and_joined_lines():
    item = read(DPA)
    assert (item.format, item.headline, item.fields.byline) == (
        "iptc7901",
        "Harbour lamp lit again after nine years of repair",
        "Ann Lee, dpa",
    )
    assert item.paragraphs == (
        "Rostock (dpa) - The harbour lamp of the old port was lit again on Saturday after a repair that took nine years.",
        "The keeper read the log aloud:",
        "- 1890 built",
        "- 2015 closed",
        "dpa al npr",
    )
    assert (item.fields.native_id, item.fields.published_at) == ("eca100", datetime(2023, 10, 7, 13, 41, tzinfo=UTC))
    assert item.fields.providers[0] == "dpa"


def test_iptc7901_is_known_without_its_control_bytes_too():
    item = read(BARE)
    assert (item.format, item.headline, item.fields.byline) == ("iptc7901", "Harbour lamp lit again", "Ann Lee, dpa")
    assert (item.paragraphs, item.fields.published_at) == (("Rostock (dpa) - It shines.",), datetime(2018, 12, 10, 11, 37, tzinfo=UTC))


@pytest.mark.parametrize(("encoding", "word"), [("cp1252", "Größe"), ("utf-8", "Größe"), ("cp1256", "ميناء روستوك القديم يضيء")])
def test_iptc7901_of_any_encoding_is_decoded(encoding, word):
    text = DPA.replace("The keeper read the log aloud:", " ".join([word] * 12))
    assert word in "".join(read(text, encoding).paragraphs)


def test_anpa_leaves_out_what_is_for_editors():
    item = read(ANPA.format(kill=""))
    assert (item.format, item.headline) == ("iptc7901", "Harbour lamp lit again after nine years")
    assert item.paragraphs == (
        "ROSTOCK, Germany (AP) _ The lamp was lit again on Saturday.",
        "It had been dark.",
        "A ROUND OF FIGURES",
        ";W;L",
        "East;2;1",
    )
    assert (item.fields.byline, item.fields.providers, item.fields.pubstatus) == ("ANN LEE", ("AP",), None)
    assert item.fields.published_at == datetime(2023, 11, 13, 15, 9, tzinfo=UTC)


def test_a_kill_in_the_slug_cancels():
    assert read(ANPA.format(kill=", KILL")).fields.pubstatus == "canceled"
    assert read(ANPA.format(kill=" Skills")).fields.pubstatus is None


def test_no_control_byte_reaches_the_raw_text():
    for text in (DPA, BARE, ANPA):
        raw, _, flags = lay_out(read(text), max_paragraphs=99)
        assert not [char for char in raw if ord(char) < 32 and char != "\n"]
        assert flags == ()


def test_without_the_sign_that_ends_an_opening_no_headline_is_invented():
    item = read("eca00075 3 i 510    dpa 1003\n\n/port/lamp/\nRostock (dpa) - It shines.\n\nIt is bright.\n\n101137 GMT Dez 18\n")
    assert (item.headline, item.paragraphs) == (None, ("Rostock (dpa) - It shines.", "It is bright."))


@pytest.mark.parametrize("text", [DPA[: DPA.index("\x02") + 1], ANPA[: ANPA.index("\x02") + 1] + "\x03"])
def test_a_message_without_text_is_no_article(text):
    with pytest.raises(Rejection) as caught:
        read(text)
    assert caught.value.reason == Reason.NOT_AN_ARTICLE


def test_an_anpa_message_that_breaks_off_before_its_text_is_malformed():
    with pytest.raises(Rejection) as caught:
        read(ANPA[: ANPA.index("\x02")])
    assert caught.value.reason == Reason.MALFORMED


@pytest.mark.parametrize(
    "text", ["act100 of 1986 is law.\n", "\x01CANTERBURY\x1f6\x1fN\n", "abc123 4 you 22 times a day we see\nthe sea.\n"]
)
def test_prose_and_other_tables_are_not_taken_for_a_wire(text):
    assert recognise(text.encode(), "a.txt") is None


MAIL = (
    "Delivered-To: a@example.org\r\nReceived: by x\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?B?2YXZg9iq2KjYqQ==?=\r\n"
    "Date: Wed, 21 Aug 2024 10:00:00 +0300\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n--b\r\nContent-Type: image/png\r\n\r\nAAAA\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("kind", "text", "headline", "body"),
    [
        ("text/plain", "افتتحت المكتبة.\r\n\r\nوالدخول مجاني.", "مكتبة", ("افتتحت المكتبة.", "والدخول مجاني.")),
        ("text/html", "<p>افتتحت المكتبة.</p>", "مكتبة", ("افتتحت المكتبة.",)),
        ("text/plain", '{"Headline": ["خبر"], "Body": ["افتتحت المكتبة."]}', "خبر", ("افتتحت المكتبة.",)),
    ],
)
def test_a_mail_gives_its_text_and_subject(kind, text, headline, body):
    item = read(MAIL.format(kind=kind, text=text), "utf-8")
    assert (item.format, item.headline, item.paragraphs) == ("mail", headline, body)
    assert item.fields.published_at == datetime(2024, 8, 21, 7, tzinfo=UTC)


def test_a_mail_of_attachments_is_no_article():
    with pytest.raises(Rejection) as caught:
        read(MAIL.format(kind="application/pdf", text="x"))
    assert (caught.value.reason, "e-mail" in caught.value.detail) == (Reason.NOT_AN_ARTICLE, True)


def test_the_word_received_makes_no_mail():
    assert recognise(b"Received: a letter from the mayor.\nIt says so.", "a.txt") is None
