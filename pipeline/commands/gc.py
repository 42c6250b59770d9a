"""`newswire gc`."""

from __future__ import annotations

import argparse
import re

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import add_common_arguments, existing_lake, tell, writing

HELP = "Remove old snapshots and what crashed runs left; a snapshot goes only where both --keep and --min-age allow it."

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--keep", type=_count, default=3, metavar="N", help="so many of the last snapshots stay (default: 3)")
    parser.add_argument("--min-age", type=_age, default=86_400.0, metavar="AGE", help="younger ones stay: 36h, 7d, 0s (default: 24h)")
    add_common_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.durable import remove_tree
    from pipeline.lake.gc import droppable_snapshots, measure_garbage

    lake = existing_lake(arguments)
    if arguments.dry_run:
        with told_as_one_line(lake.root):
            garbage = measure_garbage(droppable_snapshots(lake, arguments.keep, arguments.min_age))
    else:
        with writing(lake, arguments.wait):
            garbage = measure_garbage(droppable_snapshots(lake, arguments.keep, arguments.min_age))
            for folder in garbage.snapshots:
                remove_tree(folder)
    numbers = [int(folder.name) for folder in garbage.snapshots]
    text = f"{len(numbers)} snapshots removed, {garbage.freed_bytes:,} bytes freed"
    return tell(arguments, {"snapshots": numbers, "freed_bytes": garbage.freed_bytes}, text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 or more")
    return int(text)


def _age(text: str) -> float:
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not an age as 36h, 7d, 90m or 0s")
    return float(found[1]) * _SECONDS[found[2]]
