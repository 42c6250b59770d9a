"""`newswire query`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.exit_codes import Exit, UserError
from pipeline.lake.errors import QueryError
from pipeline.lake.saved_queries import find_saved_query, load_saved_queries

if TYPE_CHECKING:
    import duckdb

HELP = "Answer one SQL SELECT over the tables, views and macros of the lake, or a saved query of the cookbook."


class _ListQueries(argparse.Action):
    """Prints the saved queries and leaves, as --help does."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        for query in load_saved_queries().values():
            takes = "".join(f" {name}={value}" for name, value in query.defaults.items())
            print(f"@{query.name}{takes}\n    {query.question}")
        parser.exit()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument(
        "sql",
        metavar="SQL",
        help='as "select lang, count(*) from articles group by lang"; - reads it from standard input; @NAME is a saved query',
    )
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="parameters of the saved query, right behind its name")
    parser.add_argument("--list", action=_ListQueries, nargs=0, help="name the saved queries with their parameters, and leave")
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake to ask")
    formats = ("table", "csv", "json", "jsonl", "parquet")
    parser.add_argument("--format", choices=formats, default="table", help="default: table; jsonl is one JSON object a line")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there, not to standard output; must be given for parquet")
    parser.add_argument("--time-limit", type=_seconds, default=60.0, metavar="SECONDS", help="stop after so long; default: 60")
    parser.add_argument("--memory-limit", type=_size, default="2GB", metavar="SIZE", help="as 500MB or 4GB; default: 2GB")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    import duckdb

    from pipeline.lake.layout import Lake, NotALakeError
    from pipeline.lake.query import limits, open_snapshot, select

    lake = Lake(Path.cwd() / arguments.lake)
    write = _writer(arguments, lake.root)
    try:
        sql = _sql(arguments)
        connection = open_snapshot(lake, arguments.memory_limit)
    except (QueryError, NotALakeError) as error:
        raise UserError(Exit.NO_INPUT if not isinstance(error, _StatementError) else Exit.USAGE, str(error)) from None
    except duckdb.Error as error:
        raise UserError(Exit.IO, f"{lake.root} is damaged: {error}") from None
    try:
        with limits(connection, seconds=arguments.time_limit, memory_limit=arguments.memory_limit):
            write(select(connection, sql))
    except (QueryError, duckdb.Error) as error:
        raise UserError(Exit.USAGE, str(error)) from None
    return Exit.DONE


class _StatementError(QueryError):
    """What was typed is wrong, whatever the lake."""


def _sql(arguments: argparse.Namespace) -> str:
    given: str = arguments.sql
    if not given.startswith("@"):
        if arguments.values:
            raise _StatementError(f"{arguments.values[0]!r} stands behind the SQL; parameters are for saved queries, quote SQL as one word")
        return sys.stdin.read() if given == "-" else given
    pairs = dict(value.partition("=")[::2] for value in arguments.values)
    try:
        return find_saved_query(given[1:]).fill(pairs)
    except QueryError as error:
        raise _StatementError(str(error)) from None


def _writer(arguments: argparse.Namespace, lake: Path) -> Callable[[duckdb.DuckDBPyRelation], None]:
    """What prints the answer, or has it in a file at the end, never half of it."""
    from pipeline.commands.query_formats import TEXT_FORMATS, write_parquet

    path: Path | None = arguments.output
    if path is None:
        if arguments.format == "parquet":
            raise UserError(Exit.USAGE, "--format parquet needs --output FILE")
        return lambda answer: TEXT_FORMATS[arguments.format](answer, sys.stdout)
    if path.resolve().is_relative_to(lake.resolve()):
        raise UserError(Exit.USAGE, f"{path} is in the lake, which newswire alone writes; choose another place")

    def write(answer: duckdb.DuckDBPyRelation) -> None:
        with _replaced(path) as unfinished:
            if arguments.format == "parquet":
                write_parquet(answer, unfinished)
            else:
                with unfinished.open("w", encoding="utf-8", newline="") as out:
                    TEXT_FORMATS[arguments.format](answer, out)

    return write


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes `path` where nothing goes wrong, and is gone where something does."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _seconds(text: str) -> float:
    value = float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds up to a day")
    return value


def _size(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,5}(MB|GB)", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give one as 500MB or 4GB")
    return text
