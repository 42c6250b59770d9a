"""Say what the stretches between two separators are: agency, place, date, desk, reporter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.text.agency.atoms import Atom
from transforms.text.agency.lexicon import load_countries
from transforms.text.agency.registry import Agency

MAX_NAME_WORDS = 4
"""Reporters' names in SaudiNewsNet and TTC-3600 have two to four words."""

_MAX_INITIALS = 3
"""Longer small letters are a name: `(rb)` signs for an editor of AP, `(cihan)` for the agency."""
_MAX_LABELLED_WORDS = 12
"""`Reporting by A in Cairo and B in New York`."""
_ON = "على"
"""Folded, the preposition equals the name `علي`, so this one word is told apart by how it was written."""
_FROM = "من"
"""Only Arabic papers sign `NAME من CITY`; in Sorani and Persian lists `X لە سوریا` is a party of Syria."""
_SENTENCE_WORDS = frozenset({"function", "agency_word", "label", "from"})
_LABELS = frozenset({"colon_label", "byline_label", "label"})
_AFTER_NAME = frozenset({"relative_time", "translated"})
_SILENT = frozenset({"filler", "in", "weekday"})
_UNKNOWN = {"word"}


class Part(NamedTuple):
    """One piece of a credit.

    Attributes:
        kind: `agency`, `place`, `date`, `time`, `desk`, `name` (unknown words), `byline` (a name after "by"), `role` (a name after
            "editor" without a colon), `initials`,
            `from` (between a reporter and a town), `label`, `source_label` or `filler`.
        is_weak: An agency under a name that is also an ordinary word, or a byline after `من`, which needs a place before it.
        is_place: An agency's name that is also a place, or the reverse.
        is_upper: All its words are in capitals.
        is_lower: Its script has capitals, and not all its words are in them.
        n_words: Of a name.
        homes: Of a place, the countries it may lie in, where known.
        bracket: `(` or `"` or `/` where such marks enclose it, else empty.
    """

    kind: str
    start: int
    end: int
    agencies: tuple[Agency, ...] = ()
    is_weak: bool = False
    is_place: bool = False
    is_upper: bool = False
    is_lower: bool = False
    n_words: int = 0
    bracket: str = ""
    homes: frozenset[str] = frozenset()

    @property
    def is_firm(self) -> bool:
        """True for an agency that its name or the brackets around it leave no doubt about."""
        return self.kind == "agency" and (not self.is_weak or self.bracket != "")


def read_parts(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    """The parts of a stretch without separators, or None where it reads like running text."""
    kinds = {atom.kind for atom in atoms}
    if kinds == _UNKNOWN:
        return _read_name(atoms)
    for read in _READERS if len(atoms) > 1 else _READERS_OF_ONE:
        parts = read(atoms)
        if parts is not None:
            return parts
    return None


def may_be_long(first: Atom) -> bool:
    """True where a stretch may hold more unknown words than a name has, or those of a sentence: behind a label or an agency."""
    return bool(first.entry.agencies) or not first.entry.uses.isdisjoint(_LABELS)


def is_of_sentence(atom: Atom) -> bool:
    """True for a word that is in no part, unless a label stands before it: `that`; near misses are `in` and `from`."""
    return "function" in atom.entry.uses and "from" not in atom.entry.uses and known_part(atom) is None


def with_bracket(part: Part, bracket: str) -> Part:
    """The part, known to be enclosed."""
    return part._replace(bracket=bracket)


def _read_label(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    first = atoms[0]
    if not first.entry.uses & _LABELS:
        return None
    if len(atoms) == 1:
        return (Part("source_label" if "colon_label" in first.entry.uses else "label", first.start, first.end),)
    if "byline_label" in first.entry.uses and (known := _read_known(atoms[1:])) is not None:
        return known if all(part.kind in ("agency", "filler") for part in known) else None
    if "label" in first.entry.uses:
        return _read_labelled(atoms[1:], is_weak=False)
    return _read_labelled(atoms[1:], is_weak=True) if "byline_label" in first.entry.uses else None


def _read_labelled(atoms: Sequence[Atom], *, is_weak: bool) -> tuple[Part, ...] | None:
    """The name after a label, with an agency or a relative time behind it: `By JANE DOE Associated Press`, `لەلایەن X 1 کاژێر لەمەوبەر`."""
    stop = len(atoms)
    while stop > 1 and (atoms[stop - 1].kind == "number" or atoms[stop - 1].entry.uses & _AFTER_NAME or _is_named(atoms[stop - 1])):
        stop -= 1
    name = atoms[:stop]
    if not 1 <= _count(name) <= _MAX_LABELLED_WORDS or not _is_signed(name) or (is_weak and not 1 < _count(name) <= MAX_NAME_WORDS):
        return None
    byline = Part("role" if is_weak else "byline", name[0].start, name[-1].end, n_words=_count(name))
    after = [part for atom in atoms[stop:] if (part := known_part(atom)) and part.kind == "agency"]
    timed = [Part("date", atoms[stop].start, atoms[-1].end)] if stop < len(atoms) and not after else []
    return (byline, *after, *timed)


def _is_named(atom: Atom) -> bool:
    return bool(atom.entry.agencies) and not atom.entry.is_weak and not atom.is_place


def _read_from(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    """`CITY من NAME` and `«OUTLET» من CITY`."""
    froms = [at for at, atom in enumerate(atoms) if "from" in atom.entry.uses]
    if not froms or froms[0] + 1 == len(atoms):
        return None
    left, right, froms_at = atoms[: froms[0]], atoms[froms[0] + 1 :], atoms[froms[0]]
    before, after = _read_known(left), _read_known(right)
    in_town = froms_at.tokens[0].shape == _FROM and len(right) == 1 and after is not None and after[0].kind == "place"
    in_town = in_town and right[0].folded not in load_countries()
    if before is None and in_town and after and 1 < _count(left) <= MAX_NAME_WORDS and _is_namelike(left):
        return (Part("name", left[0].start, left[-1].end, n_words=_count(left)), Part("from", froms_at.start, froms_at.end), *after)
    if before is None or (left and not any(part.kind in ("place", "agency") for part in before)):
        return None
    if after is not None and all(part.kind == "place" for part in after) and (len(after) == 1 or (before and before[0].kind == "agency")):
        return (*before, *after)
    if not 1 < _count(right) <= MAX_NAME_WORDS or not _is_namelike(right):
        return None
    return (*before, Part("byline", right[0].start, right[-1].end, is_weak=True, n_words=_count(right)))


def _read_known(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    parts: list[Part] = []
    for atom in atoms:
        part = known_part(atom)
        if part is None:
            return None
        parts.append(part)
    bare_weak = [part for part in parts if part.kind == "agency" and part.is_weak and not part.is_place]
    if bare_weak and any(part.kind in ("place", "agency") and part not in bare_weak for part in parts):
        return None
    return tuple(parts)


def known_part(atom: Atom) -> Part | None:
    """The part that one atom is by itself; None for words that nobody knows."""
    if atom.kind in ("date", "time"):
        return Part(atom.kind, atom.start, atom.end)
    if atom.kind == "filler":
        return Part("filler", atom.start, atom.end)
    entry = atom.entry
    if entry.agencies and not (atom.is_place and entry.is_weak):
        kind = "initials" if entry.is_weak and atom.is_lower and len(atom.folded) <= _MAX_INITIALS else "agency"
    elif atom.is_place:
        kind = "place"
    elif "desk" in entry.uses:
        kind = "desk"
    elif entry.uses & _SILENT:
        kind = "filler"
    else:
        return None
    upper = atom.is_upper
    lower = not upper and not atom.is_caseless
    return Part(kind, atom.start, atom.end, entry.agencies, entry.is_weak, atom.is_place, upper, lower, len(atom.words), "", entry.homes)


def _read_group(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    """The desks of Persian papers: `گروه اقتصادي`; a near miss is `گروه طالبان`."""
    if "group" not in atoms[0].entry.uses or len(atoms) == 1:
        return None
    if not all("topic" in atom.entry.uses for atom in atoms[1:]):
        return None
    return (Part("desk", atoms[0].start, atoms[-1].end),)


def _read_dated(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    """A town nobody knows before a date: `المخيم 3 مايو واس`."""
    dates = [at for at, atom in enumerate(atoms) if atom.kind == "date"]
    if not dates or not dates[0]:
        return None
    at = dates[0]
    town = [atom for atom in atoms[:at] if "in" not in atom.entry.uses]
    rest = _read_known(atoms[at:])
    if rest is None or not town or _count(town) > MAX_NAME_WORDS or not _is_namelike(town):
        return None
    return (Part("name", town[0].start, town[-1].end, n_words=_count(town), is_upper=all(a.is_upper for a in town)), *rest)


def _read_signed(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    """An agency and the initials of its desks, `AAP RTV ar`, `dpa wsz jln npr`, or what it shows: `AP Photo`."""
    first = known_part(atoms[0])
    if first is None or first.kind != "agency" or (first.is_weak and not first.is_upper):
        return None
    rest = atoms[1:]
    if len(rest) == 1 and "byline_label" in rest[0].entry.uses:
        return (first,)
    if not all(atom.kind == "word" and _is_initials(atom) for atom in rest) or (first.is_weak and len(rest) < 2):
        return None
    return (first._replace(is_weak=False), Part("initials", rest[0].start, rest[-1].end))


def _read_name(atoms: Sequence[Atom]) -> tuple[Part, ...] | None:
    atoms = _without_fillers(atoms)
    n_words = _count(atoms)
    if n_words > MAX_NAME_WORDS or not _is_namelike(atoms):
        return None
    kind = "initials" if _are_initials(atoms) else "name"
    upper = all(atom.is_upper for atom in atoms)
    lower = not upper and any(atom.is_lower for atom in atoms)
    return (Part(kind, atoms[0].start, atoms[-1].end, is_upper=upper, is_lower=lower, n_words=n_words),)


def _are_initials(atoms: Sequence[Atom]) -> bool:
    return all(_is_initials(atom) for atom in atoms)


def _is_initials(atom: Atom) -> bool:
    """`ي.أ`, `ar`, `RTV`: single letters, or Latin words too short for a name; a near miss is `Ali`."""
    word = atom.tokens[0]
    if len(atom.tokens) > 1:
        return all(len(t.folded) == 1 for t in atom.words)
    return len(word.folded) == 1 or (len(word.shape) <= 4 and not word.is_caseless and (word.shape.islower() or word.is_upper))


def _without_fillers(atoms: Sequence[Atom]) -> Sequence[Atom]:
    """The atoms after gallery buttons and the like: `Next Previous NAME`."""
    first = next((i for i, atom in enumerate(atoms) if "filler" not in atom.entry.uses), 0)
    return atoms[first:]


def _is_signed(atoms: Sequence[Atom]) -> bool:
    """True for a name that a label announces: any words in capitals, even `Will`, or of a script without."""
    if all(word.is_caseless for atom in atoms for word in atom.words):
        return _is_namelike(atoms)
    return all(
        atom.kind in ("word", "name") and (atom.words[0].shape[:1].isupper() or atom.entry.uses & {"in", "filler"})
        for atom in atoms
        if atom.words
    )


def _is_namelike(atoms: Sequence[Atom]) -> bool:
    """True where no word is one that sentences are made of, and Latin words are capitalised."""
    for atom in atoms:
        if atom.kind not in ("word", "name") or atom.entry.uses & _SENTENCE_WORDS or atom.tokens[0].shape == _ON:
            return False
    capital = all(word.is_namelike for atom in atoms for word in atom.words)
    return bool(atoms) and (capital or _are_initials(atoms))


def _count(atoms: Sequence[Atom]) -> int:
    """Words, where letters with full stops between them are one: `د.خالد` and `ي.أ` are short names."""
    return sum([len(atom.words) for atom in atoms])


_READERS = (_read_label, _read_from, _read_known, _read_group, _read_dated, _read_signed, _read_name)
_READERS_OF_ONE = (_read_label, _read_known, _read_name)
