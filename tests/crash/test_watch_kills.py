"""SIGKILL at random moments of a stream of articles, corrections and copies; `make soak` runs the long form."""

from __future__ import annotations

import importlib.util
import os
import random
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

_SPEC = importlib.util.spec_from_file_location("watch_bench", Path(__file__).parent.parent / "watch" / "conftest.py")
assert _SPEC
assert _SPEC.loader
kit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(kit)

KILLS = int(os.environ.get("NEWSWIRE_WATCH_KILLS", "3"))
PUT_EVERY_S = 0.1


class Sender(threading.Thread):
    """Puts new articles, corrections and copies into the inbox until it is told to stop, and knows what must be there in the end."""

    def __init__(self, bench: kit.Bench) -> None:
        super().__init__(daemon=True)
        self.bench = bench
        self.bodies: dict[str, str] = {}
        self.editions: dict[str, int] = {}
        self.copies: dict[str, str] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        dice = random.Random(20261128)
        number = 0
        while not self.ended.wait(PUT_EVERY_S):
            number += 1
            chance = dice.random()
            if chance < 0.2 and self.editions:
                self.put(dice.choice(sorted(self.editions.keys() - self.copies.values())))
            elif chance < 0.35 and self.editions:
                self.copy(dice.choice(sorted(self.editions)), f"zcopy{number:05d}")
            else:
                self.put(f"{number % 7}/n{number:05d}")

    def put(self, name: str) -> None:
        self.editions[name] = edition = self.editions.get(name, 0) + 1
        self.bodies[name] = kit.article(name, edition)
        self.bench.put(name, self.bodies[name])

    def copy(self, name: str, copy: str) -> None:
        """From then on the copied article is corrected no more, so that the copy stays one."""
        self.copies[copy] = name
        self.bodies[copy] = self.bodies[name]
        self.bench.put(copy, self.bodies[name])


class Reader(threading.Thread):
    """Asks with plain globs all the while: no name twice, no version that goes back, nothing that was there is gone, no torn article."""

    QUERY = """select a.source_uri, a.version, a.duplicate_of is not null, count(p.text), any_value(p.text) = any_value(a.text)
      from read_parquet('{0}/articles/**/*.parquet') a
      left join (select * from read_parquet('{0}/paragraphs/**/*.parquet') where paragraph_no > 0) p using (article_id) group by all"""

    def __init__(self, lake: Path) -> None:
        super().__init__(daemon=True)
        self.lake = lake
        self.wrong: list[str] = []
        self.reads = self.errors = 0
        self.known: dict[str, int] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            try:
                with duckdb.connect(config={"threads": 1}) as connection:
                    rows = connection.sql(self.QUERY.format(f"{self.lake}/current")).fetchall()
            except duckdb.Error:
                self.errors += 1
                continue
            self.reads += 1
            self.judge(rows)

    def judge(self, rows: list[tuple[str, int, bool, int, bool | None]]) -> None:
        versions = {uri: version for uri, version, *_ in rows}
        if len(versions) != len(rows):
            self.wrong.append("a name twice")
        if any(versions.get(uri, 0) < version for uri, version in self.known.items()):
            self.wrong.append("a version went back, or an article is gone")
        if any((copy and n_paragraphs) or (not copy and (n_paragraphs != 1 or not same)) for _, _, copy, n_paragraphs, same in rows):
            self.wrong.append("an article is torn")
        self.known = versions


@pytest.fixture
def stream(tmp_path):
    bench = kit.Bench(tmp_path)
    sender, reader = Sender(bench), Reader(bench.lake)
    yield bench, sender, reader
    for thread in (sender, reader):
        thread.ended.set()
        thread.join()
    bench.end()


def test_kills_at_random_moments_of_a_stream_lose_nothing_and_double_nothing(stream):
    bench, sender, reader = stream
    dice = random.Random(20261129)
    sender.start()
    reader.start()
    before = 0
    for kill in range(KILLS):
        process = bench.start()
        kit.until(lambda at_least=before + 1: len(bench.versions()) >= at_least)  # a kill while it starts shows little
        time.sleep(dice.uniform(0.0, 3.0))  # the moment is what is random
        process.kill()
        process.wait()
        before = len(bench.versions()) if kill % 3 else before
    sender.ended.set()
    sender.join()
    bench.start()
    kit.until(lambda: bench.versions().keys() == sender.bodies.keys() and texts(bench) == sender.bodies)
    check_end(bench, sender)
    assert bench.stop() < 5
    reader.ended.set()
    reader.join()
    assert reader.wrong == []
    assert reader.reads > KILLS
    sys.stderr.write(
        f"\n{KILLS} kills; {len(sender.bodies)} articles, {sum(sender.editions.values()) - len(sender.editions)} corrections, "
        f"{len(sender.copies)} copies: none lost, none doubled; {reader.reads} reads right, {reader.errors} met a commit or no lake\n"
    )


def texts(bench: kit.Bench) -> dict[str, str]:
    rows = bench.ask("select source_uri, headline, text from {articles}")
    return {str(uri)[len(str(bench.inbox)) + 1 : -4]: f"{headline}\n{text}\n" for uri, headline, text in rows}


def check_end(bench: kit.Bench, sender: Sender) -> None:
    """Versions count no more than the editions that were sent, since two that follow at once may be one; and copies are copies."""
    versions = bench.versions()
    assert all(1 <= versions[name] <= edition for name, edition in sender.editions.items())
    assert any(versions[name] > 1 for name in sender.editions) or KILLS < 3
    copies = bench.ask("select source_uri from {articles} where duplicate_of is not null")
    assert len(copies) == len(sender.copies)
    assert bench.ask("select count(*) from {rejects}") == [(0,)]
    damage = importlib.import_module("pipeline.lake.verify").find_damage
    lake = importlib.import_module("pipeline.lake.layout").Lake(bench.lake)
    assert list(damage(lake, lake.current_number(), deep=True)) == []
