"""Tell running text from what may be a credit, before the grammar looks at it: most paragraphs are running text."""

from __future__ import annotations

import re
from functools import cache

from transforms.text.agency.lexicon import FUNCTION_WEIGHT, Lexicon, fold_word, phrases

_MARKS = r"\-\u2010-\u2015\u2212_=:;,،؛.…|+/\\*•·~>()\[\]{}<«‹“„﴾﴿»›”\"（）"
_RUN = re.compile(rf"[^{_MARKS}]+")
"""Matches what stands between two separators: of `الرياض - واس` two runs."""
_TATWEEL = "\u0640"
"""Set apart, it is a separator."""
_STOPS = ".!?؟…۔"
_OPENING = "\"'“”«‘’(["
_LAST_WORD_CHARS = 40
_MAX_UNKNOWN = 5
"""A reporter's or a town's name has four unknown words, and `الموافق` stands in a date."""
_MAX_KNOWN = 20
"""More words without a separator than any credit has: the longest, SPA's dateline with both calendars, has eleven."""
_FEWEST = _MAX_UNKNOWN // FUNCTION_WEIGHT + 1
_UP_TO = tuple(re.compile(rf"\s*+(?:\S++\s++){{{n}}}\S++") for n in range(_MAX_KNOWN + 1))


def find_prose(raw: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Where running text begins for sure: behind too many unknown words between two separators; else `end`.

    What stands before it may hold whole parts of a credit, and the first words of the text.
    """
    for run in _RUN.finditer(raw, start, end):
        words = run.group().split()
        if len(words) >= _FEWEST and (n := _count_to_prose(words, lexicon)):
            return _end_of_word(run, n)
    return end


def _end_of_word(run: re.Match[str], n: int) -> int:
    found = _UP_TO[n - 1].match(run.string, run.start(), run.end())
    assert found is not None
    return found.end()


def _count_to_prose(words: list[str], lexicon: Lexicon) -> int:
    """How many words it takes until they are running text for sure; 0 where they may all be part of a credit."""
    unknown = first = 0
    weigh = lexicon.weigh
    for n, word in enumerate(words[: _MAX_KNOWN + 1]):
        if word[0] == _TATWEEL and not word.strip(_TATWEEL):
            unknown, first = 0, n + 1
            continue
        unknown += weigh(word)
        if unknown > _MAX_UNKNOWN and (n == _MAX_KNOWN or fold_word(words[first]) not in _labels()):
            return n + 1
    return 0


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
