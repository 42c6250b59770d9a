"""NewsML 1.0 to 1.2 of the IPTC: news items whose text lies in nested components."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from transforms.formats.credit_fields import clean_byline, clean_language, clean_place, clean_providers, clean_status
from transforms.formats.item import Item, completed, first_text
from transforms.formats.marked_text import paragraphs_of, read_text
from transforms.formats.nitf import read_nitf
from transforms.formats.when import read_time
from transforms.formats.xml_tree import attributes, find_all, local_name, parse_xml, texts
from transforms.records import Fields, Reason, Rejection

_MEDIA = frozenset(
    {"video", "picture", "photo", "image", "audio", "graphic", "animation", "clip", "thumbnail", "preview", "caption", "sound"}
)
"""Roles of components that are no text, or text about something that is none."""
_NOT_BODY = frozenset({"title", "headline", "abstract", "summary", "keyword", "keywords"})
_TEXTUAL = ("text", "nitf", "html", "xml", "xhtml", "bcitf")
_MANAGEMENT = "NewsItem/NewsManagement"


def parse_newsml(data: bytes) -> Item:
    """The article of a NewsML document: the text of its first item that holds any.

    Raises:
        Rejection: `not_an_article` where no item holds text; `malformed`; or that it cannot be decoded.
    """
    root, encoding, flags = parse_xml(data)
    kinds = set[str]()
    for item in find_all(root, "NewsItem"):
        paragraphs, inner, headline = _content(item, kinds)
        if paragraphs:
            fields = completed(_fields(item, root), inner)
            found = first_text([*texts(item, "//NewsLines/HeadLine"), headline])
            return Item("newsml", found, paragraphs, fields, encoding, flags)
    what = f"only {', '.join(sorted(kinds))}" if kinds else "no text"
    raise Rejection(Reason.NOT_AN_ARTICLE, f"NewsML that holds {what}")


def _content(item: etree._Element, kinds: set[str]) -> tuple[tuple[str, ...], Fields, str | None]:
    """Paragraphs, and fields and headline of NITF inside; what else there is goes to `kinds`."""
    lines: list[str] = []
    fields, headline = Fields(), None
    for component in find_all(item, "NewsComponent"):
        for content, role in _contents(component, kinds):
            for nitf in find_all(content, "DataContent/nitf"):
                title, paragraphs, inner = read_nitf(nitf)
                fields, headline = completed(fields, inner), headline or title
                lines += paragraphs
            if role in _NOT_BODY:
                headline = headline or (first_text(texts(content, "DataContent")) if role in ("title", "headline") else None)
                continue
            for element in find_all(content, "DataContent"):
                if not find_all(element, "nitf"):
                    lines += _read(element)
    return tuple(lines), fields, headline


def _contents(component: etree._Element, kinds: set[str], role: str = "") -> Iterator[tuple[etree._Element, str]]:
    """Content items that may hold text, each with the role of its component."""
    role = (first_text(attributes(component, "Role", "FormalName")) or role).lower()
    if role in _MEDIA:
        kinds.add(role)
        return
    for child in component:
        name = local_name(child)
        if name == "NewsComponent":
            yield from _contents(child, kinds, role)
        elif name == "ContentItem":
            media = [
                *attributes(child, "MediaType", "FormalName"),
                *attributes(child, "MimeType", "FormalName"),
                *attributes(child, "Format", "FormalName"),
            ]
            if not media or any(kind in media[0].lower() for kind in _TEXTUAL):
                yield child, role
            else:
                kinds.add(media[0].lower())


def _read(content: etree._Element) -> tuple[str, ...]:
    """Elements as they are marked up; character data as HTML where it holds tags."""
    return paragraphs_of(content) if len(content) else read_text(content.text or "")


def _fields(item: etree._Element, root: etree._Element) -> Fields:
    times = [
        *texts(item, "NewsManagement/ThisRevisionCreated"),
        *texts(item, "NewsManagement/FirstCreated"),
        *texts(root, "NewsEnvelope/DateAndTime"),
    ]
    when, has_zone = next((found for text in times if (found := read_time(text))[0]), (None, True))
    origin = [place for place in find_all(item, "//Location") if place.get("HowPresent") == "Origin"]
    cities = [p.get("Value") for place in origin for p in find_all(place, "Property") if p.get("FormalName") == "City"]
    dateline = clean_place(first_text(texts(item, "//NewsLines/DateLine")))
    parties = [*attributes(item, "//Source/Party", "FormalName"), *attributes(item, "//Provider/Party", "FormalName")]
    written = [*parties, *texts(item, "//NewsLines/CreditLine"), *attributes(root, "NewsEnvelope/SentFrom/Party", "FormalName")]
    languages = [
        *attributes(item, "//DescriptiveMetadata/Language", "FormalName"),
        _lang(item),
        *map(_lang, find_all(item, "//NewsComponent")),
    ]
    fields = Fields(
        native_id=first_text(texts(item, "Identification/NewsIdentifier/PublicIdentifier")),
        language=clean_language(first_text(languages)),
        byline=clean_byline(first_text(texts(item, "//NewsLines/ByLine"))),
        dateline_place=dateline or clean_place(first_text(cities)),
        providers=clean_providers(written),
        published_at=when,
        has_zone=has_zone,
        version=first_text(texts(item, "Identification/NewsIdentifier/RevisionId")),
    )
    return replace(fields, pubstatus=clean_status(first_text(attributes(root, f"{_MANAGEMENT}/Status", "FormalName"))))


def _lang(element: etree._Element) -> str | None:
    tag = element.get("{http://www.w3.org/XML/1998/namespace}lang")
    return None if tag is None else str(tag)
