"""The history of all runs, those without a commit too. Advisory: the lake is right without it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.lake.layout import Lake

_CREATE = """create table if not exists runs (
  run_id text primary key, started_at text, finished_at text, state text, listed integer, ingested integer, unchanged integer,
  duplicate integer, updated integer, rejected integer, snapshot integer, config_digest text, versions text, counts text, seconds real)"""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One execution of the pipeline; the columns of the `runs` table.

    Attributes:
        started_at: ISO 8601 in UTC, as is `finished_at`.
        state: `committed`, `unchanged` or `failed`.
        snapshot: The published snapshot after the run.
        versions: JSON: newswire, schema, engines.
        counts: JSON: new rows per agency and per language.
    """

    run_id: str
    started_at: str
    finished_at: str
    state: str
    listed: int
    ingested: int
    unchanged: int
    duplicate: int
    updated: int
    rejected: int
    snapshot: int
    config_digest: str
    versions: str
    counts: str
    seconds: float

    def to_json(self) -> str:
        """One line for a program."""
        row = asdict(self)
        row["versions"], row["counts"] = json.loads(self.versions), json.loads(self.counts)
        return json.dumps(row, ensure_ascii=False)


_SUMMED = ("listed", "ingested", "unchanged", "duplicate", "updated", "rejected")


def add_records(before: RunRecord | None, commit: RunRecord) -> RunRecord:
    """A run of several commits after its last one: its counts are their sums, and it began with the first."""
    if before is None:
        return commit
    sums = {name: getattr(before, name) + getattr(commit, name) for name in _SUMMED}
    counts = _add_counts(json.loads(before.counts), json.loads(commit.counts))
    seconds = round(before.seconds + commit.seconds, 3)
    text = json.dumps(counts, ensure_ascii=False, sort_keys=True)
    return replace(commit, started_at=before.started_at, seconds=seconds, counts=text, **sums)


def _add_counts(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Numbers are added, at whatever depth; of other values the later one stays."""
    merged = one | other
    for name in one.keys() & other.keys():
        if isinstance(one[name], dict):
            merged[name] = _add_counts(one[name], other[name])
        elif isinstance(one[name], int):
            merged[name] = one[name] + other[name]
    return merged


class LedgerError(Exception):
    """The history of runs cannot be read; the lake itself may be well."""


def record_run(lake: Lake, run: RunRecord) -> None:
    """The run is in the ledger; recording it again replaces it."""
    with _open(lake) as connection:
        row = asdict(run)
        marks = ", ".join(f":{name}" for name in row)
        connection.execute(f"insert or replace into runs ({', '.join(row)}) values ({marks})", row)


def list_runs(lake: Lake) -> list[RunRecord]:
    """All runs, oldest first; none where the lake has no ledger. Nothing is written.

    Raises:
        LedgerError: The ledger cannot be read.
    """
    path = _path(lake)
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [RunRecord(**row) for row in connection.execute("select * from runs order by started_at, run_id")]
    except sqlite3.Error as error:
        raise LedgerError(f"{path}: {error}; the lake does not need it: move it away, and the next run begins another") from None


def _path(lake: Lake) -> Path:
    return lake.store / "ledger.sqlite"


@contextmanager
def _open(lake: Lake) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(_path(lake), timeout=10)) as connection, connection:
        connection.execute(_CREATE)
        yield connection
