"""Read a file in the format that it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

from transforms.formats.item import Item
from transforms.formats.names import with_names
from transforms.records import Block, Reason, Rejection, Span
from transforms.text.decode import tidy

_PARSERS = {
    "anpa": ("anpa", "parse_anpa"),
    "html": ("html_page", "parse_html_page"),
    "iptc7901": ("iptc7901", "parse_iptc7901"),
    "json": ("json_object", "parse_json"),
    "mail": ("mail", "parse_mail"),
    "newsml": ("newsml", "parse_newsml"),
    "newsml-g2": ("newsml_g2", "parse_newsml_g2"),
    "nitf": ("nitf", "parse_nitf"),
    "xml": ("xml_object", "parse_xml_object"),
}
"""Module and function of each format that `recognise` tells; imported when such a file turns up, since lxml and trafilatura are slow to."""


_BY_NAMES = frozenset({"json", "xml"})
_NO_NAMES: Mapping[str, Sequence[str]] = MappingProxyType({})


def parse(data: bytes, format_name: str, own_names: Mapping[str, Sequence[str]] = _NO_NAMES) -> Item:
    """The article of a file that `recognise` found to be in this format; there is text in it.

    Args:
        data: The whole file or record.
        format_name: As `recognise` has it.
        own_names: A user's names for fields of JSON and of XML of no standard, before the known ones.

    Raises:
        Rejection: `malformed`, `not_an_article`, or that it cannot be decoded.
    """
    module, function = _PARSERS[format_name]
    parser: Callable[..., Item] = getattr(import_module(f"transforms.formats.{module}"), function)
    item = parser(data, with_names(own_names)) if format_name in _BY_NAMES else parser(data)
    if not any(char.isalnum() for line in item.paragraphs for char in line):
        raise Rejection(Reason.NOT_AN_ARTICLE, f"{item.format} whose body holds no text")
    return item


def lay_out(item: Item, *, max_paragraphs: int) -> tuple[str, tuple[Block, ...], tuple[str, ...]]:
    """Raw text, its blocks, and flags of it: headline, LF, and the paragraphs of the body, one a line.

    A first paragraph that only repeats the headline is left out.

    Raises:
        Rejection: `too_many_paragraphs` above the limit.
    """
    lines = list(item.paragraphs)
    if item.headline and len(lines) > 1 and " ".join(lines[0].split()) == item.headline:
        del lines[0]
    if len(lines) > max_paragraphs:
        raise Rejection(Reason.TOO_MANY_PARAGRAPHS, f"{len(lines)} paragraphs, the limit max_paragraphs is {max_paragraphs}")
    raw, flags = tidy("\n".join([*([item.headline] if item.headline else []), *lines]))
    blocks: list[Block] = []
    start = 0
    for line in raw.split("\n"):
        end = start + len(line)
        if visible := line.strip():
            left = start + len(line) - len(line.lstrip())
            kind = "headline" if item.headline and not blocks else "body"
            blocks.append(Block(Span(left, left + len(visible)), kind))
        start = end + 1
    return raw, tuple(blocks), flags
