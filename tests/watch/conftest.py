"""A watcher as a process of its own, an inbox, and plain-glob questions to its lake; waiting is polling with a deadline."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

PATIENCE_S = 90.0


def until(what: Callable[[], Any], patience_s: float = PATIENCE_S) -> Any:
    """What it returns once that is true."""
    deadline = time.monotonic() + patience_s
    while not (found := what()):
        assert time.monotonic() < deadline, f"not within {patience_s:g} s: {what}"
        time.sleep(0.02)
    return found


class Bench:
    """Articles go in at one end, and rows are asked for at the other."""

    def __init__(self, folder: Path, *lines: str) -> None:
        self.folder, self.inbox, self.lake = folder, folder / "inbox", folder / "lake"
        self.inbox.mkdir(parents=True)
        self.config = folder / "watch.yaml"
        rows = "".join(f"  {line}\n" for line in ("settle_s: 0.5", "poll_interval_s: 0.5", "batch_interval_s: 0", *lines))
        self.config.write_text(f"workers: 1\nwatch:\n{rows}")
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "pipeline", "watch", str(self.inbox), "--lake", str(self.lake), "--config", str(self.config)]
        with (self.folder / f"log-{len(self.processes)}").open("w") as log:
            process = subprocess.Popen([*command, *arguments], stderr=log, stdout=log, text=True, start_new_session=True)
        self.processes.append(process)
        return process

    def log(self, number: int = -1) -> str:
        return (self.folder / f"log-{number % len(self.processes)}").read_text()

    def put(self, name: str, text: str) -> Path:
        """The file is renamed into place, as a careful sender does it."""
        path = self.inbox / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}")
        temporary.write_text(text)
        temporary.rename(path)
        return path

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The answer of a plain glob; asked again where a commit came between listing and reading."""
        globs = {name: f"read_parquet('{self.lake}/current/{name}/**/*.parquet')" for name in ("articles", "paragraphs", "rejects", "runs")}
        for _ in range(100):
            try:
                with duckdb.connect(config={"threads": 1}) as connection:
                    return connection.sql(query.format(**globs)).fetchall()
            except duckdb.IOException:
                time.sleep(0.02)
        raise AssertionError("no answer in a hundred tries")

    def versions(self) -> dict[str, int]:
        """By name."""
        if not self.lake.joinpath("current").exists():
            return {}
        rows = self.ask("select source_uri, version from {articles}")
        names = [str(uri)[len(str(self.inbox)) + 1 : -4] for uri, _ in rows]
        assert len(names) == len(set(names))
        return dict(zip(names, (version for _, version in rows), strict=True))

    def status(self) -> dict[str, Any]:
        path = self.lake / ".store/watch.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Seconds until the last process had ended."""
        process = self.processes[-1]
        began = time.monotonic()
        process.send_signal(number)
        process.wait(PATIENCE_S)
        return time.monotonic() - began

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()


def article(name: str, edition: object = 1) -> str:
    """No two are alike."""
    return f"Headline of {name}\nThe council of {name} met for the {edition}. time and spoke about the bridge across the river.\n"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One watcher for all tests of a module, since its start takes seconds."""
    made = Bench(tmp_path_factory.mktemp("bench"), f"metrics_file: {tmp_path_factory.mktemp('metrics')}/watch.prom")
    made.start()
    until(lambda: made.status().get("state") == "watching")
    yield made
    made.end()


@pytest.fixture
def cold(tmp_path: Path) -> Iterator[Bench]:
    """One whose watcher the test starts."""
    made = Bench(tmp_path)
    yield made
    made.end()


os.environ.setdefault("PYTHONPATH", str(Path(__file__).parent.parent.parent))
