"""Spans that hold two names, cut in two: a name with its abbreviation, a place with the place that it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.text.entities.suffixes import APOSTROPHES, is_suffix

_LONGEST_ABBREVIATION = 8
_OPENING, _CLOSING = "(（", ")）"
_IN_WORD = rf"(?:[^\W{''.join(sorted(APOSTROPHES))}]|[\u0300-\u036f])"  # one apostrophe, U+02BC, is a letter to Unicode
# Example: "BURSA'nın Karacabey"; near miss: "Türkiye'nin sesi".
_OWNER = re.compile(rf"(?<!{_IN_WORD})({_IN_WORD}++)[{''.join(sorted(APOSTROPHES))}]({_IN_WORD}++)\s++(?=([\w]))")


class _Gloss(NamedTuple):
    """Where the name before it ends, where what is in the bracket begins and ends, and whether the bracket closes."""

    name_end: int
    start: int
    end: int
    is_closed: bool


def _find_gloss(name: str) -> _Gloss | None:
    """The bracket at the end of a name: of "Avrupa Parlamentosu (AP)", also where it does not close; near misses: "(AP)", "A (b) C"."""
    opening = max(map(name.rfind, _OPENING))
    before, inside = name[: max(opening, 0)].rstrip(), name[opening + 1 :]
    is_closed = inside[-1:] != "" and inside[-1] in _CLOSING
    inside = inside[:-1] if is_closed else inside
    if not before or before[0].isspace() or any(mark in inside for mark in _CLOSING):
        return None
    start = opening + 1 + len(inside) - len(inside.lstrip())
    return _Gloss(len(before), start, max(start, opening + 1 + len(inside.rstrip())), is_closed)


def cut_apart(text: str, span: tuple[int, int], label: str, lang: str) -> Iterator[tuple[int, int]]:
    """The span, or the spans of the names that it holds.

    Args:
        text: The paragraph.
        span: Half-open.
        label: An organisation is cut before its abbreviation in brackets, and before a bracket that never closes; a Turkish place behind
            the genitive of another one.
        lang: The language it was read in.
    """
    start, end = span
    if label == "ORG" and (gloss := _find_gloss(text[start:end])):
        short = text[start + gloss.start : start + gloss.end]
        if short.isupper() and len(short) <= _LONGEST_ABBREVIATION:
            yield start, start + gloss.name_end
            yield start + gloss.start, start + gloss.end
            return
        if not gloss.is_closed:
            end = start + gloss.name_end
    if label == "LOC" and lang == "tr":
        for owner in _OWNER.finditer(text[start:end]):
            if owner[3].isupper() and is_suffix(owner[1], owner[2], lang):
                yield start, span[0] + owner.end(1)
                start = span[0] + owner.end()
    yield start, end
