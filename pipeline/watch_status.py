"""What a watcher is doing, for people, programs and Prometheus."""

from __future__ import annotations

import json
import os
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.lake.layout import Lake

_MINUTE_S = 60.0


@dataclass(slots=True)
class Figures:
    """Of a watcher since it started.

    Attributes:
        state: `starting`, `watching`, `working`, `locked out`, `failing` or `stopped`.
        taken: Files that became rows, new or changed.
        failures: Rounds that failed since one last went well.
        error: Of the last round that failed; None after one that went well.
        last_commit_at: Seconds since 1970; None before the first commit.
        round_s: How long the last commit took, from taking its files on.
        step_s: The same by step: `plan`, `chunks`, `publish`.
    """

    inputs: tuple[str, ...]
    started_at: float
    state: str = "starting"
    backlog: int = 0
    lag_s: float = 0.0
    known: int = 0
    taken: int = 0
    rejected: int = 0
    commits: int = 0
    failures: int = 0
    error: str | None = None
    last_commit_at: float | None = None
    round_s: float = 0.0
    step_s: dict[str, float] = field(default_factory=dict)
    snapshot: int = 0
    live_files: int = 0
    hints: bool = False
    recent: deque[tuple[float, int]] = field(default_factory=deque)

    def count(self, now: float, files: int) -> None:
        """So many files were taken just now."""
        self.taken += files
        self.recent.append((now, files))

    def per_second(self, now: float) -> float:
        """Files taken in the last minute, by the second."""
        while self.recent and self.recent[0][0] < now - _MINUTE_S:
            self.recent.popleft()
        span = min(_MINUTE_S, max(now - self.started_at, 1.0))
        return sum(files for _, files in self.recent) / span

    def line(self, now: float) -> str:
        """For a terminal."""
        text = f"{self.state}: {self.taken:,} taken, {self.per_second(now):.1f}/s, backlog {self.backlog:,}, lag {self.lag_s:.1f} s"
        return f"{text}, {self.rejected:,} rejected, snapshot {self.snapshot}"


def write_status(lake: Lake, figures: Figures, now: float) -> None:
    """The status file holds the figures; a reader sees the old file or the new one, whole."""
    row = {name: getattr(figures, name) for name in Figures.__dataclass_fields__ if name != "recent"}
    row |= {"pid": os.getpid(), "pid_began": _began(os.getpid()), "updated_at": now}
    row |= {"per_second": round(figures.per_second(now), 2), "lag_s": round(figures.lag_s, 3), "round_s": round(figures.round_s, 3)}
    path = _path(lake)
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    temporary.replace(path)


def read_status(lake: Lake) -> dict[str, Any] | None:
    """The figures as the watcher last wrote them, and `alive`; None where none ever ran on this lake. Nothing is written."""
    try:
        row: dict[str, Any] = json.loads(_path(lake).read_text("utf-8"))
    except FileNotFoundError:
        return None
    row["alive"] = row["state"] != "stopped" and _began(row["pid"]) == row["pid_began"]
    row["status_age_s"] = round(max(time.time() - row["updated_at"], 0.0), 1)
    return row


def gauges(figures: Figures, now: float) -> Mapping[str, float]:
    """The figures as `write_metrics` names them."""
    values: dict[str, float] = {
        "watch_backlog": figures.backlog,
        "watch_lag_seconds": round(figures.lag_s, 3),
        "watch_articles_per_second": round(figures.per_second(now), 3),
        "watch_taken_total": figures.taken,
        "watch_rejected_total": figures.rejected,
        "watch_failures": figures.failures,
        "snapshot": figures.snapshot,
        "live_files": figures.live_files,
    }
    return values if figures.last_commit_at is None else values | {"watch_last_commit_timestamp_seconds": figures.last_commit_at}


def _path(lake: Lake) -> Path:
    return lake.store / "watch.json"


def _began(pid: int) -> int | None:
    """When a process began, in ticks since the machine did, so that a number used again is another process; None where it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return None
    after_name = text.rpartition(")")[2].split()
    return None if after_name[0] in {"Z", "X"} else int(after_name[19])
