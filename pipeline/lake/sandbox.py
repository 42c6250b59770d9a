"""What a query may name: the lake's tables, views and macros, and functions that touch nothing outside the statement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from pipeline.lake.catalog import macro_names, view_names
from pipeline.lake.errors import QueryError

_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
"""Near miss: `INSERT_QUERY_NODE`, which DuckDB allows behind WITH."""

_REFERENCES = {*_NODES, "BASE_TABLE", "TABLE_FUNCTION", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY", "EMPTY_FROM", "PIVOT", "SHOW_REF"}

_TABLE_FUNCTIONS = {"range", "generate_series", "unnest", "repeat", "json_each", "json_tree"}
"""All others read files, settings or the catalog, or run SQL that they are given as text."""

_SHOWN = {"", '"tables"', "__show_tables_expanded"}

_FORBIDDEN_FUNCTIONS = {
    *("getenv", "getvariable", "current_setting", "set_config", "which_secret"),  # the session and what is around it
    *("write_log", "nextval", "currval", "setval", "setseed"),  # they change something
    *("sleep_ms", "pg_sleep"),  # they only hold the machine
    *("json_execute_serialized_sql", "query", "query_table"),  # SQL that this check would not see
    *("read_text", "read_blob", "read_parquet", "read_csv", "read_json", "glob", "parquet_scan"),
}


def check_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The statement, which is one SELECT (or DESCRIBE, SUMMARIZE, FROM, VALUES) that names nothing but what a query may.

    It is parsed, not run. What it names is compared with lists of what is allowed; the connection's own locks are the second wall.

    Raises:
        QueryError: It is something else, more than one statement, or wrong.
    """
    statement = _parse(connection, sql)
    nodes = list(_walk(statement))
    tables = view_names() | {entry["key"].casefold() for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    tables |= {node["cte_name"].casefold() for node in nodes if "cte_name" in node}
    for node in nodes:
        _check_shape(node)
        if node.get("type") == "BASE_TABLE":
            _check_table(node, tables)
        if "function_name" in node:
            _check_function(node)
        if (
            node.get("type") == "TABLE_FUNCTION"
            and node["function"].get("function_name", "").casefold() not in _TABLE_FUNCTIONS | macro_names()
        ):
            raise QueryError(
                f"{node['function'].get('function_name', 'this function')}() is not for queries; ask the tables, or see --list"
            )
    return sql


def _parse(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    ((text,),) = connection.execute("select json_serialize_sql(?)", [sql]).fetchall()
    parsed = json.loads(text)
    if parsed["error"] and parsed["error_type"] == "parser":
        raise QueryError(parsed["error_message"])
    if parsed["error"] or len(parsed["statements"]) != 1:
        raise QueryError("one SELECT statement is expected; the lake is written by newswire alone")
    return parsed["statements"][0]


def _walk(part: Any) -> Iterator[dict[str, Any]]:
    stack = [part]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _check_shape(node: dict[str, Any]) -> None:
    kind = node.get("type")
    if ("cte_map" in node and kind not in _NODES) or ("sample" in node and kind not in _REFERENCES):
        raise QueryError(f"a query only reads; it has a {str(kind).casefold().replace('_', ' ')} in it")
    if kind == "SHOW_REF" and node["table_name"].casefold() not in _SHOWN:
        raise QueryError(f"SHOW {node['table_name']} is not for queries; SHOW TABLES and DESCRIBE are")


def _check_table(node: dict[str, Any], tables: frozenset[str]) -> None:
    name = node["table_name"]
    if name.casefold() not in tables or node["schema_name"] not in {"", "main"} or node["catalog_name"] not in {"", "memory"}:
        raise QueryError(f"there is no table {name!r}; SHOW TABLES names all")


def _check_function(node: dict[str, Any]) -> None:
    if str(node["function_name"]).casefold() in _FORBIDDEN_FUNCTIONS:
        raise QueryError(f"{node['function_name']}() is not for queries")
