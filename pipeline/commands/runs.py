"""`newswire runs`."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.exit_codes import Exit, UserError

HELP = "List the runs of a lake, those that changed nothing or failed too."

_SHOWN = ("run_id", "state", "snapshot", "listed", "ingested", "updated", "unchanged", "duplicate", "rejected", "seconds")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.layout import Lake
    from pipeline.lake.ledger import LedgerError, list_runs

    lake = Lake(Path.cwd() / arguments.lake)
    if not lake.store.is_dir():
        raise UserError(Exit.NO_INPUT, f"{lake.root} holds no lake; make one with: newswire ingest INPUT --lake {lake.root}")
    try:
        runs = list_runs(lake)
    except LedgerError as error:
        raise UserError(Exit.IO, str(error)) from None
    if arguments.json:
        for record in runs:
            print(record.to_json())
        return Exit.DONE
    rows = [_SHOWN, *(tuple(f"{getattr(record, name)}" for name in _SHOWN) for record in runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_SHOWN))]
    for row in rows:
        print(
            "  ".join(text.ljust(width) if at < 2 else text.rjust(width) for at, (text, width) in enumerate(zip(row, widths, strict=True)))
        )
    return Exit.DONE
