"""HTML pages, as crawlers save them: trafilatura finds the article and what the page says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from lxml import etree
from trafilatura import bare_extraction

from transforms.formats.characters import read_characters
from transforms.formats.credit_fields import clean_byline, clean_language, clean_providers
from transforms.formats.item import Item, first_text
from transforms.formats.marked_text import paragraphs_of, parse_html, read_plain, shorten_tags
from transforms.formats.when import read_time
from transforms.records import Fields, Reason, Rejection
from transforms.text.dates import date_in_path

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
"""Matches `<meta charset="windows-1256">` and the older form with `http-equiv`; a near miss is `<a charset=x>`."""
_PAGE = re.compile(r"<(?:html|head|body)[\s>]", re.IGNORECASE)
"""Matches the tags that only whole pages have; a near miss is `<header>`."""
_BUTTON = re.compile(r"- (?:tweet|link|share|digg|e-?mail|print|reprints|like|pin)(?: this)?", re.IGNORECASE)
"""Matches `- Tweet this`, a button that trafilatura takes for an item of a list; a near miss is `- Share prices fell`."""
_HEAD_BYTES = 8192
_TIMES = (
    "article:published_time",
    "datePublished",
    "og:article:published_time",
    "parsely-pub-date",
    "DC.date.issued",
    "date",
    "pubdate",
    "REVISION_DATE",
)
"""Names of `meta` that date an article, the likeliest first."""
_MAX_JSON_CHARS = 1_000_000
_JSON_DEPTH = 4
_ANY_DAY = date(9999, 12, 30)
_NO_BREAKS = dict.fromkeys(map(ord, "\x00\ufffe\uffff"), "\ufffd")


def parse_html_page(data: bytes) -> Item:
    """The article of a page, or all of a piece of HTML that is no page; called `html`.

    The body is trafilatura's, with its defaults and without comments. Where it finds none, the paragraphs of the page's `article`
    element count. A day that trafilatura guesses from the text is not taken: only what the page's own markup says dates it.

    Raises:
        Rejection: `not_an_article` where no text is found; or that it cannot be decoded.
    """
    declared = _CHARSET.search(data, 0, _HEAD_BYTES)
    text, encoding, damaged = read_characters(data, declared[1].decode("ascii") if declared else "utf-8")
    text = shorten_tags(text.translate(_NO_BREAKS))
    flags = ("encoding_damaged",) if damaged else ()
    tree = parse_html(text)
    if tree is None:
        raise Rejection(Reason.NOT_AN_ARTICLE, "HTML without elements")
    if not _PAGE.search(text):
        return Item("html", None, paragraphs_of(tree), Fields(), encoding, flags)
    page: Any = bare_extraction(text, include_comments=False, with_metadata=True)
    lines = read_plain((page.text if page else None) or "") or _marked_article(tree)
    paragraphs = tuple(line for line in lines if not _BUTTON.fullmatch(line))
    if all(line.startswith("- ") for line in paragraphs):  # nothing, or a menu
        raise Rejection(Reason.NOT_AN_ARTICLE, "a page in which no article is found")
    headline = first_text([page.title if page else None, *_metas(tree, "og:title")])
    return Item("html", headline, paragraphs, _fields(tree, page), encoding, flags)


def _marked_article(tree: etree._Element) -> tuple[str, ...]:
    return next((lines for element in tree.iter("article") if (lines := paragraphs_of(element))), ())


def _fields(tree: etree._Element, page: Any) -> Fields:
    author = (page.author if page else None) or first_text(_metas(tree, "author"))
    url = first_text([page.url if page else None])
    when, has_zone = _published(tree)
    if when is None and url:
        when = date_in_path(url, latest=_ANY_DAY)  # `/2014/12/30/`
    return Fields(
        native_id=url,
        url=url,
        language=clean_language(first_text([tree.get("lang"), *_metas(tree, "og:locale"), *_metas(tree, "content-language")])),
        byline=clean_byline(author.replace("; ", ", ") if author else None),
        providers=clean_providers([page.sitename, page.hostname] if page else []),
        published_at=when,
        has_zone=has_zone,
    )


def _published(tree: etree._Element) -> tuple[datetime | None, bool]:
    """When the page says it was published: in JSON-LD, in a `meta`, or in a `time` that is marked so."""
    marked = [
        str(node.get("datetime") or "") for node in tree.iter("time") if "pubdate" in node.attrib or node.get("itemprop") == "datePublished"
    ]
    written = [*_json_dates(tree), *(text for name in _TIMES for text in _metas(tree, name)), *marked]
    return next((found for text in written if (found := read_time(text))[0]), (None, True))


def _metas(tree: etree._Element, name: str) -> list[str]:
    """The content of each `meta` of this name, whichever attribute holds it."""
    wanted = name.lower()
    return [
        str(meta.get("content") or "")
        for meta in tree.iter("meta")
        if any((meta.get(key) or "").lower() == wanted for key in ("property", "name", "itemprop", "http-equiv"))
    ]


def _json_dates(tree: etree._Element) -> Iterator[str]:
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and len(script.text or "") < _MAX_JSON_CHARS:
            try:
                yield from _dates_in(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue


def _dates_in(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, dict) and isinstance(found := value.get("datePublished"), str):
        yield found
    inside = value.get("@graph") if isinstance(value, dict) else value
    if isinstance(inside, list) and depth < _JSON_DEPTH:
        for part in inside:
            yield from _dates_in(part, depth + 1)
