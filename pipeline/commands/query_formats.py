"""Write the answer of a query as text or as a file."""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pipeline.lake.errors import QueryError

if TYPE_CHECKING:
    import duckdb

_ROWS_AT_ONCE = 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")  # matches -3.5 and +1,200; near misses: -1+1, +1 (555), -A1


def write_table(answer: duckdb.DuckDBPyRelation, out: IO[str]) -> None:
    """A box with at most 10,000 rows."""
    width = shutil.get_terminal_size((160, 40)).columns if out.isatty() else 200
    saved, sys.stdout = sys.stdout, out  # DuckDB prints to there
    try:
        answer.show(max_rows=10_000, max_width=width, null_value="")
    finally:
        sys.stdout = saved


def write_csv(answer: duckdb.DuckDBPyRelation, out: IO[str]) -> None:
    """CSV that a spreadsheet does not take for formulas, as `guard_cell` says; nested values are JSON."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([guard_cell(name) for name in answer.columns])
    writer.writerows([_cell(value) for value in row] for row in _rows(answer))


def write_json(answer: duckdb.DuckDBPyRelation, out: IO[str]) -> None:
    """One JSON array, a row on each line."""
    out.write("[" + ",\n ".join(_objects(answer)) + "]\n")


def write_jsonl(answer: duckdb.DuckDBPyRelation, out: IO[str]) -> None:
    """JSON lines: one object a row."""
    for line in _objects(answer):
        out.write(line + "\n")


TEXT_FORMATS = {"table": write_table, "csv": write_csv, "json": write_json, "jsonl": write_jsonl}


def write_parquet(answer: duckdb.DuckDBPyRelation, path: Path) -> None:
    """A Parquet file with the columns' own types."""
    import pyarrow.parquet as pq

    _refuse_doubled(answer.columns)
    reader = answer.to_arrow_reader(65_536)
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def guard_cell(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would run it; a plain number stays as it is.

    >>> guard_cell("=1+1"), guard_cell("@A1"), guard_cell("-3.5"), guard_cell("news")
    ("'=1+1", "'@A1", '-3.5', 'news')
    """
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guard_cell(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(_plain(value), ensure_ascii=False)
    return value


def _objects(answer: duckdb.DuckDBPyRelation) -> Iterator[str]:
    names = answer.columns
    _refuse_doubled(names)
    return (json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) for row in _rows(answer))


def _refuse_doubled(names: list[str]) -> None:
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise QueryError(f"two columns are called {doubled[0]!r}; tell them apart with AS, or ask for --format csv")


def _rows(answer: duckdb.DuckDBPyRelation) -> Iterator[tuple[object, ...]]:
    """By position, since columns may share a name."""
    for batch in answer.to_arrow_reader(_ROWS_AT_ONCE):
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
