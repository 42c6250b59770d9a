"""Parse XML that nobody vouches for."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from transforms.formats.characters import read_characters
from transforms.formats.prolog import skip_prolog
from transforms.records import Reason, Rejection

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
"""Matches the declaration `<?xml version="1.0" encoding="UTF-8"?>`; a near miss is `<meta encoding="x">`."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Matches the characters that XML 1.0 has no place for, ESC among them; a near miss is a tab."""
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,8}));")
"""Matches `&#31;` and `&#x1F;`; a near miss is `&amp;`."""
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
"""Matches `&nbsp;`, which wires write without declaring it; a near miss is `AT&T;x`, whose name is one letter."""
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DECLARATION_BYTES = 1024


def parse_xml(data: bytes) -> tuple[etree._Element, str, tuple[str, ...]]:
    """The root, the codec that decoded it, and flags; comments and processing instructions are left out.

    The DOCTYPE is cut off before anything is parsed, so nothing is fetched, no DTD is loaded and no entity is known but those of XML and
    HTML; a document that uses others is refused. libxml2's limits hold: 256 levels, 10 MB a text or attribute. Characters that XML
    forbids become U+FFFD.

    Raises:
        Rejection: `malformed`, saying where; or what `read_characters` raises.
    """
    declared = _DECLARED.search(data, 0, _DECLARATION_BYTES)
    text, encoding, damaged = read_characters(data, declared[1].decode("ascii") if declared else None)
    text, n_illegal = _ILLEGAL.subn("\ufffd", text[skip_prolog(text)[0] :])
    text = _NAMED.sub(_spell_name, _REFERENCE.sub(_spell_number, text))
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Rejection(Reason.MALFORMED, f"not well-formed XML: {_first_line(error)}") from None
    flags = [*(["encoding_damaged"] if damaged else []), *(["control_characters"] if n_illegal else [])]
    return root, encoding, tuple(sorted(flags))


def local_name(element: etree._Element) -> str:
    """The tag without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def find_all(element: etree._Element, path: str) -> list[etree._Element]:
    """Elements below, by local names joined by `/`, whatever their namespaces; `//` at the front looks at any depth.

    >>> root = etree.fromstring("<a xmlns='urn:x'><b><c/><c/></b></a>")
    >>> len(find_all(root, "b/c")), len(find_all(root, "//c"))
    (2, 2)
    """
    deep = path.startswith("//")
    wildcards = "/".join(f"{{*}}{step}" for step in path.lstrip("/").split("/"))
    return list(element.iterfind(f".//{wildcards}" if deep else wildcards))


def texts(element: etree._Element, path: str) -> list[str]:
    """The text of each element that `find_all` finds, with that of what is inside."""
    return ["".join(str(part) for part in found.itertext()) for found in find_all(element, path)]


def attributes(element: etree._Element, path: str, name: str) -> list[str]:
    """The values of an attribute of the elements that `find_all` finds, where they have it."""
    return [str(value) for found in find_all(element, path) if (value := found.get(name)) is not None]


def _spell_number(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    is_legal = code in (9, 10, 13) or 32 <= code < 0xD800 or (0xE000 <= code <= 0x10FFFF and code not in (0xFFFE, 0xFFFF))
    return found[0] if is_legal else "\ufffd"


def _spell_name(found: re.Match[str]) -> str:
    if found[1] in _XML_NAMES:
        return found[0]
    char = html5.get(f"{found[1]};")
    return found[0] if char is None or char in "<&" else char


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["empty"])[0][:200]
