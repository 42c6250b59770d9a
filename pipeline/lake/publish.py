"""Publish what a run has staged: one rename makes all of it visible, and before it nothing is."""

from __future__ import annotations

import errno
import json
import logging
import os
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipeline.lake.build import SnapshotBuild
from pipeline.lake.catalog import write_catalog
from pipeline.lake.durable import remove_tree, sync_folder
from pipeline.lake.layout import Lake
from pipeline.lake.ledger import RunRecord
from pipeline.lake.manifest import read_manifest
from pipeline.lake.merge import Decision, RunContext, decide
from pipeline.lake.staged import StagedFiles
from pipeline.lake.state import state_path

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
        OSError: The disk is full, read-only or failing, or `sort_memory_mb` is too little.
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
    _tidy(lake, record.snapshot)
    return record


def _build_next(
    lake: Lake, connection: duckdb.DuckDBPyConnection, staged: StagedFiles, *, planned: Planned, run: RunContext, settings: PublishSettings
) -> RunRecord:
    """The next snapshot is built under its final name, not yet visible; or nothing is, where nothing has changed."""
    number = lake.current_number()
    # With nothing staged nothing changes, and what is published need not be read to find that out.
    state = state_path(lake, number) if number and (staged.articles or staged.rejects) else None
    decision = decide(connection, staged=(staged.articles, staged.rejects), state=state, run=run)
    if number and not decision.anything_to_publish:
        return _record(connection, decision, planned, run, settings, ("unchanged", number))
    record = _record(connection, decision, planned, run, settings, ("committed", number + 1))
    SnapshotBuild(lake, connection, read_manifest(lake, number), staged.articles, decision.batch, run).write(record, settings.writer)
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


def _tidy(lake: Lake, number: int) -> None:
    """Views are there, old snapshots and staged chunks are gone; what is published stands even if this fails.

    Chunks go also where nothing was published: a file that could not be read is to be tried again.
    """
    try:
        write_catalog(lake)
        for old in sorted(path for path in lake.snapshots.iterdir() if path.name.isdigit() and int(path.name) <= number - KEEP_SNAPSHOTS):
            if time.time() - old.stat().st_mtime > KEEP_SECONDS:
                remove_tree(old)
        for path in lake.staged_folder.iterdir():
            remove_tree(path)
    except OSError as error:
        _LOG.warning("snapshot %d is published; cleaning up after it failed: %s", number, os.strerror(error.errno or 0))
