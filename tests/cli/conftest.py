"""The command as a user calls it: real processes, real files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def newswire() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `newswire` with these arguments; `prefix` is a command that runs it, other keywords go to subprocess."""

    def run(*arguments: object, prefix: tuple[str, ...] = (), **options: Any) -> subprocess.CompletedProcess[str]:
        command = [*prefix, sys.executable, "-m", "pipeline", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **{"cwd": ROOT, **options})

    return run


@pytest.fixture(scope="session")
def ask() -> Callable[[Path, str], list[tuple[Any, ...]]]:
    """Asks with plain globs: `{articles}` stands for `read_parquet('<lake>/current/articles/**/*.parquet')`."""

    def answer(lake: Path, query: str) -> list[tuple[Any, ...]]:
        names = ("articles", "paragraphs", "mentions", "rejects", "runs")
        with duckdb.connect() as connection:
            return connection.sql(
                query.format(**{name: f"read_parquet('{lake}/current/{name}/**/*.parquet')" for name in names})
            ).fetchall()

    return answer


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A copy of the seeds that may be changed."""
    folder = tmp_path / "inbox"
    shutil.copytree(ROOT / "seeds", folder)
    return folder
