"""`newswire report`."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.exit_codes import Exit, UserError
from pipeline.lake.errors import QueryError

HELP = "Make one self-contained HTML page of what is in a lake: the last run, counts, names, credits, rejects, a sample."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake to look at")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the page there, not to standard output")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    import duckdb

    from pipeline.lake.durable import write_durably
    from pipeline.lake.layout import Lake, NotALakeError
    from pipeline.lake.query import open_snapshot
    from pipeline.pages.report_figures import read_figures
    from pipeline.pages.report_page import render_report

    lake = Lake(Path.cwd() / arguments.lake)
    try:
        with open_snapshot(lake) as connection:
            page = render_report(read_figures(connection), lake.root.name)
    except (QueryError, NotALakeError) as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    except duckdb.Error as error:
        raise UserError(Exit.IO, f"{lake.root} is damaged: {error}") from None
    if arguments.output:
        write_durably(arguments.output, page.encode("utf-8"))
    else:
        print(page)
    return Exit.DONE
