"""HTML pages and pieces of HTML."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
import trafilatura

from transforms.formats.item import Item
from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Reason, Rejection

BODY = "".join(
    f"<p>{text}</p>"
    for text in (
        "دهوك (رووداو) - افتتحت بلدية دهوك حديقة عامة جديدة قرب السوق القديم بعد أعمال استمرت عامين كاملين.",
        "وقال رئيس البلدية إن الحديقة تضم مئتي شجرة جوز وممرات للمشي وملعبا صغيرا للأطفال وسبيلا للماء.",
        "وأضاف أن الدخول مجاني طوال أيام الأسبوع وأن الإنارة تعمل بالطاقة الشمسية حتى منتصف الليل.",
    )
)
PAGE = """<!DOCTYPE html><html lang="ar"><head><meta charset="{charset}"><title>حديقة جديدة في دهوك - موقع</title>
<meta property="og:title" content="حديقة جديدة في دهوك"><meta name="author" content="Rojîn Demîr">
<meta property="article:published_time" content="2024-08-21T09:00:00+03:00"><link rel="canonical" href="https://example.org/news/7">
<script type="application/ld+json">{json}</script></head><body><nav><ul><li><a href="/">الرئيسية</a></li></ul></nav>
<article><h1>حديقة جديدة في دهوك</h1>{body}</article><footer>كل الحقوق محفوظة</footer></body></html>"""


def page(encoding: str = "utf-8", charset: str = "utf-8", json: str = "", body: str = BODY) -> bytes:
    return PAGE.format(charset=charset, json=json, body=body).encode(encoding, "xmlcharrefreplace")


def read(data: bytes, name: str = "a.html") -> Item:
    return parse(data, recognise(data, name) or "text")


def test_a_page_gives_headline_body_and_what_its_head_says():
    item = read(page())
    assert (item.format, item.headline) == ("html", "حديقة جديدة في دهوك")
    assert [block.kind for block in lay_out(item, max_paragraphs=9)[1]] == ["headline", "body", "body", "body"]
    assert "الرئيسية" not in "".join(item.paragraphs)
    assert (item.fields.language, item.fields.byline, item.fields.url) == ("ar", "Rojîn Demîr", "https://example.org/news/7")
    assert item.fields.published_at == datetime(2024, 8, 21, 6, tzinfo=UTC)
    assert item.fields.providers[-1] == "example.org"


@pytest.mark.parametrize(
    ("encoding", "charset"), [("utf-8", "windows-1256"), ("cp1256", "windows-1256"), ("cp1256", "utf-8"), ("cp1256", "iso-8859-1")]
)
def test_a_page_in_any_encoding_is_read_whatever_it_declares(encoding, charset):
    assert read(page(encoding, charset)).paragraphs == read(page()).paragraphs


def test_json_ld_dates_a_page_and_broken_json_ld_does_no_harm():
    dated = read(page(json='{"@graph": [{"@type": "NewsArticle", "datePublished": "2024-08-20"}]}'))
    assert dated.fields.published_at == datetime(2024, 8, 20, tzinfo=UTC)
    assert read(page(json="{broken")).fields.published_at == datetime(2024, 8, 21, 6, tzinfo=UTC)


def test_buttons_are_no_paragraphs():
    item = read(page(body=f"<p>دهوك</p><ul><li>Tweet this</li><li>Share this</li></ul>{BODY}"))
    assert not [line for line in item.paragraphs if "this" in line]


def test_a_piece_of_html_is_read_whole():
    assert read(b"<p>One <b>bold</b> word.</p>\n<p>Two &amp; three.</p>", "x.txt").paragraphs == ("One bold word.", "Two & three.")
    assert read(b"<div>Open", "x.html").paragraphs == ("Open",)
    assert recognise(b"<b>Bold</b> words begin it.", "x.txt") is None


@pytest.mark.parametrize("body", ["", "<img src='x.png'>", "<video src='x.mp4'></video>"])
def test_a_page_without_text_is_no_article(body):
    with pytest.raises(Rejection) as caught:
        read(f"<html><head><title>T</title></head><body>{body}</body></html>".encode())
    assert caught.value.reason == Reason.NOT_AN_ARTICLE


def test_nothing_of_trafilaturas_text_is_lost():
    alone = trafilatura.extract(page().decode(), include_comments=False)
    raw, _, _ = lay_out(read(page()), max_paragraphs=99)
    assert alone
    assert set(alone.split()) <= set(raw.split())


@pytest.mark.parametrize("command", [["--help"], ["inspect", "--help"], ["inspect", "seeds/010_ar_dateline_aa.txt"]])
def test_slow_parsers_are_imported_only_for_files_that_need_them(command):
    code = f"import sys; sys.argv[1:] = {command!r}\nfrom pipeline.cli import main\ntry:\n main()\nexcept SystemExit: pass\n"
    code += "assert not {'lxml', 'trafilatura'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONPATH": "."})
