"""XML of no standard: elements that name what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from transforms.formats.item import Item
from transforms.formats.names import NAMES
from transforms.formats.record import Value, read_record
from transforms.formats.xml_tree import local_name, parse_xml
from transforms.records import Reason, Rejection

_FEEDS = frozenset({"rss", "feed", "RDF", "urlset", "sitemapindex", "opml"})
_HTML = frozenset(["blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "table", "ul"])
"""Elements that tell HTML from names of fields, which may be `address` or `body`."""


def parse_xml_object(data: bytes, names: Mapping[str, Sequence[str]] = NAMES) -> Item:
    """The article of an XML document whose elements have telling names, called `xml`.

    Raises:
        Rejection: `malformed`; `not_an_article`; or that it cannot be decoded.
    """
    root, encoding, flags = parse_xml(data)
    if local_name(root) in _FEEDS:
        raise Rejection(Reason.NOT_AN_ARTICLE, f"a feed or list of pages ({local_name(root)}), not one article")
    value = _value(root)
    if not isinstance(value, dict):
        raise Rejection(Reason.NOT_AN_ARTICLE, "XML without named parts")
    item, _ = read_record({**value, **{str(name): str(text) for name, text in root.attrib.items() if name not in value}}, names)
    return replace(item, format="xml", encoding=encoding, flags=tuple(sorted({*item.flags, *flags})))


def _value(element: etree._Element) -> Value:
    """Text where an element has none inside or its inside is HTML, else its children by name, equal names as a list."""
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return element.text or ""
    if any(local_name(child).lower() in _HTML for child in children):
        inside = [element.text or "", *(etree.tostring(child, encoding="unicode", method="html") for child in children)]
        return "".join(inside)
    found: dict[str, list[Value]] = {}
    for child in children:
        found.setdefault(local_name(child), []).append(_value(child))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}
