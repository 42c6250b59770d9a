"""Errors that a user meets, apart from the modules that raise them so that nobody imports DuckDB to catch them."""


class QueryError(Exception):
    """The question cannot be answered; the message says why."""
