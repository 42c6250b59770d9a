"""Publish what a run has staged: one rename makes all of it visible, and before it nothing is."""

from __future__ import annotations

import errno
import json
import logging
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.catalog import write_catalog
from pipeline.lake.durable import link_file, remove_tree, sync_file, sync_folder, sync_tree_folders
from pipeline.lake.layout import Lake, table_version_folder
from pipeline.lake.ledger import RunRecord
from pipeline.lake.manifest import DataFile, Manifest, read_manifest
from pipeline.lake.merge import Decision, RunContext, decide
from pipeline.lake.rows import Stored, files_to_rewrite, make_row_tables, select_rows
from pipeline.lake.staged import StagedFiles
from pipeline.lake.state import state_path
from pipeline.lake.tables import TableFolder, write_empty_table, write_table
from transforms.schema import PARTITIONED, RUNS, SCHEMA_VERSION, SOURCES

_LOG = logging.getLogger(__name__)
_ROWS_AT_ONCE = 4_096


class LostRowsError(Exception):
    """The new snapshot does not hold the rows that it should: a defect, and nothing was published."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Sources that the plan settled without reading them.

    Attributes:
        rejected: By reason.
    """

    unchanged: int
    rejected: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """What publishing needs to know beside the run.

    Attributes:
        sort_memory_mb: DuckDB sorts in this much and spills the rest.
        threads: For DuckDB.
        writer: Name and version written into the manifest.
        versions: JSON for the `runs` table.
    """

    sort_memory_mb: int
    threads: int
    writer: str
    versions: str


def publish(lake: Lake, staged: StagedFiles, *, planned: Planned, run: RunContext, settings: PublishSettings) -> RunRecord:
    """The staged chunks are in the lake and visible, or the lake is as it was. Needs the lock.

    Any error up to the swap of `current` leaves the old snapshot; any error after it is only logged.

    Returns:
        The record of the run, `committed` or, where nothing differs from what is published, `unchanged`.

    Raises:
        OSError: The disk is full, read-only or failing, or `sort_memory_mb` is too little to sort in.
        LostRowsError: The sums do not hold.
    """
    try:
        with closing(_connect(lake, settings)) as connection:
            record = _build_next(lake, connection, staged, planned=planned, run=run, settings=settings)
    except duckdb.OutOfMemoryException as error:
        raise OSError(errno.ENOMEM, f"sort_memory_mb = {settings.sort_memory_mb} is too little here; raise it", str(lake.root)) from error
    except duckdb.IOException as error:
        raise OSError(errno.EIO, str(error), str(lake.spill_folder)) from error
    if record.state == "committed":
        _swap(lake, record.snapshot)
        _after_commit(lake, record.snapshot)
    return record


def _build_next(
    lake: Lake, connection: duckdb.DuckDBPyConnection, staged: StagedFiles, *, planned: Planned, run: RunContext, settings: PublishSettings
) -> RunRecord:
    """The next snapshot is built under its final name, not yet visible; or nothing is, where nothing has changed."""
    number = lake.current_number()
    state = state_path(lake, number) if number else None
    decision = decide(connection, staged=(staged.articles, staged.rejects), state=state, run=run)
    if number and not decision.anything_to_publish:
        return _record(connection, decision, planned, run, settings, ("unchanged", number))
    record = _record(connection, decision, planned, run, settings, ("committed", number + 1))
    _Build(lake, connection, read_manifest(lake, number), staged.articles, decision.batch, run).write(record, settings.writer)
    return record


def _connect(lake: Lake, settings: PublishSettings) -> duckdb.DuckDBPyConnection:
    spill = str(lake.spill_folder)
    memory = f"{settings.sort_memory_mb}MB"
    connection = duckdb.connect(config={"memory_limit": memory, "threads": settings.threads, "temp_directory": spill})
    connection.execute("set timezone = 'UTC'")
    return connection


def _record(
    connection: duckdb.DuckDBPyConnection,
    decision: Decision,
    planned: Planned,
    run: RunContext,
    settings: PublishSettings,
    result: tuple[str, int],
) -> RunRecord:
    unchanged, rejected = planned.unchanged + decision.unchanged, sum(planned.rejected.values()) + decision.rejected
    finished = datetime.now(UTC)
    return RunRecord(
        run_id=run.run_id,
        started_at=run.started_at.isoformat(),
        finished_at=finished.isoformat(),
        state=result[0],
        listed=decision.ingested + decision.updated + decision.duplicate + unchanged + rejected,
        ingested=decision.ingested,
        unchanged=unchanged,
        duplicate=decision.duplicate,
        updated=decision.updated,
        rejected=rejected,
        snapshot=result[1],
        config_digest=run.config_digest,
        versions=settings.versions,
        counts=_counts(connection, planned),
        seconds=round((finished - run.started_at).total_seconds(), 3),
    )


def _counts(connection: duckdb.DuckDBPyConnection, planned: Planned) -> str:
    counts: dict[str, Counter[str]] = {}
    for column in ("agency", "lang"):
        rows = connection.execute(f"select {column}, count(*) from decided where change <> 'unchanged' group by 1 order by 1").fetchall()
        counts[column] = Counter({name or "": count for name, count in rows})
    reasons = connection.execute("select reason, count(*) from refused group by 1").fetchall()
    counts["reason"] = Counter(dict(reasons)) + Counter(planned.rejected)
    return json.dumps(counts, ensure_ascii=False, sort_keys=True)


class _Build:
    """The next snapshot while it is being built below staging."""

    def __init__(
        self,
        lake: Lake,
        connection: duckdb.DuckDBPyConnection,
        parent: Manifest,
        staged: Sequence[Path],
        batch: str,
        run: RunContext,
    ) -> None:
        self._lake, self._connection, self._parent = lake, connection, parent
        self._staged, self._batch, self._run = staged, batch, run
        self._number = parent.snapshot + 1
        self._folder = table_version_folder(self._number)
        self._root = lake.next_folder
        old_root, old_folder = lake.snapshot_folder(parent.snapshot), table_version_folder(parent.snapshot)
        self._stored = {file: file.path_below(old_root, old_folder) for file in parent.files}

    def write(self, record: RunRecord, writer: str) -> None:
        """The snapshot lies whole, checked and synced under its final name, not yet visible."""
        self._root.mkdir(parents=True)
        make_row_tables(self._connection, Stored(self._stored))
        files = [file for table in PARTITIONED for file in self._write_partitioned(table)]
        files += self._write_rejects()
        files += self._write_runs(record)
        self._write_state()
        self._check(files)
        ordered = tuple(sorted(files, key=lambda file: (file.table, file.lang or "", file.month or "", file.name)))
        manifest = Manifest(self._number, self._parent.snapshot, SCHEMA_VERSION, writer, self._run.run_id, self._batch, ordered)
        sync_file(manifest.write(self._root))
        sync_tree_folders(self._root)
        final = self._lake.snapshot_folder(self._number)
        self._root.rename(final)
        sync_folder(final.parent)

    def _write_partitioned(self, table: str) -> list[DataFile]:
        stored = Stored(self._stored)
        rewritten = files_to_rewrite(self._connection, table, stored)
        query = select_rows(
            self._connection,
            table,
            rewritten=[self._stored[file] for file in rewritten],
            stored=stored,
            staged=self._staged,
        )
        fresh = []
        if query:
            reader = self._connection.sql(query[0], params=query[1]).to_arrow_reader(_ROWS_AT_ONCE)
            fresh = write_table(reader, self._table_folder(table))
        kept = [file for file in stored.of(table) if file not in rewritten and file.rows]
        self._link(kept)
        return [*kept, *fresh] or [write_empty_table(self._table_folder(table), f"{self._run.logical_date:%Y-%m}")]

    def _write_rejects(self) -> list[DataFile]:
        query = """select source_uri, reject_sha256 as source_sha256, reject_reason as reason, reject_detail as detail,
          reject_step as step, reject_run_id as run_id, rejected_at from next where reject_reason is not null order by source_uri, key"""
        reader = self._connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE)
        folder = self._table_folder("rejects")
        return write_table(reader, folder) or [write_empty_table(folder, "")]

    def _write_runs(self, record: RunRecord) -> list[DataFile]:
        row = {name: getattr(record, name) for name in RUNS.names}
        row["started_at"], row["finished_at"] = (datetime.fromisoformat(row[name]) for name in ("started_at", "finished_at"))
        old = [pq.read_table(self._stored[file], schema=RUNS) for file in self._stored if file.table == "runs"]
        runs = pa.concat_tables([*old, pa.Table.from_pylist([row], RUNS)])
        return write_table(runs.to_reader(), self._table_folder("runs"))

    def _write_state(self) -> None:
        path = self._root / "_state" / "sources.parquet"
        path.parent.mkdir()
        reader = self._connection.sql(f"select {', '.join(SOURCES.names)} from next order by key").to_arrow_reader(_ROWS_AT_ONCE)
        with pq.ParquetWriter(path, SOURCES, compression="zstd") as writer:
            for batch in reader:
                writer.write_table(pa.Table.from_batches([batch]).cast(SOURCES))
        sync_file(path)

    def _check(self, files: Sequence[DataFile]) -> None:
        """Every source that is an article has its one row."""
        (wanted,) = self._connection.execute("select count(*) from next where content_hash is not null").fetchall()[0]
        written = sum(file.rows for file in files if file.table == "articles")
        if written != wanted:
            raise LostRowsError(f"{written} rows of articles for {wanted} sources; nothing was published; please report this")

    def _link(self, kept: Sequence[DataFile]) -> None:
        for file in kept:
            target = file.path_below(self._root, self._folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_file(self._stored[file], target)

    def _table_folder(self, table: str) -> TableFolder:
        path = self._root / table / self._folder
        path.mkdir(parents=True, exist_ok=True)
        return TableFolder(table, path, self._batch[:12])


def _swap(lake: Lake, number: int) -> None:
    """The commit point: `current` is the new snapshot."""
    temporary = lake.root / ".current.tmp"
    temporary.symlink_to(Path(".store/snapshots") / f"{number:08d}")
    temporary.replace(lake.current)
    sync_folder(lake.root)


KEEP_SNAPSHOTS = 3
"""Kept whatever their age, so that a reader who resolved the link goes on reading."""

KEEP_SECONDS = 24 * 3600
"""Kept whatever their number."""


def _after_commit(lake: Lake, number: int) -> None:
    """Views are there and old snapshots gone; the commit stands even if this fails."""
    try:
        write_catalog(lake)
        for old in sorted(path for path in lake.snapshots.iterdir() if path.name.isdigit() and int(path.name) <= number - KEEP_SNAPSHOTS):
            if time.time() - old.stat().st_mtime > KEEP_SECONDS:
                remove_tree(old)
        for path in lake.staged_folder.iterdir():
            remove_tree(path)
    except OSError as error:
        _LOG.warning("snapshot %d is published; cleaning up after it failed: %s", number, os.strerror(error.errno or 0))
