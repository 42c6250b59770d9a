"""From marked-up text to paragraphs."""

from __future__ import annotations

import re

from lxml import etree

from transforms.formats.xml_tree import local_name

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "block",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fn",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hl1",
        "hl2",
        "hr",
        "li",
        "main",
        "nitf-table",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements of HTML and NITF that begin and end a paragraph."""
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "fn-ref",
        "form",
        "head",
        "iframe",
        "img",
        "input",
        "media",
        "math",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
    ]
)
"""Elements without words of the article; pictures and their captions are none of its paragraphs."""
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|a|h[1-6]|ul|ol|li|table|tr|td|blockquote|img|html|body|section|article|figure)\b[^<>]{0,2000}>",
    re.I,
)
"""Matches `<p class="lead">` and `<br/>`; near misses are `<AFP>` and `a < b`."""
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:-]{0,40})[^<>]{20000,}>?")
"""Matches a tag with a data URL or thousands of attributes, which libxml2 compares with one another; a near miss is any tag of use."""
_CHARACTER = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
"""Matches `&ndash;`; a near miss is `R&D; then`, whose name is one letter."""
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
"""Matches what a browser shows as one space; a near miss is a no-break space."""
_WRAPPED_MIN_CHARS, _WRAPPED_MAX_CHARS = 40, 80
"""AAP breaks at 70 columns, and before a long word earlier."""
_SENTENCE_END = frozenset(".!?:؟…۔")


def paragraphs_of(element: etree._Element) -> tuple[str, ...]:
    """The paragraphs in order, white space collapsed as a browser does; no-break spaces stay.

    A `br` ends a paragraph, unless it only wraps: where all lines but the last are of a wire's length, they are joined, as in AAP's NITF.
    """
    lines: list[str] = []
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        name = local_name(node).lower()
        if event == "start" and name in _UNSEEN:
            parts.append(" ")
            walk.skip_subtree()
            continue
        if name == "br":
            parts.append("\x01" if event == "start" else "")
        elif name in BLOCKS:
            _flush(parts, lines)
        elif name in _CELLS and event == "start":
            parts.append(" ")
        said = node.text if event == "start" else node.tail if node is not element else None
        if said:
            parts.append(said.replace("\n", "\x00") if name == "pre" and event == "start" else said)
    _flush(parts, lines)
    return tuple(lines)


def read_fragment(html: str) -> tuple[str, ...]:
    """The paragraphs of a piece of HTML, well-formed or not."""
    root = parse_html(html)
    return paragraphs_of(root) if root is not None else ()


def parse_html(html: str) -> etree._Element | None:
    """The tree that a browser would make of it, without comments; None where nothing is there."""
    html = shorten_tags(html)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root: etree._Element | None = etree.fromstring(html.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def shorten_tags(html: str) -> str:
    """The same, tags of 20,000 characters and more without their attributes."""
    return _LONG_TAG.sub(r"<\1>", html)


def read_plain(text: str) -> tuple[str, ...]:
    """The lines of plain text that hold something, each a paragraph."""
    return tuple(line for raw in text.splitlines() if (line := raw.strip()))


def read_text(text: str) -> tuple[str, ...]:
    """The paragraphs of a text that is HTML where it holds tags or character names, and plain otherwise."""
    return read_fragment(text) if _TAG.search(text) or _CHARACTER.search(text) else read_plain(text)


def _flush(parts: list[str], lines: list[str]) -> None:
    for piece in "".join(parts).split("\x00"):
        broken = [line for raw in piece.split("\x01") if (line := _SPACE.sub(" ", raw).strip())]
        lines += [" ".join(broken)] if _is_wrapped(broken) else broken
    parts.clear()


def _is_wrapped(lines: list[str]) -> bool:
    full = lines[:-1]
    fits = all(_WRAPPED_MIN_CHARS <= len(line) <= _WRAPPED_MAX_CHARS for line in full)
    return bool(full) and fits and not all(line[-1] in _SENTENCE_END for line in full)
