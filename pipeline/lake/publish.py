"""Publish what a run has staged: one rename makes all of it visible, and before it nothing is."""

from __future__ import annotations

import errno
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.lake.build import SnapshotBuild
from pipeline.lake.catalog import write_catalog
from pipeline.lake.durable import remove_tree, sync_folder
from pipeline.lake.gc import Keeping, superseded_snapshots
from pipeline.lake.layout import Lake
from pipeline.lake.ledger import RunRecord, add_records
from pipeline.lake.lock import LockedError
from pipeline.lake.manifest import read_manifest
from pipeline.lake.merge import Decision, RunContext, decide
from pipeline.lake.rows import Fold, fold_small
from pipeline.lake.staged import StagedFiles
from pipeline.lake.state import state_files

_LOG = logging.getLogger(__name__)


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
        sort_memory_mb: DuckDB compares and joins in this much and spills the rest.
        threads: For DuckDB.
        writer: Name and version written into the manifest.
        versions: JSON for the `runs` table.
        fold: Which files of a partition that gets rows are written anew with them.
        keeping: Which older snapshots stay.
        recent_rows: Until so many sources are new or changed the publisher's memory is not written anew; 0 writes it with each commit.
    """

    sort_memory_mb: int
    threads: int
    writer: str
    versions: str
    fold: Fold = fold_small
    keeping: Keeping = field(default_factory=Keeping)
    recent_rows: int = 0


def publish(lake: Lake, staged: StagedFiles, *, planned: Planned, run: RunContext, settings: PublishSettings) -> RunRecord:
    """The staged chunks are in the lake and visible, or the lake is as it was. Needs the lock.

    Any error up to the swap of `current` leaves the old snapshot; any error after it is only logged.

    Returns:
        The record of the run with all its commits, or, where nothing differs from what is published, of this one alone, `unchanged`.

    Raises:
        OSError: The disk is full, read-only or failing, or `sort_memory_mb` is too little.
        LostRowsError: The sums do not hold.
    """
    with disk_errors(lake, settings), closing(connect(lake, settings)) as connection:
        record = _build_next(lake, connection, staged, planned=planned, run=run, settings=settings)
    if record.state == "committed":
        swap_current(lake, record)
    tidy(lake, record.snapshot, settings.keeping)
    return record


@contextmanager
def disk_errors(lake: Lake, settings: PublishSettings) -> Iterator[None]:
    """What DuckDB says of memory and disk leaves the block as an `OSError`."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise OSError(errno.ENOMEM, f"sort_memory_mb = {settings.sort_memory_mb} is too little here; raise it", str(lake.root)) from error
    except duckdb.IOException as error:
        raise OSError(errno.EIO, str(error), str(lake.spill_folder)) from error


def _build_next(
    lake: Lake, connection: duckdb.DuckDBPyConnection, staged: StagedFiles, *, planned: Planned, run: RunContext, settings: PublishSettings
) -> RunRecord:
    """The next snapshot is built under its final name, not yet visible; or nothing is, where nothing has changed."""
    number = lake.current_number()
    # With nothing staged nothing changes, and what is published need not be read to find that out.
    state = state_files(lake, number) if number and (staged.articles or staged.rejects) else []
    files = (staged.articles, staged.rejects)
    decision = decide(connection, staged=files, state=state, run=run, recent_rows=settings.recent_rows)
    if number and not decision.anything_to_publish:
        return _record(connection, decision, planned, run, settings, ("unchanged", number))
    record = add_records(run.before, _record(connection, decision, planned, run, settings, ("committed", number + 1)))
    parent = read_manifest(lake, number)
    build = SnapshotBuild(lake, connection, parent, staged.articles, decision, run, fold=settings.fold)
    build.write(record, settings.writer)
    return record


def connect(lake: Lake, settings: PublishSettings) -> duckdb.DuckDBPyConnection:
    """An empty database in UTC that spills below staging."""
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
    unchanged = planned.unchanged + decision.unchanged
    rejected = sum(planned.rejected.values()) + decision.rejected + decision.forgotten
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
        counts=_counts(connection, decision, planned, run),
        seconds=round((finished - run.started_at).total_seconds(), 3),
    )


def _counts(connection: duckdb.DuckDBPyConnection, decision: Decision, planned: Planned, run: RunContext) -> str:
    counts: dict[str, Counter[str]] = {}
    for column in ("agency", "lang"):
        rows = connection.execute(f"select {column}, count(*) from decided where change <> 'unchanged' group by 1 order by 1").fetchall()
        counts[column] = Counter({name or "": count for name, count in rows})
    reasons = connection.execute("select reason, count(*) from refused group by 1").fetchall()
    counts["reason"] = Counter(dict(reasons)) + Counter(planned.rejected) + Counter({"forgotten": decision.forgotten})
    sums = "select coalesce(sum(n_words), 0)::bigint, coalesce(sum(n_mentions), 0)::bigint from decided where change <> 'unchanged'"
    ((words, mentions),) = connection.execute(sums).fetchall()
    return json.dumps(counts | {"words": words, "mentions": mentions} | dict(run.labels), ensure_ascii=False, sort_keys=True)


def swap_current(lake: Lake, record: RunRecord) -> None:
    """The commit point: `current` is the new snapshot.

    Raises:
        LockedError: The lock did not hold, and another process has put its own snapshot under this number.
    """
    temporary = lake.root / ".current.tmp"
    temporary.symlink_to(Path(".store/snapshots") / f"{record.snapshot:08d}")
    temporary.replace(lake.current)
    try:
        sync_folder(lake.root)
        ours = read_manifest(lake, record.snapshot).run_id == record.run_id
    except FileNotFoundError:
        ours = False
    except OSError as error:  # readers see the new snapshot already: to fail now would be a lie
        _LOG.warning("snapshot %d is published, but a power cut might undo it: %s", record.snapshot, os.strerror(error.errno or 0))
        return
    if not ours:
        raise LockedError(f"another process wrote to {lake.root} although it is locked; run again, and see newswire doctor")


def tidy(lake: Lake, number: int, keeping: Keeping) -> None:
    """Views are there, old snapshots and staged chunks are gone; what is published stands even if this fails.

    Chunks go also where nothing was published: a file that could not be read is to be tried again.
    """
    try:
        write_catalog(lake)
        for old in superseded_snapshots(lake, keeping):
            remove_tree(old)
        for path in lake.staged_folder.iterdir():
            remove_tree(path)
    except OSError as error:
        _LOG.warning("snapshot %d is published; cleaning up after it failed: %s", number, os.strerror(error.errno or 0))
