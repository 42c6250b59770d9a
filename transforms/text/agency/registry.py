"""The agency registry: who writes news, and under which names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

RESOURCES = files("transforms").joinpath("resources")
"""Where the packaged data lies; provenance and licences are in README-agencies.md beside it."""


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


@cache
def load_agencies() -> tuple[Agency, ...]:
    """All rows of `agencies.csv`, in its order."""
    with RESOURCES.joinpath("agencies.csv").open(encoding="utf-8") as lines:
        return tuple(_agency(row) for row in csv.DictReader(lines))


def _agency(row: dict[str, str]) -> Agency:
    cells = [row["abbreviations"], *(value for column, value in row.items() if column.startswith("names_"))]
    names = dict.fromkeys(name for cell in cells for name in cell.split("|") if name)
    weak = tuple(name for name in row["weak_names"].split("|") if name)
    return Agency(row["short_name"], row["type"], row["country"], tuple(names), weak)
