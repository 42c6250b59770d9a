"""Plan a run: what is unchanged, and the rest cut into chunks."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto
from pathlib import Path

from pipeline.expand import Queue
from pipeline.lake.containers import ContainerSignature, KnownContainer
from pipeline.lake.state import SeenSource
from transforms.chunks import write_chunk
from transforms.containers.entry import Limits
from transforms.records import Chunk, Reason, Rejection, Source
from transforms.sources import read_source

_SETTLE_NS = 2_000_000_000
"""A file changed less than this before it was listed may change again within the same tick of its clock."""

_SETTLED = frozenset(Reason) - {Reason.CHANGED_WHILE_READ, Reason.UNREADABLE, Reason.VANISHED}
"""Reasons that hold as long as the file and the configuration, which names the code, stay the same; the others are tried each time."""


def _forget(source: Source, sha256: str) -> None:
    """What is proven is proven again next time."""


def _take_everything(key: str, uri: str, member: str) -> bool:
    return False


def _one_article(file: Source) -> Iterator[Source] | None:
    return None


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How to plan.

    Attributes:
        chunk_articles: At most so many sources a chunk.
        chunk_bytes: A chunk ends where its sources reach this.
        config_digest: Of everything that shapes a result; part of a chunk's id.
        reprocess: Nothing counts as unchanged.
        listed_at_ns: When listing began.
        is_forgotten: True for the key and path of a source that must not come back.
        on_proven: Called with a source whose times say nothing and whose SHA-256 proved it unchanged.
    """

    logical_date: date
    chunk_articles: int
    chunk_bytes: int
    config_digest: str
    reprocess: bool
    listed_at_ns: int
    on_proven: Callable[[Source, str], None] = _forget
    is_forgotten: Callable[[str, str, str], bool] = _take_everything
    expand: Callable[[Source], Iterator[Source] | None] = _one_article
    max_article_bytes: int = Limits().max_article_bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """What the lake knows.

    Attributes:
        sources: Sorted by key.
        containers: Those that need not be opened where they have not changed.
    """

    sources: Iterable[SeenSource] = ()
    containers: Mapping[ContainerSignature, KnownContainer] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What is to be done.

    Attributes:
        listed: Sources found.
        unchanged: Articles that are in the lake as they are.
        outdated: Those of them that were made by an older version or under other settings.
        rejected: Rejects that are in the lake as they are, by reason.
        new: Sources never seen before.
        chunk_sizes: Number of sources by chunk id, in the order of the keys.
    """

    listed: int = 0
    unchanged: int = 0
    outdated: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    new: int = 0
    chunk_sizes: dict[str, int] = field(default_factory=dict)

    @property
    def to_read(self) -> int:
        """Sources that are new or may have changed."""
        return self.listed - self.unchanged - self.rejected.total()


def make_plan(files: Iterable[Source], seen: Seen, settings: PlanSettings, plan_folder: Path | None) -> Plan:
    """Chunks of what must be read lie in `plan_folder`; nothing is written where that is None (a dry run).

    Args:
        files: Sorted by key.
        seen: What the lake knows; files and its sources are read once, side by side, so that memory does not grow with them.
        settings: How.
        plan_folder: Where.
    """
    plan = Plan()
    for chunk in _chunks(_changed(files, seen, settings, plan), settings):
        plan.chunk_sizes[chunk.chunk_id] = len(chunk.sources)
        if plan_folder is not None:
            write_chunk(chunk, plan_folder)
    return plan


def make_chunk(sources: tuple[Source, ...], config_digest: str, logical_date: date) -> Chunk:
    """A chunk whose id depends on its sources as listed, the date and the configuration, so that a finished one is found again."""
    digest = hashlib.sha256(f"{config_digest} {logical_date}".encode("ascii"))
    for source in sources:
        place = f"{source.container} {source.place} {source.n_members} {source.sha256}"
        row = f"{source.key}\n{source.size_bytes} {source.mtime_ns} {source.ctime_ns} {source.problem} {place}\n"
        digest.update(row.encode("utf-8"))
    return Chunk(digest.hexdigest()[:32], logical_date, sources)


def _changed(files: Iterable[Source], seen: Seen, settings: PlanSettings, plan: Plan) -> Iterator[Source]:
    """What must be read; the rest is counted. A file becomes its articles only where it may have changed."""
    known_sources = iter(seen.sources)
    known = next(known_sources, None)
    queue = Queue(files)
    for source in queue:
        while known is not None and known.key < source.key:
            known = next(known_sources, None)
        match = known if known is not None and known.key == source.key else None
        is_file = source.n_members == 0 and source.problem is None
        if is_file and _count_container(source, seen, settings, plan):
            continue
        if is_file and match is not None and match.n_members:
            match = None  # it stands for what was lost of a container, and says nothing of the file
        settled = _settle(source, match, settings, plan)
        if is_file and settled is not _Settled.AS_KNOWN and (members := settings.expand(source)) is not None:
            queue.push(members)
            continue
        plan.listed += 1
        if settled is _Settled.FORGOTTEN:
            plan.rejected["forgotten"] += 1
        elif settled is _Settled.NOT:
            plan.new += match is None
            yield replace(source, ctime_ns=0) if _is_young(source, settings) else source


class _Settled(Enum):
    """Whether a source needs to be read."""

    NOT = auto()
    AS_KNOWN = auto()
    FORGOTTEN = auto()


def _settle(source: Source, match: SeenSource | None, settings: PlanSettings, plan: Plan) -> _Settled:
    """Whether the source needs to be read; what the lake has as it is, is counted."""
    if settings.is_forgotten(source.key, source.uri, source.member):
        return _Settled.FORGOTTEN
    if match is None or settings.reprocess:
        return _Settled.NOT
    if _is_settled_reject(source, match, settings):
        plan.rejected[str(match.reject_reason)] += 1
    elif _is_unchanged(source, match, settings):
        plan.unchanged += 1
        plan.outdated += match.made_by != settings.config_digest
    else:
        return _Settled.NOT
    return _Settled.AS_KNOWN


def _count_container(file: Source, seen: Seen, settings: PlanSettings, plan: Plan) -> bool:
    """True where the lake has all that is in the file as it is; then it is counted, and the file was not opened."""
    known = seen.containers.get((file.key, file.mtime_ns, file.ctime_ns))
    if known is None or settings.reprocess:
        return False
    if any(reason not in _SETTLED or made_by != settings.config_digest for reason, made_by in known.rejects):
        return False
    plan.listed += known.n_members
    plan.unchanged += known.articles.total()
    plan.outdated += known.articles.total() - known.articles[settings.config_digest]
    for (reason, _), count in known.rejects.items():
        plan.rejected[reason] += count
    return True


def _is_settled_reject(source: Source, known: SeenSource, settings: PlanSettings) -> bool:
    """True where the same reading would end in the same reject."""
    if known.reject_reason not in _SETTLED or known.made_by != settings.config_digest:
        return False
    if source.problem is None and known.reject_sha256 is not None:
        return _is_same(source, known, known.reject_sha256, settings)
    if source.problem is None:
        return _same_times(source, known)
    same = source.problem == known.reject_reason
    if same and source.n_members and not _same_times(source, known) and not _is_young(source, settings):
        settings.on_proven(source, "")  # so that the container counts as known as a whole
    return same


def _is_unchanged(source: Source, known: SeenSource, settings: PlanSettings) -> bool:
    """True where the lake has the article of this very content."""
    if known.content_hash is None or known.reject_reason is not None or source.problem is not None:
        return False
    return _is_same(source, known, known.sha256, settings)


def _is_same(source: Source, known: SeenSource, sha256: str | None, settings: PlanSettings) -> bool:
    """True where size and times prove it, or else the bytes do."""
    if _same_times(source, known):
        return True
    if sha256 is None or source.size_bytes != known.size_bytes or _sha256(source, settings) != sha256:
        return False
    if not _is_young(source, settings):
        settings.on_proven(source, sha256)
    return True


def _is_young(source: Source, settings: PlanSettings) -> bool:
    """True where a later change could leave the same times behind."""
    return source.ctime_ns > settings.listed_at_ns - _SETTLE_NS


def _same_times(source: Source, known: SeenSource) -> bool:
    was = (known.size_bytes, known.mtime_ns, known.ctime_ns)
    return known.ctime_ns != 0 and was == (source.size_bytes, source.mtime_ns, source.ctime_ns)


def _sha256(source: Source, settings: PlanSettings) -> str | None:
    """Of what was listed; None where it cannot be read or is no longer that."""
    if source.n_members:
        return source.sha256
    try:
        read, data = read_source(source, max_bytes=max(source.size_bytes, settings.max_article_bytes))
    except Rejection:
        return None
    return hashlib.sha256(data).hexdigest() if read is source else None


def is_settled(known: SeenSource, config_digest: str) -> bool:
    """True where the same size and times mean that there is nothing to read again."""
    if known.ctime_ns == 0:
        return False
    if known.reject_reason is None:
        return known.content_hash is not None
    return known.reject_reason in _SETTLED and known.made_by == config_digest


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
