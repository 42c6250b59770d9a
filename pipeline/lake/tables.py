"""Write sorted rows as the files of a table: the same bytes for the same rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.durable import sync_file
from pipeline.lake.manifest import DataFile
from transforms.schema import PARTITIONED, SCHEMA_VERSION, TABLES

ROW_GROUP_ROWS = {"articles": 8_192, "paragraphs": 65_536, "mentions": 131_072, "rejects": 32_768, "runs": 32_768}
"""Few enough that a group fits in memory (an article is 3 to 7 KB), many enough that DuckDB prunes and reads in parallel."""

_GROUPS_PER_FILE = 16

Partition: TypeAlias = tuple[str | None, str | None]
"""Values of `lang` and `month`; None in tables without partitions."""


class WriteError(Exception):
    """A file that was just written does not hold what went into it."""


@dataclass(frozen=True, slots=True)
class TableFolder:
    """Where the new files of one table go.

    Attributes:
        path: `<snapshot>/<table>/v<number>`.
        batch: First part of the file names.
    """

    table: str
    path: Path
    batch: str


def write_table(rows: Iterable[pa.RecordBatch], folder: TableFolder) -> list[DataFile]:
    """Files on disk hold the rows in their order, cut where the partition changes and at 16 row groups.

    Bytes depend on the rows alone, not on how the reader cuts its batches.

    Args:
        rows: The table's columns, and `lang` and `month` where it is partitioned, sorted by these two first; they become folders.
        folder: Where to.
    """
    writer = _TableWriter(folder)
    for batch in rows:
        for partition, piece in _cut(batch, folder.table):
            writer.add(partition, piece)
    writer.end_file()
    return writer.finished


def write_empty_table(folder: TableFolder, month: str) -> DataFile:
    """One typed file without rows, so that a glob over the table finds something."""
    writer = _TableWriter(folder)
    schema = TABLES[folder.table]
    partition: Partition = ("und", month) if folder.table in PARTITIONED else (None, None)
    writer.add(partition, pa.RecordBatch.from_pylist([], schema))
    writer.end_file()
    return writer.finished[0]


class _TableWriter:
    """Takes rows partition by partition and leaves finished files behind."""

    def __init__(self, folder: TableFolder) -> None:
        self.finished: list[DataFile] = []
        self._folder = folder
        self._schema = TABLES[folder.table].with_metadata({"newswire.table": folder.table, "newswire.schema_version": str(SCHEMA_VERSION)})
        self._size = ROW_GROUP_ROWS[folder.table]
        self._partition: Partition = (None, None)
        self._held: list[pa.RecordBatch] = []
        self._held_rows = 0
        self._file: pq.ParquetWriter | None = None
        self._groups = 0
        self._rows = 0

    def add(self, partition: Partition, piece: pa.RecordBatch) -> None:
        if partition != self._partition:
            self.end_file()
            self._partition = partition
        self._held.append(piece)
        self._held_rows += len(piece)
        if self._held_rows >= self._size:
            self._write_groups(everything=False)

    def end_file(self) -> None:
        """What was added so far is in finished files."""
        if self._held:
            self._write_groups(everything=True)
        if self._file is not None:
            self._close()

    def _write_groups(self, *, everything: bool) -> None:
        given = pa.Table.from_batches(self._held)
        whole = given.select(self._schema.names).cast(self._schema)
        end = len(whole) if everything else len(whole) - len(whole) % self._size
        for start in range(0, max(end, 1), self._size):
            self._write_group(whole.slice(start, min(self._size, end - start)).combine_chunks())
        rest = given.slice(end)
        self._held, self._held_rows = (rest.to_batches(), len(rest)) if len(rest) else ([], 0)

    def _write_group(self, group: pa.Table) -> None:
        if self._file is None:
            self._path_while_open.parent.mkdir(parents=True, exist_ok=True)
            self._file = pq.ParquetWriter(
                self._path_while_open, self._schema, compression="zstd", compression_level=3, write_page_checksum=True
            )
        self._file.write_table(group, row_group_size=self._size)
        self._rows += len(group)
        self._groups += 1
        if self._groups == _GROUPS_PER_FILE:
            self._close()

    @property
    def _path_while_open(self) -> Path:
        lang, month = self._partition
        return (self._folder.path if lang is None else self._folder.path / f"lang={lang}" / f"month={month}") / "open.tmp"

    def _close(self) -> None:
        assert self._file is not None
        self._file.close()
        path = self._path_while_open
        if pq.read_metadata(path).num_rows != self._rows:
            raise WriteError(f"{path}: {pq.read_metadata(path).num_rows} rows read back, {self._rows} written; check the disk")
        sync_file(path)
        with path.open("rb") as data:
            digest = hashlib.file_digest(data, "sha256").hexdigest()
        final = path.with_name(f"{self._folder.batch}-{digest[:16]}.parquet")
        path.replace(final)
        lang, month = self._partition
        self.finished.append(DataFile(self._folder.table, lang, month, final.name, self._rows, final.stat().st_size, digest))
        self._file, self._groups, self._rows = None, 0, 0


def _cut(batch: pa.RecordBatch, table: str) -> Iterator[tuple[Partition, pa.RecordBatch]]:
    """Runs of rows that share a partition."""
    if table not in PARTITIONED:
        yield (None, None), batch
        return
    runs = pc.run_end_encode(pc.binary_join_element_wise(batch.column("lang"), batch.column("month"), "/"))
    start = 0
    for end, place in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
        lang, month = place.split("/")
        yield (lang, month), batch.slice(start, end - start)
        start = end
