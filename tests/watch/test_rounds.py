"""What a watcher does about a round that fails, about signals, and about its own small files; in this process, without workers."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from types import SimpleNamespace

import pytest

from pipeline.config import Config
from pipeline.lake.layout import Lake
from pipeline.lake.lock import LockedError, writer_lock
from pipeline.listing import ListingRules
from pipeline.run import WorkerError
from pipeline.scanner import Scanner, find_roots
from pipeline.stops import Stops
from pipeline.watch import Watch, _Parts, _Watcher
from pipeline.watch_settings import WatchSettings
from pipeline.watch_status import Figures, gauges, read_status, write_status


@pytest.fixture
def desk(tmp_path):
    """A watcher over one file, and the lines that it said."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("text")
    lake = Lake(tmp_path / "lake")
    lake.store.mkdir(parents=True)
    lines: list[str] = []
    config = replace(Config(), watch=WatchSettings(retry_pause_max_s=3.0))
    ask = Watch(config, lake, (str(tmp_path / "in"),), 0, lines.append, lines.append, lambda _: None)
    scanner = Scanner(find_roots(ask.inputs, ListingRules()), lake.root, 0.01, 100)
    scanner.look_at(str(tmp_path / "in/a.txt"), renamed=False)
    while scanner.next_due_s():
        pass
    hints = SimpleNamespace(lost=False)
    parts = _Parts(ListingRules(), {}, None, hints, scanner, Figures(ask.inputs, 0.0))  # type: ignore[arg-type]
    return SimpleNamespace(watcher=_Watcher(ask, Stops(), parts), scanner=scanner, lines=lines, lake=lake, figures=parts.figures)


def fail_with(monkeypatch, *errors: Exception | None) -> None:
    left = list(errors)

    def one_round(*_: object) -> object:
        error = left.pop(0)
        if error is not None:
            raise error
        record = SimpleNamespace(snapshot=2, state="unchanged")
        return SimpleNamespace(record=record, seconds={"plan": 0.1})

    monkeypatch.setattr("pipeline.watch.ingest", one_round)


def test_a_round_that_fails_is_a_line_each_and_tried_again_after_pauses_that_grow(desk, monkeypatch):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/lake")
    fail_with(monkeypatch, full, WorkerError("a worker could not write"), full, full, None)
    now = [1000.0]
    monkeypatch.setattr("pipeline.watch.time.monotonic", lambda: now[0])
    pauses = []
    for _ in range(4):
        batch = desk.scanner.take(10, 100)
        assert len(batch) == 1
        desk.watcher._round(batch)
        assert desk.watcher._take() == []
        pauses.append(desk.watcher._not_before - now[0])
        now[0] = desk.watcher._not_before
    assert pauses == [1.0, 2.0, 3.0, 3.0]
    assert desk.lines[0] == "/lake: No space left on device; the lake is as it was, trying again in 1 s"
    assert (len(desk.lines), desk.figures.failures) == (4, 4)
    desk.watcher._round(desk.watcher._take())
    assert (desk.figures.failures, desk.figures.error, desk.scanner.backlog) == (0, None, 0)


def test_a_lake_that_another_run_writes_to_is_waited_for_without_a_word(desk, monkeypatch):
    fail_with(monkeypatch, LockedError("by another"))
    desk.watcher._round(desk.scanner.take(10, 100))
    assert (desk.lines, desk.figures.error, desk.scanner.backlog) == ([], None, 1)
    assert desk.watcher._take() == []


def test_a_folder_that_goes_and_comes_back_is_a_line_and_then_no_error(desk, tmp_path):
    (tmp_path / "in").rename(tmp_path / "away")
    desk.watcher._search()
    assert desk.lines == [f"{tmp_path}/in/: No such file or directory; the lake is as it was, trying again in 1 s"]
    (tmp_path / "away").rename(tmp_path / "in")
    desk.watcher._next_search = 0.0
    desk.watcher._search()
    assert (desk.figures.error, desk.scanner.backlog) == (None, 1)


def test_the_writers_lock_is_free_while_a_watcher_holds_its_own(tmp_path):
    lake = Lake(tmp_path)
    with writer_lock(lake, 0, "watch.lock"), writer_lock(lake):
        with pytest.raises(LockedError, match="is being watched by process"), writer_lock(lake, 0, "watch.lock"):
            pass
        with pytest.raises(LockedError, match="is being written by process"), writer_lock(lake):
            pass


def test_the_status_of_a_process_that_is_gone_is_not_alive(tmp_path):
    lake = Lake(tmp_path)
    lake.store.mkdir()
    assert read_status(lake) is None
    figures = Figures(("in/",), 0.0, state="watching")
    write_status(lake, figures, 10.0)
    told = read_status(lake)
    assert told is not None
    assert (told["alive"], told["pid"]) == (True, os.getpid())
    path = lake.store / "watch.json"
    path.write_text(path.read_text().replace(f'"pid_began": {told["pid_began"]}', '"pid_began": 1'))
    assert (read_status(lake) or {})["alive"] is False


def test_the_rate_is_of_the_last_minute():
    figures = Figures((), 1000.0)
    figures.count(1010.0, 60)
    assert figures.per_second(1020.0) == 3.0
    figures.count(1100.0, 30)
    assert figures.per_second(1101.0) == 0.5
    assert gauges(figures, 1101.0)["watch_taken_total"] == 90


SIGNALS = """
import os, signal, sys, time
from pipeline.stops import Stops
stops = Stops()
stops.install()
try:
    with stops.shield():
        for number in range(int(sys.argv[1])):
            os.kill(os.getpid(), signal.SIGTERM)
        print("end of the commit", flush=True)
        time.sleep(float(sys.argv[2]))
    print("after it", flush=True)
except KeyboardInterrupt as error:
    print(type(error).__name__, flush=True)
"""


def signalled(count: int, sleep_s: float, most_s: float = 4.0) -> tuple[int, list[str]]:
    script = SIGNALS.replace("stops = Stops()", f"import pipeline.stops; pipeline.stops._MOST_S = {most_s}; stops = Stops()")
    command = [sys.executable, "-c", textwrap.dedent(script), str(count), str(sleep_s)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.split("\n")[:-1]


def test_one_signal_waits_for_the_commit_to_end_two_do_not_and_a_long_commit_is_cut_off():
    assert signalled(1, 0) == (0, ["end of the commit", "Terminated"])
    assert signalled(2, 0) == (128 + signal.SIGTERM, [])
    assert signalled(1, 60, 0.2) == (128 + signal.SIGTERM, ["end of the commit"])
