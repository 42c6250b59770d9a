"""Decide whether a whole physical line is a credit."""

from __future__ import annotations

from typing import Literal

from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.reading import Reading, read
from transforms.text.agency.shape import is_caption, is_cut_off, is_entry, is_record, marks_of, tells_story

MAX_REPORTERS = 3

Slot = Literal["first", "top", "bottom"]
"""Where a line stands: the first of the body, near the top, or the last."""


def judge_line(frame: Frame, *, slot: Slot) -> str | None:
    """The rule by which a whole physical line is a credit, or None."""
    reading = read(frame.elements)
    if not frame.is_whole or not reading.parts or tells_story(frame) or is_cut_off(frame) or is_record(frame):
        return None
    if reading.labels or reading.bylines:
        return _judge_label_line(reading)
    if len(reading.names) > MAX_REPORTERS or is_caption(frame) or _is_fact(frame, reading, slot):
        return None
    if reading.agencies:
        return _judge_agency_line(frame, reading, slot=slot)
    if all(p.kind == "initials" for p in reading.parts):
        return "initials_line" if slot == "bottom" and _signs(frame, reading) else None
    if reading.desks:
        named = slot == "first" and len(reading.names) == 1 and reading.names[0].n_words > 1
        return "desk_line" if not reading.names or named else None
    is_item = isinstance(frame.elements[0], Separator) and bool(frame.elements[0].marks)
    if slot == "first" and not is_item and _names_reporters(frame, reading):
        return "reporter_line"
    if len(reading.places) == 1 and len(reading.names) == 1 and not is_item:
        return _judge_reporter_line(frame, reading, slot=slot)
    dated = slot == "first" and len(reading.places) >= 1 and reading.dates and not reading.names
    return "dated_line" if dated else None


def _names_reporters(frame: Frame, reading: Reading) -> bool:
    """`الرياض: NAME - صنعاء: NAME`, `NAME - NAME - جدة`, `NAME من جدة`; a near miss is `Ali Veli - Can Cem`, where no town is named."""
    places, names, marks = reading.places, reading.names, "".join(marks_of(frame))
    if not places or any(name.n_words < 2 or name.bracket or name.is_lower or name.is_upper for name in names):
        return False
    if len(places) == len(names) and len(names) in (2, 3) and ":" in marks:
        return True
    if [part.kind for part in reading.parts] == ["name", "from", "place"]:
        return True
    town_first, town_last = reading.parts[0] is places[0], reading.parts[-1] is places[0]
    listed = len(places) == 1 and len(names) == 2 and len(reading.parts) == 3 and (town_first or town_last)
    return listed and (":" in marks or any(e.has_dash for e in frame.elements if isinstance(e, Separator)))


def _signs(frame: Frame, reading: Reading) -> bool:
    """`hh/ph/ts`, `(k-ş)`, `ي.ب`: initials with slashes, brackets or full stops; a near miss is `a b`."""
    first = reading.parts[0]
    dotted = len(reading.parts) == 1 and first.n_words > 1 and first.end - first.start in (2 * first.n_words - 1, 2 * first.n_words)
    return dotted or bool(first.bracket) or any("/" in marks for marks in marks_of(frame))


def _is_fact(frame: Frame, reading: Reading, slot: Slot) -> bool:
    """True for an entry that may hold an agency's name, below the first line, or there in small letters."""
    return is_entry(frame) and (slot != "first" or any(part.is_lower and not part.bracket for part in reading.agencies))


def _judge_agency_line(frame: Frame, reading: Reading, *, slot: Slot) -> str | None:
    """`واس - الرياض`, `NAME / DHA`, `وام/NAME`, `CİHAN`; a near miss is `اليوم` alone."""
    if reading.is_firm:
        return "agency_line"
    slashed = reading.parts[0] is reading.agencies[0] and marks_of(frame) == ["/"] and reading.agencies[0].agencies[0].type == "agency"
    if reading.names and (slot == "first" or reading.agencies[0].is_upper or slashed):
        return "agency_line" if all(part.n_words > 1 for part in reading.names) else None
    first = reading.agencies[0]
    alone = len(reading.parts) == 1 and (first.is_upper or (not first.is_lower and first.agencies[0].type == "agency"))
    return "agency_line" if alone and slot == "bottom" else None


def _judge_label_line(reading: Reading) -> str | None:
    """`المصدر: الجزيرة + وكالات`, `By NAME, dpa`, `Haber: BATMAN, ()`; a near miss is `Kaynak` alone."""
    if reading.parts[0].kind not in ("label", "source_label", "byline", "role", "place", "agency"):
        return None
    roles = [part for part in reading.bylines if part.kind == "role"]
    if len(roles) == 1 and not roles[0].bracket and len(roles) == len(reading.bylines):
        return None
    if all(part.is_weak for part in reading.bylines) and not (reading.places or reading.agencies or reading.labels):
        return None
    if reading.bylines and len(reading.names) <= MAX_REPORTERS:
        return "byline_line"
    more = [part for part in reading.parts if part not in reading.labels]
    if not more or reading.parts[0] not in reading.labels:
        return None
    if reading.agencies or reading.parts[0].kind == "source_label":
        return "source_line"
    return "byline_line" if all(p.kind != "name" or p.n_words > 1 for p in more) else None


def _judge_reporter_line(frame: Frame, reading: Reading, *, slot: Slot) -> str | None:
    """`NAME / CITY`, `NAME (CITY)`, `CITY: NAME`; near misses: `Fenerbahçe - Ankara`, one word, and `Birthplace: Afrin`."""
    name = reading.names[0]
    marks = "".join(marks_of(frame))
    parts = [part for part in reading.parts if part.kind not in ("date", "time")]
    if name.n_words < 2 or name.bracket or "," in marks or "." in marks or len(parts) != 2:
        return None
    if slot != "first" and "/" not in marks:
        return None
    if reading.parts[0] is name and is_entry(frame):
        return None
    if name.is_upper or name.is_lower:
        dashed = any(e.has_dash and e.spaced for e in frame.elements if isinstance(e, Separator))
        return "reporter_line" if dashed or "/" in marks else None
    joined = any(mark in marks for mark in "/:-–—_") or bool(reading.places[0].bracket)
    return "reporter_line" if joined else None
