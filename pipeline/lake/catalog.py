"""Views and macros for DuckDB over one snapshot."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path

from pipeline.lake.durable import write_durably
from pipeline.lake.layout import Lake, glob_escape
from transforms.schema import PARTITIONED, TABLES

_HEAD = """-- Made by newswire: the lake's tables, views and macros. Use: duckdb -init catalog.sql
-- A session sees the snapshot that was current when it read this file, whatever is committed meanwhile; to see a newer one, read it again.
-- The paths are absolute: after moving or copying the lake, any ingest into it writes this file anew.
"""
_VARIABLE = "newswire_snapshot"


def write_catalog(lake: Lake) -> None:
    """`catalog.sql` holds views and macros and works from any folder; it is written only when it would differ."""
    text = (
        _HEAD + _find_snapshot(lake) + _views(f"{_quote(f'{glob_escape(lake.snapshots)}/')} || getvariable('{_VARIABLE}') || ") + _macros()
    )
    if not lake.catalog.exists() or lake.catalog.read_text("utf-8") != text:
        write_durably(lake.catalog, text.encode("utf-8"))


def create_views(snapshot: Path) -> str:
    """SQL that makes the views and macros of one snapshot."""
    return _views(f"{_quote(glob_escape(snapshot))} || ") + _macros()


@cache
def view_names() -> frozenset[str]:
    """Every view of the catalog."""
    return frozenset(TABLES) | frozenset(re.findall(r"^create or replace view (\w+)", _macros(), re.MULTILINE))


@cache
def macro_names() -> frozenset[str]:
    """Every macro of the catalog."""
    return frozenset(re.findall(r"^create or replace macro (\w+)", _macros(), re.MULTILINE))


def _find_snapshot(lake: Lake) -> str:
    """The number is in the path of every file, and is read once for all tables: a query over two of them sees one snapshot."""
    files = _quote(f"{glob_escape(lake.current)}/runs/*/*.parquet")
    return f"set variable {_VARIABLE} = (select max(regexp_extract(file, '/v([0-9]+)/[^/]*$', 1)) from glob({files}));\n"


def _views(folder: str) -> str:
    return "".join(_view(table, folder) for table in TABLES)


def _view(table: str, folder: str) -> str:
    hive = ", hive_partitioning = true, hive_types = {'lang': varchar, 'month': varchar}" if table in PARTITIONED else ""
    return f"create or replace view {table} as select * from read_parquet({folder}'/{table}/**/*.parquet'{hive});\n"


@cache
def _macros() -> str:
    return "\n" + resources.files("pipeline.lake").joinpath("macros.sql").read_text("utf-8")


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
