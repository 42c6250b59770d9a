"""A watcher and what its lake shows: real files, real processes. The tests share one watcher, and the last one stops it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("watch_bench", Path(__file__).parent / "conftest.py")
assert _SPEC
assert _SPEC.loader
kit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(kit)
article, until = kit.article, kit.until


def newswire(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipeline", *map(str, arguments)], capture_output=True, text=True, check=False)


def test_a_file_is_in_the_lake_wherever_it_comes_below_the_folder(bench):
    bench.put("one", article("one"))
    bench.put("made/after/the/start/two", article("two"))
    until(lambda: {"one", "made/after/the/start/two"} <= bench.versions().keys())


def test_a_folder_that_is_moved_in_is_read(bench):
    away = bench.folder / "away"
    away.mkdir()
    (away / "three.txt").write_text(article("three"))
    away.rename(bench.inbox / "moved")
    until(lambda: "moved/three" in bench.versions())


def test_a_correction_becomes_the_next_version_and_the_same_again_does_not(bench):
    bench.put("corrected", article("corrected", 1))
    until(lambda: bench.versions().get("corrected") == 1)
    bench.put("corrected", article("corrected", 2))
    until(lambda: bench.versions().get("corrected") == 2)
    bench.put("corrected", article("corrected", 2))
    bench.put("after", article("after"))
    until(lambda: "after" in bench.versions())
    assert bench.versions()["corrected"] == 2
    assert bench.ask("select text from {articles} where source_uri like '%corrected.txt'")[0][0].count("for the 2.") == 1


def test_a_copy_is_a_duplicate_and_has_no_paragraphs(bench):
    bench.put("original", article("original"))
    until(lambda: "original" in bench.versions())
    bench.put("zz-copy", article("original"))
    until(lambda: "zz-copy" in bench.versions())
    query = (
        "select o.source_uri from {articles} d join {articles} o on d.duplicate_of = o.article_id where d.source_uri like '%zz-copy.txt'"
    )
    assert [Path(uri).name for (uri,) in bench.ask(query)] == ["original.txt"]
    assert bench.ask("select count(*) from {paragraphs} p join {articles} a using (article_id) where a.source_uri like '%zz-copy.txt'") == [
        (0,)
    ]


def test_what_is_deleted_or_moved_away_stays_an_article(bench):
    path = bench.put("gone", article("gone"))
    until(lambda: "gone" in bench.versions())
    path.unlink()
    bench.put("later", article("later"))
    until(lambda: "later" in bench.versions())
    assert bench.versions()["gone"] == 1


def test_a_file_that_is_still_written_is_taken_whole_once_it_has_settled(bench):
    lines = [f"Paragraph {number} of a slow sender says that the bridge is open again.\n\n" for number in range(12)]
    with (bench.inbox / "slow.txt").open("w") as file:
        for number, line in enumerate(lines):
            file.write(line)
            file.flush()
            bench.put(f"beside{number}", article(f"beside{number}"))
            time.sleep(0.1)  # what a slow sender does; shorter than it takes a file to settle
    until(lambda: "slow" in bench.versions())
    ((version, text),) = bench.ask("select version, text from {articles} where source_uri like '%slow.txt'")
    assert (version, text.count("bridge is open")) == (1, 11)
    until(lambda: all(f"beside{number}" in bench.versions() for number in range(12)))


def test_what_cannot_be_an_article_is_a_reject_and_hidden_files_are_nothing(bench):
    bench.put("empty", "")
    bench.put(".hidden", article("hidden"))
    (bench.inbox / "link.txt").symlink_to("one.txt")
    until(lambda: len(bench.ask("select * from {rejects}")) == 2)
    rejects = bench.ask("select parse_filename(source_uri), reason from {rejects} order by 1")
    assert rejects == [("empty.txt", "empty"), ("link.txt", "symlink")]


def test_the_commits_of_an_hour_are_one_row_of_runs(bench):
    bench.put("hourly", article("hourly"))
    until(lambda: "hourly" in bench.versions())
    rows = bench.ask("select ingested + updated + duplicate, listed, rejected from {runs}")
    assert 1 <= len(rows) <= 2
    assert sum(taken for taken, _, _ in rows) >= len(bench.versions())
    assert bench.status()["commits"] > len(rows)


def test_another_run_may_write_between_two_rounds(bench):
    other = bench.folder / "other"
    other.mkdir()
    (other / "night.txt").write_text(article("night"))
    done = newswire("ingest", other, "--lake", bench.lake, "--workers", 1)
    assert done.returncode == 0, done.stderr
    bench.put("after-the-night", article("after the night"))
    until(lambda: any(name.startswith("after-the-night") for name in bench.versions()))
    assert bench.ask("select count(*) from {articles} where source_uri like '%/other/night.txt'") == [(1,)]


def test_a_second_watcher_leaves_with_75_and_one_line(bench):
    done = newswire("watch", bench.inbox, "--lake", bench.lake)
    assert (done.returncode, len(done.stderr.splitlines())) == (75, 1)
    assert f"is being watched by process {bench.processes[0].pid}" in done.stderr


def test_status_and_metrics_say_what_the_watcher_does(bench):
    done = newswire("watch", "--status", "--lake", bench.lake, "--json")
    told = json.loads(done.stdout)
    assert (told["alive"], told["pid"], told["error"]) == (True, bench.processes[0].pid, None)
    assert told["taken"] >= len(bench.versions()) - 1
    assert '"alive"' not in newswire("watch", "--status", "--lake", bench.lake).stdout
    (metrics,) = [line.split(": ")[1] for line in bench.config.read_text().splitlines() if "metrics_file" in line]
    until(lambda: f"newswire_watch_taken_total {bench.status()['taken']}\n" in Path(metrics).read_text())


def test_sigterm_stops_within_five_seconds_and_whoever_waits_goes_on(bench):
    waiting = bench.start("--wait")
    first = bench.processes[0]
    bench.put("in-flight", article("in-flight"))
    began = time.monotonic()
    first.terminate()
    assert first.wait(kit.PATIENCE_S) == 143
    assert time.monotonic() - began < 5
    assert bench.log(0).splitlines()[-1] == "newswire: stopped; the lake is whole, and the next run continues where this one stopped"
    bench.put("for-the-next", article("for-the-next"))
    before = bench.versions()
    until(lambda: {"in-flight", "for-the-next"} <= bench.versions().keys())
    assert {name: version for name, version in bench.versions().items() if name in before} == before
    os.kill(waiting.pid, 9)
    waiting.wait()
    assert json.loads(newswire("watch", "--status", "--lake", bench.lake, "--json").stdout)["alive"] is False


def test_mistakes_leave_with_the_code_that_says_so(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "bad.yaml").write_text("watch:\n  settle_s: soon\n")
    lake = ("--lake", tmp_path / "lake")
    assert newswire("watch", tmp_path / "in", *lake, "--config", tmp_path / "bad.yaml").returncode == 78
    assert newswire("watch", tmp_path / "nowhere", *lake).returncode == 66
    assert newswire("watch", *lake).returncode == 64
    assert newswire("watch", "--status", *lake).returncode == 66
    assert not (tmp_path / "lake").exists()
