"""Read small tables of the published snapshot as a program needs them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pyarrow.parquet as pq

from pipeline.lake.layout import Lake, table_version_folder
from pipeline.lake.ledger import RunRecord
from pipeline.lake.manifest import read_manifest
from transforms.schema import REJECTS, RUNS


def published_runs(lake: Lake) -> list[RunRecord]:
    """The runs that the published snapshot was made by, oldest first."""
    names = [field.name for field in fields(RunRecord)]
    found = []
    for row in _rows(lake, "runs", RUNS):
        row["started_at"], row["finished_at"] = row["started_at"].isoformat(), row["finished_at"].isoformat()
        found.append(RunRecord(**{name: row[name] for name in names}))
    return sorted(found, key=lambda record: record.snapshot)


def rejects_of_run(lake: Lake, run_id: str) -> list[tuple[str, str]]:
    """Path and reason of what a run was the first to reject, and of what has not been taken since."""
    return [(row["source_uri"], row["reason"]) for row in _rows(lake, "rejects", REJECTS) if row["run_id"] == run_id]


def count_live_files(lake: Lake) -> int:
    """Parquet files of the published snapshot."""
    return len(read_manifest(lake, lake.current_number()).files)


def _rows(lake: Lake, table: str, schema: Any) -> list[dict[str, Any]]:
    number = lake.current_number()
    if number == 0:
        return []
    root, folder = lake.snapshot_folder(number), table_version_folder(number)
    files = [file.path_below(root, folder) for file in read_manifest(lake, number).files if file.table == table]
    return [row for path in files for row in pq.read_table(path, schema=schema).to_pylist()]
