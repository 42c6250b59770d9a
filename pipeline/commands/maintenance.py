"""What the commands share that change a lake without taking anything in."""

from __future__ import annotations

import argparse
import json
import math
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.failures import told_as_one_line
from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    from pipeline.lake.layout import Lake
    from pipeline.lake.ledger import RunRecord
    from pipeline.lake.publish import PublishSettings


def add_wait_argument(parser: argparse.ArgumentParser, meanwhile: str) -> None:
    """Adds `--wait`, whose help says what is waited for."""
    parser.add_argument(
        "--wait",
        nargs="?",
        type=float,
        const=math.inf,
        default=0.0,
        metavar="SECONDS",
        help=f"wait while {meanwhile}, for ever where no number is given (default: leave with 75)",
    )


def add_common_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds `--lake`, `--wait`, `--dry-run` and `--json`."""
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake")
    add_wait_argument(parser, "another run writes to the lake")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def existing_lake(arguments: argparse.Namespace) -> Lake:
    """The lake, which has a snapshot.

    Raises:
        UserError: There is none.
    """
    from pipeline.lake.layout import Lake, NotALakeError

    lake = Lake(Path.cwd() / arguments.lake)
    try:
        number = lake.current_number()
    except NotALakeError as error:
        raise UserError(Exit.IO, str(error)) from None
    if number == 0:
        raise UserError(Exit.NO_INPUT, f"{lake.root} holds no lake; make one with: newswire ingest INPUT --lake {lake.root}")
    return lake


@contextmanager
def writing(lake: Lake, wait_s: float) -> Iterator[PublishSettings]:
    """In the block the lake is locked, recovered, and what a crash kept from being forgotten is forgotten; errors are one line."""
    from pipeline.config import Config
    from pipeline.ingest import publish_settings
    from pipeline.lake.forget import finish_forgetting
    from pipeline.lake.lock import writer_lock
    from pipeline.lake.recover import recover
    from pipeline.versions import all_versions

    with told_as_one_line(lake.root), writer_lock(lake, wait_s):
        recover(lake)
        settings = publish_settings(Config(), all_versions(Config()))
        finish_forgetting(lake, settings)
        yield settings


def note_run(lake: Lake, record: RunRecord | None) -> None:
    """The commit is in the ledger, which never fails a command."""
    from pipeline.lake.ledger import record_run

    if record is None:
        return
    try:
        record_run(lake, record)
    except (sqlite3.Error, OSError) as error:
        print(f"newswire: the run is not in the ledger of {lake.root}: {error}", file=sys.stderr)


def tell(arguments: argparse.Namespace, told: Mapping[str, Any], text: str) -> int:
    """The result is printed, as JSON where that was asked for."""
    row = {"dry_run": arguments.dry_run} | dict(told)
    print(json.dumps(row, ensure_ascii=False) if arguments.json else ("dry run, nothing written: " if arguments.dry_run else "") + text)
    return Exit.DONE
