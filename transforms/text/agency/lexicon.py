"""Look words up: agencies, places, months and the words that credits are made of."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from transforms.text.agency.registry import RESOURCES, Agency, load_agencies
from transforms.text.agency.tokens import tokenise
from transforms.text.dates import may_begin_date
from transforms.text.fold import fold_text

MAX_WORDS = 8
"""The longest name in the registry has eight words."""
MAX_KEY_CHARS = 48
"""The longest key, an organisation's full name, has 47 characters."""
NOWHERE, ENDS, GOES_ON = range(3)
DATE, NAME = 1, 2
MAY_SIGN, SIGN_GOES_ON, IS_PLACE, PLACE_GOES_ON = 1, 2, 4, 8
_SIGNS = frozenset({"desk", "label", "colon_label", "byline_label", "group", "end_mark"})
"""Kinds of words without which, and without an agency or a place, nothing is a credit."""
_CACHED_WORDS = 1 << 16
FUNCTION_WEIGHT = 2
_START_CHARS = 6
"""97 of 100 words that nobody knows begin with six characters with which no key begins."""
_CONJOINED_MIN_CHARS = 4
"""Shorter words that begin with `و` are words: `وفا`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a key stands for.

    Attributes:
        agencies: Rows that share the name, registry order.
        is_weak: The agency's name is also an ordinary word, a place or another body.
        uses: Kinds of `credit_words.csv`.
        homes: Of a place, the countries it may lie in, for those of `homes.csv`.
    """

    agencies: tuple[Agency, ...] = ()
    is_weak: bool = False
    uses: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()


NOTHING = Entry()
_FUNCTION_ONLY = frozenset({"function"})
_OF_PEOPLE = frozenset({"title", "kin", "word_name"})
"""Kinds that say what a person's name is made of, and nothing of a credit's parts."""

fold_word = lru_cache(maxsize=_CACHED_WORDS)(fold_text)
"""`fold_text`, remembered: the words of news come again."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All that is known of names, of one registry. Compared by identity: there is one for each registry file and process.

    Attributes:
        agencies: The registry's rows.
        entries: Every key of the registry and of `credit_words.csv`.
        look_up: What a key stands for and whether it is a place; None for unknown keys. With the Arabic `and` before it
            an agency is the same agency: `والوكالات`.
        reach: What known keys begin with these characters: `NOWHERE`, these alone, or longer ones too.
        weigh: How much a word, as written, speaks for running text: 0 for one that a name or a date may begin with.
        opens: What may begin with this folded word: the sum of `DATE` and `NAME`, or 0, remembered.
        glance: What a key is, or goes on to: the sum of `MAY_SIGN`, `SIGN_GOES_ON`, `IS_PLACE`, `PLACE_GOES_ON`, or 0, remembered.
    """

    agencies: tuple[Agency, ...]
    entries: Mapping[str, Entry]
    look_up: Callable[[str], tuple[Entry, bool] | None]
    reach: Callable[[str], int]
    weigh: Callable[[str], int]
    opens: Callable[[str], int]
    glance: Callable[[str], int]


def load_lexicon(extra: Path | None = None) -> Lexicon:
    """The lexicon of the packaged registry, with a user's rows added or put in the place of its own.

    Args:
        extra: As in `load_agencies`. The file is read once a process.

    Raises:
        RegistryError: The file cannot be used.
    """
    return _load(extra)


@cache
def _load(extra: Path | None) -> Lexicon:
    agencies = load_agencies(extra)
    entries, places = _entries(agencies), _load_places()
    keys = sorted({*entries, *places})
    starts = frozenset(key[:n] for key in keys for n in range(_START_CHARS + 1))
    load_countries()
    cached = lru_cache(maxsize=_CACHED_WORDS)
    reach = cached(partial(_reach, starts, keys))
    look_up, weigh = cached(partial(_look_up, entries, places)), cached(partial(_weigh, entries, starts, reach))
    signs = sorted(key for key, entry in entries.items() if entry.agencies or entry.uses & _SIGNS)
    glance = cached(partial(_glance, starts, look_up, reach, signs))
    return Lexicon(agencies, entries, look_up, reach, weigh, cached(partial(_opens, reach)), glance)


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
    words = [token.folded for token in tokenise(name, 0, len(name)) if token.kind in ("word", "number")]
    return key_of(words) if words else ""


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """The folded phrases of one kind of `credit_words.csv`, for kinds that are looked for as running text."""
    return tuple(spell(name) for row_kind, name in _words() if row_kind == kind)


def _look_up(entries: Mapping[str, Entry], places: frozenset[str], key: str) -> tuple[Entry, bool] | None:
    entry, is_place = entries.get(key, NOTHING), key in places
    if entry is NOTHING and not is_place and key[:1] == "و" and len(key) > _CONJOINED_MIN_CHARS:
        conjoined = entries.get(key[1:], NOTHING)
        entry = conjoined if conjoined.agencies and not conjoined.is_weak else NOTHING
    is_place = is_place or bool(entry.homes) or "place_word" in entry.uses
    return (entry, is_place) if entry is not NOTHING or is_place else None


def _reach(starts: frozenset[str], keys: Sequence[str], start: str) -> int:
    is_key = False
    if start[:_START_CHARS] in starts:
        at = bisect_left(keys, start)
        is_key = at < len(keys) and keys[at] == start
        if at + is_key < len(keys) and keys[at + is_key].startswith(start):
            return GOES_ON
    conjoined = _reach(starts, keys, start[1:]) if start[:1] == "و" and len(start) > 1 else NOWHERE
    return max(ENDS if is_key else NOWHERE, conjoined)


def _opens(reach: Callable[[str], int], folded: str) -> int:
    return DATE * may_begin_date(folded) + NAME * (reach(folded) != NOWHERE)


def _glance(
    starts: frozenset[str], look_up: Callable[[str], tuple[Entry, bool] | None], reach: Callable[[str], int], signs: Sequence[str], key: str
) -> int:
    if key[:_START_CHARS] not in starts and key[:1] != "و":
        return 0
    entry, is_place = look_up(key) or (NOTHING, False)
    told = MAY_SIGN * bool(entry.agencies or entry.uses & _SIGNS) + IS_PLACE * is_place + PLACE_GOES_ON * (reach(key) == GOES_ON)
    return told + SIGN_GOES_ON * any(_goes_on(signs, start) for start in ((key, key[1:]) if key[:1] == "و" else (key,)))


def _goes_on(signs: Sequence[str], start: str) -> bool:
    at = bisect_left(signs, start)
    at += at < len(signs) and signs[at] == start
    return start != "" and at < len(signs) and signs[at].startswith(start)


def _weigh(entries: Mapping[str, Entry], starts: frozenset[str], reach: Callable[[str], int], word: str) -> int:
    """A word that only sentences are made of weighs more than one that nobody knows."""
    folded = fold_text(word)
    if folded[:_START_CHARS] not in starts and folded[:1] != "و":
        return int(not may_begin_date(folded))
    entry = entries.get(folded, NOTHING)
    if entry.uses == _FUNCTION_ONLY and not entry.agencies:
        return FUNCTION_WEIGHT
    return int(not (reach(folded) or may_begin_date(folded)))


def _entries(agencies: Iterable[Agency]) -> dict[str, Entry]:
    rows: dict[str, list[Agency]] = {}
    weak: set[str] = set()
    for agency in agencies:
        for key in _keys(agency.names):
            rows.setdefault(key, []).append(agency)
        weak.update(_keys(agency.weak_names))
    uses, homes = _load_uses(), _load_homes()
    return {
        key: Entry(tuple(rows.get(key, ())), key in weak, frozenset(uses.get(key, ())), frozenset(homes.get(key, ())))
        for key in dict.fromkeys((*rows, *uses, *homes))
    }


@cache
def _load_places() -> frozenset[str]:
    """Keys of the places of `places.txt`, which is stored in key form so that loading takes milliseconds."""
    return frozenset(RESOURCES.joinpath("places.txt").read_text("utf-8").splitlines())


@cache
def _load_uses() -> dict[str, set[str]]:
    uses: dict[str, set[str]] = {}
    for kind, name in _words():
        if kind not in _OF_PEOPLE and (key := key_of_name(name)):
            uses.setdefault(key, set()).add(kind)
    return uses


@cache
def _load_homes() -> dict[str, set[str]]:
    homes: dict[str, set[str]] = {}
    for row in _rows("homes.csv"):
        for key in _keys(row["names"].split("|")):
            homes.setdefault(key, set()).add(row["country"])
    return homes


@cache
def load_countries() -> frozenset[str]:
    """Keys of the names of countries, which no dateline's route leads to."""
    with RESOURCES.joinpath("entities", "places.tsv").open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if line.startswith("country:")]
    return frozenset(_keys(name for row in rows for cell in row[1:] for name in cell.split("|")))


@cache
def load_house_forms() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Of each form that one agency alone signs in: its `short_name`, the kind of span, and the folded marks that all must be there."""
    return tuple((row["short_name"], row["kind"], tuple(map(spell, row["marks"].split(";")))) for row in _rows("house_forms.csv"))


def spell(text: str) -> str:
    """The folded tokens of a text, with one space between any two."""
    return " ".join(token.folded for token in tokenise(text, 0, len(text)))


@cache
def _words() -> tuple[tuple[str, str], ...]:
    return tuple((row["kind"], name) for row in _rows("credit_words.csv") for name in row["names"].split("|") if name)


def _rows(name: str) -> list[dict[str, str]]:
    with RESOURCES.joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _keys(names: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(key for key in map(key_of_name, names) if key)
