"""Plan a run: what is unchanged, and the rest cut into chunks."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pipeline.lake.state import SeenSource
from transforms.chunks import write_chunk
from transforms.records import Chunk, Reason, Source

_SETTLE_NS = 2_000_000_000
"""A file changed less than this before it was listed may change again within the same tick of its clock."""

_OF_CONTENT = frozenset(
    {Reason.BINARY, Reason.EMPTY, Reason.EXCLUDED_NAME, Reason.TOO_LARGE, Reason.TOO_MANY_PARAGRAPHS, Reason.UNDECODABLE}
)
"""Reasons that hold as long as the file and the configuration stay the same; the others are tried again each time."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How to plan.

    Attributes:
        chunk_articles: At most so many sources a chunk.
        chunk_bytes: A chunk ends where its sources reach this.
        config_digest: Of everything that shapes a result; part of a chunk's id.
        reprocess: Nothing counts as unchanged.
        listed_at_ns: When listing began.
    """

    logical_date: date
    chunk_articles: int
    chunk_bytes: int
    config_digest: str
    reprocess: bool
    listed_at_ns: int


@dataclass(slots=True)
class Plan:
    """What is to be done.

    Attributes:
        listed: Sources found.
        unchanged: Articles that are in the lake as they are.
        rejected: Rejects that are in the lake as they are, by reason.
        new: Sources never seen before.
        chunk_sizes: Number of sources by chunk id, in the order of the keys.
    """

    listed: int = 0
    unchanged: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    new: int = 0
    chunk_sizes: dict[str, int] = field(default_factory=dict)

    @property
    def to_read(self) -> int:
        """Sources that are new or may have changed."""
        return self.listed - self.unchanged - self.rejected.total()


def make_plan(sources: Iterable[Source], seen: Iterable[SeenSource], settings: PlanSettings, plan_folder: Path | None) -> Plan:
    """Chunks of what must be read lie in `plan_folder`; nothing is written where that is None (a dry run).

    Args:
        sources: Sorted by key.
        seen: Sorted by key; both are read once, side by side, so that memory does not grow with them.
        settings: How.
        plan_folder: Where.
    """
    plan = Plan()
    for chunk in _chunks(_changed(sources, seen, settings, plan), settings):
        plan.chunk_sizes[chunk.chunk_id] = len(chunk.sources)
        if plan_folder is not None:
            write_chunk(chunk, plan_folder)
    return plan


def make_chunk(sources: tuple[Source, ...], config_digest: str, logical_date: date) -> Chunk:
    """A chunk whose id depends on its sources as listed, the date and the configuration, so that a finished one is found again."""
    digest = hashlib.sha256(f"{config_digest} {logical_date}".encode("ascii"))
    for source in sources:
        row = f"{source.key}\n{source.size_bytes} {source.mtime_ns} {source.ctime_ns} {source.problem}\n"
        digest.update(row.encode("utf-8"))
    return Chunk(digest.hexdigest()[:32], logical_date, sources)


def _changed(sources: Iterable[Source], seen: Iterable[SeenSource], settings: PlanSettings, plan: Plan) -> Iterator[Source]:
    known_sources = iter(seen)
    known = next(known_sources, None)
    for source in sources:
        plan.listed += 1
        while known is not None and known.key < source.key:
            known = next(known_sources, None)
        match = known if known is not None and known.key == source.key else None
        if match is None:
            plan.new += 1
        elif not settings.reprocess and _is_settled_reject(source, match, settings):
            plan.rejected[str(match.reject_reason)] += 1
            continue
        elif not settings.reprocess and _is_unchanged(source, match):
            plan.unchanged += 1
            continue
        young = source.ctime_ns > settings.listed_at_ns - _SETTLE_NS
        yield replace(source, ctime_ns=0) if young else source


def _is_settled_reject(source: Source, known: SeenSource, settings: PlanSettings) -> bool:
    """True where the same reading would end in the same reject."""
    if known.reject_reason not in _OF_CONTENT or known.made_by != settings.config_digest:
        return False
    if source.problem is not None or known.reject_sha256 is None:
        return source.problem == known.reject_reason or (source.problem is None and _same_times(source, known))
    return _is_same(source, known, known.reject_sha256)


def _is_unchanged(source: Source, known: SeenSource) -> bool:
    """True where the lake has the article of this very content."""
    if known.content_hash is None or known.reject_reason is not None or source.problem is not None:
        return False
    return _is_same(source, known, known.sha256)


def _is_same(source: Source, known: SeenSource, sha256: str | None) -> bool:
    """True where size and times prove it, or else the bytes do."""
    return _same_times(source, known) or (source.size_bytes == known.size_bytes and _sha256(source) == sha256)


def _same_times(source: Source, known: SeenSource) -> bool:
    was = (known.size_bytes, known.mtime_ns, known.ctime_ns)
    return known.ctime_ns != 0 and was == (source.size_bytes, source.mtime_ns, source.ctime_ns)


def _sha256(source: Source) -> str | None:
    try:
        status = Path(source.path).lstat()
        if (status.st_size, status.st_mtime_ns) != (source.size_bytes, source.mtime_ns):
            return None
        with Path(source.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _chunks(sources: Iterator[Source], settings: PlanSettings) -> Iterator[Chunk]:
    held: list[Source] = []
    size = 0
    for source in sources:
        if held and (len(held) >= settings.chunk_articles or size + source.size_bytes > settings.chunk_bytes):
            yield make_chunk(tuple(held), settings.config_digest, settings.logical_date)
            held, size = [], 0
        held.append(source)
        size += source.size_bytes
    if held:
        yield make_chunk(tuple(held), settings.config_digest, settings.logical_date)
