"""Old snapshots: which may go, and what that frees."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.lake.layout import Lake

KEEP_SNAPSHOTS = 3
"""Kept whatever their age, so that a reader who resolved the link goes on reading."""

KEEP_SECONDS = 24 * 3600.0
"""Kept whatever their number."""


@dataclass(frozen=True, slots=True)
class Garbage:
    """What collecting frees.

    Attributes:
        snapshots: Folders that go, oldest first.
        freed_bytes: Of files that no other snapshot links to.
    """

    snapshots: tuple[Path, ...]
    freed_bytes: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """Which snapshots stay.

    Attributes:
        snapshots: So many, whatever their age.
        seconds: Those younger than this, whatever their number.
        one_each_s: Of the older ones the last of each stretch of so many seconds stays for a day; None keeps none of them.
    """

    snapshots: int = KEEP_SNAPSHOTS
    seconds: float = KEEP_SECONDS
    one_each_s: float | None = None


def superseded_snapshots(lake: Lake, keeping: Keeping) -> list[Path]:
    """What a commit may drop, oldest first; never the current one."""
    old = droppable_snapshots(lake, keeping.snapshots, keeping.seconds)
    if keeping.one_each_s is None:
        return old
    times = {path: path.stat().st_mtime for path in old}
    last = {times[path] // keeping.one_each_s: path for path in old if time.time() - times[path] < KEEP_SECONDS}
    return [path for path in old if path not in last.values()]


def droppable_snapshots(lake: Lake, keep: int = KEEP_SNAPSHOTS, min_age_s: float = KEEP_SECONDS) -> list[Path]:
    """Published snapshots that are neither among the last `keep` nor younger than `min_age_s`, oldest first; never the current one."""
    current = lake.current_number()
    published = sorted(path for path in lake.snapshots.iterdir() if path.name.isdigit() and int(path.name) <= current)
    old = published[: max(0, len(published) - max(keep, 1))]
    return [path for path in old if time.time() - path.stat().st_mtime >= min_age_s]


def measure_garbage(folders: list[Path]) -> Garbage:
    """What removing these snapshots would free."""
    links: dict[int, list[int]] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                status = path.stat()
                seen = links.setdefault(status.st_ino, [0, status.st_nlink, status.st_size])
                seen[0] += 1
    return Garbage(tuple(folders), sum(size for seen, all_links, size in links.values() if seen == all_links))
