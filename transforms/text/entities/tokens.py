"""Words with their places."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial

from transforms.text.entities.engine import Token
from transforms.text.entities.memo import Memo

# Letters, digits and marks, ZWNJ inside; an apostrophe or a full stop ends a word. Examples: "Ankara'da" is three tokens, "می‌شود" one.
_INSIDE = r"[\w\u0300-\u036f\u064b-\u065f\u0670]*"
_WORD = re.compile(rf"[^\W_]{_INSIDE}(?:[\u200c\u200d](?=\w){_INSIDE})*|\S")
_Pieces = tuple[tuple[str, int, int], ...]
"""The tokens of a run of non-space characters, counted from its start."""


_token: Callable[[tuple[str, int, int]], Token] = partial(tuple.__new__, Token)
"""A token; calling the class takes twice the time, and there are hundreds of them in an article."""


@lru_cache(maxsize=1)
def _camel_tokenizer() -> Callable[[str], list[str]]:
    from camel_tools.tokenizers.word import simple_word_tokenize

    tokenizer: Callable[[str], list[str]] = simple_word_tokenize
    return tokenizer


def _cut_arabic(chunk: str) -> _Pieces:
    """What camel-tools cuts, found again from left to right."""
    found, at = [], 0
    for word in _camel_tokenizer()(chunk):
        start = chunk.index(word, at)
        at = start + len(word)
        found.append((word, start, at))
    return tuple(found)


def _cut_plain(chunk: str) -> _Pieces:
    return tuple((match.group(), *match.span()) for match in _WORD.finditer(chunk))


def _tokenize(text: str, known: Memo[_Pieces]) -> tuple[Token, ...]:
    """The tokens of one run of non-space characters after another; the texts of known ones are the same objects each time."""
    tokens: list[Token] = []
    at = 0
    for chunk in text.split():
        at = text.index(chunk, at)
        for word, start, end in known[chunk]:
            tokens.append(_token((word, at + start, at + end)))
        at += len(chunk)
    return tuple(tokens)


_ARABIC, _PLAIN = Memo(_cut_arabic), Memo(_cut_plain)


def tokenize_arabic(text: str) -> tuple[Token, ...]:
    """The tokens of camel-tools' `simple_word_tokenize`, with offsets; it too works on one run of non-space characters after another.

    >>> [(token.text, token.start) for token in tokenize_arabic('قال "بوتين".')]
    [('قال', 0), ('"', 4), ('بوتين', 5), ('"', 10), ('.', 11)]
    """
    return _tokenize(text, _ARABIC)


def tokenize_plain(text: str) -> tuple[Token, ...]:
    """Words and single marks of any other language; an apostrophe is a token of its own, so that a suffix after it comes off.

    >>> [token.text for token in tokenize_plain("Ankara'da")]
    ['Ankara', "'", 'da']
    """
    return _tokenize(text, _PLAIN)


def tokenize(text: str, lang: str) -> tuple[Token, ...]:
    """The tokens of `text`, in order, disjoint; together they hold every character that is not white space."""
    return tokenize_arabic(text) if lang == "ar" else tokenize_plain(text)
