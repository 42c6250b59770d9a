"""SIGKILL at random moments loses nothing, doubles nothing and never breaks a query. `make crash` runs the long form."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

KILLS = int(os.environ.get("NEWSWIRE_KILLS", "6"))
FILES = 24


def start(inbox: Path, lake: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pipeline", "ingest", str(inbox), "--lake", str(lake), "--config", str(inbox.parent / "small.yaml")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def finish(inbox: Path, lake: Path) -> None:
    process = start(inbox, lake)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr.decode()


def ask(lake: Path, query: str) -> list[tuple[object, ...]]:
    globs = {name: f"read_parquet('{lake}/current/{name}/**/*.parquet')" for name in ("articles", "paragraphs", "rejects")}
    with duckdb.connect() as connection:
        return connection.sql(query.format(**globs)).fetchall()


class Inbox:
    """Files whose second line says which edition they are; no two are alike."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.editions: dict[str, int] = {}
        self.bodies: dict[str, str] = {}

    def write(self, name: str) -> None:
        edition = self.editions[name] = self.editions.get(name, 0) + 1
        self.bodies[name] = f"The council of {name} met for the {edition}. time and spoke about the bridge across the river."
        path = self.folder / f"{name}.txt"
        temporary = self.folder / f".{name}.tmp"
        temporary.write_text(f"Headline of {name}\n{self.bodies[name]}\n")
        temporary.rename(path)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    """Two dozen articles."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    made = Inbox(folder)
    for number in range(FILES):
        made.write(f"n{number:02d}")
    return made


def check(inbox: Inbox, lake: Path, known: dict[str, int]) -> None:
    """Whatever is published is one row a file, each of an edition that was written, none older than was seen before."""
    rows = ask(lake, "select source_uri, version, text, article_id from {articles}")
    names = [Path(str(uri)).stem for uri, *_ in rows]
    assert len(names) == len(set(names))
    for name, (_, version, _, _) in zip(names, rows, strict=True):
        assert known.get(name, 0) <= int(str(version))
        known[name] = int(str(version))
    paragraphs = ask(
        lake,
        "select p.text, a.text from {paragraphs} p full join {articles} a using (article_id) where p.paragraph_no <> 0 or p.text is null",
    )
    assert len(paragraphs) == len(names)
    assert all(one == other for one, other in paragraphs)


@pytest.mark.parametrize("workers", [2])
def test_random_kills_lose_nothing_and_double_nothing(tmp_path, inbox, workers):
    (tmp_path / "small.yaml").write_text(f"workers: {workers}\nchunk_articles: 6\n")
    folder, lake = inbox.folder, tmp_path / "lake"
    began = time.monotonic()
    finish(folder, lake)
    usual = time.monotonic() - began
    dice = random.Random(20261123)
    known: dict[str, int] = {}
    landed = 0
    for kill in range(KILLS):
        for name in dice.sample(sorted(inbox.editions), 5):
            inbox.write(name)
        inbox.write(f"late{kill:03d}")
        process = start(folder, lake)
        time.sleep(dice.uniform(0.05, usual))
        landed += process.poll() is None
        process.kill()
        process.communicate()
        check(inbox, lake, known)
        finish(folder, lake)
        check(inbox, lake, known)
        texts = {Path(str(uri)).stem: text for uri, text in ask(lake, "select source_uri, text from {articles}")}
        assert texts == inbox.bodies
        assert not list((lake / ".store/staging/chunks").iterdir())
    assert landed > 0
    told = f"{KILLS} kills, {landed} before the run had ended; {len(inbox.bodies)} articles, none lost, none doubled"
    sys.stderr.write(f"\n{told}\n")


def test_a_killed_worker_neither_hangs_the_run_nor_loses_anything(tmp_path, inbox):
    (tmp_path / "small.yaml").write_text("workers: 2\nchunk_articles: 2\n")
    folder = inbox.folder
    process = start(folder, tmp_path / "lake")
    killed = 0
    while process.poll() is None and killed < 3:
        time.sleep(0.4)
        for pid in workers_of(process.pid)[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr.decode()
    assert killed > 0
    texts = {Path(str(uri)).stem: text for uri, text in ask(tmp_path / "lake", "select source_uri, text from {articles}")}
    assert texts == inbox.bodies


POISON = """
import os, time, transforms.text.decode as module
decode = module.decode
def poisoned(data):
    if b"POISON" in data:
        os.kill(os.getpid(), 9)
    if b"MOLASSES" in data:
        time.sleep(600)
    return decode(data)
module.decode = poisoned
"""


def test_an_article_that_kills_or_stalls_every_worker_is_found_and_rejected_and_the_rest_is_taken(tmp_path, inbox, monkeypatch):
    (tmp_path / "small.yaml").write_text("workers: 2\nchunk_articles: 8\nchunk_time_limit_s: 6\n")
    (tmp_path / "patch").mkdir()
    (tmp_path / "patch" / "sitecustomize.py").write_text(POISON)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "patch"))
    folder = inbox.folder
    (folder / "n05x.txt").write_text("POISON\nfor decoders\n")
    (folder / "n17x.txt").write_text("MOLASSES\nfor decoders\n")
    finish(folder, tmp_path / "lake")
    texts = {Path(str(uri)).stem: text for uri, text in ask(tmp_path / "lake", "select source_uri, text from {articles}")}
    assert texts == inbox.bodies
    rejects = ask(tmp_path / "lake", "select source_uri, reason from {rejects} order by 1")
    assert [(Path(str(uri)).stem, reason) for uri, reason in rejects] == [("n05x", "worker_crashed"), ("n17x", "too_slow")]


def test_workers_die_with_the_process_that_started_them(tmp_path, inbox):
    (tmp_path / "small.yaml").write_text("workers: 2\nchunk_articles: 2\n")
    folder = inbox.folder
    process = start(folder, tmp_path / "lake")
    deadline = time.monotonic() + 30
    while not (pids := workers_of(process.pid)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert pids
    process.kill()
    process.communicate()
    while any(Path(f"/proc/{pid}").exists() and is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a worker outlived its parent"
        time.sleep(0.05)


def workers_of(pid: int) -> list[int]:
    """Children that were spawned to work; the resource tracker is another."""
    try:
        children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [child for child in children if b"spawn_main" in command_line(child)]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] not in {"Z", "X"}
    except OSError:
        return False
