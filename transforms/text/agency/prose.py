"""Tell running text from what may be a credit, before the grammar looks at it: most paragraphs are running text."""

from __future__ import annotations

import re
from functools import cache

from transforms.text.agency.lexicon import Lexicon, fold_word, phrases

_MARKS = r"\-\u2010-\u2015\u2212_=:;,،؛.…|+/\\*•·~>()\[\]{}<«‹“„﴾﴿»›”\"（）"
_PIECE = re.compile(rf"([{_MARKS}]|(?<!\S)\u0640+(?!\S))|[^\s{_MARKS}]+")
"""A separator, or a run of other characters: of `الرياض - واس` a word, a separator and a word."""
_LONG_RUN = re.compile(rf"(?:[^\s{_MARKS}]++\s++){{20}}")
"""Twenty words without a separator, more than any credit has: the longest, SPA's dateline with both calendars, has eleven."""
_STOPS = ".!?؟…۔"
_OPENING = "\"'“”«‘’(["
_LAST_WORD_CHARS = 40
_MAX_UNKNOWN = 5
"""A reporter's or a town's name has four unknown words, and `الموافق` stands in a date."""


def find_prose(raw: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Where running text begins for sure: behind too many unknown words between two separators; else `end`.

    What stands before it may hold whole parts of a credit, and the first words of the text.
    """
    if long := _LONG_RUN.match(raw, start, end):
        return long.end()
    unknown, is_first, is_labelled = 0, True, False
    for match in _PIECE.finditer(raw, start, end):
        if match.lastindex:
            unknown, is_first, is_labelled = 0, True, False
            continue
        word = match.group()
        if is_first:
            is_first, is_labelled = False, fold_word(word) in _labels()
        unknown += lexicon.weigh(word)
        if unknown > _MAX_UNKNOWN and not is_labelled:
            return match.end()
    return end


def ends_in_prose(raw: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """True where a stretch ends in an unknown word and a full stop, as most paragraphs do: `... كما قال.`, not `(İLKHA).` or `قال`."""
    if start >= end or raw[end - 1] not in _STOPS:
        return False
    words = raw[max(start, end - _LAST_WORD_CHARS) : end - 1].rsplit(None, 1)
    word = words[-1].lstrip(_OPENING) if words else ""
    return len(word) > 1 and word.isalpha() and lexicon.look_up(fold_word(word)) is None


@cache
def _labels() -> frozenset[str]:
    """The first words of labels, which may announce a name of many words."""
    return frozenset(phrase.split()[0] for phrase in phrases("label"))
