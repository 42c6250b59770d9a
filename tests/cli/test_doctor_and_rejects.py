"""`newswire doctor` names the remedy; `newswire retry-rejects` takes what was mended, once."""

from __future__ import annotations

import json
import os

import pytest

from pipeline.lake.layout import Lake
from pipeline.lake.lock import writer_lock


def states(done):
    return {finding["name"]: finding["state"] for finding in json.loads(done.stdout)}


def test_a_fit_machine_is_well_and_nothing_is_left_behind(newswire, tmp_path):
    done = newswire("doctor", "--lake", tmp_path / "lake", "--json")
    assert done.returncode == 0, done.stderr
    found = states(done)
    assert {name for name, state in found.items() if state == "well"} >= {
        "permissions",
        "disk",
        "hard links",
        "symbolic links",
        "clock",
        "lock",
        "snapshot",
        "weights",
    }
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_is_named_with_its_remedy(newswire, tmp_path):
    lake = Lake(tmp_path / "lake")
    (tmp_path / "c.yaml").write_text(
        f"nightly:\n  lake: {lake.root}\n  inputs: [{tmp_path}/nowhere/%Y/*.txt]\n  metrics_file: {tmp_path}/no/m.prom\n"
    )
    with writer_lock(lake):
        done = newswire("doctor", "--config", tmp_path / "c.yaml", "--json")
    assert (done.returncode, done.stderr) == (74, "newswire: not fit for a night: inputs, metrics\n")
    assert states(done)["lock"] == "note"
    assert all(finding["remedy"] for finding in json.loads(done.stdout) if finding["state"] != "well")


def test_a_damaged_lake_and_a_closed_folder_are_bad(newswire, tmp_path):
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "current").symlink_to("elsewhere")
    assert states(newswire("doctor", "--lake", tmp_path / "lake", "--json"))["snapshot"] == "bad"
    closed = tmp_path / "closed"
    closed.mkdir()
    prefix = ()
    if os.geteuid() == 0:
        os.chown(closed, 65534, 65534)
        prefix = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    closed.chmod(0o555)
    found = states(newswire("doctor", "--lake", closed, "--json", prefix=prefix))
    assert (found["permissions"], found["hard links"]) == ("bad", "bad")


@pytest.fixture
def lake(tmp_path, newswire):
    """One article, an empty file, and one that is too large under the settings it was read with."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "good.txt").write_text("A headline\nA paragraph about the harbour and the ships in it.\n")
    (inbox / "empty.txt").touch()
    (inbox / os.fsdecode(b"caf\xe9.txt")).write_text("Another headline\nA paragraph about the coffee house. " + "It was full. " * 30 + "\n")
    (tmp_path / "tight.yaml").write_text("max_article_bytes: 300\n")
    assert newswire("ingest", inbox, "--lake", tmp_path / "lake", "--config", tmp_path / "tight.yaml").returncode == 0
    return tmp_path / "lake"


def test_what_was_mended_is_taken_once_and_the_rest_stays_rejected(newswire, ask, lake):
    assert ask(lake, "select reason from {rejects} order by 1") == [("empty",), ("too_large",)]
    planned = newswire("retry-rejects", "--lake", lake, "--dry-run")
    assert (planned.returncode, planned.stdout) == (0, "dry run, nothing written: 2 tried\n")
    first = json.loads(newswire("retry-rejects", "--lake", lake, "--json").stdout)
    assert (first["tried"], first["taken"], first["rejected"]) == (2, 1, 1)
    again = json.loads(newswire("retry-rejects", "--lake", lake, "--json").stdout)
    assert (again["tried"], again["taken"], again["snapshot"]) == (1, 0, first["snapshot"])
    assert json.loads(newswire("ingest", lake.parent / "inbox", "--lake", lake, "--json").stdout)["state"] == "unchanged"
    assert ask(lake, "select count(*), count(distinct article_id) from {articles}") == [(2, 2)]
    assert ask(lake, "select reason from {rejects}") == [("empty",)]


def test_only_some_reasons_are_tried_and_files_that_are_gone_are_not(newswire, lake):
    assert json.loads(newswire("retry-rejects", "--lake", lake, "--reason", "empty", "--json").stdout)["tried"] == 1
    (lake.parent / "inbox" / "empty.txt").unlink()
    assert json.loads(newswire("retry-rejects", "--lake", lake, "--reason", "empty", "--json").stdout)["tried"] == 0
