"""`newswire retry-rejects`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import existing_lake
from pipeline.exit_codes import Exit
from pipeline.progress import Progress
from transforms.records import Reason

if TYPE_CHECKING:
    from pipeline.ingest import Ingest
    from pipeline.listing import ListingRules, Passed
    from transforms.records import Source

HELP = "Read the files of the table rejects again, after what was wrong with them or with the settings is mended."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="settings that differ from the defaults, as for the run that rejected them"
    )
    parser.add_argument("--reason", action="append", choices=[reason.value for reason in Reason], help="only these (default: all)")
    parser.add_argument("--date", type=_day, metavar="DAY", help="the day that counts as the day of ingestion (default: today, UTC)")
    parser.add_argument("--wait", nargs="?", type=float, const=math.inf, default=0.0, metavar="SECONDS", help="wait for another run to end")
    parser.add_argument("--dry-run", action="store_true", help="say what would be read, write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import load_config
    from pipeline.ingest import Ingest

    lake = existing_lake(arguments)
    reasons = frozenset(arguments.reason or [reason.value for reason in Reason])
    with told_as_one_line(lake.root):
        config = load_config(arguments.config)

        def list_rejects(inputs: Sequence[str], rules: ListingRules, passed: Passed) -> Iterator[Source]:
            from pipeline.expand import list_known
            from pipeline.lake.state import rejected_sources

            return list_known(rejected_sources(lake, reasons), rules, passed)

        day = arguments.date or datetime.now(UTC).date()
        ask = Ingest((), lake, config, day, reprocess=True, listing=list_rejects, wait_s=arguments.wait, labels={"kind": "retry"})
        counts = _planned(ask) if arguments.dry_run else _done(ask)
    text = ", ".join(f"{count} {name}" for name, count in counts.items())
    head = "dry run, nothing written: " if arguments.dry_run else ""
    print(json.dumps({"dry_run": arguments.dry_run} | counts) if arguments.json else head + text)
    return Exit.DONE


def _planned(ask: Ingest) -> dict[str, int]:
    from pipeline.ingest import plan_only

    return {"tried": plan_only(ask)[0].to_read}


def _done(ask: Ingest) -> dict[str, int]:
    from pipeline.ingest import Events, ingest

    progress = Progress(sys.stderr)
    try:
        record = ingest(ask, Events(lambda plan: progress.start(plan.to_read), progress.add)).record
    finally:
        progress.end()
    taken = record.ingested + record.updated + record.duplicate + record.unchanged
    return {"tried": record.listed, "taken": taken, "rejected": record.rejected, "snapshot": record.snapshot}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day as 2024-08-21") from None
