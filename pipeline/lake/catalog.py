"""Views for DuckDB over whatever snapshot is current."""

from __future__ import annotations

from pathlib import Path

from pipeline.lake.durable import write_durably
from pipeline.lake.layout import Lake, glob_escape
from transforms.schema import PARTITIONED, TABLES

_HEAD = """-- Made by newswire: views on the current snapshot. Use: duckdb -init catalog.sql
-- The paths are absolute: after moving or copying the lake, any ingest into it writes this file anew.
"""


def write_catalog(lake: Lake) -> None:
    """`catalog.sql` holds a view a table and works from any folder; it is written only when it would differ."""
    text = _HEAD + create_views(lake.current)
    if not lake.catalog.exists() or lake.catalog.read_text("utf-8") != text:
        write_durably(lake.catalog, text.encode("utf-8"))


def create_views(snapshot: Path) -> str:
    """SQL that makes one view for each table of a snapshot."""
    return "".join(_view(table, snapshot) for table in TABLES)


def _view(table: str, snapshot: Path) -> str:
    files = f"{glob_escape(snapshot)}/{table}/**/*.parquet".replace("'", "''")
    hive = ", hive_partitioning = true, hive_types = {'lang': varchar, 'month': varchar}" if table in PARTITIONED else ""
    return f"create or replace view {table} as select * from read_parquet('{files}'{hive});\n"
