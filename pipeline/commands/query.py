"""`newswire query`."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    import duckdb

HELP = "Answer one SQL SELECT over the tables articles, paragraphs, mentions, rejects and runs."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("sql", metavar="SQL", help='for example: "select lang, count(*) from articles group by lang"')
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake to ask")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table", help="default: table")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    import duckdb

    from pipeline.lake.layout import Lake, NotALakeError
    from pipeline.lake.query import QueryError, open_snapshot, select

    try:
        connection = open_snapshot(Lake(Path.cwd() / arguments.lake))
    except (QueryError, NotALakeError) as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    try:
        answer = select(connection, arguments.sql)
        {"table": _print_table, "csv": _print_csv, "json": _print_json}[arguments.format](answer)
    except (QueryError, duckdb.Error) as error:
        raise UserError(Exit.USAGE, str(error)) from None
    return Exit.DONE


def _print_table(answer: duckdb.DuckDBPyRelation) -> None:
    width = shutil.get_terminal_size((160, 40)).columns if sys.stdout.isatty() else 200
    answer.show(max_rows=10_000, max_width=width, null_value="")


def _print_csv(answer: duckdb.DuckDBPyRelation) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    for batch in answer.to_arrow_reader(1024):
        writer.writerows(row.values() for row in batch.to_pylist())


def _print_json(answer: duckdb.DuckDBPyRelation) -> None:
    rows = (row for batch in answer.to_arrow_reader(1024) for row in batch.to_pylist())
    print("[" + ",\n ".join(json.dumps(row, ensure_ascii=False, default=str) for row in rows) + "]")
