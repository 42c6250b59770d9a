"""Figures of the last run for Prometheus' node exporter, as a text file that is replaced by a rename."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

_HELP = {
    "last_run_timestamp_seconds": "When the last run ended.",
    "last_success_timestamp_seconds": "When a run last ended with exit code 0.",
    "last_run_exit_code": "Exit code of the last run.",
    "last_run_duration_seconds": "How long the last run took.",
    "last_run_listed": "Files that the last run found.",
    "last_run_ingested": "New and changed articles of the last run.",
    "last_run_rejected": "Files that the last run could not take.",
    "last_run_warnings": "Warnings of the last run.",
    "snapshot": "Number of the published snapshot.",
    "live_files": "Parquet files of the published snapshot.",
    "watch_backlog": "Files that wait to be taken.",
    "watch_lag_seconds": "How long the file that waits longest has been waiting.",
    "watch_articles_per_second": "Files taken in the last minute, by the second.",
    "watch_taken_total": "Files taken since the watcher started.",
    "watch_rejected_total": "Files refused since the watcher started.",
    "watch_last_commit_timestamp_seconds": "When the watcher last published.",
    "watch_failures": "Rounds that failed since one last went well.",
}
_LAST_SUCCESS = "last_success_timestamp_seconds"


def write_metrics(path: Path, values: Mapping[str, float]) -> None:
    """The file holds these gauges; a reader sees the old file or the new one, whole.

    Args:
        path: The file.
        values: By name; where `last_success_timestamp_seconds` is missing the one that the file has is kept.
    """
    kept = {_LAST_SUCCESS: last} if (last := _last_success(path)) is not None else {}
    rows = kept | dict(values)
    text = "".join(
        f"# HELP newswire_{name} {_HELP[name]}\n# TYPE newswire_{name} gauge\nnewswire_{name} {rows[name]}\n" for name in sorted(rows)
    )
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, "ascii")
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _last_success(path: Path) -> float | None:
    try:
        found = re.search(rf"^newswire_{_LAST_SUCCESS} (\S+)$", path.read_text("ascii", "replace"), re.MULTILINE)
    except OSError:
        return None
    return float(found[1]) if found else None
