"""What a structured format gives, whatever the format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from transforms.records import Fields


@dataclass(frozen=True, slots=True)
class Item:
    """One article as its format carries it.

    Attributes:
        format: A name of `FORMATS`.
        headline: None where the format has none for it; nothing is invented.
        paragraphs: The body in order, each without line breaks and without space around it; never empty.
        encoding: Python's name of the codec that decoded it.
        flags: Codes of what a reader should know, sorted.
    """

    format: str
    headline: str | None
    paragraphs: tuple[str, ...]
    fields: Fields
    encoding: str
    flags: tuple[str, ...] = ()


def completed(first: Fields, second: Fields) -> Fields:
    """The first, with what it does not say taken from the second.

    >>> completed(Fields(language="ar"), Fields(language="en", version="2"))
    Fields(native_id=None, url=None, language='ar', byline=None, dateline_place=None, providers=(), published_at=None, \
has_zone=True, version='2', pubstatus=None)
    """
    missing = {f.name: getattr(second, f.name) for f in fields(Fields) if getattr(first, f.name) in (None, ()) and f.name != "has_zone"}
    if first.published_at is None:
        missing["has_zone"] = second.has_zone
    return replace(first, **missing)


def first_text(candidates: Iterable[str | None]) -> str | None:
    """The first that holds more than white space, with its white space collapsed; None where none does."""
    return next((text for candidate in candidates if candidate and (text := " ".join(candidate.split()))), None)
