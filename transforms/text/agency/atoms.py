"""Look up the tokens of a stretch: each atom is a name, a date, a word nobody knows, or a separator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from transforms.text.agency.lexicon import DATE, ENDS, MAX_KEY_CHARS, MAX_WORDS, NAME, NOTHING, NOWHERE, Entry, Lexicon, lengthen
from transforms.text.agency.tokens import Token, has_no_case
from transforms.text.dates import read_date

DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212_=~")
_SHORTENED = frozenset({"st", "ft", "mt", "dr", "prof", "mr", "mrs", "av", "uzm"})
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_MAX_ATOM_TOKENS = 2 * MAX_WORDS
_TOKENS_AT_ONCE = _MAX_ATOM_TOKENS + 8
_LOOKED_UP = frozenset({"word", "number"})


class Atom(NamedTuple):
    """One or more tokens with what they may mean; a name may be an agency and a place at once.

    Attributes:
        kind: `name` (looked up), `date`, `time`, `word` (unknown), `number`, or the kind of the one token.
        tokens: In order, at least one.
        entry: What the lexicon says of a `name`.
        is_place: A `name` that the list of places holds.
    """

    kind: str
    tokens: tuple[Token, ...]
    entry: Entry = NOTHING
    is_place: bool = False

    @property
    def start(self) -> int:
        """Offset into the raw text."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset into the raw text, half-open."""
        return self.tokens[-1].end

    @property
    def folded(self) -> str:
        """The tokens' folded forms, joined."""
        return "".join(token.folded for token in self.tokens)

    @property
    def words(self) -> tuple[Token, ...]:
        """The tokens that are words."""
        if len(self.tokens) == 1:
            return self.tokens if self.tokens[0].kind == "word" else ()
        return tuple([token for token in self.tokens if token.kind == "word"])

    @property
    def is_upper(self) -> bool:
        """True where every word is in capitals."""
        if len(self.tokens) == 1:
            return self.tokens[0].shape.isupper()
        words = self.words
        return bool(words) and all(word.is_upper for word in words)

    @property
    def is_lower(self) -> bool:
        """True where a word has small letters in a script that has capitals."""
        return not self.is_upper and not self.is_caseless

    @property
    def is_caseless(self) -> bool:
        """True where no word is of a script with capitals."""
        if len(self.tokens) == 1:
            return has_no_case(self.tokens[0].shape)
        return all(word.is_caseless for word in self.words)


_atom = partial(tuple.__new__, Atom)


class Atoms:
    """The tokens as atoms: dates first, then the longest known name, then single tokens. Each is read when it is first asked for."""

    def __init__(self, tokens: Iterable[Token], lexicon: Lexicon) -> None:
        """Reads nothing yet, and of an iterator later no more than it needs."""
        self._more: Iterator[Token] = iter(tokens)
        self._tokens: list[Token] = []
        self._lexicon = lexicon
        self._read: list[Atom] = []
        self._next = 0

    def get(self, at: int) -> Atom | None:
        """The atom at a place, counted from 0; None behind the last."""
        read = self._read
        return read[at] if at < len(read) else self._read_on(at)

    def _read_on(self, at: int) -> Atom | None:
        read, tokens, lexicon = self._read, self._tokens, self._lexicon
        opens = lexicon.opens
        while len(read) <= at:
            if len(tokens) - self._next <= _MAX_ATOM_TOKENS:
                tokens.extend(islice(self._more, _TOKENS_AT_ONCE))
                if self._next >= len(tokens):
                    return None
            token = tokens[self._next]
            kind = token.kind
            if kind not in _LOOKED_UP or not (opens(token.folded) or len(token.folded) == 1):
                read.append(_atom((kind, (token,), NOTHING, False)))
                self._next += 1
            else:
                atom = _read_atom(tokens, self._next, lexicon)
                read.append(atom)
                self._next += len(atom.tokens)
        return read[at]

    def __getitem__(self, at: int) -> Atom:
        """The atom at a place, which must be there."""
        self.get(at)
        return self._read[at]

    def span(self, first: int, stop: int) -> list[Atom]:
        """The atoms from one place up to another, which must be there."""
        self.get(stop - 1)
        return self._read[first:stop]

    def all(self) -> tuple[Atom, ...]:
        """Every atom."""
        while self.get(len(self._read)) is not None:
            pass
        return tuple(self._read)


def atomise(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Atom, ...]:
    """The tokens as atoms, all of them read."""
    return Atoms(tokens, lexicon).all()


def _read_atom(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Atom:
    token = tokens[at]
    opened = lexicon.opens(token.folded)
    if opened & DATE:
        folded = [token.folded for token in tokens[at : at + _MAX_ATOM_TOKENS]]
        if length := _date_length(folded, lexicon):
            return Atom("date", tuple(tokens[at : at + length]))
        if token.kind == "number" and _CLOCK.fullmatch("".join(folded[:3])):
            return Atom("time", tuple(tokens[at : at + 3]))
    found = _longest_name(tokens, at, lexicon) if opened & NAME else None
    if found is None and _is_capital(token):
        found = _acronym(tokens, at, lexicon)
    return found or Atom(token.kind, (token,))


def _date_length(folded: list[str], lexicon: Lexicon) -> int:
    """How many tokens a date takes, with its weekday: `Tuesday, 11 August 2015`."""
    skip = 0
    if "weekday" in lexicon.entries.get(folded[0], NOTHING).uses:
        skip = 2 if len(folded) > 1 and folded[1] in (",", "،") else 1
    length, _ = read_date(folded[skip:])
    return skip + length if length else 0


def _longest_name(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Atom | None:
    key, last, n_words = "", "", 0
    best: Atom | None = None
    for stop in range(at, min(len(tokens), at + _MAX_ATOM_TOKENS)):
        token = tokens[stop]
        if token.kind in ("word", "number"):
            key = lengthen(key, last, token.folded)
            last, n_words = token.folded, n_words + 1
            reach = lexicon.reach(key) if n_words <= MAX_WORDS and len(key) <= MAX_KEY_CHARS else NOWHERE
            if reach == NOWHERE:
                break
            if found := lexicon.look_up(key):
                entry, is_place = found
                best = Atom("name", tuple(tokens[at : _with_stop(tokens, stop, entry) + 1]), entry, is_place)
            if reach == ENDS:
                break
        elif not _joins(tokens, stop):
            break
    return best


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """True for a full stop or hyphen inside a name: `A.A.`, `أ. ف. ب`, `ITAR-TASS`."""
    token = tokens[at]
    if token.folded not in (".", "-", "'") or token.spaced or at == 0 or at + 1 >= len(tokens):
        return False
    return not tokens[at + 1].spaced or (token.folded == "." and is_shortened(tokens[at - 1], tokens[at + 1]))


def is_shortened(before: Token, after: Token) -> bool:
    """True where a full stop between two words ends no sentence: `أ. ف. ب`, `ST. JOSEPH`, `Dr. X`."""
    return len(before.folded) == 1 or len(after.folded) == 1 or before.folded in _SHORTENED


def _with_stop(tokens: Sequence[Token], stop: int, entry: Entry) -> int:
    """The last token of a name, with the full stop of an abbreviation: `أ.ف.ب.`, `Mich.`."""
    dotted = len(tokens[stop].folded) == 1 or "place_word" in entry.uses
    more = stop + 1 < len(tokens) and tokens[stop + 1].folded == "." and not tokens[stop + 1].spaced
    return stop + 1 if dotted and more else stop


def _acronym(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Atom | None:
    """Letters set apart, `İ L K H A`. A near miss is `A B`, which is no name at all."""
    stop = at
    while stop < len(tokens) and (_is_capital(tokens[stop]) or (stop > at and _joins(tokens, stop) and _is_capital(tokens[stop + 1]))):
        stop += 1
    letters = "".join(token.folded for token in tokens[at:stop] if token.kind == "word")
    found = lexicon.entries.get(letters, NOTHING) if len(letters) > 2 else NOTHING
    return Atom("name", tuple(tokens[at:stop]), found) if found.agencies else None


def _is_capital(token: Token) -> bool:
    return len(token.folded) == 1 and token.is_upper
