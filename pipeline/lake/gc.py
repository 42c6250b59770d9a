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
