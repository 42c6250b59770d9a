"""Cut a stretch of raw text into words, numbers, separators and brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from transforms.text.fold import Folded, fold, fold_char

_TOKEN = re.compile(
    r"(?P<filler>&[a-z]+;|&#\d+;|\ufffd)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:(?:'|&[a-z]{2,8};)[^\W\d_]+)*)"
    r"|(?P<separator>[-\u2010-\u2015\u2212_=:;,،؛.…|+/\\*•·~>]|//)"
    r"|(?P<open>[(\[{<«‹“„﴾﴿])"
    r"|(?P<close>[)\]}»›”])"
    r"|(?P<quote>[\"'])"
    r"|(?P<other>\S)"
)
"""Matches each visible character once: `و.م.ع` is three words and two separators, `15هـ` a number and a word, not one word."""


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SEPARATOR = "separator"
    OPEN = "open"
    CLOSE = "close"
    QUOTE = "quote"
    FILLER = "filler"
    OTHER = "other"


_CACHED_WORDS = 1 << 15
_BULLETS = frozenset("*•·>")
_KINDS = {kind.value: kind for kind in Kind}


class Token(NamedTuple):
    """A piece of raw text; a named tuple, which costs a third of a frozen dataclass to make.

    Attributes:
        folded: Its folded form, by which it is looked up.
        shape: Its characters as they stood.
        spaced: Whether white space stands before it.
    """

    kind: Kind
    folded: str
    shape: str
    start: int
    end: int
    spaced: bool

    @property
    def is_upper(self) -> bool:
        """True for a word in capitals of a script that has them; one letter is enough."""
        return self.shape.isupper()

    @property
    def is_caseless(self) -> bool:
        """True for scripts without capitals."""
        return _has_no_case(self.shape)


@lru_cache(maxsize=_CACHED_WORDS)
def _has_no_case(shape: str) -> bool:
    return shape.lower() == shape.upper()


def tokenise(raw: str, start: int, end: int) -> tuple[Token, ...]:
    """The tokens of `raw[start:end]`; offsets count from the start of `raw`.

    >>> [t.folded for t in tokenise("ANKARA (AA) -", 0, 13)]
    ['ankara', '(', 'aa', ')', '-']
    """
    folded = fold(raw, start, end)
    return _tokens_of_even(raw, folded.text, start) if isinstance(folded.offsets, range) else _tokens_of_uneven(raw, folded, end)


def _tokens_of_even(raw: str, text: str, start: int) -> tuple[Token, ...]:
    """Where each character folded to one."""
    tokens: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text):
        first, stop = match.span()
        tokens.append(
            Token(
                _KINDS[match.lastgroup or "other"],
                match.group(),
                raw[start + first : start + stop],
                start + first,
                start + stop,
                first != last,
            )
        )
        last = stop
    return tuple(tokens)


def _tokens_of_uneven(raw: str, folded: Folded, end: int) -> tuple[Token, ...]:
    """Where marks dropped out or ligatures came apart; a token ends behind the marks of its last character."""
    tokens: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(folded.text):
        first, stop = folded.offsets[match.start()], folded.offsets[match.end() - 1] + 1
        if first >= last:
            stop = _with_marks(raw, stop, end)
            spaced = match.start() == 0 or folded.text[match.start() - 1] == " "
            tokens.append(Token(_KINDS[match.lastgroup or "other"], match.group(), raw[first:stop], first, stop, spaced))
            last = stop
    return tuple(tokens)


def _with_marks(raw: str, stop: int, end: int) -> int:
    """Where the marks and joiners end that belong to the character before `stop`."""
    while stop < end and not raw[stop].isspace() and not fold_char(raw[stop]):
        stop += 1
    return stop


def count_bullets(tokens: Sequence[Token]) -> int:
    """How many leading tokens are bullets or other marks of a list."""
    count = 0
    while count < len(tokens) and tokens[count].folded in _BULLETS:
        count += 1
    return count
