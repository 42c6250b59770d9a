"""Upper and lower case as the entity step compares them."""

from __future__ import annotations

from itertools import groupby

_DOTTED = str.maketrans({"I": "ı", "İ": "i"})
_LONGEST_SHAPE = 4  # runs


def lower(word: str, lang: str) -> str:
    """`word` in lower case; Turkish and Kurmanji by their own rule for the two letters i.

    >>> lower("IŞIK", "tr"), lower("IRAN", "en")
    ('ışık', 'iran')
    """
    return word.translate(_DOTTED).lower() if lang == "tr" else word.replace("İ", "i").lower()


def shape_of(word: str) -> str:
    """What kinds of characters follow one another, runs as one: `X` upper case, `x` lower case, `0` digit, `-` any other.

    One capital and several are told apart.

    >>> shape_of("Ankara"), shape_of("TBMM"), shape_of("iPhone6")
    ('Xx', 'XX', 'xXx0')
    """
    kinds = [_kind(letter) for letter in word]
    runs = [(kind, len(list(run))) for kind, run in groupby(kinds)]
    return "".join("XX" if kind == "X" and size > 1 else kind for kind, size in runs[:_LONGEST_SHAPE])


def _kind(letter: str) -> str:
    if letter.isdigit():
        return "0"
    if letter.isupper():
        return "X"
    return "x" if letter.isalpha() else "-"
