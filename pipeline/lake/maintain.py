"""Commits that take in nothing: rewrite small files, go back to an older snapshot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.lake.build import SnapshotBuild, seal_snapshot, write_runs
from pipeline.lake.durable import link_file, remove_tree
from pipeline.lake.layout import Lake, glob_escape, table_version_folder
from pipeline.lake.ledger import RunRecord
from pipeline.lake.manifest import DataFile, Manifest, read_manifest
from pipeline.lake.merge import RunContext, decide
from pipeline.lake.publish import PublishSettings, connect, disk_errors, swap_current, tidy
from pipeline.lake.rows import SMALL_FILE_BYTES
from pipeline.lake.state import state_files
from pipeline.lake.tables import TableFolder
from transforms.schema import PARTITIONED, SCHEMA_VERSION

_NOTHING = "0" * 32
"""The batch of a commit that takes in nothing."""


class NoSnapshotError(Exception):
    """The snapshot that was asked for is not kept."""


class ChangedRowsError(Exception):
    """A commit that must change no row would have: a defect, and nothing was published."""


def small_files(manifest: Manifest) -> list[DataFile]:
    """Files that a compaction folds: the small ones of every partition that has more than one file."""
    small = [file for file in manifest.files if file.table in PARTITIONED and file.size_bytes < SMALL_FILE_BYTES]
    count = Counter((file.table, file.lang, file.month) for file in manifest.files)
    return [file for file in small if count[file.table, file.lang, file.month] > 1]


def rewrite_without(lake: Lake, run: RunContext, settings: PublishSettings, rewritten: Collection[DataFile] = ()) -> RunRecord:
    """A snapshot without the articles that the run withdraws, and with the given files folded, is published. Needs the lock."""
    number = lake.current_number()
    with disk_errors(lake, settings), closing(connect(lake, settings)) as connection:
        decision = decide(connection, staged=([], []), state=state_files(lake, number), run=run)
        record = _record(run, settings, number + 1)
        build = SnapshotBuild(lake, connection, read_manifest(lake, number), [], replace(decision, batch=_NOTHING), run, rewritten)
        build.write(record, settings.writer)
        if not run.withdrawn:
            _check_same_rows(lake, connection, number)
    swap_current(lake, record)
    tidy(lake, record.snapshot, settings.keeping)
    return record


def rollback(lake: Lake, target: int, run: RunContext, settings: PublishSettings) -> RunRecord:
    """A new snapshot with the rows of an older one is published; numbers only grow, and the history of runs is kept. Needs the lock.

    Raises:
        NoSnapshotError: It is not kept, is the current one, or has another schema.
    """
    number = lake.current_number()
    old = checked_target(lake, target)
    record = _record(run, settings, number + 1)
    root, folder = lake.next_folder / run.run_id, table_version_folder(number + 1)
    kept = [file for file in old.files if file.table != "runs"]
    for file in kept:
        path = file.path_below(root, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        link_file(file.path_below(lake.snapshot_folder(target), table_version_folder(target)), path)
    (root / "_state").mkdir()
    for path in state_files(lake, target):
        link_file(path, root / "_state" / path.name)
    (root / "runs" / folder).mkdir(parents=True)
    runs = write_runs(record, _files(lake, number, "runs"), TableFolder("runs", root / "runs" / folder, _NOTHING[:12]))
    files = (*kept, runs)
    seal_snapshot(lake, root, Manifest(number + 1, number, SCHEMA_VERSION, settings.writer, run.run_id, _NOTHING, files))
    swap_current(lake, record)
    tidy(lake, record.snapshot, settings.keeping)
    return record


def checked_target(lake: Lake, target: int) -> Manifest:
    """The manifest of a snapshot that the lake can go back to.

    Raises:
        NoSnapshotError: It cannot; the message says to which it can.
    """
    number = lake.current_number()
    kept = sorted(int(path.name) for path in lake.snapshots.iterdir() if path.name.isdigit() and int(path.name) < number)
    if target not in kept:
        choice = ", ".join(map(str, kept)) or "none"
        raise NoSnapshotError(f"snapshot {target} is not kept or not older than the current {number}; there are: {choice}")
    old = read_manifest(lake, target)
    if old.schema_version != SCHEMA_VERSION:
        raise NoSnapshotError(f"snapshot {target} has schema version {old.schema_version}, this newswire writes {SCHEMA_VERSION}")
    return old


def drop_snapshots_before(lake: Lake, number: int) -> None:
    """No older snapshot is left, whoever reads it."""
    for path in lake.snapshots.iterdir():
        if path.name.isdigit() and int(path.name) < number:
            remove_tree(path)


def maintenance_run(kind: str, config_digest: str = "", labels: dict[str, str | int] | None = None) -> RunContext:
    """A run of its own for a commit that takes in nothing."""
    now = datetime.now(UTC)
    return RunContext(
        f"{now:%Y%m%dT%H%M%SZ}-{kind}", now, now.date(), config_digest, reprocess=False, labels={"kind": kind} | (labels or {})
    )


def with_withdrawn(run: RunContext, withdrawn: Sequence[str]) -> RunContext:
    """The run, and which articles it takes out."""
    return replace(run, withdrawn=withdrawn, labels={**run.labels, "forgotten": len(withdrawn)})


def _record(run: RunContext, settings: PublishSettings, number: int) -> RunRecord:
    now = datetime.now(UTC)
    counts = json.dumps({"agency": {}, "lang": {}, "reason": {}} | dict(run.labels), sort_keys=True)
    times = (run.started_at.isoformat(), now.isoformat())
    seconds = round((now - run.started_at).total_seconds(), 3)
    return RunRecord(run.run_id, *times, "committed", 0, 0, 0, 0, 0, 0, number, run.config_digest, settings.versions, counts, seconds)


def _check_same_rows(lake: Lake, connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """The unpublished snapshot holds the rows of the published one, whatever their order and files."""
    for table in PARTITIONED:
        sums = []
        for one in (number, number + 1):
            paths = [glob_escape(path) for path in _files(lake, one, table)]
            query = (
                "select count(*), coalesce(bit_xor(md5_number(x::varchar)), 0::uhugeint) from read_parquet(?, hive_partitioning = true) x"
            )
            sums.append(connection.execute(query, [paths]).fetchall())
        if sums[0] != sums[1]:
            raise ChangedRowsError(
                f"{table}: {sums[0][0][0]} rows before, {sums[1][0][0]} after; nothing was published; please report this"
            )


def _files(lake: Lake, number: int, table: str) -> list[Path]:
    root, folder = lake.snapshot_folder(number), table_version_folder(number)
    return [file.path_below(root, folder) for file in read_manifest(lake, number).files if file.table == table]
