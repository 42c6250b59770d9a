"""What waits, what is taken, and what a search costs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.listing import ListingRules, NoInputError, list_sources
from pipeline.listing import Passed as NothingPassed
from pipeline.scanner import Scanner, find_roots

SETTLE_S = 3_600.0


def scanner_of(folder: Path, settle_s: float = SETTLE_S, most: int = 1_000) -> Scanner:
    rules = ListingRules(lake=folder / "lake")
    return Scanner(find_roots([str(folder)], rules), folder / "lake", settle_s, most)


def put(path: Path, text: str = "text", *, age_s: float = 0.0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def taken(scanner: Scanner) -> list[str]:
    found = sorted(Path(waiting.path).name for waiting in scanner.take(1_000, 2**30))
    scanner.settle()
    return found


@pytest.fixture
def clock(monkeypatch):
    """The scanner's clock stands ahead by so many seconds."""
    ahead = [0.0]
    now = time.time_ns
    monkeypatch.setattr("pipeline.scanner.time.time_ns", lambda: now() + int(ahead[0] * 1e9))
    return ahead


def test_keys_are_those_of_a_listing(tmp_path, clock):
    names = ["a.txt", "b/c.txt", "b/ö \\ x.txt", os.fsdecode(b"b/caf\xe9.txt"), "é/\n.txt"]
    for name in names:
        put(tmp_path / name)
    scanner = scanner_of(tmp_path)
    scanner.search()
    clock[0] = 2 * SETTLE_S
    listed = [source.key for source in list_sources([str(tmp_path)], ListingRules(), NothingPassed())]
    assert sorted(waiting.key for waiting in scanner.take(1_000, 2**30)) == listed


def test_a_young_file_waits_and_one_that_was_renamed_here_does_not(tmp_path, clock):
    put(tmp_path / "young.txt")
    put(tmp_path / "renamed.txt")
    scanner = scanner_of(tmp_path)
    scanner.look_at(str(tmp_path / "renamed.txt"), renamed=True)
    scanner.search()
    assert scanner.backlog == 2
    clock[0] = 1.0
    assert taken(scanner) == ["renamed.txt"]
    clock[0] = 2 * SETTLE_S
    assert taken(scanner) == ["young.txt"]


def test_a_file_that_was_written_to_after_it_was_noticed_waits_again(tmp_path, clock):
    path = put(tmp_path / "a.txt")
    scanner = scanner_of(tmp_path)
    scanner.look_at(str(path), renamed=True)
    with path.open("a") as file:
        file.write("more")
    clock[0] = 1.0
    assert taken(scanner) == []
    clock[0] = 2 * SETTLE_S
    assert taken(scanner) == ["a.txt"]


def test_what_is_taken_is_news_again_only_when_it_changes(tmp_path, clock):
    path = put(tmp_path / "a.txt")
    scanner = scanner_of(tmp_path)
    clock[0] = 2 * SETTLE_S
    scanner.search()
    assert taken(scanner) == ["a.txt"]
    scanner.search()
    assert scanner.backlog == 0
    path.write_text("other")
    scanner.search()
    assert taken(scanner) == ["a.txt"]


def test_what_changes_while_it_is_taken_waits_again(tmp_path, clock):
    path = put(tmp_path / "a.txt")
    scanner = scanner_of(tmp_path)
    clock[0] = 2 * SETTLE_S
    scanner.search()
    assert len(scanner.take(10, 100)) == 1
    path.write_text("other")
    scanner.search()
    scanner.settle()
    assert taken(scanner) == ["a.txt"]


def test_what_could_not_be_published_waits_before_all_others(tmp_path, clock):
    put(tmp_path / "a.txt")
    scanner = scanner_of(tmp_path)
    clock[0] = 2 * SETTLE_S
    scanner.search()
    (first,) = scanner.take(10, 100)
    put(tmp_path / "b.txt")
    scanner.search()
    scanner.give_back()
    assert [waiting.path for waiting in scanner.take(1, 100)] == [first.path]


def test_a_batch_ends_at_its_count_and_at_its_bytes(tmp_path, clock):
    for number in range(10):
        put(tmp_path / f"{number}.txt", "x" * 100)
    scanner = scanner_of(tmp_path)
    clock[0] = 2 * SETTLE_S
    scanner.search()
    assert len(scanner.take(4, 2**30)) == 4
    scanner.settle()
    assert len(scanner.take(100, 250)) == 3


def test_no_more_than_the_backlog_waits_and_the_rest_is_found_again(tmp_path, clock):
    for number in range(10):
        put(tmp_path / f"{number}.txt")
    scanner = scanner_of(tmp_path, most=4)
    clock[0] = 2 * SETTLE_S
    found: list[str] = []
    for _ in range(3):
        scanner.search()
        assert scanner.backlog <= 4
        found += taken(scanner)
    assert sorted(found) == [f"{number}.txt" for number in range(10)]


def test_hidden_files_folders_and_the_lake_are_passed_over(tmp_path, clock):
    for name in (".a.txt", ".b/c.txt", "lake/current/x.parquet", "d.txt"):
        put(tmp_path / name)
    scanner = scanner_of(tmp_path)
    clock[0] = 2 * SETTLE_S
    scanner.search()
    for name in (".a.txt", ".b/c.txt", "lake/current/x.parquet", "lake", "gone.txt"):
        scanner.look_at(str(tmp_path / name), renamed=True)
    assert taken(scanner) == ["d.txt"]


def test_what_the_lake_has_is_no_news_and_what_is_gone_is_forgotten(tmp_path, clock):
    path = put(tmp_path / "a.txt")
    status = path.stat()
    scanner = scanner_of(tmp_path)
    scanner.remember(f"{tmp_path}/a.txt", (status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    clock[0] = 2 * SETTLE_S
    scanner.search()
    assert (taken(scanner), scanner.known) == ([], 1)
    path.unlink()
    scanner.search()
    assert scanner.known == 0


def test_a_root_that_is_gone_is_an_error_and_nothing_is_forgotten(tmp_path, clock):
    put(tmp_path / "in/a.txt")
    scanner = scanner_of(tmp_path / "in")
    clock[0] = 2 * SETTLE_S
    scanner.search()
    assert taken(scanner) == ["a.txt"]
    (tmp_path / "in").rename(tmp_path / "away")
    with pytest.raises(FileNotFoundError):
        scanner.search()
    (tmp_path / "away").rename(tmp_path / "in")
    scanner.search()
    assert scanner.backlog == 0


def test_inputs_that_are_files_or_overlap_are_refused(tmp_path):
    put(tmp_path / "a/b/c.txt")
    for inputs in ([str(tmp_path / "a/b/c.txt")], [str(tmp_path / "a"), str(tmp_path / "a/b")], [""], [str(tmp_path / "none")]):
        with pytest.raises(NoInputError):
            find_roots(inputs, ListingRules())
