"""`newswire query`."""

from __future__ import annotations

import argparse
import csv
import json
import math
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.exit_codes import Exit, UserError
from pipeline.lake.errors import QueryError

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
    from pipeline.lake.query import open_snapshot, select

    lake = Lake(Path.cwd() / arguments.lake)
    try:
        connection = open_snapshot(lake)
    except (QueryError, NotALakeError) as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    except duckdb.Error as error:
        raise UserError(Exit.IO, f"{lake.root} is damaged: {error}") from None
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
    writer.writerows(_rows(answer))


def _print_json(answer: duckdb.DuckDBPyRelation) -> None:
    names = answer.columns
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise QueryError(f"two columns are called {doubled[0]!r}; tell them apart with AS, or ask for --format csv")
    rows = (json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) for row in _rows(answer))
    print("[" + ",\n ".join(rows) + "]")


def _rows(answer: duckdb.DuckDBPyRelation) -> Iterator[tuple[object, ...]]:
    """By position, since columns may share a name."""
    for batch in answer.to_arrow_reader(1024):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _plain(value: object) -> object:
    """What JSON can say: no NaN, numbers as numbers, times as ISO 8601, bytes as hex digits."""
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, bool | int | str) else str(value)
