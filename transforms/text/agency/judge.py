"""Decide whether a frame is a credit, given where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.parts import Part

_MAX_REPORTERS = 3
_MIN_PLACE_CHARS = 3


@dataclass(frozen=True, slots=True)
class Reading:
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
        return any(part.is_firm for part in self.agencies) or bool(self.agencies and (self.places or self.dates)) or len(self.agencies) > 1


def read(elements: Sequence[Part | Separator]) -> Reading:
    """The parts by kind. A name that is a place and an agency is the place, unless another place is there: `المدينة - وكالات - طهران`."""
    parts = tuple(e for e in elements if isinstance(e, Part) and e.kind != "filler")
    sure = [p for p in parts if p.kind == "place" and not p.agencies]
    doubtful = [p for p in parts if p.kind == "place" and p.agencies]
    known = any(p.kind == "agency" for p in parts)
    away = [p for p in doubtful if p.bracket in ('"', "/") or (known and (sure or p is not doubtful[0]))]
    decided = tuple(replace(p, kind="agency") if p in away else p for p in parts)

    def kind(*names: str) -> tuple[Part, ...]:
        return tuple(p for p in decided if p.kind in names)

    return Reading(
        decided, kind("agency"), kind("place"), kind("date"), kind("name"), kind("desk"), kind("byline"), kind("label", "source_label")
    )


def judge_head(frame: Frame, k: int, following: str) -> str | None:
    """The rule by which the first `k` elements are a credit before running text, or None.

    Args:
        frame: What the front of the text reads as.
        k: The elements taken; the last is the separator that closes the credit.
        following: The raw text after it.
    """
    elements = frame.elements[:k]
    closing = elements[-1]
    reading = read(elements)
    if not isinstance(closing, Separator) or reading.labels or len(reading.names) > 1 or not reading.parts:
        return None
    if reading.agencies:
        return _judge_agency_head(reading, closing, following)
    if not (closing.has_dash or ":" in closing.marks):
        return None
    if reading.desks:
        return "desk_head"
    if reading.bylines and not reading.names:
        return "byline_head" if reading.places or not reading.bylines[0].is_weak else None
    if reading.names and not _is_town_in_country(reading):
        return None
    return _judge_place_head(reading, closing, following)


def _judge_agency_head(reading: Reading, closing: Separator, following: str) -> str | None:
    """`CITY (AP) _`, `CITY - رويترز:`, `ايسنا:`; near misses are `رويترز تعلن` and `Anadolu Ajansı (AA) 100. yılını`."""
    last = reading.parts[-1]
    named = bool(reading.names or reading.bylines)
    if last.kind == "name":
        return None
    if closing.has_dash or ":" in closing.marks:
        if reading.is_firm or (named and all(p.n_words > 1 for p in reading.names)):
            return "agency_head"
        return "agency_head" if len(reading.parts) == 1 and _stands_as_agency(last, closing, following) else None
    if last.kind != "agency":
        return None
    if closing.marks == "":
        sure = bool(reading.places or reading.dates) if last.bracket == "(" else bool(reading.desks and last.bracket)
        alone = len(reading.parts) == 1 and last.bracket == "(" and not last.is_weak
        return "agency_head" if (sure and not named) or alone else None
    slashed = closing.marks.startswith("/") and (last.bracket == "/" or bool(reading.places))
    if closing.marks == "/" and len(reading.parts) == 1 and not last.is_weak and not closing.spaced and following[:1].isspace():
        return "agency_head"
    stopped = closing.marks.endswith(".") and not named
    return "agency_head" if (slashed or stopped) and (reading.places or reading.dates) else None


def _stands_as_agency(part: Part, closing: Separator, following: str) -> bool:
    """A weak name alone: `فارس:` of an Iranian agency, `سبق-` with the dash on it, `RADİKAL -` in capitals; not `Pan-European`."""
    if ":" in closing.marks:
        return any(agency.country == "IR" for agency in part.agencies)
    return part.is_upper or (not closing.spaced and following[:1].isspace())


def _is_town_in_country(reading: Reading) -> bool:
    """`STONE MOUNTAIN, Ga.`: unknown capitals before a known state or country."""
    return len(reading.names) == 1 and reading.names[0].is_upper and len(reading.places) == 1 and reading.parts[0].kind == "name"


def _judge_place_head(reading: Reading, closing: Separator, following: str) -> str | None:
    """A place without an agency: in capitals, or dated, or with its country in brackets; never two places on a route."""
    if not closing.has_dash or not reading.places:
        return None
    first = reading.parts[0]
    if reading.dates:
        return "dated_head"
    if len(reading.places) == 2 and not first.is_upper:
        return "place_head" if reading.places[1].bracket == "(" and first is reading.places[0] else None
    return "place_head" if first.is_upper and first.end - first.start >= _MIN_PLACE_CHARS and _begins_sentence(following) else None


def _begins_sentence(following: str) -> bool:
    """True for a capital, unless a second city in capitals makes it a route: `ANKARA - İSTANBUL hattında`."""
    text = following.lstrip("\"'“”«‘’` \t\n")
    word = text.split(maxsplit=1)[0] if text else ""
    return text[:1].isdigit() or (text[:1].isupper() and not (len(word) >= _MIN_PLACE_CHARS and word.isalpha() and word.isupper()))


def _tells(frame: Frame) -> bool:
    """True where unknown words end in a full stop, or follow a finished dateline: then they are the story's first words.

    `رام الله 19-8-2024 وفا- استشهد مواطن.`; a near miss is `سبق - عبدالله الراجحي`.
    """
    signed = False
    for at, element in enumerate(frame.elements):
        after = frame.elements[at + 1] if at + 1 < len(frame.elements) else None
        if isinstance(element, Separator):
            continue
        if (
            element.kind in ("name", "byline", "initials")
            and isinstance(after, Separator)
            and after.marks[:1]
            and after.marks[0] in ".!?؟…"
        ):
            return True
        if signed and element.kind == "name" and not element.bracket:
            before = frame.elements[at - 1]
            closed = isinstance(before, Separator) and (":" in before.marks or "--" in before.marks)
            if closed or _is_closed_bracket(frame, at):
                return True
        signed = signed or element.kind in ("agency", "desk")
    return False


def _is_cut_off(frame: Frame) -> bool:
    """True for the end of a credit whose beginning stands on another line, as where a crawler broke it: `, DHA)`."""
    first, second = frame.elements[0], frame.elements[1] if len(frame.elements) > 1 else None
    slashed = isinstance(second, Part) and second.bracket == "/"
    return isinstance(first, Separator) and first.marks[:1] in (",", "،", "/") and first.marks != "//" and not slashed


def _is_caption(frame: Frame) -> bool:
    """True for a picture's caption before its agency: `شلالات النهر الكبير (رويترز)`; near misses: `NAME / DHA`, `Ahmet YILMAZ (DHA)`."""
    if len(frame.elements) not in (2, 3) or not all(isinstance(element, Part) for element in frame.elements[:2]):
        return False
    words, agency = frame.parts[:2]
    closed = len(frame.elements) == 3 and bool(_marks(frame)[0])
    caseless = not (words.is_upper or words.is_lower)
    return words.kind == "name" and words.n_words > 1 and caseless and agency.kind == "agency" and agency.bracket == "(" and not closed


def _is_closed_bracket(frame: Frame, at: int) -> bool:
    """True where a dash after a bracketed agency stands before the element."""
    before, agency = frame.elements[at - 1], frame.elements[at - 2] if at > 1 else None
    dashed = isinstance(before, Separator) and before.has_dash
    return dashed and isinstance(agency, Part) and agency.kind == "agency" and agency.bracket == "("


def judge_line(frame: Frame, *, at_top: bool) -> str | None:
    """The rule by which a whole physical line is a credit, or None."""
    reading = read(frame.elements)
    if not frame.is_whole or not reading.parts or _tells(frame) or _is_cut_off(frame):
        return None
    if reading.labels or reading.bylines:
        return _judge_label_line(reading)
    if len(reading.names) > _MAX_REPORTERS or _is_caption(frame):
        return None
    if reading.agencies:
        return _judge_agency_line(reading, at_top=at_top)
    if all(p.kind == "initials" for p in reading.parts):
        slashed = any(isinstance(e, Separator) and "/" in e.marks for e in frame.elements)
        return "initials_line" if not at_top and (slashed or reading.parts[0].bracket) else None
    if reading.desks and not reading.names:
        return "desk_line"
    if at_top and len(reading.places) == len(reading.names) == 2 and ":" in "".join(_marks(frame)):
        return "reporter_line"
    if len(reading.places) == 1 and len(reading.names) == 1:
        return _judge_reporter_line(frame, reading, at_top=at_top)
    dated = at_top and len(reading.places) >= 1 and reading.dates and not reading.names
    return "dated_line" if dated else None


def _judge_agency_line(reading: Reading, *, at_top: bool) -> str | None:
    """`واس - الرياض`, `NAME / DHA`, `CİHAN`; a near miss is `اليوم` alone."""
    if reading.is_firm:
        return "agency_line"
    if reading.names and (at_top or reading.agencies[0].is_upper):
        return "agency_line" if all(part.n_words > 1 for part in reading.names) else None
    first = reading.agencies[0]
    alone = len(reading.parts) == 1 and (first.is_upper or (not first.is_lower and first.agencies[0].type == "agency"))
    return "agency_line" if alone and not at_top else None


def _judge_label_line(reading: Reading) -> str | None:
    """`المصدر: الجزيرة + وكالات`, `By NAME, dpa`, `Haber: BATMAN, ()`; a near miss is `Kaynak` alone."""
    if reading.parts[0].kind not in ("label", "source_label", "byline", "place", "agency"):
        return None
    if all(part.is_weak for part in reading.bylines) and not (reading.places or reading.agencies or reading.labels):
        return None
    if reading.bylines and len(reading.names) <= _MAX_REPORTERS:
        return "byline_line"
    more = [part for part in reading.parts if part not in reading.labels]
    if not more or reading.parts[0] not in reading.labels:
        return None
    if reading.agencies or reading.parts[0].kind == "source_label":
        return "source_line"
    return "byline_line" if all(p.kind != "name" or p.n_words > 1 for p in more) else None


def _judge_reporter_line(frame: Frame, reading: Reading, *, at_top: bool) -> str | None:
    """`NAME / CITY`, `NAME (CITY)`, `CITY: NAME`; a near miss is `Fenerbahçe - Ankara`, one word."""
    name = reading.names[0]
    marks = "".join(_marks(frame))
    if name.n_words < 2 or name.bracket or "," in marks or "." in marks or len(reading.parts) != 2:
        return None
    if not at_top and ":" in marks:
        return None
    if name.is_upper or name.is_lower:
        return (
            "reporter_line"
            if any("/" in e.marks or (e.has_dash and e.spaced) for e in frame.elements if isinstance(e, Separator))
            else None
        )
    joined = any(mark in marks for mark in "/:-–—_") or bool(reading.places[0].bracket)
    return "reporter_line" if joined else None


def _marks(frame: Frame) -> list[str]:
    return [element.marks for element in frame.elements if isinstance(element, Separator)]


def judge_tail(frame: Frame) -> str | None:
    """The rule by which what follows the last sentence end is a credit, or None."""
    reading = read(frame.elements)
    if not frame.is_whole or not reading.parts or len(reading.names) > _MAX_REPORTERS or _tells(frame):
        return None
    if reading.labels:
        return "source_tail" if reading.agencies and reading.parts[0] in reading.labels else None
    if reading.bylines:
        return "byline_tail" if reading.parts[0].bracket else None
    if reading.agencies:
        sure = any(part.is_firm for part in reading.agencies) or (reading.is_firm and reading.places)
        sure = sure and not (reading.names and ":" in "".join(_marks(frame)))
        first = frame.elements[0]
        dashed = isinstance(first, Separator) and first.has_dash
        cased = all(_fits_case(part) or (dashed and len(reading.parts) == 1) for part in reading.agencies)
        return "agency_tail" if sure and cased and all(p.n_words > 1 or p.bracket for p in reading.names) else None
    return _judge_unsigned_tail(frame, reading)


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
    signed = all(p.kind == "initials" for p in reading.parts) and len(reading.parts) > 1
    return "initials_tail" if signed and slashed else None
