"""The pages as text: nothing of an article is lost, and what cannot be shown is told."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.commands.inspect import _article
from pipeline.pages.article_page import render_article, text_blocks

ROOT = Path(__file__).parent.parent.parent
SEEDS = sorted(path.name for path in (ROOT / "seeds").glob("0[0-6]*.txt"))


@pytest.mark.parametrize("name", SEEDS)
def test_the_page_shows_every_visible_character_in_order(name):
    article = _article(str(ROOT / "seeds" / name), None, None)
    shown = "".join(piece.text for block in text_blocks(article) for piece in block.pieces)
    assert "".join(shown.split()) == "".join(article.raw.split())
    marked = [piece.text for block in text_blocks(article) for piece in block.pieces if piece.kind in {"PER", "LOC", "ORG", "MISC"}]
    assert marked == [mention.text for paragraph in article.paragraphs for mention in paragraph.mentions]


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href", "srcset", "action", "data"}]


def test_the_page_has_one_headline_no_script_and_no_address():
    elements = Elements()
    elements.feed(render_article(_article(str(ROOT / "seeds/000_fe381b2efaed3531.txt"), None, None)))
    assert elements.tags.count("h1") == 1
    assert not {"script", "link", "img", "iframe"} & set(elements.tags)
    assert elements.addresses == []


def test_a_report_goes_to_standard_output_or_to_a_file(newswire, tmp_path):
    assert newswire("ingest", ROOT / "seeds/090_empty.txt", "--lake", tmp_path / "lake", "--workers", "1").returncode == 0
    told = newswire("report", "--lake", tmp_path / "lake")
    assert told.returncode == 0
    assert "the file holds no visible text" in told.stdout
    assert newswire("report", "--lake", tmp_path / "lake", "--output", tmp_path / "report.html").returncode == 0
    assert (tmp_path / "report.html").read_text("utf-8") + "\n" == told.stdout


def test_a_report_without_a_lake_says_how_to_make_one(newswire, tmp_path):
    failed = newswire("report", "--lake", tmp_path / "none")
    assert failed.returncode == 66
    assert "newswire ingest INPUT --lake" in failed.stderr
