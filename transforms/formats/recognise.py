"""Tell by its content which format a file is in."""

from __future__ import annotations

import codecs
import re

from transforms.formats.anpa import HEADER as ANPA_HEADER
from transforms.formats.iptc7901 import is_iptc7901
from transforms.formats.prolog import skip_prolog

TEXT = "text"
"""What is in no structured format."""
FORMATS = ("html", "iptc7901", "json", "mail", "newsml", "newsml-g2", "ninjs", "nitf", TEXT, "xml")
"""Every value of `source_format`."""

_HEAD_BYTES, _LONG_HEAD_BYTES = 4096, 2**20
"""The longer one for documents with long comments or declarations before their root."""
_TAIL_BYTES = 512
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JSON = re.compile(r"\{\s*(?:\"(?:[^\"\\\n]|\\.){0,200}\"\s*:|\}\s*\Z)|\[\s*(?:\{\s*\"(?:[^\"\\\n]|\\.){0,200}\"\s*:|\[\s*\[|\]\s*\Z)")
"""Matches `{"headline":` and `[{"id":`; near misses are `{AFP} "It is"` and `["We will"]`."""
_MAIL = re.compile(r"^(Delivered-To|Received|Return-Path|Message-ID|MIME-Version|X-Received): ", re.IGNORECASE | re.MULTILINE)
"""Matches the header lines of a mail; a near miss is `Received with thanks`."""
_MAIL_OPENS = re.compile(r"[A-Za-z-]{2,40}: ")
"""Matches `Delivered-To: `, the first line of a mail; a near miss is an Arabic headline, so that most files are read no further."""
_MAIL_HEADERS = 3
_TAG = re.compile(r"<((?:[A-Za-z_][\w.-]{0,40}:)?[A-Za-z_][\w.-]{0,60})(?=[\s/>])")
"""Matches the `<nitf` of a root; a near miss is `<<` or `<3`."""
_ROOTS = {
    "nitf": "nitf",
    "NewsML": "newsml",
    **dict.fromkeys(("newsMessage", "newsItem", "packageItem", "conceptItem", "planningItem", "knowledgeItem", "catalogItem"), "newsml-g2"),
    **dict.fromkeys(("html", "HTML", "head", "body", "HEAD", "BODY"), "html"),
    **dict.fromkeys(("rss", "feed", "RDF", "urlset", "sitemapindex"), "xml"),
}
_FRAGMENTS = frozenset(
    ["article", "b", "blockquote", "div", "h1", "h2", "h3", "h4", "i", "main", "p", "section", "span", "strong", "table", "ul"]
)
"""Elements that a piece of a page may open with; XML has no such roots."""


def recognise(data: bytes, name: str) -> str | None:
    """The format that the content claims, `json` standing for `ninjs` too; None for plain text, which may open with `<` or `{`.

    >>> recognise(b'{"headline": "Rain"}', "a.txt"), recognise(b"<AFP> Rain fell.", "a.xml.txt")
    ('json', None)

    Args:
        data: The whole file or record.
        name: Its file name: `.html` or `.xml` decides where the content leaves it open.
    """
    head = _head(data)
    if ANPA_HEADER.match(head):
        return "anpa"
    if is_iptc7901(head):
        return "iptc7901"
    start = head.lstrip("\ufeff \t\r\n\0")
    if _MAIL_OPENS.match(start) and len(set(_MAIL.findall(start))) >= _MAIL_HEADERS:
        return "mail"
    if _JSON.match(start):
        return "json"
    if start.startswith(("<!", "<?")):
        start = _head(data, _LONG_HEAD_BYTES).lstrip("\ufeff \t\r\n\0")
    return _recognise_markup(start, data, name.lower()) if start.startswith("<") else None


def _recognise_markup(start: str, data: bytes, name: str) -> str | None:
    is_declared = start.startswith("<?xml")
    at, doctype = skip_prolog(start)
    found = _TAG.match(start, at)
    root = found[1].rpartition(":")[2] if found else ""
    if doctype.lower().startswith("html") and root not in _ROOTS:
        return "html"
    if root in _ROOTS:
        return _ROOTS[root]
    if is_declared or doctype:
        return "xml"
    if found is None:
        return None
    if root.lower() in _FRAGMENTS:
        return "html" if name.endswith((".html", ".htm")) or _closes(data, root) else None
    return "xml" if name.endswith(".xml") or _closes(data, root) else None


def _closes(data: bytes, root: str) -> bool:
    """Whether the file ends as it began: with the closing tag of its root."""
    return data[-_TAIL_BYTES:].replace(b"\0", b"").rstrip().lower().endswith(f"</{root}>".lower().encode("ascii", "replace"))


def _head(data: bytes, n_bytes: int = _HEAD_BYTES) -> str:
    """The first characters: by the byte order mark, as UTF-16 where every second byte is zero, else byte by byte."""
    head = data[:n_bytes]
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    if len(head) > 3 and head[1::2].count(0) * 3 > len(head):
        return head.decode("utf-16-le", "ignore")
    if len(head) > 3 and head[::2].count(0) * 3 > len(head):
        return head.decode("utf-16-be", "ignore")
    return head.decode("latin-1")
