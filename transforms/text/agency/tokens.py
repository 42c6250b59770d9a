"""Cut a stretch of raw text into words, numbers, separators and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import dropwhile
from typing import NamedTuple

from transforms.text.fold import Folded, fold, fold_char

_WORD = r"[^\W\d_]+(?:(?:'|&[a-z]{2,8};)[^\W\d_]+)*"
WORDS = rf"{_WORD}|\d+"
"""Matches the words and numbers of a folded text, as tokens are cut."""
_TOKEN = re.compile(
    rf"(?P<word>{_WORD})"
    r"|(?P<number>\d+)"
    r"|(?P<filler>&[a-z]+;|&#\d+;|\ufffd)"
    r"|(?P<separator>[-\u2010-\u2015\u2212_=:;,،؛.…|+/\\*•·~>]|//)"
    r"|(?P<open>[(\[{<«‹“„﴾﴿])"
    r"|(?P<close>[)\]}»›”])"
    r"|(?P<quote>[\"'])"
    r"|(?P<other>\S)"
)
"""Matches each visible character once: `و.م.ع` is three words and two separators, `15هـ` a number and a word, not one word."""
_CACHED_WORDS = 1 << 15
_BULLETS = frozenset("*•·>")


class Token(NamedTuple):
    """A piece of raw text; a named tuple, which costs a third of a frozen dataclass to make.

    Attributes:
        kind: Which group of the pattern it matched: `word`, `number`, `separator`, ...; plain text, since to read a member of an
            enumeration takes 60 ns and a line does so dozens of times.
        folded: Its folded form, by which it is looked up.
        shape: Its characters as they stood.
        spaced: Whether white space stands before it.
    """

    kind: str
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
        return has_no_case(self.shape)

    @property
    def is_namelike(self) -> bool:
        """True where it begins with a capital, or its script has none."""
        return self.shape[:1].isupper() or has_no_case(self.shape)


_token = partial(tuple.__new__, Token)


@lru_cache(maxsize=_CACHED_WORDS)
def has_no_case(shape: str) -> bool:
    """True for a word of a script without capitals."""
    return shape.lower() == shape.upper()


def tokenise(raw: str, start: int, end: int) -> tuple[Token, ...]:
    """The tokens of `raw[start:end]`; offsets count from the start of `raw`.

    >>> [t.folded for t in tokenise("ANKARA (AA) -", 0, 13)]
    ['ankara', '(', 'aa', ')', '-']
    """
    return tuple(iter_tokens(raw, start, end))


def iter_tokens(raw: str, start: int, end: int) -> Iterator[Token]:
    """The same tokens, each made when it is asked for: a credit before a paragraph ends long before the paragraph."""
    folded = fold(raw, start, end)
    return _tokens_of_even(raw, folded.text, start) if isinstance(folded.offsets, range) else _tokens_of_uneven(raw, folded, end)


def _tokens_of_even(raw: str, text: str, start: int) -> Iterator[Token]:
    """Where each character folded to one."""
    last = -1
    for match in _TOKEN.finditer(text):
        first, stop = match.span()
        begin, end = start + first, start + stop
        yield _token((match.lastgroup, match.group(), raw[begin:end], begin, end, first != last))
        last = stop


def _tokens_of_uneven(raw: str, folded: Folded, end: int) -> Iterator[Token]:
    """Where marks dropped out or ligatures came apart; a token ends behind the marks of its last character."""
    last = -1
    for match in _TOKEN.finditer(folded.text):
        first, stop = folded.offsets[match.start()], folded.offsets[match.end() - 1] + 1
        if first >= last:
            stop = _with_marks(raw, stop, end)
            spaced = match.start() == 0 or folded.text[match.start() - 1] == " "
            yield Token(match.lastgroup or "other", match.group(), raw[first:stop], first, stop, spaced)
            last = stop


def _with_marks(raw: str, stop: int, end: int) -> int:
    """Where the marks and joiners end that belong to the character before `stop`."""
    while stop < end and not raw[stop].isspace() and not fold_char(raw[stop]):
        stop += 1
    return stop


def drop_bullets(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens without leading bullets and other marks of a list."""
    return dropwhile(lambda token: token.folded in _BULLETS, tokens)
