"""NITF, the News Industry Text Format of the IPTC, alone or inside NewsML."""

from __future__ import annotations

from lxml import etree

from transforms.formats.credit_fields import clean_byline, clean_language, clean_place, clean_providers, clean_status
from transforms.formats.item import Item, first_text
from transforms.formats.marked_text import paragraphs_of
from transforms.formats.when import read_time
from transforms.formats.xml_tree import attributes, find_all, parse_xml, texts
from transforms.records import Fields

_HEAD, _DOCDATA = "body/body.head", "head/docdata"
_PROVIDERS = (
    (f"{_HEAD}/distributor", None),
    (f"{_DOCDATA}/doc-id", "regsrc"),
    (f"{_HEAD}/rights/rights.owner", None),
    (f"{_DOCDATA}/del-list/from-src", "src-name"),
    (f"{_DOCDATA}/doc.copyright", "holder"),
)
"""Where NITF says who sends it, the likeliest first."""
_DATES = (
    (f"{_DOCDATA}/date.issue", "norm"),
    (f"{_DOCDATA}/pubdata", "date.publication"),
    ("head/pubdata", "date.publication"),
    (f"{_HEAD}/dateline/story.date", "norm"),
    (f"{_DOCDATA}/date.release", "norm"),
)


def parse_nitf(data: bytes) -> Item:
    """The article of a NITF document.

    Raises:
        Rejection: `malformed`, or that it cannot be decoded.
    """
    root, encoding, flags = parse_xml(data)
    headline, paragraphs, fields = read_nitf(root)
    return Item("nitf", headline, paragraphs, fields, encoding, flags)


def read_nitf(root: etree._Element) -> tuple[str | None, tuple[str, ...], Fields]:
    """Headline, paragraphs and fields of a `nitf` element; `hl1` is the headline, abstracts and captions are no body."""
    hedlines = [*texts(root, f"{_HEAD}/hedline/hl1"), *(element.text or "" for element in find_all(root, f"{_HEAD}/hedline"))]
    paragraphs = tuple(line for content in find_all(root, "body/body.content") for line in paragraphs_of(content))
    return first_text(hedlines), paragraphs, _fields(root)


def _fields(root: etree._Element) -> Fields:
    when, has_zone = next(
        (found for path, name in _DATES for text in attributes(root, path, name) if (found := read_time(text))[0]), (None, True)
    )
    languages = [
        root.get("baselang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *attributes(root, "body/body.content/lang", "lang"),
    ]
    written = [text for path, name in _PROVIDERS for text in (attributes(root, path, name) if name else texts(root, path))]
    return Fields(
        native_id=first_text(attributes(root, f"{_DOCDATA}/doc-id", "id-string")),
        language=clean_language(first_text(languages)),
        byline=_byline(root),
        dateline_place=clean_place(
            first_text([*texts(root, f"{_HEAD}/dateline/location/city"), *texts(root, f"{_HEAD}/dateline/location")])
        ),
        providers=clean_providers(written),
        published_at=when,
        has_zone=has_zone,
        version=first_text(attributes(root, f"{_DOCDATA}/du-key", "version")),
        pubstatus=clean_status(first_text(attributes(root, _DOCDATA, "management-status"))),
    )


def _byline(root: etree._Element) -> str | None:
    """The person where one is marked, else the line without the title below it."""
    for element in find_all(root, f"{_HEAD}/byline"):
        people = texts(element, "person")
        said = [element.text or "", *(child.tail or "" for child in element)]
        if name := clean_byline(first_text([", ".join(people), "".join(said)])):
            return name
    return None
