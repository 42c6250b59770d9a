"""Sort the parts of a frame by kind, and decide the names that may be two things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.parts import Part

_GROUPS = {"source_label": "label", "role": "byline"}
_KINDS = ("agency", "place", "date", "name", "desk", "byline", "label")


class Reading(NamedTuple):
    """The parts of a frame, sorted by kind, with doubtful names decided."""

    parts: tuple[Part, ...]
    agencies: tuple[Part, ...]
    places: tuple[Part, ...]
    dates: tuple[Part, ...]
    names: tuple[Part, ...]
    desks: tuple[Part, ...]
    bylines: tuple[Part, ...]
    labels: tuple[Part, ...]

    @property
    def is_firm(self) -> bool:
        """True where an agency is named beyond doubt, by itself or by what stands beside it."""
        beside = self.places or self.dates or self.desks or len(self.agencies) > 1
        return bool(self.agencies and beside) or any(part.is_firm for part in self.agencies)


def read(elements: Sequence[Part | Separator]) -> Reading:
    """The parts by kind. A name that is a place and an agency is the place, unless another place is there: `المدينة - وكالات - طهران`."""
    parts = [e for e in elements if isinstance(e, Part) and e.kind != "filler"]
    if [p for p in parts if p.kind == "place" and p.agencies]:
        parts = _decide(parts)
    kinds: dict[str, tuple[Part, ...]] = {}
    for part in parts:
        kind = _GROUPS.get(part.kind, part.kind)
        kinds[kind] = (*kinds.get(kind, ()), part)
    return Reading(tuple(parts), *[kinds.get(kind, ()) for kind in _KINDS])


def _decide(parts: Sequence[Part]) -> list[Part]:
    sure = [p for p in parts if p.kind == "place" and not p.agencies]
    doubtful = [p for p in parts if p.kind == "place" and p.agencies]
    known = any(p.kind == "agency" for p in parts)
    homes = frozenset[str]().union(*(p.homes for p in sure))
    away = [
        p
        for p in doubtful
        if p.bracket in ('"', "/") or (known and (sure or p is not doubtful[0])) or (p is not parts[0] and _is_at_home(p, homes))
    ]
    return [p._replace(kind="agency") if p in away else p for p in parts]


def _is_at_home(part: Part, homes: frozenset[str]) -> bool:
    """True for a country's agency behind one of its cities: `الدوحة - قنا:`, where Qena is also a city of Egypt."""
    return any(agency.type == "agency" and agency.country in homes for agency in part.agencies)


def as_outlet_line(frame: Frame) -> Frame:
    """A line of two places, the first of which is also an outlet, names that outlet: `المدينة - جدة`; in a sentence it may be a route."""
    parts = frame.parts
    if not frame.is_whole or len(parts) != 2 or any(part.kind != "place" for part in parts) or not parts[0].agencies or parts[0].is_upper:
        return frame
    dashed = any(element.has_dash and ":" not in element.marks for element in frame.elements if isinstance(element, Separator))
    at_home = bool(parts[1].homes & {agency.country for agency in parts[0].agencies})
    if not dashed or not at_home:
        return frame
    return Frame(tuple(e._replace(kind="agency") if e is parts[0] else e for e in frame.elements), frame.n_atoms, frame.is_whole)
