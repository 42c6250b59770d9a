"""ninjs and other JSON objects."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from transforms.formats.item import Item
from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.formats.when import read_time
from transforms.records import Reason, Rejection

NINJS = {
    "uri": "urn:x:9",
    "type": "text",
    "versioncreated": "2024-08-21T10:00:00+03:00",
    "pubstatus": "canceled",
    "language": "ckb",
    "headline": "وەرزی هەنار دەستی پێکرد",
    "byline": "ئارام کەریم",
    "located": "هەڵەبجە",
    "source": "Rudaw",
    "body_html": "<p>جووتیاران دەستیان بە چنینەوە کرد.</p><p>نرخ &gt; پار<br/>باشترە.</p><script>no()</script>",
}


def read(record: object) -> Item:
    data = json.dumps(record, ensure_ascii=False).encode()
    return parse(data, recognise(data, "a.json") or "text")


def refused(data: bytes) -> Rejection:
    with pytest.raises(Rejection) as caught:
        parse(data, recognise(data, "a.json") or "text")
    return caught.value


def test_ninjs_gives_headline_body_and_fields():
    item = read(NINJS)
    assert (item.format, item.headline) == ("ninjs", NINJS["headline"])
    assert item.paragraphs == ("جووتیاران دەستیان بە چنینەوە کرد.", "نرخ > پار", "باشترە.")
    fields = item.fields
    assert (fields.native_id, fields.url, fields.language, fields.pubstatus) == ("urn:x:9", None, "ckb", "canceled")
    assert (fields.byline, fields.dateline_place, fields.providers) == ("ئارام کەریم", "هەڵەبجە", ("Rudaw",))
    assert fields.published_at == datetime(2024, 8, 21, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Rain", "content": "It fell.\nAll day.", "author": "Ann Lee", "url": "https://x.org/1", "date": "2024-08-21"},
        {
            "Headline": "Rain",
            "articleBody": "<p>It fell.</p><p>All day.</p>",
            "author": [{"name": "Ann Lee"}],
            "URL": "https://x.org/1",
            "datePublished": "2024-08-21",
        },
        {"name": "Rain", "text": "It fell.\n\nAll day.", "byline": "By Ann Lee", "link": "https://x.org/1", "pub_date": "1724198400"},
        {
            "data": {
                "item": {
                    "headline": "Rain",
                    "body": ["It fell.", "All day."],
                    "by": "Ann Lee",
                    "permalink": "https://x.org/1",
                    "published": "2024-08-21",
                }
            }
        },
    ],
)
def test_json_of_any_names_is_read_by_sensible_guesses(record):
    item = read(record)
    assert (item.format, item.headline, item.paragraphs) == ("json", "Rain", ("It fell.", "All day."))
    assert (item.fields.byline, item.fields.url, item.fields.published_at) == (
        "Ann Lee",
        "https://x.org/1",
        datetime(2024, 8, 21, tzinfo=UTC),
    )


def test_names_of_ones_own_go_before_the_known_ones():
    data = json.dumps({"title": "No", "manset": "Yes", "body": "No.", "Haber-Metni": "Yes."}).encode()
    item = parse(data, "json", {"headline": ["manset"], "body": ["haber_metni"]})
    assert (item.headline, item.paragraphs) == ("Yes", ("Yes.",))
    assert parse(data, "json").headline == "No"


def test_a_long_headline_stays_the_headline_and_offsets_slice_the_raw_text():
    headline = "كلمة " * 90 + "النهاية"
    raw, blocks, _ = lay_out(read({"title": headline, "text": "فقرة أولى.\r\n\u2028فقرة ثانية."}), max_paragraphs=9)
    assert [(b.kind, raw[b.span.start_char : b.span.end_char]) for b in blocks] == [
        ("headline", headline),
        ("body", "فقرة أولى."),
        ("body", "فقرة ثانية."),
    ]


def test_no_headline_is_invented():
    raw, blocks, _ = lay_out(read({"text": "A first line.\nA second line."}), max_paragraphs=9)
    assert (raw, [b.kind for b in blocks]) == ("A first line.\nA second line.", ["body", "body"])


def test_a_lead_stands_before_the_body_once():
    assert read({"title": "T", "lead": "In short.", "body": "<p>At length.</p>"}).paragraphs == ("In short.", "At length.")
    assert read({"title": "T", "lead": "In short.", "body": "<p>In short.</p><p>More.</p>"}).paragraphs == ("In short.", "More.")


def test_an_entry_of_a_feed_with_a_summary_alone_is_read_and_flagged():
    item = read({"title": "Rain", "link": "https://x.org/1", "summary": "<p>It fell.</p>", "updated": "2024-08-21T10:00:00Z"})
    assert (item.headline, item.paragraphs, item.flags) == ("Rain", ("It fell.",), ("body_from_summary",))
    assert item.fields.published_at == datetime(2024, 8, 21, 10, tzinfo=UTC)
    full = read({"title": "Rain", "summary": "It fell.", "content": [{"type": "text/html", "value": "<p>It fell all day.</p>"}]})
    assert (full.paragraphs, full.flags) == (("It fell all day.",), ())


@pytest.mark.parametrize("kind", ["picture", "video", "event", "planning", "package"])
def test_records_of_other_kinds_are_no_articles(kind):
    rejection = refused(json.dumps({**NINJS, "type": kind}).encode())
    assert (rejection.reason, kind in rejection.detail) == (Reason.NOT_AN_ARTICLE, True)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"title": "T", "body_html": "<p> </p>"}, "no text"),
        ({"requests": {"https://x.org/a.jpg": {"get": {"binary": "x"}}}}, "no text"),
        ({"items": [{"body": "One."}, {"body": "Two."}]}, "list of 2"),
        ([{"body": "One."}, {"body": "Two."}], "list of 2"),
        ({"title": "T", "body": "..."}, "no text"),
        ({}, "no names"),
    ],
)
def test_json_without_an_article_says_what_it_holds(record, said):
    rejection = refused(json.dumps(record).encode())
    assert (rejection.reason, said in rejection.detail) == (Reason.NOT_AN_ARTICLE, True)


@pytest.mark.parametrize("data", [b'{"title": "T", "body": "cut o', b'{"title": "T", "body": "a"} trailing', b'{"title": T}'])
def test_broken_json_is_malformed(data):
    assert refused(data).reason == Reason.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "{AFP} The minister said so.",
        '{ "It is late", he said.',
        "[AA] ANKARA - Su yükseldi.",
        "<AFP> Rain fell.",
        "< 5 degrees",
        '["We will", she said.',
        "<3 from us",
    ],
)
def test_prose_that_opens_like_a_format_is_text(text):
    assert recognise(text.encode(), "a.txt") is None


def test_lone_surrogates_and_nul_become_replacement_characters():
    data = b'{"title": "T", "body": "one \\ud800 two \\u0000 three"}'
    raw, _, flags = lay_out(parse(data, "json"), max_paragraphs=9)
    assert raw == "T\none \ufffd two \ufffd three"
    assert flags == ("control_characters",)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2019-06-03T17:47:29+02:00", datetime(2019, 6, 3, 15, 47, 29, tzinfo=UTC)),
        ("20190603T174729-0030", datetime(2019, 6, 3, 18, 17, 29, tzinfo=UTC)),
        ("2018-01-31T18:45:36.73", datetime(2018, 1, 31, 18, 45, 36, tzinfo=UTC)),
        ("Tue, 03 Mar 2015 16:27:38 -0800", datetime(2015, 3, 4, 0, 27, 38, tzinfo=UTC)),
        ("Tue Dec 30 11:03:00 UTC 2014", datetime(2014, 12, 30, 11, 3, tzinfo=UTC)),
        ("28.09.2018 11:15", datetime(2018, 9, 28, 11, 15, tzinfo=UTC)),
        ("1425342458000", datetime(2015, 3, 3, 0, 27, 38, tzinfo=UTC)),
        ("9/14/2015", None),
        ("2019-13-03", None),
        ("YYYYMMDD000000-HHMM", None),
        ("0000-00-00", None),
        ("20150302 and more", None),
    ],
)
def test_a_time_is_read_in_utc_or_not_at_all(text, when):
    assert read_time(text)[0] == when
