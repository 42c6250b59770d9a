"""Look words up: agencies, places, months and the words that credits are made of."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.text.agency.registry import RESOURCES, Agency, load_agencies
from transforms.text.agency.tokens import Kind, tokenise

MAX_WORDS = 8
"""The longest name in the registry has eight words."""
MAX_KEY_CHARS = 48
"""The longest key, an organisation's full name, has 47 characters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a key stands for.

    Attributes:
        agencies: Rows that share the name, registry order.
        is_weak: The agency's name is also an ordinary word, a place or another body.
        uses: Kinds of `credit_words.csv`.
    """

    agencies: tuple[Agency, ...] = ()
    is_weak: bool = False
    uses: frozenset[str] = frozenset()


NOTHING = Entry()


def key_of(words: Sequence[str]) -> str:
    """Folded words as one key: joined, but with a full stop beside single letters.

    So `فرانس پرس` equals `فرانسپرس`, while the letters of `و م ع` never become the word `ومع`.

    >>> key_of(["press", "tv"]), key_of(["ا", "ف", "ب"])
    ('presstv', 'ا.ف.ب')
    """
    key, last = "", ""
    for word in words:
        key, last = lengthen(key, last, word), word
    return key


def lengthen(key: str, last: str, word: str) -> str:
    """The key of some words, the last of which is `last`, with one more word."""
    return f"{key}.{word}" if key and (len(last) == 1 or len(word) == 1) else key + word


def key_of_name(name: str) -> str:
    """The key of a name as written in a data file; empty for a name without letters or digits."""
    words = [token.folded for token in tokenise(name, 0, len(name)) if token.kind in (Kind.WORD, Kind.NUMBER)]
    return key_of(words) if words else ""


@cache
def load_entries() -> dict[str, Entry]:
    """Every key of the registry and of `credit_words.csv`."""
    agencies: dict[str, list[Agency]] = {}
    weak: set[str] = set()
    for agency in load_agencies():
        for key in _keys(agency.names):
            agencies.setdefault(key, []).append(agency)
        weak.update(_keys(agency.weak_names))
    uses = _load_uses()
    return {
        key: Entry(tuple(agencies.get(key, ())), key in weak, frozenset(uses.get(key, ())))
        for key in (*agencies, *(key for key in uses if key not in agencies))
    }


@cache
def load_places() -> frozenset[str]:
    """Keys of the places of `places.txt`, which is stored in key form so that loading takes milliseconds."""
    return frozenset(RESOURCES.joinpath("places.txt").read_text("utf-8").splitlines())


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """The folded phrases of one kind of `credit_words.csv`, for kinds that are looked for as running text."""
    return tuple(" ".join(t.folded for t in tokenise(name, 0, len(name))) for row_kind, name in _words() if row_kind == kind)


def _load_uses() -> dict[str, set[str]]:
    uses: dict[str, set[str]] = {}
    for kind, name in _words():
        if key := key_of_name(name):
            uses.setdefault(key, set()).add(kind)
    return uses


@cache
def _words() -> tuple[tuple[str, str], ...]:
    with RESOURCES.joinpath("credit_words.csv").open(encoding="utf-8") as lines:
        return tuple((row["kind"], name) for row in csv.DictReader(lines) for name in row["names"].split("|") if name)


def _keys(names: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(key for key in map(key_of_name, names) if key)
