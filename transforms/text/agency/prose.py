"""Tell running text from what may be a credit, before the grammar looks at it: most paragraphs are running text."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from transforms.text.agency.lexicon import Lexicon, phrases
from transforms.text.dates import may_begin_date
from transforms.text.fold import fold_text

_PIECE = re.compile(
    r"(?P<mark>[-\u2010-\u2015\u2212_=:;,،؛.…|+/\\*•·~>()\[\]{}<«‹“„﴾﴿»›”\"（）]|(?<!\S)\u0640+(?!\S))|[^\s\-\u2010-\u2015\u2212_=:;,،؛.…|+/\\*•·~>()\[\]{}<«‹“„﴾﴿»›”\"（）]+"
)
"""A separator, or a run of other characters: of `الرياض - واس` a word, a separator and a word."""
_STOPS = ".!?؟…۔"
_OPENING = "\"'“”«‘’(["
_LAST_WORD_CHARS = 40
_MAX_UNKNOWN = 5
"""A reporter's or a town's name has four unknown words, and `الموافق` stands in a date."""
_CACHED_WORDS = 1 << 16

fold_word = lru_cache(maxsize=_CACHED_WORDS)(fold_text)
"""`fold_text`, remembered: the words of news come again."""


def is_prose(raw: str, start: int, end: int, lexicon: Lexicon, *, stretches: int) -> bool:
    """True where one of the first stretches between separators has too many unknown words for any part of a credit.

    Args:
        raw: Raw text.
        start: Where to begin.
        end: Where to stop.
        lexicon: What is known of names.
        stretches: How many stretches with words in them to look at.
    """
    unknown, words, is_labelled = 0, 0, False
    for match in _PIECE.finditer(raw, start, end):
        if match["mark"]:
            stretches -= bool(words)
            if not stretches:
                return False
            unknown, words, is_labelled = 0, 0, False
            continue
        word = fold_word(match.group())
        is_labelled = is_labelled or (not words and word in _labels())
        words += 1
        unknown += not (lexicon.opens(word) or may_begin_date(word))
        if unknown > _MAX_UNKNOWN and not is_labelled:
            return True
    return False


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
