"""Four questions to DuckDB on one thread: the lake beside the same rows in the layout of the obvious pipeline.

    python benchmarks/queries.py DATA [--articles 20000] [--lake LAKE] [--rounds 7]

That layout is what `WriteToParquet` leaves: for each table as many files as there were workers, rows as they came, language and month as
columns, row groups of 64 MB before compression. Both hold the same rows with zstd; each round opens a new connection, so that what is
found about files is not remembered. With `--lake` an existing lake is asked instead of a new one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from corpus import write_corpus
from watch import NEWSWIRE, watch

TABLES = ("articles", "paragraphs", "mentions")
_SHARDS, _GROUP_BYTES = 2, 64 * 2**20
_HIVE = "hive_partitioning = true, hive_types = {'lang': varchar, 'month': varchar}"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the table; the SQL names tables in braces."""

    name: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What it took.

    Attributes:
        files: Files read and files there.
        groups: Row groups skipped and row groups there.
    """

    rows: list[Any]
    ms: float
    files: tuple[int, int]
    groups: tuple[int, int]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lake = arguments.lake or make_lake(arguments.data, work, arguments.articles)
        layouts = {"lake": _lake_tables(lake.resolve()), "obvious": write_obvious(lake.resolve(), work / "obvious")}
        print(f"{'question':<30} {'layout':<8} {'ms':>8} {'files read':>12} {'row groups skipped':>19}  rows")
        for question in questions(layouts["lake"]):
            answers = {name: ask(question, tables, arguments.rounds) for name, tables in layouts.items()}
            for name, answer in answers.items():
                files, groups = "{} of {}".format(*answer.files), "{} of {}".format(*answer.groups)
                print(f"{question.name:<30} {name:<8} {answer.ms:>8.1f} {files:>12} {groups:>19}  {len(answer.rows)}", flush=True)
            same = "the same answer" if answers["lake"].rows == answers["obvious"].rows else "ANOTHER ANSWER"
            print(f"{'':<30} {answers['obvious'].ms / answers['lake'].ms:.2f} times as fast, {same}")


def make_lake(data: Path, work: Path, articles: int) -> Path:
    """A new lake of so many articles."""
    write_corpus(data / "news", work / "in", articles)
    watch([*NEWSWIRE, "ingest", work / "in", "--lake", work / "lake", "--date", "2026-11-23"])
    return work / "lake"


def questions(tables: dict[str, str]) -> list[Question]:
    """The four, about what this lake holds."""
    with duckdb.connect() as connection:
        lang, month = _row(connection, f"select lang, month from {tables['mentions']} group by all order by count(*) desc, 1, 2 limit 1")
        names = f"select norm from {tables['mentions']} where lang = '{lang}' group by norm having count(*) > 1"
        (rare,) = _row(connection, f"{names} order by count(*), md5(norm) limit 1")
        (article,) = _row(connection, f"select article_id from {tables['articles']} order by md5(article_id) limit 1")
    name = rare.replace("'", "''")
    top = f"where lang = '{lang}' and month = '{month}' group by norm, label order by n desc, norm, label limit 20"
    naming = f"select distinct article_id from {{mentions}} where norm = '{name}' and lang = '{lang}'"
    daily = "select published_at::date as day, lang, count(*) from {articles} where duplicate_of is null group by all order by all"
    return [
        Question("top entities of a month", "mentions", f"select norm, label, count(*) as n from {{mentions}} {top}"),
        Question("articles naming a rare entity", "mentions", f"{naming} order by 1"),
        Question("one article by id", "articles", f"select headline, text from {{articles}} where article_id = '{article}'"),
        Question("daily counts", "articles", daily),
    ]


def write_obvious(lake: Path, folder: Path) -> dict[str, str]:
    """The lake's rows, shuffled as a Beam shuffle leaves them, in two files a table."""
    tables = _lake_tables(lake)
    for table in TABLES:
        (folder / table).mkdir(parents=True)
        with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spill")}) as connection:
            connection.execute("set timezone = 'UTC'")
            for shard in range(_SHARDS):
                picked = f"from {tables[table]} where md5_number(article_id) % {_SHARDS} = {shard} order by md5('x' || article_id)"
                rows = connection.sql(f"select * {picked}").to_arrow_table()
                size = max(len(rows) * _GROUP_BYTES // max(rows.nbytes, 1), 1)
                pq.write_table(rows, folder / table / f"part-{shard:05d}-of-{_SHARDS:05d}.parquet", compression="zstd", row_group_size=size)
    return {table: f"read_parquet('{folder}/{table}/*.parquet')" for table in TABLES}


def ask(question: Question, tables: dict[str, str], rounds: int) -> Answer:
    """The best of some rounds, each on a new connection."""
    sql = question.sql.format(**tables)
    best, rows = float("inf"), []
    for _ in range(rounds):
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute("set timezone = 'UTC'")
            began = time.perf_counter()
            rows = connection.execute(sql).fetchall()
            best = min(best, time.perf_counter() - began)
    with duckdb.connect(config={"threads": 1}) as connection:
        scan = _scan(json.loads(connection.execute(f"explain (analyze, format json) {sql}").fetchall()[0][1])["operator"])
        glob = tables[question.table].split("'")[1]
        there = "select count(distinct file_name), count(distinct (file_name, row_group_id)) from parquet_metadata(?)"
        (files, groups), *_ = connection.execute(there, [glob]).fetchall()
    read = int(scan["extra_info"].get("Total Files Read", files))
    return Answer(rows, best * 1e3, (read, files), (groups - int(scan.get("row_groups_scanned", groups)), groups))


def _scan(operators: list[dict[str, Any]]) -> dict[str, Any]:
    """The one operator that reads files."""
    for operator in operators:
        if operator["type"] == "TABLE_SCAN":
            return operator
        found = _scan(operator["children"])
        if found:
            return found
    return {}


def _lake_tables(lake: Path) -> dict[str, str]:
    return {table: f"read_parquet('{lake}/current/{table}/**/*.parquet', {_HIVE})" for table in TABLES}


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return tuple(connection.execute(sql).fetchall()[0])


if __name__ == "__main__":
    main()
