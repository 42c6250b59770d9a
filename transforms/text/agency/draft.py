"""The article while credits come off it: what is left of each block, and what was found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from transforms.records import Block, Removed
from transforms.text.agency.frames import Separator
from transforms.text.agency.lexicon import Lexicon
from transforms.text.agency.parts import Part
from transforms.text.article import HEADLINE_MAX_CHARS


@dataclass(slots=True, eq=False)
class Region:
    """What is left of a block; empty where `start == end`."""

    start: int
    end: int

    @property
    def is_left(self) -> bool:
        """True while something is left."""
        return self.start < self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """A credit that came off, as it was read."""

    start: int
    slot: str
    elements: tuple[Part | Separator, ...]


@dataclass(slots=True)
class Draft:
    """Working state of one article; nothing of it leaves this package.

    Attributes:
        headline: What is left of it; None where the text has none.
        body: The body blocks of which something is left, in order.
    """

    raw: str
    lexicon: Lexicon
    headline: Region | None
    body: list[Region]
    removed: list[Removed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, raw: str, blocks: tuple[Block, ...], lexicon: Lexicon) -> Draft:
        """A draft from which nothing has come off."""
        spans = [block.span for block in blocks]
        regions = [Region(span.start_char, span.end_char) for span in spans]
        titled = bool(blocks) and blocks[0].kind == "headline"
        return cls(raw, lexicon, regions[0] if titled else None, regions[titled:])

    def take(self, region: Region, start: int, end: int, kind: str, rule: str) -> None:
        """`raw[start:end]`, at an edge of the region, is in no paragraph; white space and bidi marks beside it go too."""
        start, end = self._widen(region, start, end)
        self.removed.append(Removed(start, end, kind, rule, self.raw[start:end]))
        if start == region.start:
            region.start = end
        else:
            region.end = start
        region.start, region.end = _strip(self.raw, region.start, region.end)
        if not region.is_left and region is not self.headline:
            del self.body[self._index(region)]

    def promote(self) -> None:
        """Where the headline's line held nothing to see, the next line takes its place."""
        if self.headline is None or self.headline.is_left or not self.body:
            return
        first = self.body[0]
        if "\n" not in self.raw[first.start : first.end] and first.end - first.start <= HEADLINE_MAX_CHARS:
            self.headline = self.body.pop(0)

    def give_back(self, *, but: str) -> None:
        """Everything stays that another rule than `but` took, where otherwise nothing would be left."""
        self.removed = [removed for removed in self.removed if removed.rule == but]

    def first_line(self, region: Region) -> tuple[int, int]:
        """Start and end of the first physical line of a region."""
        stop = self.raw.find("\n", region.start, region.end)
        return next(self.lines(region)) if stop >= 0 else (region.start, region.end)

    def lines(self, region: Region) -> Iterator[tuple[int, int]]:
        """Start and end of the physical lines of a region, without the space around them."""
        start = region.start
        while start < region.end:
            stop = self.raw.find("\n", start, region.end)
            stop = region.end if stop < 0 else stop
            first, last = _strip(self.raw, start, stop)
            if first < last:
                yield first, last
            start = stop + 1

    def _widen(self, region: Region, start: int, end: int) -> tuple[int, int]:
        while start > region.start and _is_blank(self.raw[start - 1]):
            start -= 1
        while end < region.end and _is_blank(self.raw[end]):
            end += 1
        return _strip(self.raw, start, end)

    def _index(self, region: Region) -> int:
        """Where the region stands, which is near an end."""
        return len(self.body) - 1 if self.body[-1] is region else self.body.index(region)


def _strip(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    return start, end


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"
