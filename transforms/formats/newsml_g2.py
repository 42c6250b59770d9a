"""NewsML-G2 of the IPTC: a news item alone or in a message."""

from __future__ import annotations

from lxml import etree

from transforms.formats.credit_fields import clean_byline, clean_language, clean_place, clean_providers, clean_status
from transforms.formats.item import Item, completed, first_text
from transforms.formats.marked_text import paragraphs_of, read_text
from transforms.formats.nitf import read_nitf
from transforms.formats.when import read_time
from transforms.formats.xml_tree import attributes, find_all, local_name, parse_xml, texts
from transforms.records import Fields, Reason, Rejection

ROOTS = frozenset({"newsMessage", "newsItem", "packageItem", "conceptItem", "planningItem", "knowledgeItem", "catalogItem"})
"""Root elements of the standard; only a `newsItem` holds an article."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MAIN_ROLES = frozenset({None, "", "hld:main", "hlrole:main"})


def parse_newsml_g2(data: bytes) -> Item:
    """The article of a NewsML-G2 document: its first news item of text. A second one is not read, and flagged `items_ignored`.

    Raises:
        Rejection: `not_an_article` where no item holds text, naming what it holds; `malformed`; or that it cannot be decoded.
    """
    root, encoding, flags = parse_xml(data)
    items = [root] if local_name(root) == "newsItem" else find_all(root, "itemSet/newsItem")
    read = [(item, headline, lines, inner) for item in items if _is_text(item) for headline, lines, inner in [_content(item)] if lines]
    if not read:
        raise Rejection(Reason.NOT_AN_ARTICLE, f"NewsML-G2 that holds {_what(root)}")
    item, inner_headline, paragraphs, inner = read[0]
    flags = tuple(sorted([*flags, *(["items_ignored"] if len(read) > 1 else [])]))
    headlines = [_text(element) for element in find_all(item, "contentMeta/headline") if element.get("role") in _MAIN_ROLES]
    headlines += [_text(element) for element in find_all(item, "itemMeta/title") if element.get("role") is None]
    headline = first_text([*headlines, inner_headline])
    return Item("newsml-g2", headline, paragraphs, completed(_fields(item), inner), encoding, flags)


def _is_text(item: etree._Element) -> bool:
    return all(_last(code) in ("text", "composite") for code in attributes(item, "itemMeta/itemClass", "qcode"))


def _what(root: etree._Element) -> str:
    classes = [_last(code) for code in attributes(root, "//itemMeta/itemClass", "qcode")]
    others = [local_name(child) for child in root.iter() if local_name(child) in ROOTS - {"newsMessage", "newsItem"}]
    found = sorted({*others, *classes} - {"text", "composite"})
    return f"only {', '.join(found)}" if found else "no text"


def _content(item: etree._Element) -> tuple[str | None, tuple[str, ...], Fields]:
    """Headline of NITF inside, paragraphs, fields of NITF inside; the first rendition that holds text counts."""
    for inline in find_all(item, "contentSet/inlineXML"):
        for nitf in find_all(inline, "nitf"):
            if (found := read_nitf(nitf))[1]:
                return found
        bodies = find_all(inline, "html/body") or ([inline] if not find_all(inline, "nitf") else [])
        if lines := tuple(line for body in bodies for line in paragraphs_of(body)):
            return None, lines, Fields()
    for inline in find_all(item, "contentSet/inlineData"):
        if (inline.get("contenttype") or "text").startswith("text") and (lines := read_text("".join(map(str, inline.itertext())))):
            return None, lines, Fields()
    return None, (), Fields()


def _fields(item: etree._Element) -> Fields:
    times = [*texts(item, "itemMeta/versionCreated"), *texts(item, "contentMeta/contentModified"), *texts(item, "itemMeta/firstCreated")]
    when, has_zone = next((found for text in times if (found := read_time(text))[0]), (None, True))
    located = [*texts(item, "contentMeta/located/name"), *attributes(item, "contentMeta/located", "literal")]
    languages = [*attributes(item, "contentMeta/language", "tag"), item.get(_LANG)]
    parties = [
        name for tag in ("contentMeta/infoSource", "itemMeta/provider") for element in find_all(item, tag) for name in _names(element)
    ]
    written = [*parties, *texts(item, "contentMeta/creditline"), *attributes(item, "rightsInfo/copyrightHolder", "literal")]
    return Fields(
        native_id=first_text([item.get("guid")]),
        language=clean_language(first_text(languages)),
        byline=clean_byline(first_text(texts(item, "contentMeta/by"))),
        dateline_place=clean_place(first_text(texts(item, "contentMeta/dateline"))) or clean_place(first_text(located)),
        providers=clean_providers(written),
        published_at=when,
        has_zone=has_zone,
        version=first_text([item.get("version")]),
        pubstatus=clean_status(first_text(attributes(item, "itemMeta/pubStatus", "qcode"))),
    )


def _names(party: etree._Element) -> list[str]:
    """How a party is written, the readable forms first; of a code the part behind the colon."""
    return [*texts(party, "name"), *(value for value in (party.get("literal"), _last(party.get("qcode") or "")) if value)]


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _last(qcode: str) -> str:
    return qcode.rpartition(":")[2]
