"""Read a dateline that ends without any mark: `دمشق-سانا قال`, `ایسنا/تهران وزیر`, `Baku, August 3, AZERTAC`."""

from __future__ import annotations

from transforms.text.agency.atoms import Atoms
from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.parts import Part, known_part
from transforms.text.agency.reading import Reading, read


def glue(atoms: Atoms, frame: Frame) -> Frame | None:
    """The frame with the one name behind it, where that closes a dateline and the story follows after a space; else None.

    Args:
        atoms: Of the paragraph's front.
        frame: What of them reads as a credit; the next atom begins a stretch that does not.
    """
    last, before = (frame.elements[-1], frame.elements[-2]) if len(frame.elements) > 1 else (None, None)
    following = atoms.get(frame.n_atoms + 1)
    if not isinstance(last, Separator) or not isinstance(before, Part) or following is None:
        return None
    atom = atoms[frame.n_atoms]
    part = known_part(atom)
    if part is None or not following.words or not following.tokens[0].spaced:
        return None
    is_tight = not last.spaced and not atom.tokens[0].spaced
    if not _closes(read(frame.elements), last, part, is_tight=is_tight):
        return None
    return Frame((*frame.elements, part, Separator("", part.end, part.end, spaced=True)), frame.n_atoms + 1, is_whole=False)


def _closes(reading: Reading, last: Separator, part: Part, *, is_tight: bool) -> bool:
    """`CITY-AGENCY` and `CITY / AGENCY`, `CITY, DATE, AGENCY`, `AGENCY/CITY`; a near miss is `لندن - رويترز تعلن`."""
    if reading.names or reading.labels or reading.bylines:
        return False
    if part.kind == "place":
        agencies = reading.agencies
        return is_tight and last.marks == "/" and len(reading.parts) == 1 and bool(agencies) and not agencies[0].is_weak
    homes = frozenset[str]().union(*(place.homes for place in reading.places))
    at_home = any(agency.country in homes for agency in part.agencies)
    if part.kind != "agency" or reading.agencies or not reading.places or (part.is_weak and not at_home) or part.is_lower:
        return False
    if reading.dates:
        return "," in last.marks or "،" in last.marks or last.has_dash
    return (is_tight and (last.has_dash or last.marks == "/")) or (last.marks == "/" and at_home)
