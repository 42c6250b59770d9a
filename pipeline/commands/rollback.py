"""`newswire rollback`."""

from __future__ import annotations

import argparse

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import add_common_arguments, existing_lake, note_run, tell, writing
from pipeline.exit_codes import Exit, UserError

HELP = "Publish the rows of an older snapshot as a new one; what came after it is taken again by the next run that lists it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--to", required=True, type=int, metavar="N", help="the snapshot, as newswire runs shows it")
    add_common_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.maintain import NoSnapshotError, checked_target, maintenance_run, rollback

    lake = existing_lake(arguments)
    try:
        if arguments.dry_run:
            with told_as_one_line(lake.root):
                checked_target(lake, arguments.to)
            number = lake.current_number() + 1
        else:
            with writing(lake, arguments.wait) as settings:
                record = rollback(lake, arguments.to, maintenance_run("rollback", labels={"to": arguments.to}), settings)
                note_run(lake, record)
            number = record.snapshot
    except NoSnapshotError as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    return tell(arguments, {"to": arguments.to, "snapshot": number}, f"snapshot {number} has the rows of snapshot {arguments.to}")
