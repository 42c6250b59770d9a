"""Read atoms as a frame: parts in any order, with separators and brackets of any shape between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.text.agency.atoms import DASHES, Atoms, is_shortened
from transforms.text.agency.parts import MAX_NAME_WORDS, Part, is_of_sentence, may_be_long, read_parts, with_bracket

_BRACKETS = frozenset({"open", "close", "quote"})
_MAX_BRACKET_ATOMS = 24
_MAX_SEGMENT_ATOMS = 12
_INSIDE_NAMES = (".", "-")


class Separator(NamedTuple):
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
        return not DASHES.isdisjoint(self.marks)


class Frame(NamedTuple):
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


def read_frame(atoms: Atoms) -> Frame:
    """As much of the atoms as reads like a credit, segment by segment; what comes after that is not looked at."""
    elements, at = _read_elements(atoms, 0, None)
    return Frame(_mark_slashes(_join_separators(elements)), at, atoms.get(at) is None)


def shift(frame: Frame, by: int) -> Frame:
    """The frame with its offsets counted from another place."""
    return frame._replace(elements=tuple([element._replace(start=element.start + by, end=element.end + by) for element in frame.elements]))


def _read_elements(atoms: Atoms, at: int, end: int | None) -> tuple[list[Part | Separator], int]:
    """Elements from one atom on, and the first atom that is in none; `end` is where a bracket closes."""
    elements: list[Part | Separator] = []
    while (end is None or at < end) and atoms.get(at) is not None:
        stop, found = _read_element(atoms, at, end)
        if found is None:
            break
        elements.extend(found)
        at = stop
    return elements, at


def _read_element(atoms: Atoms, at: int, end: int | None) -> tuple[int, Sequence[Part | Separator] | None]:
    atom = atoms[at]
    token = atom.tokens[0]
    if token.kind in _BRACKETS:
        return _read_bracket(atoms, at, end)
    if token.kind in ("separator", "filler"):
        marks = token.folded if token.kind == "separator" else ""
        return at + 1, (Separator(marks, atom.start, atom.end, token.spaced),)
    stop = _segment_end(atoms, at, end)
    if stop is None:
        return at, None
    segment = [a for a in atoms.span(at, stop) if a.tokens[0].kind != "separator"]
    return stop, read_parts(segment) if len(segment) <= _MAX_SEGMENT_ATOMS else None


def _segment_end(atoms: Atoms, at: int, end: int | None) -> int | None:
    """Where the stretch without separators ends; None as soon as it is clear that `read_parts` can make nothing of it."""
    stop, unknown, is_open = at, 0, may_be_long(atoms[at])
    while stop - at <= _MAX_SEGMENT_ATOMS and (end is None or stop < end) and (atom := atoms.get(stop)) is not None:
        token = atom.tokens[0]
        if token.kind in _BRACKETS or token.kind in ("filler", "other"):
            break
        if token.kind == "separator" and not _is_inside_name(atoms, stop, at):
            break
        stop += 1
        if not is_open:
            unknown += atom.kind == "word"
            if unknown > MAX_NAME_WORDS or is_of_sentence(atom):
                return None
    return max(stop, at + 1)


def _is_inside_name(atoms: Atoms, at: int, first: int) -> bool:
    """True for the stop of `د. خالد` and the hyphen of `Saint-Exupéry`; a near miss is `RADİKAL-Merkez`, after a known name."""
    token = atoms[at].tokens[0]
    if token.spaced or token.folded not in _INSIDE_NAMES or at == first:
        return False
    before, after = atoms[at - 1], atoms.get(at + 1)
    if after is None or not after.words or before.kind not in ("word", "name"):
        return False
    if token.folded == ".":
        return is_shortened(before.tokens[-1], after.tokens[0])
    unknown = before.kind == "word" and after.kind == "word"
    return not after.tokens[0].spaced and unknown and not before.tokens[0].is_caseless


def _read_bracket(atoms: Atoms, at: int, end: int | None) -> tuple[int, Sequence[Part | Separator] | None]:
    """What stands in brackets, of any shape, also mirrored `)X(`, empty, or cut off at the end of the line."""
    close = at + 1
    while close - at <= _MAX_BRACKET_ATOMS and (end is None or close < end):
        atom = atoms.get(close)
        if atom is None or atom.tokens[0].kind in _BRACKETS:
            break
        close += 1
    if close - at > _MAX_BRACKET_ATOMS:
        return at, None
    is_closed = (end is None or close < end) and atoms.get(close) is not None
    stop = close + is_closed
    opening, edge = atoms[at], atoms[stop - 1]
    if close == at + 1:
        return stop, (Part("empty", opening.start, edge.end),)
    inner, read_up_to = _read_elements(atoms, at + 1, close)
    if read_up_to < close:
        return at, None
    shape = "(" if opening.tokens[0].folded in "()[]{}<>" else '"'
    marked = tuple(with_bracket(e, shape) if isinstance(e, Part) else e for e in _mark_slashes(_join_separators(inner)))
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
    if not [element for element in elements if isinstance(element, Separator) and "/" in element.marks]:
        return elements
    marked = list(elements)
    for at in range(1, len(elements) - 1):
        part, before, after = elements[at], elements[at - 1], elements[at + 1]
        if isinstance(part, Part) and isinstance(before, Separator) and isinstance(after, Separator) and not part.bracket:
            between = before.marks.endswith("/") and after.marks.startswith("/") and before.spaced | (at == 1)
            marked[at] = with_bracket(part, "/") if between else part
    return tuple(marked)
