"""Ask the lake: one SELECT over one snapshot, and nothing else."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipeline.exit_codes import Exit
from pipeline.lake.catalog import create_views
from pipeline.lake.errors import QueryError
from pipeline.lake.layout import Lake, glob_escape
from pipeline.lake.sandbox import check_select

MEMORY_LIMIT = "2GB"

_GRACE_S = 3.0
"""An interruption is heard between two batches, which take less than a second."""

_OWN_BYTES = 512 * 2**20
"""For threads, and for what an answer takes outside DuckDB."""

_TOO_LONG = "no answer within {:g} s; ask for less, or allow more with --time-limit"


def open_snapshot(lake: Lake, memory_limit: str = MEMORY_LIMIT) -> duckdb.DuckDBPyConnection:
    """A connection with the catalog's views and macros that sees nothing but the current snapshot, whatever is committed meanwhile.

    Args:
        lake: Where to.
        memory_limit: As DuckDB says it; nothing spills to disk beyond it.

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
    connection.execute(f"""
        set memory_limit = '{memory_limit}';
        set temp_directory = '';
        set autoinstall_known_extensions = false;
        set autoload_known_extensions = false;
        set python_enable_replacements = false;
        set allowed_directories = ['{allowed[0]}', '{allowed[1]}'];
        set enable_external_access = false;
        set lock_configuration = true;
    """)
    return connection


def select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The answer to one SELECT (or DESCRIBE, SUMMARIZE, FROM), not run yet.

    Raises:
        QueryError: It is something else, more than one statement, names what a query may not, or is wrong.
    """
    try:
        return connection.sql(check_select(connection, sql))
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as error:
        raise QueryError(str(error)) from None


@contextmanager
def limits(connection: duckdb.DuckDBPyConnection, *, seconds: float, memory_limit: str) -> Iterator[None]:
    """Inside, a query that takes longer is interrupted, and one that takes more memory fails; afterwards the connection is closed.

    DuckDB counts neither the memory nor the time in which it folds constants: the process itself is limited, too, and
    ends where an interruption is not heard.

    Raises:
        QueryError: It was too much.
    """
    passed = threading.Event()

    def stop() -> None:
        passed.set()
        connection.interrupt()

    timers = [threading.Timer(seconds, stop), threading.Timer(seconds + _GRACE_S, _give_up, (seconds,))]
    for timer in timers:
        timer.start()
    try:
        with _process_memory(memory_limit):
            yield
    except duckdb.InterruptException:
        if not passed.is_set():
            raise
        raise QueryError(_TOO_LONG.format(seconds)) from None
    except (duckdb.OutOfMemoryException, MemoryError):
        raise QueryError(f"{memory_limit} are too little; ask for less, or allow more with --memory-limit") from None
    finally:
        for timer in timers:
            timer.cancel()
            timer.join()  # a thread that outlives the interpreter's end takes it down
        connection.close()


def _give_up(seconds: float) -> None:
    os.write(2, f"newswire: {_TOO_LONG.format(seconds)}\n".encode())
    os._exit(Exit.USAGE)


@contextmanager
def _process_memory(memory_limit: str) -> Iterator[None]:
    """The process cannot take more than it has now, the limit, and as much again as threads and answers need."""
    number, unit = int(memory_limit[:-2]), memory_limit[-2:]
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = _in_use() + number * {"MB": 10**6, "GB": 10**9}[unit] + _OWN_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if soft == resource.RLIM_INFINITY else min(wanted, soft), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _in_use() -> int:
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()
    except OSError:
        return _OWN_BYTES
    return int(pages[5]) * resource.getpagesize()
