"""Fold text for matching, with a map back to where each character came from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_TATWEEL = "\u0640"
_MAX_TATWEELS = 6
_LETTERS = {
    "ي": "ی",
    "ى": "ی",
    "ې": "ی",
    "ك": "ک",
    "ڪ": "ک",
    "ة": "ه",
    "ە": "ه",
    "ھ": "ه",
    "ہ": "ه",
    "ٱ": "ا",
    "ı": "i",
    "\u2018": "'",
    "\u2019": "'",
    "`": "'",
    "´": "'",
    "\u02bc": "'",
}
"""What Unicode's decomposition leaves apart: Arabic, Persian and Sorani keyboards differ, and so do apostrophes."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `text[i]` came from `raw[offsets[i]]`.

    Attributes:
        offsets: Ascending, one for each character of `text`.
    """

    text: str
    offsets: Sequence[int]


def fold(raw: str, start: int = 0, end: int | None = None) -> Folded:
    """`raw[start:end]` in the form in which spellings of one name are equal.

    Compatibility forms are taken apart, letters are lower-case and without marks, digits are ASCII, every kind of space is a
    space, and what has no width (tatweel, harakat, bidi marks, joiners, U+200B, U+FEFF) is gone. A tatweel between
    spaces is a dash: SaudiNewsNet writes one so. NFC and NFD of a text fold to the same text.

    >>> fold("(İLKHA) ـ أ ف ب").text
    '(ilkha) - ا ف ب'

    Args:
        raw: Any text; lone surrogates are kept.
        start: First code point to fold; offsets count from the start of `raw` all the same.
        end: Where to stop; the end of `raw` by default.
    """
    stop = len(raw) if end is None else min(end, len(raw))
    quick = raw[start:stop].translate(_TABLE)
    return Folded(quick, range(start, stop)) if _UNEVEN not in quick else _fold_uneven(raw, quick, start)


def fold_text(raw: str) -> str:
    """The folded form alone, where nobody asks for offsets."""
    quick = raw.translate(_TABLE)
    return quick if _UNEVEN not in quick else _fold_uneven(raw, quick, 0).text


def _fold_uneven(raw: str, quick: str, start: int) -> Folded:
    """The folded form of a stretch, where `quick` holds a mark for each character that does not become exactly one."""
    pieces: list[str] = []
    offsets: list[int] = []
    last = 0
    while (at := quick.find(_UNEVEN, last)) >= 0:
        pieces.append(quick[last:at])
        offsets.extend(range(start + last, start + at))
        piece = fold_char(raw[start + at])
        if not piece and raw[start + at] == _TATWEEL and _stands_alone(raw, start + at):
            piece = "-"
        pieces.append(piece)
        offsets.extend([start + at] * len(piece))
        last = at + 1
    pieces.append(quick[last:])
    offsets.extend(range(start + last, start + len(quick)))
    return Folded("".join(pieces), offsets)


@cache
def fold_char(char: str) -> str:
    """One code point folded: empty for marks and what has no width, more than one character for ligatures."""
    if char.isspace():
        return " "
    return "".join(_fold_parts(char))


def is_invisible(text: str) -> bool:
    """True where a text holds nothing to see: spaces, bidi marks, joiners, U+200B, U+FEFF."""
    return all(char.isspace() or unicodedata.category(char) in ("Cf", "Cc") for char in text)


def _fold_parts(char: str) -> Iterator[str]:
    for part in unicodedata.normalize("NFKD", char):
        if part.isspace():
            yield " "
        elif part == _TATWEEL or unicodedata.category(part) in ("Mn", "Me", "Cf"):
            continue
        elif (digit := unicodedata.decimal(part, None)) is not None:
            yield str(digit)
        else:
            yield from (_LETTERS.get(low, low) for low in part.lower() if not unicodedata.combining(low))


class _Table(dict[int, str]):
    """For `str.translate`: each character's folded form where that is one character, else `_UNEVEN`; filled as characters come up."""

    def __missing__(self, code: int) -> str:
        piece = fold_char(chr(code))
        self[code] = piece if len(piece) == 1 else _UNEVEN
        return self[code]


_UNEVEN = "\ue000"
"""Private use, so no text needs it; a text that holds it all the same is folded the slower way."""
_TABLE = _Table()


def _stands_alone(raw: str, at: int) -> bool:
    """True for the first of a run of tatweels with nothing but space around it."""
    before = at == 0 or raw[at - 1].isspace()
    run = raw[at + 1 : at + _MAX_TATWEELS]
    after = at + 1 == len(raw) or not run.split()[:1] or raw[at + 1].isspace() or not run.split()[0].strip(_TATWEEL)
    return before and after
