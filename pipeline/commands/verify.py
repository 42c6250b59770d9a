"""`newswire verify`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import existing_lake
from pipeline.exit_codes import Exit, UserError

HELP = "Check every file of the lake against its digest; --deep reads every row, too."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake")
    parser.add_argument("--deep", action="store_true", help="read every row: counts, offsets, references between tables")
    parser.add_argument("--all", action="store_true", help="check the older snapshots that are kept, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.verify import find_damage

    lake = existing_lake(arguments)
    with told_as_one_line(lake.root):
        current = lake.current_number()
        kept = sorted(int(path.name) for path in lake.snapshots.iterdir() if path.name.isdigit() and int(path.name) < current)
        numbers = [*(kept if arguments.all else []), current]
        damage = [sentence for number in numbers for sentence in find_damage(lake, number, deep=arguments.deep)]
    if arguments.json:
        print(json.dumps({"snapshots": numbers, "deep": arguments.deep, "damage": damage}, ensure_ascii=False))
    else:
        print("\n".join(damage) or f"snapshot {', '.join(map(str, numbers))}: all is well")
    if damage:
        more = f" and {len(damage) - 1} more" if len(damage) > 1 else ""
        raise UserError(Exit.IO, f"{lake.root} is damaged: {damage[0]}{more}; `newswire rollback` goes back to a snapshot that is well")
    return Exit.DONE
