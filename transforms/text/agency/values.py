"""From the credits that came off to the fields of the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from transforms.records import Removed
from transforms.text.agency.draft import Finding
from transforms.text.agency.frames import Separator
from transforms.text.agency.lexicon import load_house_forms, spell
from transforms.text.agency.parts import Part
from transforms.text.agency.reading import Reading, read
from transforms.text.agency.registry import Agency
from transforms.text.dates import date_in_path, parse_date

_UNSIGNED = ("byline_", "end_mark_")
"""Rules whose spans may tell an agency by their form alone."""
RANK = {"agency": 0, "newswire": 1, "generic": 2, "outlet": 3}
"""Who wrote it: an agency before the wire that carried it, and both before the outlet that printed it."""


class Values(NamedTuple):
    """Fields of `Credits`, filled from findings."""

    agency: str | None
    agency_text: str | None
    relayed_by: str | None
    byline: str | None
    dateline_place: str | None
    dateline_date: str | None
    published_at: datetime | None
    published_from: str | None
    is_ambiguous: bool


def read_values(raw: str, removed: Sequence[Removed], findings: Sequence[Finding], *, path: str, latest: date) -> Values:
    """The fields, in the order in which the credits stood; the head's place and date come before the tail's.

    A name that several agencies share is that of the dateline's country; where none is, the first and in doubt.
    """
    if not removed and not findings:
        return _only_dated(path, latest)
    ordered = sorted(findings, key=_start_of)
    readings = [(finding, read(finding.elements)) for finding in ordered]
    parts = [part for finding, reading in readings for part in reading.agencies if finding.slot != "notice"]
    parts = parts or [part for _, reading in readings for part in reading.agencies]
    shared = max([len(part.agencies) for part in parts], default=0) > 1
    homes = frozenset[str]().union(*[part.homes for _, reading in readings for part in reading.places]) if shared else frozenset()
    agencies = [_agency_of(part, homes) for part in parts]
    names = list(dict.fromkeys([agency.short_name for agency in sorted(agencies, key=_rank_of)]))
    writer = next((part for part, agency in zip(parts, agencies, strict=True) if agency.short_name == names[0]), None)
    names = names or _implied(removed)
    place = next((found for finding, reading in readings if (found := _place(raw, finding, reading))), None)
    written = next((raw[part.start : part.end] for _, reading in readings for part in reading.dates), None)
    bylines = [raw[p.start : p.end] for finding, reading in readings for p in _reporters(finding, reading)]
    published_at, published_from = _published(written, path, latest)
    return Values(
        agency=names[0] if names else None,
        agency_text=raw[writer.start : writer.end] if writer else None,
        relayed_by=";".join(names[1:]) or None,
        byline=bylines[0] if bylines else None,
        dateline_place=place,
        dateline_date=written,
        published_at=published_at,
        published_from=published_from,
        is_ambiguous=shared
        and any(len(part.agencies) > 1 and agency.country not in homes for part, agency in zip(parts, agencies, strict=True)),
    )


def _only_dated(path: str, latest: date) -> Values:
    published_at, published_from = _published(None, path, latest)
    return Values(None, None, None, None, None, None, published_at, published_from, is_ambiguous=False)


def _agency_of(part: Part, homes: frozenset[str]) -> Agency:
    return next((agency for agency in part.agencies if agency.country in homes), part.agencies[0])


def _implied(removed: Sequence[Removed]) -> list[str]:
    """The agency that alone signs so, though it does not say its name: `Enditem`, `(Reporting by A; Editing by B)`."""
    texts: dict[str, str] = {}
    for span in (span for span in removed if span.rule.startswith(_UNSIGNED)):
        texts[span.kind] = f"{texts.get(span.kind, '')} {span.text}"
    written = {kind: spell(texts[kind]) for kind in ("end_mark", "byline") if kind in texts}
    return [name for name, kind, marks in load_house_forms() if kind in written and all(mark in written[kind] for mark in marks)][-1:]


def _start_of(finding: Finding) -> int:
    return finding.start


def _rank_of(agency: Agency) -> int:
    return RANK[agency.type]


def _published(written: str | None, path: str, latest: date) -> tuple[datetime | None, str | None]:
    if written and (when := parse_date(written, latest=latest)):
        return when, "dateline"
    when = date_in_path(path, latest=latest)
    return when, "path" if when else None


def _place(raw: str, finding: Finding, reading: Reading) -> str | None:
    """The place as written, with the state or country after a comma: `FORT WASHINGTON, Pa.`."""
    first = next((part for part in reading.parts if part.kind == "place"), None)
    town = _town(finding, reading)
    if town is not None and (first is None or town.start < first.start):
        first = town
    if first is None:
        return None
    end = first.end
    elements = finding.elements
    at = next(i for i, element in enumerate(elements) if isinstance(element, Part) and element.start == first.start)
    while at + 2 < len(elements) and _is_comma(elements[at + 1]) and _is_place(elements[at + 2]):
        end = elements[at + 2].end
        at += 2
    return raw[first.start : end]


def _is_comma(element: Part | Separator) -> bool:
    return isinstance(element, Separator) and element.marks in (",", "،")


def _is_place(element: Part | Separator) -> bool:
    return isinstance(element, Part) and element.kind == "place" and not element.bracket


def _town(finding: Finding, reading: Reading) -> Part | None:
    """An unknown name in the place of a town: first, in capitals before a state, or straight before a bracket or a date."""
    name = reading.names[0] if reading.names else None
    elements = finding.elements
    if name is None or reading.parts[0] is not name or len(elements) < 2 or name.bracket:
        return None
    at = next(i for i, element in enumerate(elements) if isinstance(element, Part) and element.start == name.start)
    after = elements[at + 1]
    if isinstance(after, Part):
        return name if finding.slot in ("head", "first", "top") and (after.kind == "date" or after.bracket) and not reading.places else None
    if _is_comma(after) and at + 2 < len(elements) and (_is_place(elements[at + 2]) or elements[at + 2] in reading.dates):
        return name
    return name if finding.slot == "head" and name.n_words == 1 and not reading.places else None


def _reporters(finding: Finding, reading: Reading) -> list[Part]:
    town = _town(finding, reading)
    found = [*reading.bylines, *(part for part in reading.names if part is not town)]
    return found or _initials(finding, reading)


def _initials(finding: Finding, reading: Reading) -> list[Part]:
    """All desk initials as one stretch; Latin ones name no reporter that anyone could look up."""
    initials = [part for part in reading.parts if part.kind == "initials" and not part.is_lower and not part.is_upper]
    return [initials[0]._replace(end=initials[-1].end)] if initials and finding.slot != "head" else []
