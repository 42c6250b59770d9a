"""Ask the lake: one SELECT over one snapshot, and nothing else."""

from __future__ import annotations

import duckdb

from pipeline.lake.catalog import create_views
from pipeline.lake.errors import QueryError
from pipeline.lake.layout import Lake, glob_escape


def open_snapshot(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A connection with one view a table that sees nothing but the current snapshot, whatever is committed meanwhile.

    Raises:
        QueryError: There is no lake.
    """
    number = lake.current_number()
    if number == 0:
        raise QueryError(f"{lake.root} holds no lake; make one with: newswire ingest INPUT --lake {lake.root}")
    snapshot = lake.snapshot_folder(number)
    connection = duckdb.connect(":memory:")
    connection.execute("set timezone = 'UTC'")
    connection.execute(create_views(snapshot))
    allowed = [f"{folder}/".replace("'", "''") for folder in (snapshot, glob_escape(snapshot))]  # DuckDB checks the glob, too
    connection.execute(f"set allowed_directories = ['{allowed[0]}', '{allowed[1]}']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The answer to one SELECT (or DESCRIBE, SUMMARIZE, FROM), not run yet.

    Raises:
        QueryError: It is something else, more than one statement, or wrong.
    """
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError("one SELECT statement is expected; the lake is written by newswire alone")
        return connection.sql(statements[0].query)
    except duckdb.Error as error:
        raise QueryError(str(error)) from None
