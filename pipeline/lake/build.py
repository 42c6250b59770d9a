"""Build the next snapshot beside the published one: new files, links to the old ones, checks, manifest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.durable import link_file, sync_file, sync_folder, sync_tree_folders
from pipeline.lake.layout import Lake, glob_escape, table_version_folder
from pipeline.lake.ledger import RunRecord
from pipeline.lake.manifest import DataFile, Manifest
from pipeline.lake.merge import Decision, RunContext
from pipeline.lake.rows import Fold, Stored, files_to_rewrite, fold_small, make_row_tables, select_rows
from pipeline.lake.sort import ORDER, SortSpace, sort_rows
from pipeline.lake.state import BASE, RECENT, state_path
from pipeline.lake.tables import TableFolder, write_empty_table, write_table
from transforms.schema import PARTITIONED, RUNS, SCHEMA_VERSION, SOURCES

_ROWS_AT_ONCE = 2_048
_STATE_GROUP_ROWS = 4_096
"""So few that a night of many years reads little more than its own."""

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
        decision: Decision,
        run: RunContext,
        also_rewritten: Collection[DataFile] = (),
        fold: Fold = fold_small,
    ) -> None:
        self._lake, self._connection, self._parent = lake, connection, parent
        self._staged, self._decision, self._batch, self._run = staged, decision, decision.batch, run
        self._also_rewritten, self._fold = also_rewritten, fold
        self._number = parent.snapshot + 1
        self._folder = table_version_folder(self._number)
        self._root = lake.next_folder / run.run_id  # a run of its own even where a lock that does not hold lets two in
        self._space = SortSpace(lake.spill_folder, _PIECE_BYTES)
        old_root, old_folder = lake.snapshot_folder(parent.snapshot), table_version_folder(parent.snapshot)
        self._stored = {file: file.path_below(old_root, old_folder) for file in parent.files}

    def write(self, record: RunRecord, writer: str) -> None:
        """The snapshot lies whole, checked and synced under its final name, not yet visible."""
        self._root.mkdir(parents=True)
        make_row_tables(self._connection, Stored(self._stored))
        files = [file for table in PARTITIONED for file in self._write_partitioned(table)]
        files += self._write_rejects()
        files.append(write_runs(record, [path for file, path in self._stored.items() if file.table == "runs"], self._table_folder("runs")))
        self._write_state()
        self._check(files)
        seal_snapshot(
            self._lake,
            self._root,
            Manifest(self._number, self._parent.snapshot, SCHEMA_VERSION, writer, self._run.run_id, self._batch, tuple(files)),
        )

    def _write_partitioned(self, table: str) -> list[DataFile]:
        stored = Stored(self._stored)
        rewritten = files_to_rewrite(self._connection, table, stored, self._fold)
        rewritten += [file for file in stored.of(table) if file in self._also_rewritten and file not in rewritten]
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
        if not self._decision.knows_rejects:
            kept = [file for file in self._stored if file.table == "rejects"]
            self._link(kept)
            return kept
        query = """select source_uri, reject_sha256 as source_sha256, reject_reason as reason, reject_detail as detail,
          reject_step as step, reject_run_id as run_id, rejected_at from next where reject_reason is not null order by source_uri, key"""
        reader = self._connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE)
        folder = self._table_folder("rejects")
        return write_table(reader, folder) or [write_empty_table(folder, "")]

    def _write_state(self) -> None:
        """The rows of all sources, or, where the decision knows but some, those that differ from the parent's, beside the parent's."""
        folder = self._root / "_state"
        folder.mkdir()
        whole = self._decision.knows_all
        if not whole:
            link_file(state_path(self._lake, self._parent.snapshot), folder / BASE)
        columns = ", ".join(SOURCES.names)
        changed = "next" if whole else f"(select {columns} from next except select {columns} from old_base)"
        query = f"select {columns}, key as {ORDER} from {changed}"
        path = folder / (BASE if whole else RECENT)
        rows = sort_rows(self._connection.sql(query).to_arrow_reader(_ROWS_AT_ONCE), self._space)
        with pq.ParquetWriter(path, SOURCES, compression="zstd") as writer:
            for batch in rows:
                writer.write_table(pa.Table.from_batches([batch]).cast(SOURCES), row_group_size=_STATE_GROUP_ROWS)
        sync_file(path)

    def _check(self, files: Sequence[DataFile]) -> None:
        """Every source that is an article has its one row, and every original the paragraphs that its row counts."""
        rows = {table: sum(file.rows for file in files if file.table == table) for table in ("articles", "paragraphs")}
        paths = [glob_escape(file.path_below(self._root, self._folder)) for file in files if file.table == "articles"]
        articles = self._count_sources("next")
        if not self._decision.knows_all:
            articles += sum(file.rows for file in self._parent.files if file.table == "articles") - self._count_sources("old")
        counted = "select coalesce(sum(n_paragraphs + (headline is not null)::integer), 0) from read_parquet(?) where duplicate_of is null"
        ((paragraphs,),) = self._connection.execute(counted, [paths]).fetchall()
        if rows != {"articles": articles, "paragraphs": int(paragraphs)}:
            raise LostRowsError(f"{rows} rows for {articles} sources of {paragraphs} paragraphs; nothing was published; please report this")

    def _count_sources(self, table: str) -> int:
        ((count,),) = self._connection.execute(f"select count(*) from {table} where content_hash is not null").fetchall()
        return int(count)

    def _link(self, kept: Sequence[DataFile]) -> None:
        for file in kept:
            target = file.path_below(self._root, self._folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_file(self._stored[file], target)

    def _table_folder(self, table: str) -> TableFolder:
        path = self._root / table / self._folder
        path.mkdir(parents=True, exist_ok=True)
        return TableFolder(table, path, self._batch[:12])


def write_runs(record: RunRecord, stored: Sequence[Path], folder: TableFolder) -> DataFile:
    """One file holds the runs of the stored ones, and this one in place of what it was after an earlier commit."""
    row = {name: getattr(record, name) for name in RUNS.names}
    row["started_at"], row["finished_at"] = (datetime.fromisoformat(row[name]) for name in ("started_at", "finished_at"))
    others = [
        read.filter(pc.not_equal(read.column("run_id"), record.run_id)) for read in (pq.read_table(path, schema=RUNS) for path in stored)
    ]
    runs = pa.concat_tables([*others, pa.Table.from_pylist([row], RUNS)])
    (file,) = write_table(runs.to_reader(), folder)
    return file


def seal_snapshot(lake: Lake, root: Path, manifest: Manifest) -> None:
    """What lies in `root` is whole, on disk, and under its final name; its files were synced when they were written.

    Raises:
        LostRowsError: A file is missing or of another size.
        OSError: Somebody else has published this number.
    """
    folder = table_version_folder(manifest.snapshot)
    for file in manifest.files:
        path = file.path_below(root, folder)
        if not path.is_file() or path.stat().st_size != file.size_bytes:
            raise LostRowsError(f"{path} is not as it was written; nothing was published; does another process write to this lake?")
    ordered = tuple(sorted(manifest.files, key=lambda file: (file.table, file.lang or "", file.month or "", file.name)))
    sync_file(replace(manifest, files=ordered).write(root))
    sync_tree_folders(root)
    final = lake.snapshot_folder(manifest.snapshot)
    root.rename(final)
    sync_folder(final.parent)
