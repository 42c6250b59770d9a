"""What the lake remembers of every source it has seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.layout import Lake
from transforms.records import Source

_SIGNATURE = (
    *("key", "size_bytes", "mtime_ns", "ctime_ns", "sha256", "made_by", "content_hash", "reject_reason", "reject_sha256"),
    *("member", "n_members"),
)
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


def state_path(lake: Lake, number: int) -> Path:
    """Where a snapshot keeps its sources, one row a key, sorted by key."""
    return lake.snapshot_folder(number) / "_state" / "sources.parquet"


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
    wanted = pa.array(sorted(keys))
    found: list[SeenSource] = []
    with pq.ParquetFile(state_path(lake, number)) as file:
        groups = [group for group in range(file.num_row_groups) if _may_hold(file, group, wanted)]
        for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=list(_SIGNATURE)) if groups else ():
            rows = batch.filter(pc.is_in(batch.column("key"), wanted))
            found += [SeenSource(*row) for row in zip(*(rows.column(name).to_pylist() for name in _SIGNATURE), strict=True)]
    return found


def rejected_sources(lake: Lake, reasons: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Key, path and member of every source whose last reading was refused for one of these reasons, in the order of its key."""
    number = lake.current_number()
    if number == 0:
        return
    with pq.ParquetFile(state_path(lake, number)) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=["key", "source_uri", "member", "reject_reason"]):
            refused = (row for row in batch.to_pylist() if row["reject_reason"] in reasons)
            yield from ((row["key"], row["source_uri"], row.get("member") or "") for row in refused)


def _published_sources(lake: Lake, first_key: str, *, in_containers: bool) -> Iterator[SeenSource]:
    number = lake.current_number()
    if number == 0:
        return
    with pq.ParquetFile(state_path(lake, number)) as file:
        groups = [group for group in range(file.num_row_groups) if not _ends_before(file, group, first_key)]
        names = [name for name in _SIGNATURE if name in file.schema_arrow.names]  # lakes from before there were containers lack the last
        for batch in file.iter_batches(_ROWS_AT_ONCE, row_groups=groups, columns=names):
            rows = _only_in_containers(batch) if in_containers else batch
            columns = [rows.column(name).to_pylist() for name in names]
            yield from (SeenSource(*row) for row in zip(*columns, strict=True))


def _only_in_containers(rows: pa.RecordBatch) -> pa.RecordBatch:
    counts = rows.column("n_members").to_pylist() if "n_members" in rows.schema.names else [0] * rows.num_rows
    return rows.take(pa.array([at for at, count in enumerate(counts) if count], pa.int64()))


def _may_hold(file: pq.ParquetFile, group: int, keys: pa.Array) -> bool:
    statistics = file.metadata.row_group(group).column(0).statistics
    if statistics is None or not statistics.has_min_max:
        return True
    inside = pc.and_(pc.greater_equal(keys, statistics.min), pc.less_equal(keys, statistics.max))
    return bool(pc.any(inside).as_py())


def _ends_before(file: pq.ParquetFile, group: int, first_key: str) -> bool:
    statistics = file.metadata.row_group(group).column(0).statistics
    return statistics is not None and statistics.has_min_max and str(statistics.max) < first_key
