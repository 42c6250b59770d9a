"""Spans that hold two names, cut in two: a name with its abbreviation, a place with the place that it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.text.entities.suffixes import APOSTROPHES, is_suffix

_LONGEST_ABBREVIATION = 8
# Examples: "Avrupa Parlamentosu (AP)", and without the bracket at the end; near miss: "(AP)".
_GLOSS = re.compile(r"(\S.*?)\s*[(（]\s*([^()（）]*?)\s*([)）]?)", re.DOTALL)
# Example: "BURSA'nın Karacabey"; near miss: "Türkiye'nin sesi".
_OWNER = re.compile(rf"([\w\u0300-\u036f]+)[{''.join(sorted(APOSTROPHES))}]([\w\u0300-\u036f]+)\s+(?=([\w]))")


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
    if label == "ORG" and (gloss := _GLOSS.fullmatch(text[start:end])):
        short = gloss[2]
        if short.isupper() and len(short) <= _LONGEST_ABBREVIATION:
            yield start, start + gloss.end(1)
            yield start + gloss.start(2), start + gloss.end(2)
            return
        if not gloss[3]:
            end = start + gloss.end(1)
    if label == "LOC" and lang == "tr":
        for owner in _OWNER.finditer(text[start:end]):
            if owner[3].isupper() and is_suffix(owner[1], owner[2], lang):
                yield start, span[0] + owner.end(1)
                start = span[0] + owner.end()
    yield start, end
