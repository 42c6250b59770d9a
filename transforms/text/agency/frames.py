"""Read atoms as a frame: parts in any order, with separators and brackets of any shape between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.text.agency.atoms import DASHES, Atom, is_shortened
from transforms.text.agency.parts import Part, read_parts, with_bracket
from transforms.text.agency.tokens import Kind

_BRACKETS = frozenset({Kind.OPEN, Kind.CLOSE, Kind.QUOTE})
_MAX_BRACKET_ATOMS = 24
_MAX_SEGMENT_ATOMS = 12


@dataclass(frozen=True, slots=True)
class Separator:
    """A run of separators, as `.-` or `):`.

    Attributes:
        marks: The folded characters.
        spaced: White space stands before the first.
    """

    marks: str
    start: int
    end: int
    spaced: bool

    @property
    def has_dash(self) -> bool:
        """True where a dash of any kind, an underscore or a tatweel set apart is among them."""
        return any(mark in DASHES for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the front of a stretch reads as.

    Attributes:
        elements: Parts and separators in order.
        n_atoms: How many atoms they took.
        is_whole: Nothing is left over.
    """

    elements: tuple[Part | Separator, ...]
    n_atoms: int
    is_whole: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        """The elements that are not separators."""
        return tuple(element for element in self.elements if isinstance(element, Part))


def read_frame(atoms: Sequence[Atom]) -> Frame:
    """As much of the atoms as reads like a credit, segment by segment."""
    elements: list[Part | Separator] = []
    at = 0
    while at < len(atoms):
        stop, found = _read_element(atoms, at)
        if found is None:
            break
        elements.extend(found)
        at = stop
    return Frame(_mark_slashes(_join_separators(elements)), at, at == len(atoms))


def _read_element(atoms: Sequence[Atom], at: int) -> tuple[int, tuple[Part | Separator, ...] | None]:
    atom = atoms[at]
    token = atom.tokens[0]
    if token.kind in _BRACKETS:
        return _read_bracket(atoms, at)
    if token.kind in (Kind.SEPARATOR, Kind.FILLER):
        marks = token.folded if token.kind is Kind.SEPARATOR else ""
        return at + 1, (Separator(marks, atom.start, atom.end, token.spaced),)
    stop = _segment_end(atoms, at)
    segment = [a for a in atoms[at:stop] if a.tokens[0].kind is not Kind.SEPARATOR]
    return stop, read_parts(segment) if len(segment) <= _MAX_SEGMENT_ATOMS else None


def _segment_end(atoms: Sequence[Atom], at: int) -> int:
    stop = at
    while stop < len(atoms) and stop - at <= _MAX_SEGMENT_ATOMS:
        token = atoms[stop].tokens[0]
        if token.kind in _BRACKETS or token.kind in (Kind.FILLER, Kind.OTHER):
            break
        if token.kind is Kind.SEPARATOR and not _is_inside_name(atoms, stop, at):
            break
        stop += 1
    return max(stop, at + 1)


def _is_inside_name(atoms: Sequence[Atom], at: int, first: int) -> bool:
    """True for the stop of `د. خالد` and the hyphen of `Saint-Exupéry`; a near miss is `RADİKAL-Merkez`, after a known name."""
    if at == first or at + 1 >= len(atoms):
        return False
    token, before, after = atoms[at].tokens[0], atoms[at - 1], atoms[at + 1]
    if token.spaced or not after.words or before.kind not in ("word", "name"):
        return False
    if token.folded == ".":
        return is_shortened(before.tokens[-1], after.tokens[0])
    unknown = before.kind == "word" and after.kind == "word"
    return token.folded == "-" and not after.tokens[0].spaced and unknown and not before.tokens[0].is_caseless


def _read_bracket(atoms: Sequence[Atom], at: int) -> tuple[int, tuple[Part | Separator, ...] | None]:
    """What stands in brackets, of any shape, also mirrored `)X(`, empty, or cut off at the end of the line."""
    close = at + 1
    while close < len(atoms) and close - at <= _MAX_BRACKET_ATOMS and atoms[close].tokens[0].kind not in _BRACKETS:
        close += 1
    if close - at > _MAX_BRACKET_ATOMS:
        return at, None
    inner = atoms[at + 1 : close]
    stop = min(close + 1, len(atoms))
    if not inner:
        return stop, (Part("empty", atoms[at].start, atoms[stop - 1].end),)
    frame = read_frame(inner)
    if not frame.is_whole:
        return at, None
    shape = "(" if atoms[at].tokens[0].folded in "()[]{}<>" else '"'
    marked = tuple(with_bracket(e, shape) if isinstance(e, Part) else e for e in frame.elements)
    edge = atoms[stop - 1]
    return stop, (*marked, Separator("", edge.end, edge.end, spaced=False))


def _join_separators(elements: Sequence[Part | Separator]) -> tuple[Part | Separator, ...]:
    joined: list[Part | Separator] = []
    for element in elements:
        last = joined[-1] if joined else None
        if isinstance(element, Separator) and isinstance(last, Separator):
            start = last if last.marks else element
            joined[-1] = Separator(last.marks + element.marks, last.start, element.end, start.spaced)
        else:
            joined.append(element)
    return tuple(joined)


def _mark_slashes(elements: tuple[Part | Separator, ...]) -> tuple[Part | Separator, ...]:
    """Parts between two slashes count as in brackets: `/أ ش أ/`."""
    marked = list(elements)
    for at in range(1, len(elements) - 1):
        part, before, after = elements[at], elements[at - 1], elements[at + 1]
        if isinstance(part, Part) and isinstance(before, Separator) and isinstance(after, Separator) and not part.bracket:
            between = before.marks.endswith("/") and after.marks.startswith("/") and before.spaced | (at == 1)
            marked[at] = with_bracket(part, "/") if between else part
    return tuple(marked)
