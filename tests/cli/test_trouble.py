"""`newswire ingest` when something is wrong: input, disk, permissions, configuration, other runs, signals."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_every_file_is_counted_once_and_a_second_run_changes_nothing(newswire, inbox, tmp_path):
    lake = tmp_path / "lake"
    first = json.loads(newswire("ingest", inbox, "--lake", lake, "--json").stdout)
    listed = sum(path.is_file() for path in inbox.rglob("*"))
    assert first["listed"] == listed == sum(first[state] for state in ("ingested", "updated", "unchanged", "duplicate", "rejected"))
    assert (first["state"], first["duplicate"], first["rejected"]) == ("committed", 1, 5)
    again = newswire("ingest", inbox, "--lake", lake)
    assert again.returncode == 0
    assert again.stderr == ""
    assert again.stdout.startswith("nothing changed; snapshot 1 stands")


def test_a_dry_run_writes_nothing(newswire, inbox, tmp_path):
    told = newswire("ingest", inbox, "--lake", tmp_path / "lake", "--dry-run", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["to_read"] == 40
    assert not (tmp_path / "lake").exists()


def test_a_missing_input_is_named_and_no_lake_is_made(newswire, tmp_path):
    failed = newswire("ingest", tmp_path / "nowhere", "--lake", tmp_path / "lake")
    assert (failed.returncode, failed.stdout) == (66, "")
    assert failed.stderr == f"newswire: {tmp_path}/nowhere: no such file or folder\n"
    assert not (tmp_path / "lake").exists()


def test_bad_input_is_a_reject_with_its_reason_and_the_rest_is_taken(newswire, ask, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("A headline\nA paragraph about the harbour and the ships in it.\n")
    (folder / "nul.txt").write_bytes(b"A headline\nA paragraph with one \x00 in the middle of its text and nothing else.\n")
    (folder / "nuls.txt").write_bytes(b"\0" * 2000)
    (folder / "empty.txt").touch()
    os.mkfifo(folder / "fifo")
    (folder / "link.txt").symlink_to(folder / "good.txt")
    with socket.socket(socket.AF_UNIX) as listener, (folder / "huge.txt").open("wb") as huge:
        listener.bind(os.path.relpath(folder / "socket"))
        huge.write(b"one line ")
        huge.truncate(300 * 2**20)
        (folder / os.fsdecode(b"caf\xe9\n'.txt")).write_text("Another headline\nA paragraph about the coffee house at the harbour.\n")
        done = newswire("ingest", folder, "--lake", tmp_path / "lake")
    assert done.returncode == 0, done.stderr
    rejects = ask(tmp_path / "lake", "select parse_filename(source_uri), reason from {rejects} order by 1")
    assert rejects == [
        ("empty.txt", "empty"),
        ("fifo", "not_a_regular_file"),
        ("huge.txt", "too_large"),
        ("link.txt", "symlink"),
        ("nuls.txt", "binary"),
        ("socket", "not_a_regular_file"),
    ]
    taken = ask(tmp_path / "lake", f"select source_uri[{len(str(folder)) + 2}:], contains(text, chr(65533)) from {{articles}} order by 1")
    assert taken == [("caf\\xe9\n'.txt", False), ("good.txt", False), ("nul.txt", True)]


def without_override() -> tuple[str, ...]:
    """Root reads everything; without this capability it is as bound by permissions as anybody."""
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


def give_away(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)


def test_what_may_not_be_read_is_a_reject(newswire, ask, tmp_path):
    folder = tmp_path / "in"
    (folder / "closed").mkdir(parents=True)
    (folder / "good.txt").write_text("A headline\nA paragraph about the harbour and the ships in it.\n")
    (folder / "secret.txt").write_text("A headline\nA paragraph.\n")
    for path in (folder / "closed", folder / "secret.txt"):
        give_away(path)
        path.chmod(0)
    done = newswire("ingest", folder, "--lake", tmp_path / "lake", prefix=without_override())
    (folder / "closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert ask(tmp_path / "lake", "select source_uri[length('" + str(folder) + "')+2:], reason from {rejects} order by 1") == [
        ("closed/", "unreadable"),
        ("secret.txt", "unreadable"),
    ]


def test_a_lake_that_may_not_be_written_is_one_line_and_74(newswire, inbox, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    give_away(closed)
    closed.chmod(0o555)
    failed = newswire("ingest", inbox, "--lake", closed / "lake", prefix=without_override())
    assert failed.returncode == 74
    assert failed.stderr == f"newswire: {closed}/lake: Permission denied; the lake is as it was\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_one_line_and_74_and_the_next_run_with_space_succeeds(newswire, ask, inbox, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        for size in ("100k", "180k", "260k"):
            subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
            failed = newswire("ingest", inbox, "--lake", disk / "lake")
            assert failed.returncode == 74
            assert "No space left" in failed.stderr
            assert failed.stderr.count("\n") == 1
            assert not (disk / "lake/current").exists()
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        assert newswire("ingest", inbox, "--lake", disk / "lake").returncode == 0
        assert ask(disk / "lake", "select count(*) from {articles}") == [(35,)]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_writers_the_second_leaves_with_75_and_names_the_first(newswire, inbox, tmp_path):
    from pipeline.lake.layout import Lake
    from pipeline.lake.lock import writer_lock

    with writer_lock(Lake(tmp_path / "lake")):
        failed = newswire("ingest", inbox, "--lake", tmp_path / "lake")
    assert failed.returncode == 75
    assert f"process {os.getpid()}" in failed.stderr


def test_too_many_rejects_publish_and_exit_65(newswire, ask, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").touch()
    (tmp_path / "strict.yaml").write_text("max_rejected_ratio: 0.5\n")
    failed = newswire("ingest", tmp_path / "in", "--lake", tmp_path / "lake", "--config", tmp_path / "strict.yaml")
    assert failed.returncode == 65
    assert "1 of 1 files were rejected" in failed.stderr
    assert ask(tmp_path / "lake", "select reason from {rejects}") == [("empty",)]


def test_a_lake_inside_the_input_is_no_input(newswire, ask, inbox):
    lake = inbox / "lake"
    for _ in range(2):
        assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    assert ask(lake, "select count(*) from {articles} where contains(source_uri, '/lake/')") == [(0,)]
    refused = newswire("ingest", lake, "--lake", lake)
    assert refused.returncode == 66
    assert "is in the lake itself" in refused.stderr


def test_a_run_that_failed_is_in_the_ledger_and_not_in_the_lake(newswire, ask, inbox, tmp_path):
    lake = tmp_path / "lake"
    (lake / ".store").mkdir(parents=True)
    (lake / ".store" / "snapshots").touch()
    assert newswire("ingest", inbox, "--lake", lake).returncode == 74
    (lake / ".store" / "snapshots").unlink()
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    states = [json.loads(line)["state"] for line in newswire("runs", "--lake", lake, "--json").stdout.splitlines()]
    assert states == ["failed", "committed"]
    assert ask(lake, "select state from {runs}") == [("committed",)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wokers: 2\n", "unknown key 'wokers'; allowed are workers, "),
        ("workers: many\n", "workers is 'many'; expected int"),
        ("workers: 1000\n", "workers is 1000; allowed are 0 to 256"),
        ("- workers\n", "expected `key: value` lines"),
        ("workers: [\n", "not valid YAML"),
        ("excluded_names: README\n", "excluded_names is 'README'; expected a list of names"),
    ],
)
def test_a_wrong_configuration_is_named_with_file_and_key_and_exits_78(newswire, tmp_path, text, told):
    (tmp_path / "c.yaml").write_text(text)
    failed = newswire("ingest", tmp_path, "--lake", tmp_path / "lake", "--config", tmp_path / "c.yaml")
    assert failed.returncode == 78
    assert failed.stderr.startswith(f"newswire: {tmp_path}/c.yaml")
    assert told in failed.stderr


def test_an_empty_file_that_becomes_a_fifo_does_not_hang_the_next_run(newswire, ask, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "e.txt").touch()
    assert newswire("ingest", folder, "--lake", tmp_path / "lake").returncode == 0
    (folder / "e.txt").unlink()
    os.mkfifo(folder / "e.txt")
    assert newswire("ingest", folder, "--lake", tmp_path / "lake").returncode == 0
    assert ask(tmp_path / "lake", "select reason from {rejects}") == [("not_a_regular_file",)]


def test_a_long_run_of_full_stops_is_an_article_like_any_other(newswire, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "dots.txt").write_text("A headline\n" + "." * 400_000 + "\n")
    done = newswire("ingest", tmp_path / "in", "--lake", tmp_path / "lake", "--json")
    assert json.loads(done.stdout)["ingested"] == 1


@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full"])
def test_closed_and_full_streams_change_neither_the_lake_nor_the_exit_code(ask, inbox, tmp_path, streams):
    command = f"{sys.executable} -m pipeline ingest {inbox} --lake {tmp_path}/lake {streams}"
    assert subprocess.run(["bash", "-c", command], cwd=ROOT, check=False, timeout=120, capture_output=True).returncode == 0
    assert ask(tmp_path / "lake", "select count(*) from {articles}") == [(35,)]


def test_a_lake_whose_path_has_the_signs_of_a_glob_works_like_any_other(newswire, inbox, tmp_path):
    lake = tmp_path / "l[1]*? 'x"
    for expected in ("snapshot 1 committed", "nothing changed"):
        assert newswire("ingest", inbox, "--lake", lake).stdout.startswith(expected)
    (inbox / "011_ar_head_reuters.txt").unlink()
    (inbox / "060_en_dateline_reuters.txt").write_text("Another\nText about the tide clock that was lost in the basement.\n")
    assert newswire("ingest", inbox, "--lake", lake).stdout.startswith("snapshot 2 committed")
    told = newswire("query", "select count(*) as n from articles", "--lake", lake, "--format", "csv")
    assert told.stdout == "n\n35\n"


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.15, 0.4, 1.0])
def test_sigterm_is_one_line_and_143_and_the_next_run_succeeds(newswire, inbox, tmp_path, seconds):
    command = [sys.executable, "-m", "pipeline", "ingest", str(inbox), "--lake", str(tmp_path / "lake")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while not list((tmp_path).glob("lake/.store/staging/plan/*.json")):
        time.sleep(0.02)
    time.sleep(seconds)
    process.terminate()
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 143
    assert stderr == "newswire: stopped; the lake is whole, and the next run continues where this one stopped\n"
    assert newswire("ingest", inbox, "--lake", tmp_path / "lake").returncode == 0


def test_an_empty_lake_name_is_refused(newswire, inbox):
    refused = newswire("ingest", inbox, "--lake", "")
    assert refused.returncode == 64
