"""What stands before the root of a marked-up document."""

from __future__ import annotations

import re

_SPACE = re.compile(r"[\ufeff\x00 \t\r\n]*")
_DOCTYPE = re.compile(r"<!doctype\s*([^\[>]{0,400})", re.IGNORECASE)
"""Matches `<!DOCTYPE nitf SYSTEM "nitf.dtd"` and stops before what is declared inside; a near miss is `<!ENTITY x`."""
_SUBSET_END = re.compile(r"\]\s*>")
"""Matches the `]>` behind declarations inside a DOCTYPE; a near miss is `] ]`."""


def skip_prolog(text: str) -> tuple[int, str]:
    """Where the root begins, behind declarations, comments and DOCTYPE, and what the DOCTYPE names; `len(text)` where it has no end.

    >>> skip_prolog('<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY a "b">]><nitf/>')
    (54, 'nitf')
    """
    doctype = ""
    at = _end_of_space(text, 0)
    while text.startswith(("<?", "<!"), at):
        if found := _DOCTYPE.match(text, at):
            doctype = found[1].strip() or "?"
            end = _after_subset(text, found.end()) if text.startswith("[", found.end()) else text.find(">", found.end()) + 1
        else:
            close = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ">"
            end = text.find(close, at) + len(close)
            end = 0 if end < len(close) else end
        if end <= 0:
            return len(text), doctype
        at = _end_of_space(text, end)
    return at, doctype


def _after_subset(text: str, bracket: int) -> int:
    found = _SUBSET_END.search(text, bracket)
    return found.end() if found else 0


def _end_of_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
