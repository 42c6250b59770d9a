"""RSS and Atom: each item or entry is an article, handed on as a JSON object.

Read with a strict parser and not with feedparser, which needs 22 s for a megabyte of `<a <`, and grows with its square.
"""

from __future__ import annotations

import html.entities
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import BinaryIO, cast

from transforms.containers.entry import Entry, Limits, native_id, shown_name
from transforms.records import Reason, Rejection

_PIECE_BYTES = 2**14
_DEEPEST, _MOST_ELEMENTS = 100, 20_000
"""Nested elements, and elements of one item: real ones hold some ten, or a page of XHTML."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ARTICLES = frozenset({"item", "entry"})
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
"""As in `&nbsp;`, which HTML has and XML has not; `&amp;` and the other four are left alone."""

_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_FIELDS = {
    "guid": "id",
    "id": "id",
    "title": "title",
    "encoded": "content",
    "content": "content",
    "description": "summary",
    "summary": "summary",
    "pubDate": "published",
    "published": "published",
    "date": "published",
    "updated": "updated",
    "creator": "author",
    "author": "author",
    "language": "language",
    "source": "source",
}


def list_entries(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """Every item or entry, named by its id or URL, else by its number.

    Raises:
        Rejection: The feed is too large, or not well-formed further on.
    """
    data = stream.read(limits.max_article_bytes + 1)
    if len(data) > limits.max_article_bytes:
        raise Rejection(Reason.TOO_LARGE, f"a feed of more than max_article_bytes = {limits.max_article_bytes}")
    for number, fields in enumerate(_articles(data), 1):
        yield Entry(shown_name(native_id(fields) or str(number)), number, _to_json(fields))


def read_entries(stream: BinaryIO, numbers: Iterable[int], limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Number and JSON object of these entries."""
    wanted = frozenset(numbers)
    for number, fields in enumerate(_articles(stream.read(limits.max_article_bytes)), 1):
        if number in wanted:
            yield number, _to_json(fields)


def _to_json(fields: dict[str, str]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")


def _articles(data: bytes) -> Iterator[dict[str, str]]:
    """Fields of each, with the feed's own language and title where it has none."""
    above: list[ET.Element] = []
    feed: dict[str, str] = {}
    inside = n_elements = 0
    for event, element in _events(_ENTITY.sub(_by_number, data)):
        if event == "start":
            if not inside and (language := element.get(_XML_LANG)):
                feed["language"] = language
            above.append(element)
            n_elements += 1
            inside += _local(element) in _ARTICLES
            if len(above) > _DEEPEST or n_elements > _MOST_ELEMENTS:
                raise Rejection(Reason.DAMAGED_CONTAINER, "elements without end in one item of the feed")
            continue
        above.pop()
        inside -= _local(element) in _ARTICLES
        if inside:
            continue
        n_elements = 0
        if _local(element) in _ARTICLES:
            yield feed | _fields(element)
        else:
            feed |= _of_feed(element)
        if above:
            above[-1].remove(element)


def _events(data: bytes) -> Iterator[tuple[str, ET.Element]]:
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    try:
        for at in range(0, len(data), _PIECE_BYTES):
            parser.feed(data[at : at + _PIECE_BYTES])
            yield from cast(Iterator[tuple[str, ET.Element]], parser.read_events())
        parser.close()
        yield from cast(Iterator[tuple[str, ET.Element]], parser.read_events())
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Rejection(Reason.DAMAGED_CONTAINER, f"the feed is not well-formed XML: {error}; fetch it again") from None


def _by_number(entity: re.Match[bytes]) -> bytes:
    name = entity[1].decode("ascii")
    point = None if name in _OF_XML else html.entities.name2codepoint.get(name)
    return entity[0] if point is None else b"&#%d;" % point


def _of_feed(element: ET.Element) -> dict[str, str]:
    """What an element beside the items says of them all."""
    name = {"title": "source", "language": "language"}.get(_local(element))
    text = (element.text or "").strip()
    return {name: text} if name and text else {}


def _fields(item: ET.Element) -> dict[str, str]:
    found: dict[str, str] = {"language": item.get(_XML_LANG, "")}
    for child in item:
        name = _local(child)
        if name == "link":
            href = (child.text or "").strip() or child.get("href", "").strip()
            if child.get("rel", "alternate") == "alternate" and href:
                found.setdefault("url", href)
        elif name in _FIELDS and (text := _text(child)):
            found.setdefault(_FIELDS[name], _iso(text) if name == "pubDate" else text)
    if "published" not in found and "updated" in found:
        found["published"] = found["updated"]
    if "content" not in found and "summary" in found:
        found["content"] = found.pop("summary")
    return {name: value for name, value in found.items() if value}


def _text(element: ET.Element) -> str:
    """The text of a field; of XHTML its tags, too; of an author or a source its name."""
    if len(element) == 0:
        return (element.text or "").strip()
    for child in element:
        if _local(child) in {"name", "title"}:
            return (child.text or "").strip()
    return "".join(ET.tostring(child, "unicode") for child in element).strip()


def _iso(text: str) -> str:
    """The date of a mail header as ISO 8601, as it stands where it is something else."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, IndexError, OverflowError):
        return text


def _local(element: ET.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
