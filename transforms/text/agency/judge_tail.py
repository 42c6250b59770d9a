"""Decide whether what follows the last sentence end is a credit."""

from __future__ import annotations

from transforms.text.agency.atoms import DASHES
from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.judge_line import MAX_REPORTERS
from transforms.text.agency.parts import Part
from transforms.text.agency.reading import Reading, read
from transforms.text.agency.shape import marks_of, tells_story


def judge_tail(frame: Frame) -> str | None:
    """The rule by which what follows the last sentence end is a credit, or None."""
    reading = read(frame.elements)
    if not frame.is_whole or not reading.parts or len(reading.names) > MAX_REPORTERS or tells_story(frame):
        return None
    if reading.labels:
        return "source_tail" if reading.agencies and reading.parts[0] in reading.labels else None
    if reading.bylines:
        return "byline_tail" if reading.parts[0].bracket else None
    if reading.agencies:
        sure = any(part.is_firm for part in reading.agencies) or (reading.is_firm and reading.places) or _is_signed_off(frame, reading)
        sure = sure and not (reading.names and ":" in "".join(marks_of(frame)))
        first = frame.elements[0]
        dashed = isinstance(first, Separator) and first.has_dash
        cased = all(_fits_case(part) or (dashed and len(reading.parts) == 1) for part in reading.agencies)
        return "agency_tail" if sure and cased and all(p.n_words > 1 or p.bracket for p in reading.names) else None
    return _judge_unsigned_tail(frame, reading)


def _is_signed_off(frame: Frame, reading: Reading) -> bool:
    """A weak name where no sentence has one: between two dashes, or with a reporter behind a slash: `- وام -`, `وام/NAME`."""
    first, marks = reading.parts[0], marks_of(frame)
    if first.kind != "agency" or first.agencies[0].type != "agency":
        return False
    named = marks == ["/"] and len(reading.names) == 1 and len(reading.parts) == 2
    return named or (len(reading.parts) == 1 and len(marks) == 2 and all(mark in DASHES for mark in "".join(marks)))


def _fits_case(part: Part) -> bool:
    """Latin names without brackets must be in capitals or hold one: a sentence may be `dpa.` but a credit is `AA`."""
    return bool(part.bracket) or not part.is_lower or part.n_words > 1


def _judge_unsigned_tail(frame: Frame, reading: Reading) -> str | None:
    """`- DİYARBAKIR` in capitals, and initials with slashes: `م م / أ ح`."""
    first = frame.elements[0]
    dashed = isinstance(first, Separator) and first.has_dash
    if len(reading.parts) == 1 and reading.places and dashed:
        return "place_tail" if reading.parts[0].is_upper else None
    slashed = any(isinstance(e, Separator) and "/" in e.marks for e in frame.elements)
    if not all(p.kind == "initials" for p in reading.parts):
        return None
    return "initials_tail" if (len(reading.parts) > 1 and slashed) or _is_bracketed(reading.parts[0]) else None


def _is_bracketed(part: Part) -> bool:
    """Two or three single letters in round brackets: `(ح م)`; a near miss is `(ص)`, which blesses."""
    letters = part.end - part.start
    return part.bracket == "(" and part.n_words in (2, 3) and letters in (2 * part.n_words - 1, 2 * part.n_words)
