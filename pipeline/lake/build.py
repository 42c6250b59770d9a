"""Build the next snapshot beside the published one: new files, links to the old ones, checks, manifest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.durable import link_file, sync_file, sync_folder, sync_tree_folders
from pipeline.lake.layout import Lake, glob_escape, table_version_folder
from pipeline.lake.ledger import RunRecord
from pipeline.lake.manifest import DataFile, Manifest
from pipeline.lake.merge import RunContext
from pipeline.lake.rows import Stored, files_to_rewrite, make_row_tables, select_rows
from pipeline.lake.sort import ORDER, SortSpace, sort_rows
from pipeline.lake.tables import TableFolder, write_empty_table, write_table
from transforms.schema import PARTITIONED, RUNS, SCHEMA_VERSION, SOURCES

_ROWS_AT_ONCE = 2_048
_PIECE_BYTES = 24 * 2**20
"""Sorted at once. What is held at the peak is about three times this, DuckDB's memory and a row group beside it."""


class LostRowsError(Exception):
    """The new snapshot does not hold the rows that it should: a defect, and nothing was published."""


class SnapshotBuild:
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
        self._space = SortSpace(lake.spill_folder, _PIECE_BYTES)
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
            fresh = write_table(sort_rows(reader, self._space), self._table_folder(table))
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
        query = f"select {', '.join(SOURCES.names)}, key as {ORDER} from next"
        rows = sort_rows(self._connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE), self._space)
        with pq.ParquetWriter(path, SOURCES, compression="zstd") as writer:
            for batch in rows:
                writer.write_table(pa.Table.from_batches([batch]).cast(SOURCES))
        sync_file(path)

    def _check(self, files: Sequence[DataFile]) -> None:
        """Every source that is an article has its one row, and every original the paragraphs that its row counts."""
        rows = {table: sum(file.rows for file in files if file.table == table) for table in ("articles", "paragraphs")}
        paths = [glob_escape(file.path_below(self._root, self._folder)) for file in files if file.table == "articles"]
        ((articles,),) = self._connection.execute("select count(*) from next where content_hash is not null").fetchall()
        counted = "select coalesce(sum(n_paragraphs + (headline is not null)::integer), 0) from read_parquet(?) where duplicate_of is null"
        ((paragraphs,),) = self._connection.execute(counted, [paths]).fetchall()
        if rows != {"articles": articles, "paragraphs": int(paragraphs)}:
            raise LostRowsError(f"{rows} rows for {articles} sources of {paragraphs} paragraphs; nothing was published; please report this")

    def _link(self, kept: Sequence[DataFile]) -> None:
        for file in kept:
            target = file.path_below(self._root, self._folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_file(self._stored[file], target)

    def _table_folder(self, table: str) -> TableFolder:
        path = self._root / table / self._folder
        path.mkdir(parents=True, exist_ok=True)
        return TableFolder(table, path, self._batch[:12])
