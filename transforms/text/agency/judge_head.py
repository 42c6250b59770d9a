"""Decide whether the front of a paragraph is a credit before running text."""

from __future__ import annotations

from transforms.text.agency.frames import Frame, Separator
from transforms.text.agency.lexicon import fold_word, load_countries, load_lexicon
from transforms.text.agency.parts import Part
from transforms.text.agency.reading import Reading, read

_MIN_PLACE_CHARS = 3
_HYPHENS = ("-", "–", "—")
_MAX_SHORT_CHARS = 15


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
    if last.kind == "name" or (len(reading.parts) == 1 and ":" in closing.marks and _speaks(last)):
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
    if closing.marks == "/" and len(reading.parts) == 1 and not last.is_weak and following[:1].isspace():
        return "agency_head"
    stopped = closing.marks.endswith(".") and not named
    return "agency_head" if (slashed or stopped) and (reading.places or reading.dates) else None


def _speaks(part: Part) -> bool:
    """True for an outlet or an agency's full name, which before a colon asks a question of an interview; Iran's agencies sign so."""
    is_full = not part.bracket and (part.end - part.start > _MAX_SHORT_CHARS or all(agency.type == "outlet" for agency in part.agencies))
    return is_full and not any(agency.country == "IR" for agency in part.agencies)


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
    if not first.is_upper or first.end - first.start < _MIN_PLACE_CHARS or not _begins_sentence(following):
        return None
    return None if closing.marks in _HYPHENS and _goes_on_in_city(following) else "place_head"


def _begins_sentence(following: str) -> bool:
    """True for a capital, unless a second city in capitals makes it a route: `ANKARA - İSTANBUL hattında`."""
    text = following.lstrip("\"'“”«‘’` \t\n")
    word = text.split(maxsplit=1)[0] if text else ""
    return text[:1].isdigit() or (text[:1].isupper() and not (len(word) >= _MIN_PLACE_CHARS and word.isalpha() and word.isupper()))


def _goes_on_in_city(following: str) -> bool:
    """True where a route may be meant: `WASHINGTON – Baltimore trains`; near misses: `BERLIN - Germany plans`, `RIHA - Riha'da`."""
    key = fold_word(following.split(maxsplit=1)[0])
    found = load_lexicon().look_up(key)
    return found is not None and found[1] and key not in load_countries()
