"""forget, rollback, compact, gc, verify, runs: as an operator calls them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.lake.layout import Lake
from pipeline.lake.lock import writer_lock

CANARY = "Zanzibarquartz"
RERUNS = int(os.environ.get("NEWSWIRE_RERUNS", "2"))


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def made(tmp_path_factory, newswire):
    """A folder with an inbox and a lake of it, and a copy to put back: what a lake knows of its inputs are their paths.

    Three articles, one of them a canary; the second commit changes one.
    """
    folder = tmp_path_factory.mktemp("upkeep") / "desk"
    inbox, lake = folder / "inbox", folder / "lake"
    inbox.mkdir(parents=True)
    for name in ("one", "two", CANARY):
        (inbox / f"{name}.txt").write_text(f"Headline of {name}\nThe council met and spoke about {name} and the bridge.\n")
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    (inbox / "two.txt").write_text("Headline\nThe council met once more and spoke about the river.\n")
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    copy_whole(folder, folder.with_name("copy"))
    return folder


@pytest.fixture
def lake(made):
    """The lake as it was made."""
    shutil.rmtree(made)
    copy_whole(made.with_name("copy"), made)
    return made / "lake"


def copy_whole(folder, to):
    """With links as links, hard ones too, and all times."""
    subprocess.run(["cp", "--archive", folder, to], check=True)


def test_nothing_of_a_forgotten_article_is_left_and_runs_do_not_bring_it_back(newswire, ask, lake):
    inbox = lake.parent / "inbox"
    ((article_id,),) = ask(lake, f"select article_id from {{articles}} where contains(text, '{CANARY}')")
    done = newswire("forget", "--lake", lake, "--id", article_id, "--reason", "a court said so", "--json")
    assert (done.returncode, json.loads(done.stdout)["articles"]) == (0, 1)
    for _ in range(RERUNS):
        again = json.loads(newswire("ingest", inbox, "--lake", lake, "--json").stdout)
        assert (again["state"], again["listed"], again["rejected"]) == ("unchanged", 3, 1)
    assert newswire("ingest", inbox, "--lake", lake, "--reprocess").returncode == 0
    assert [path for path in lake.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []
    assert ask(lake, "select count(*) from {articles}") == [(2,)]
    assert newswire("verify", "--deep", "--lake", lake).returncode == 0


def test_a_whole_source_can_be_forgotten(newswire, ask, lake):
    done = newswire("forget", "--lake", lake, "--source", lake.parent / "inbox", "--reason", "contract ended")
    assert done.stdout.startswith("3 articles and 0 rejects forgotten")
    assert ask(lake, "select count(*) from {articles}") == [(0,)]


@pytest.mark.parametrize(
    "command",
    [
        ("forget", "--source", "/", "--reason", "x"),
        ("rollback", "--to", "1"),
        ("compact",),
        ("gc", "--keep", "1", "--min-age", "0s"),
    ],
)
def test_a_dry_run_writes_nothing(newswire, lake, command):
    before = everything(lake)
    done = newswire(*command, "--lake", lake, "--dry-run")
    assert (done.returncode, done.stdout[:24]) == (0, "dry run, nothing written")
    assert json.loads(newswire(*command, "--lake", lake, "--dry-run", "--json").stdout)["dry_run"] is True
    assert newswire("verify", "--deep", "--all", "--lake", lake).returncode == 0
    assert everything(lake) == before


def test_a_rollback_is_undone_by_the_next_run(newswire, ask, lake):
    assert newswire("rollback", "--to", "1", "--lake", lake).stdout == "snapshot 3 has the rows of snapshot 1\n"
    assert ask(lake, "select max(version) from {articles}") == [(1,)]
    assert newswire("ingest", lake.parent / "inbox", "--lake", lake).returncode == 0
    assert ask(lake, "select max(version) from {articles}") == [(2,)]
    refused = newswire("rollback", "--to", "9", "--lake", lake)
    assert (refused.returncode, "there are: 1, 2, 3" in refused.stderr) == (66, True)


def test_gc_and_compact_say_what_they_did(newswire, lake):
    assert newswire("compact", "--lake", lake).stdout == "nothing to fold\n"
    told = json.loads(newswire("gc", "--keep", "1", "--min-age", "0s", "--lake", lake, "--json").stdout)
    assert (told["snapshots"], told["freed_bytes"] > 0) == ([1], True)
    assert newswire("verify", "--all", "--lake", lake).stdout == "snapshot 2: all is well\n"


def test_damage_is_named_and_74(newswire, lake):
    (path,) = (lake / "current").resolve().glob("runs/*/*.parquet")
    path.write_bytes(b"x" * path.stat().st_size)
    failed = newswire("verify", "--lake", lake, "--json")
    assert failed.returncode == 74
    assert json.loads(failed.stdout)["damage"] == [f"{path}: its bytes are not those that were written"]


def test_runs_can_be_shown_and_compared(newswire, lake):
    ids = [json.loads(line)["run_id"] for line in newswire("runs", "list", "--lake", lake, "--json").stdout.splitlines()]
    assert json.loads(newswire("runs", "show", "last", "--lake", lake, "--json").stdout)["run_id"] == ids[-1]
    told = json.loads(newswire("runs", "diff", *ids, "--lake", lake, "--json").stdout)
    assert (told["ingested"], told["updated"], told["snapshot"]) == ([3, 0], [0, 1], [1, 2])
    assert "ingested                 3 -> 0" in newswire("runs", "diff", *ids, "--lake", lake).stdout
    assert newswire("runs", "show", "nobody", "--lake", lake).returncode == 66
    assert newswire("runs", "show", "--lake", lake).returncode == 64


@pytest.mark.parametrize("command", [("forget", "--source", "/", "--reason", "x"), ("rollback", "--to", "1"), ("compact",), ("gc",)])
def test_a_lake_that_is_being_written_is_75_and_no_lake_is_66(newswire, lake, command):
    with writer_lock(Lake(lake)):
        assert newswire(*command, "--lake", lake).returncode == 75
    assert newswire(*command, "--lake", lake.parent / "nowhere").returncode == 66
    assert not (lake.parent / "nowhere").exists()


@pytest.mark.parametrize(
    "command",
    [("forget", "--reason", "x"), ("forget", "--id", "ab", "--reason", "x"), ("forget", "--id", "0" * 32), ("gc", "--min-age", "5")],
)
def test_wrong_arguments_are_64(newswire, lake, command):
    assert newswire(*command, "--lake", lake).returncode == 64
