"""Many small commits: what they write, what they leave, and that all is there."""

from __future__ import annotations

import os
import random
import time
from dataclasses import replace

from pipeline.lake.gc import Keeping, superseded_snapshots
from pipeline.lake.ledger import add_records
from pipeline.lake.manifest import DataFile, read_manifest
from pipeline.lake.rows import fold_alike, fold_small
from pipeline.lake.state import seen_sources, sources_of, state_files

KB, MB = 2**10, 2**20
SMALL_COMMITS = int(os.environ.get("NEWSWIRE_SMALL_COMMITS", "20"))


def files(*sizes: int) -> list[DataFile]:
    return [DataFile("articles", "ar", "2024-08", f"{number}", 1, size, "") for number, size in enumerate(sizes)]


def folded(*sizes: int) -> list[int]:
    return sorted(file.size_bytes for file in fold_alike(files(*sizes)))


def test_small_files_are_folded_as_long_as_each_is_at_most_twice_the_rest():
    assert folded(10 * KB, 20 * KB, 10 * MB) == [10 * KB, 20 * KB]
    assert folded(200 * KB, 400 * KB, 1 * MB, 3 * MB, 20 * MB) == [200 * KB, 400 * KB, 1 * MB, 3 * MB]
    assert folded(300 * KB) == []
    assert folded(40 * MB) == []


def test_what_a_stream_of_commits_writes_grows_as_the_rows_do_and_its_files_stay_few():
    held: list[int] = []
    written = 0
    for _ in range(4_000):
        inside = files(*held)
        gone = fold_alike(inside)
        new = 20 * KB + sum(file.size_bytes for file in gone)
        held = [file.size_bytes for file in inside if file not in gone] + [new]
        written += new
        assert sum(size < 32 * MB for size in held) <= 9
    assert written < 12 * sum(held)
    assert fold_small(files(1, 40 * MB)) == files(1)


def test_small_commits_corrections_and_copies_leave_the_rows_that_one_run_leaves(lab, monkeypatch):
    monkeypatch.setattr("pipeline.lake.rows._LIVE_FILE_BYTES", 0)
    texts: dict[str, str] = {}
    for number in range(12):
        lab.settings = replace(lab.settings, fold=fold_alike)
        changed = {f"k{number}": f"ar: text {number}"}
        if number % 4 == 3:
            changed |= {f"k{number // 2}": f"ar: text {number // 2} again", "z": f"ar: text {number}"}
        lab.run(changed)
        texts |= changed
        assert lab.damage() == []
    query = "select source_uri, text, duplicate_of is null from {articles} order by 1"
    live = lab.rows(query)
    assert [(uri, text) for uri, text, _ in live] == sorted((f"/in/{key}", text) for key, text in texts.items())
    assert len({file for file in read_manifest(lab.lake, 12).files if file.table == "articles"}) > 1
    lab.compact()
    assert lab.rows(query) == live
    assert len({file for file in read_manifest(lab.lake, 13).files if file.table == "articles"}) == 1


def test_of_older_snapshots_the_last_of_each_hour_stays(lab, monkeypatch):
    for number in range(9):
        lab.run({f"k{number}": f"ar: text {number}"})
    now = time.time() // 3600 * 3600 + 1800
    monkeypatch.setattr("pipeline.lake.gc.time.time", lambda: now)
    for number in range(1, 10):
        path = lab.lake.snapshot_folder(number)
        age = {1: 30 * 3600, 2: 7300, 3: 7250, 4: 7200, 5: 3700, 6: 3650}.get(number, 0)
        os.utime(path, (now - age, now - age))
    dropped = [int(path.name) for path in superseded_snapshots(lab.lake, Keeping(seconds=3500, one_each_s=3600))]
    assert dropped == [1, 2, 3, 5]
    assert [int(path.name) for path in superseded_snapshots(lab.lake, Keeping(seconds=3500))] == [1, 2, 3, 4, 5, 6]


def test_a_run_of_several_commits_is_one_row_with_their_sums(lab):
    first = lab.run({"a": "ar: one"})
    second = lab.run({"b": "tr: two", "c": "ar: one"})
    both = add_records(first, second)
    assert (both.listed, both.ingested, both.duplicate, both.snapshot) == (3, 2, 1, 2)
    assert (both.started_at, both.finished_at) == (first.started_at, second.finished_at)
    assert '"lang": {"ar": 2, "tr": 1}' in both.counts
    assert add_records(None, second) is second


def test_a_stream_of_small_commits_leaves_the_same_lake_as_commits_that_write_everything_anew(lab, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.lake.rows._LIVE_FILE_BYTES", 0)
    monkeypatch.setattr("pipeline.lake.build._STATE_GROUP_ROWS", 5)
    live = type(lab)(tmp_path / "live")
    live.settings = replace(live.settings, fold=fold_alike, recent_rows=20)
    dice = random.Random(20261128)
    texts = [None, *(f"{lang}: text {number} @2024-0{number}-01" for lang in ("ar", "tr") for number in (1, 2, 3))]
    files = set()
    for _ in range(SMALL_COMMITS):
        changed = {f"k{dice.randrange(30):02d}": dice.choice(texts) for _ in range(dice.randrange(1, 4))}
        whole, small = lab.run(changed), live.run(changed)
        assert replace(whole, finished_at="", seconds=0.0) == replace(small, finished_at="", seconds=0.0)
        files.add(tuple(path.name for path in state_files(live.lake, small.snapshot)))
        assert live.damage() == []
        for query in (
            "select * from {articles} order by article_id",
            "select * from {paragraphs} order by article_id, paragraph_no",
            _REJECTS,
        ):
            assert live.rows(query) == lab.rows(query)
        assert list(seen_sources(live.lake)) == list(seen_sources(lab.lake))
        later = [one for one in seen_sources(live.lake, "k15") if one.key >= "k15"]
        assert later == [one for one in seen_sources(lab.lake) if one.key >= "k15"]
        assert [one.key for one in sources_of(live.lake, changed.keys())] == sorted(changed)
    assert files == {("sources.parquet",), ("sources.parquet", "recent.parquet")}
    assert live.forget("k03") is not None
    lab.forget("k03")
    assert live.damage() == []
    assert list(seen_sources(live.lake)) == list(seen_sources(lab.lake))


_REJECTS = "select source_uri, source_sha256, reason, detail, step, run_id from {rejects} order by 1"


def test_a_rollback_takes_both_files_of_the_publishers_memory_along(lab):
    lab.settings = replace(lab.settings, fold=fold_alike, recent_rows=20)
    for number in range(4):
        lab.run({f"k{number}": f"ar: text {number}"})
    before = list(seen_sources(lab.lake))
    lab.run({"k0": "ar: changed", "k9": "ar: text 9"})
    lab.rollback(4)
    assert list(seen_sources(lab.lake)) == before
    assert lab.damage() == []


def test_a_small_commit_into_a_lake_without_any_source_is_like_any_other(lab):
    lab.settings = replace(lab.settings, fold=fold_alike, recent_rows=20)
    lab.run({})
    assert list(seen_sources(lab.lake)) == []
    lab.run({"a": "ar: one"})
    lab.run({"a": "ar: one", "b": None})
    assert [one.key for one in seen_sources(lab.lake)] == ["a", "b"]
    assert lab.damage() == []
