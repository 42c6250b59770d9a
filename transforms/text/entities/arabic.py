"""Arabic letters as the entity step compares them.

The tables say what camel-tools' normalisers say, letter for letter (a test compares them), in one pass over a word and without the half
second that importing camel-tools takes.
"""

from __future__ import annotations

from functools import lru_cache

# Marks that carry no letter: ZWNJ, ZWJ, bidi marks, byte order mark. Example: U+200F after "روسيا"; near miss: a plain space stays.
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0x061C],
)
_MARKS = _INVISIBLE | dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])  # diacritics and tatweel
_FOLDED = _MARKS | {ord(alef): "ا" for alef in "إأٱآ"} | {ord("ى"): "ي", ord("ة"): "ه"}


def without_invisible(text: str) -> str:
    """`text` without zero-width and bidirectional marks."""
    return text.translate(_INVISIBLE)


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """`text` in the form that names are compared and counted by.

    Diacritics, tatweel and invisible marks are off; the alefs are one letter, alef maksura is ya, ta marbuta is ha, each as camel-tools
    normalises them. Spaces are collapsed.

    >>> fold("إلـهـام  علييفٌ")
    'الهام علييف'
    """
    return " ".join(text.translate(_FOLDED).split())


def strip_marks(text: str) -> str:
    """`text` without diacritics, tatweel and invisible marks; the letters stay as they were typed."""
    return text.translate(_MARKS)
