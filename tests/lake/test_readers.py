"""Readers while snapshots are published one after another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

LANGS = ("ar", "tr", "fa", "en")


def texts(generation: int) -> dict[str, str]:
    """Eight articles in four partitions, all of the same generation, none a copy of another."""
    return {f"k{n}": f"{LANGS[n % 4]}: article {n} of generation {generation}" for n in range(8)}


@pytest.mark.parametrize("resolved", [False, True])
def test_a_query_sees_one_snapshot_or_fails_but_never_a_mixture(lab, resolved):
    lab.run(texts(0))
    seen: list[set[str]] = []
    errors: list[str] = []
    stop = threading.Event()

    def read() -> None:
        with duckdb.connect(config={"threads": 1}) as connection:
            while not stop.is_set():
                root = lab.lake.current.resolve() if resolved else lab.lake.current
                try:
                    rows = connection.sql(f"select text, version from read_parquet('{root}/articles/**/*.parquet')").fetchall()
                except duckdb.Error as error:
                    errors.append(str(error))
                    continue
                assert_one_generation(rows)
                seen.append({text.split()[-1] for text, _ in rows})

    wrong: list[BaseException] = []

    def guarded() -> None:
        try:
            read()
        except AssertionError as error:
            wrong.append(error)

    reader = threading.Thread(target=guarded)
    reader.start()
    for generation in range(1, 16):
        lab.run(texts(generation))
    stop.set()
    reader.join()
    assert not wrong
    assert len(set.union(*seen)) > 5
    if resolved:
        assert not errors


def assert_one_generation(rows: list[tuple[str, int]]) -> None:
    assert len(rows) == 8
    assert len({text.split()[-1] for text, _ in rows}) == 1
    assert len({version for _, version in rows}) == 1


def test_a_snapshot_that_a_reader_holds_outlives_the_next_commits(lab):
    lab.run(texts(0))
    held = lab.lake.current.resolve()
    for generation in range(1, 6):
        lab.run(texts(generation))
    with duckdb.connect() as connection:
        rows = connection.sql(f"select text, version from read_parquet('{held}/articles/**/*.parquet')").fetchall()
    assert_one_generation(rows)
    assert rows[0][0].endswith("generation 0")


READS = int(os.environ.get("NEWSWIRE_READS", "60"))
"""Of each kind; `make crash` sets 20,000."""


def test_readers_of_two_processes_see_no_wrong_answer_under_continuous_commits(lab):
    """A plain glob may fail in the moment of a swap and never lies; a session of the catalog neither fails nor lies."""
    lab.run(texts(0))
    generation = 0
    readers = [
        subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / "reader.py"), str(lab.lake.root), kind, str(READS)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for kind in ("glob", "catalog")
    ]
    while any(reader.poll() is None for reader in readers):
        generation += 1
        lab.run(texts(generation))
        if generation % 50 == 0:
            lab.gc(20)
    told = {kind: json.loads(reader.communicate()[0]) for kind, reader in zip(("glob", "catalog"), readers, strict=True)}
    sys.stderr.write(f"\n{generation} commits, {told}\n")
    assert all(one["reads"] >= READS for one in told.values())
    assert [told[kind]["wrong"] for kind in told] == [0, 0]
    assert told["catalog"]["errors"] == 0
    assert all(one["generations"] > 3 for one in told.values())
