"""What the lake remembers of every source it has seen."""

from __future__ import annotations

import heapq
import sqlite3
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.layout import Lake
from transforms.records import Source
from transforms.schema import SOURCES

_SIGNATURE = (
    *("key", "size_bytes", "mtime_ns", "ctime_ns", "sha256", "made_by", "content_hash", "reject_reason", "reject_sha256"),
    *("member", "n_members"),
)
_LAST_MEMBER = "#\U0010ffff"
_LACKING = {"member": "", "n_members": 0}
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A source as it was last read.

    Attributes:
        ctime_ns: 0 where its times are too young to prove that it has not changed since.
        made_by: Configuration digest of the run that read it.
        content_hash: None if it never became an article.
        reject_reason: None unless the last reading was refused.
        member: As in `Source`.
        n_members: As in `Source`, at the last reading.
    """

    key: str
    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    sha256: str | None
    made_by: str
    content_hash: str | None
    reject_reason: str | None
    reject_sha256: str | None
    member: str = ""
    n_members: int = 0

    @property
    def container_key(self) -> str:
        """The key of the file that it lies in."""
        return self.key[: -len(self.member) - 1] if self.member else self.key


class ProvenSources:
    """Sources whose bytes were found to be those that the lake has, under new times.

    Kept beside the snapshots, so that a folder that was copied or touched is read once and not every night. Losing this costs
    time and nothing else.
    """

    def __init__(self, lake: Lake) -> None:
        """Nothing is opened before there is something to remember."""
        self._path = lake.store / "proven.sqlite"
        self._rows: list[_ProvenRow] = []

    def add(self, source: Source, sha256: str) -> None:
        """A source as it was listed, and its digest."""
        self._rows.append((source.key, source.size_bytes, source.mtime_ns, source.ctime_ns, sha256, source.n_members))
        if len(self._rows) >= _ROWS_AT_ONCE:
            self.save()

    def save(self) -> None:
        """What was added is on disk, or, where that fails, forgotten."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute(_CREATE_PROVEN)
            connection.executemany("insert or replace into proven_sources values (?, ?, ?, ?, ?, ?)", rows)

    def forget_all(self) -> None:
        """Nothing is proven any more."""
        for suffix in ("", "-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def rows_from(self, first_key: str) -> Iterator[_ProvenRow]:
        """Rows in the order of their key, from this one on."""
        if not self._path.exists():
            return
        with suppress(sqlite3.Error), closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as connection:
            yield from connection.execute(_PROVEN_FROM, (first_key,))


_ProvenRow: TypeAlias = tuple[str, int, int, int, str, int]
_CREATE_PROVEN = """create table if not exists proven_sources
  (key text primary key, size_bytes integer, mtime_ns integer, ctime_ns integer, sha256 text, n_members integer) without rowid"""
_PROVEN_FROM = "select key, size_bytes, mtime_ns, ctime_ns, sha256, n_members from proven_sources where key >= ? order by key"


BASE, RECENT = "sources.parquet", "recent.parquet"
"""A commit in a stream of them leaves the first file as it is and writes its rows, and those of the commits before, to the second."""


def state_path(lake: Lake, number: int) -> Path:
    """Where a snapshot keeps its sources, one row a key, sorted by key; a row of `recent.parquet` beside it goes before the one here."""
    return lake.snapshot_folder(number) / "_state" / BASE


def state_files(lake: Lake, number: int) -> list[Path]:
    """The one or two files that a snapshot keeps its sources in, the one whose rows go before the other's last."""
    base = state_path(lake, number)
    recent = base.with_name(RECENT)
    return [base, recent] if recent.exists() else [base]


def state_rows(lake: Lake, columns: Sequence[str], first_key: str = "") -> Iterator[tuple[Any, ...]]:
    """These columns, `key` being the first, of every source of the published snapshot, in the order of the keys, a piece at a time.

    Args:
        lake: Whose.
        columns: Their names.
        first_key: Most of what sorts before it is passed over unread.
    """
    number = lake.current_number()
    if number == 0:
        return
    base, *others = state_files(lake, number)
    recent = [row for path in others for row in _tuples(pq.read_table(path, columns=list(columns)), columns)]
    newer = {row[0] for row in recent}
    with pq.ParquetFile(base) as file:
        groups = [group for group in range(file.num_row_groups) if not _ends_before(file, group, first_key)]
        batches = file.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=_held(file, columns)) if groups else ()
        old = (row for batch in batches for row in _tuples(batch, columns) if row[0] not in newer)
        yield from heapq.merge(old, (row for row in recent if row[0] >= first_key), key=itemgetter(0))


def touched_rows(state: Sequence[Path], keys: Collection[str], hashes: Collection[str], *, rejects: bool) -> tuple[pa.Table, pa.Table]:
    """Of the two files of a state the rows that a run over some sources may change: of the first those, of the second all.

    Args:
        state: As `state_files` gives them.
        keys: Of the run's sources.
        hashes: Content hashes of its articles.
        rejects: Every reject is wanted, too; so it is where one of the sources was a reject.
    """
    recent = pq.read_table(state[1], schema=SOURCES) if len(state) > 1 else SOURCES.empty_table()
    if recent.num_rows == 0:
        recent = SOURCES.empty_table()
    wanted = pa.array(sorted(keys), pa.string())
    with pq.ParquetFile(state[0]) as file:
        if file.metadata.num_rows == 0:  # pyarrow 25 dies of a segmentation fault where columns have no chunk at all
            return SOURCES.empty_table(), recent
        index = file.read(columns=["key", "content_hash", "reject_reason"])
        own = [table.filter(pc.is_in(table.column("key"), wanted)) for table in (index, recent)]
        of_them = {value for table in own for value in table.column("content_hash").to_pylist() if value is not None}
        rejects = rejects or any(table.column("reject_reason").null_count < len(table) for table in own)
        found = pc.or_(
            pc.is_in(index.column("key"), wanted),
            pc.is_in(index.column("content_hash"), pa.array(sorted(of_them | set(hashes)), pa.string())),
        )
        if rejects:
            found = pc.or_(found, pc.is_valid(index.column("reject_reason")))
        found = pc.and_not(found, pc.is_in(index.column("key"), recent.column("key").combine_chunks()))
        return _take_rows(file, pc.indices_nonzero(found).to_pylist()), recent


def _with_lacking(rows: pa.Table) -> pa.Table:
    """The rows with all columns in their order; a lake from before there were containers lacks some."""
    for field in SOURCES:
        if field.name not in rows.schema.names:
            rows = rows.append_column(field, pa.array([_LACKING[field.name]] * rows.num_rows, field.type))
    return rows.select(SOURCES.names)


def _take_rows(file: pq.ParquetFile, numbers: Sequence[int]) -> pa.Table:
    """These rows, read from no more row groups than hold them."""
    found, start = [SOURCES.empty_table()], 0
    for group in range(file.num_row_groups):
        end = start + file.metadata.row_group(group).num_rows
        inside = [number - start for number in numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]]
        if inside:
            found.append(_with_lacking(file.read_row_group(group).take(inside)).cast(SOURCES))
        start = end
    return pa.concat_tables(found)


def seen_sources(lake: Lake, first_key: str = "", *, in_containers: bool = False) -> Iterator[SeenSource]:
    """Every source of the published snapshot with the times that prove it unchanged, in the order of its key, a piece at a time.

    Args:
        lake: Whose.
        first_key: Most of what sorts before it is passed over unread, so that one night of many years costs one night.
        in_containers: Only those that are one of a container's.
    """
    proven_rows = ProvenSources(lake).rows_from(first_key)
    proven = next(proven_rows, None)
    for source in _published_sources(lake, first_key, in_containers=in_containers):
        while proven is not None and proven[0] < source.key:
            proven = next(proven_rows, None)
        if (
            proven is not None
            and proven[0] == source.key
            and proven[4] == ((source.reject_sha256 if source.reject_reason else source.sha256) or "")
        ):
            source = replace(source, size_bytes=proven[1], mtime_ns=proven[2], ctime_ns=proven[3], n_members=proven[5])
        yield source


def sources_of(lake: Lake, keys: Collection[str]) -> list[SeenSource]:
    """Of the sources of the published snapshot those with these keys, in the order of their keys; other row groups stay unread."""
    number = lake.current_number()
    if number == 0 or not keys:
        return []
    asked, wanted = frozenset(keys), pa.array(sorted(keys))
    found: dict[str, SeenSource] = {}
    for path in state_files(lake, number):
        with pq.ParquetFile(path) as file:
            groups = [group for group in range(file.num_row_groups) if _may_hold(file, group, wanted)]
            for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=_held(file, _SIGNATURE)) if groups else ():
                sources = (SeenSource(*row) for row in _tuples(batch, _SIGNATURE))
                found |= {source.key: source for source in sources if source.key in asked or source.container_key in asked}
    return [found[key] for key in sorted(found)]


def rejected_sources(lake: Lake, reasons: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Key, path and member of every source whose last reading was refused for one of these reasons, in the order of its key."""
    rows = state_rows(lake, ("key", "source_uri", "member", "reject_reason"))
    return ((key, uri, member) for key, uri, member, reason in rows if reason in reasons)


def _published_sources(lake: Lake, first_key: str, *, in_containers: bool) -> Iterator[SeenSource]:
    return (source for row in state_rows(lake, _SIGNATURE, first_key) if (source := SeenSource(*row)).n_members or not in_containers)


def _tuples(rows: pa.Table | pa.RecordBatch, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows; a lake from before there were containers lacks their columns."""
    held = set(rows.schema.names)
    return zip(*(rows.column(name).to_pylist() if name in held else [_LACKING[name]] * rows.num_rows for name in columns), strict=True)


def _held(file: pq.ParquetFile, columns: Sequence[str]) -> list[str]:
    return [name for name in columns if name in file.schema_arrow.names]


def _may_hold(file: pq.ParquetFile, group: int, keys: pa.Array) -> bool:
    statistics = file.metadata.row_group(group).column(0).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    ends = pc.binary_join_element_wise(keys, _LAST_MEMBER, "")  # what is in a container sorts behind it
    inside = pc.and_(pc.greater_equal(ends, statistics.min), pc.less_equal(keys, statistics.max))
    return bool(pc.any(inside).as_py())


def _ends_before(file: pq.ParquetFile, group: int, first_key: str) -> bool:
    statistics = file.metadata.row_group(group).column(0).statistics
    return statistics is not None and statistics.has_min_max and str(statistics.max) < first_key
