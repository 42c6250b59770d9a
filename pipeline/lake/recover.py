"""Put a lake in order after a crash, before anything is planned."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from pipeline.lake.durable import remove_tree
from pipeline.lake.layout import Lake


def recover(lake: Lake) -> None:
    """Nothing unpublished is left but whole staged chunks; the folders that a run needs are there. Needs the lock.

    A snapshot numbered above the current one was never published: the run that built it died before the swap.
    """
    lake.current_number()  # refuses a folder that is no lake before anything is removed
    for path in (lake.next_folder, lake.spill_folder, lake.plan_folder, lake.root / ".current.tmp"):
        remove_tree(path)
    for path in _entries(lake.snapshots):
        if path.name.isdigit() and int(path.name) > lake.current_number():  # asked anew: a lock that does not hold lets others publish
            remove_tree(path)
    for path in _entries(lake.staged_folder):
        if path.suffix == ".tmp":
            remove_tree(path)
    for folder in (lake.plan_folder, lake.staged_folder, lake.spill_folder, lake.snapshots):
        folder.mkdir(parents=True, exist_ok=True)


def staged_chunk_ids(lake: Lake) -> frozenset[str]:
    """Chunks with a done mark, left by a run that died before it published."""
    return frozenset(path.stem for path in _entries(lake.staged_folder) if path.suffix == ".done")


def drop_staged_chunks(lake: Lake, keep: Collection[str]) -> None:
    """Staging holds files of the chunks in `keep` and of no other."""
    for path in _entries(lake.staged_folder):
        if path.name.split(".")[0] not in keep:
            remove_tree(path)


def _entries(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder)]
    except FileNotFoundError:
        return []
