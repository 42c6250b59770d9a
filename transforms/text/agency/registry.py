"""The agency registry: who writes news, and under which names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

RESOURCES = files("transforms").joinpath("resources")
"""Where the packaged data lies; provenance and licences are in README-agencies.md beside it."""
TYPES = ("agency", "newswire", "generic", "outlet")
NAME_COLUMNS = ("abbreviations", "names_en", "names_ar", "names_tr", "names_ku", "names_ckb", "names_fa", "names_other")
COLUMNS = ("short_name", "type", "country", *NAME_COLUMNS, "weak_names")


class RegistryError(ValueError):
    """A registry file that cannot be used.

    Attributes:
        path: The file.
        row: Its line, from 1, which is the header; 0 where the file as a whole is meant.
        column: The header of the cell, empty where the row as a whole is meant.
    """

    def __init__(self, path: str, row: int, column: str, problem: str) -> None:
        """Keeps the place; the message names it."""
        where = ", ".join([path, *([f"row {row}"] if row else []), *([f"column {column}"] if column else [])])
        super().__init__(f"{where}: {problem}")
        self.path, self.row, self.column, self.problem = path, row, column, problem

    def __reduce__(self) -> tuple[type[RegistryError], tuple[str, int, str, str]]:
        return type(self), (self.path, self.row, self.column, self.problem)


@dataclass(frozen=True, slots=True)
class Agency:
    """A row of the registry.

    Attributes:
        short_name: The key that the lake stores.
        type: `agency`, `outlet`, `newswire` (distributes releases) or `generic` (credits such as "agencies").
        country: ISO 3166 code, empty for `generic`.
        names: In every language, as written.
        weak_names: Those of `names` that are also ordinary words, places or other bodies: they count only in a frame.
    """

    short_name: str
    type: str
    country: str
    names: tuple[str, ...]
    weak_names: tuple[str, ...]


def load_agencies(extra: Path | None = None) -> tuple[Agency, ...]:
    """All rows of a user's file, then those of `agencies.csv` that it does not replace by giving the same `short_name`.

    Where two rows share a name the first one counts, so a user's row wins.

    Args:
        extra: A CSV file with the columns of `agencies.csv`, in any order; all but `short_name` and `type` may be left out.

    Raises:
        RegistryError: The file cannot be read or a cell of it is wrong; says which and what to do.
    """
    own = tuple(_read_rows(extra)) if extra is not None else ()
    replaced = {agency.short_name for agency in own}
    return (*own, *(agency for agency in _read_rows(RESOURCES.joinpath("agencies.csv")) if agency.short_name not in replaced))


def _read_rows(source: Path | Traversable) -> Iterator[Agency]:
    path = str(source)
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RegistryError(path, 0, "", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RegistryError(path, 0, "", f"is not UTF-8 (byte {error.start}): save it as UTF-8") from error
    rows = csv.reader(text.splitlines(keepends=True), strict=True)
    header = _checked_header(path, next(rows, []))
    seen: dict[str, int] = {}
    while (row := _next_row(path, rows)) is not None:
        if any(cell.strip() for cell in row):
            agency = _read_row(path, rows.line_num, header, row)
            if (first := seen.setdefault(agency.short_name, rows.line_num)) != rows.line_num:
                raise RegistryError(path, rows.line_num, "short_name", f"{agency.short_name!r} stands in row {first} already: join the two")
            yield agency


def _next_row(path: str, rows: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        raise RegistryError(path, getattr(rows, "line_num", 0), "", f"is not CSV: {error}") from error


def _checked_header(path: str, header: list[str]) -> list[str]:
    for column in header:
        if column not in COLUMNS:
            raise RegistryError(path, 1, column, f"no such column; there are {', '.join(COLUMNS)}")
    for column in ("short_name", "type"):
        if column not in header:
            raise RegistryError(path, 1, column, "this column is needed")
    return header


def _read_row(path: str, row_no: int, header: list[str], row: list[str]) -> Agency:
    if len(row) > len(header):
        raise RegistryError(
            path, row_no, "", f"{len(row)} cells under {len(header)} headers: put quotation marks around a cell with a comma"
        )
    cells = {**dict.fromkeys(COLUMNS, ""), **{column: cell.strip() for column, cell in zip(header, row, strict=False)}}
    names = tuple(dict.fromkeys(name for column in NAME_COLUMNS for name in _values(cells[column])))
    agency = Agency(cells["short_name"], cells["type"], cells["country"], names, _values(cells["weak_names"]))
    for column, problem in _problems(agency):
        raise RegistryError(path, row_no, column, problem)
    return agency


def _problems(agency: Agency) -> Iterator[tuple[str, str]]:
    if not agency.short_name or ";" in agency.short_name:
        yield "short_name", f"{agency.short_name!r} must be a name without a semicolon, which joins names in the lake"
    if agency.type not in TYPES:
        yield "type", f"{agency.type!r} must be one of {', '.join(TYPES)}"
    if agency.country and not (len(agency.country) == 2 and agency.country.isascii() and agency.country.isupper()):
        yield "country", f"{agency.country!r} must be a code of two capitals, as TR, or empty"
    if not agency.names:
        yield "abbreviations", "no name in any language: the agency could never be found"
    for name in agency.weak_names:
        if name not in agency.names:
            yield "weak_names", f"{name!r} is none of the row's names: write it there first"


def _values(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("|") if name.strip())
