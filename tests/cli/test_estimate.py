"""`newswire estimate`: what it says is drawn from real runs, and it leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """More articles than a sample has, no two alike."""
    folder = tmp_path_factory.mktemp("many") / "in"
    folder.mkdir()
    seeds = [path for path in sorted((ROOT / "seeds").glob("*.txt")) if path.stat().st_size > 200]
    for number in range(1000):
        text = seeds[number % len(seeds)].read_bytes()
        (folder / f"{number:04d}.txt").write_bytes(text + b"\n%d\n" % number if b"\0" not in text else text)
    return folder


def test_the_disk_that_is_predicted_is_what_a_run_then_takes(newswire, many, tmp_path):
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    told = json.loads(newswire("estimate", many, "--workers", 1, "--json", env=environment).stdout)
    assert (told["files"], told["sampled"], told["workers"]) == (1000, 800, 1)
    assert told["input_mb"] == pytest.approx(sum(path.stat().st_size for path in many.iterdir()) / 1e6, abs=0.05)
    assert newswire("ingest", many, "--lake", tmp_path / "lake", "--workers", 1).returncode == 0
    taken = sum(path.stat().st_size for path in (tmp_path / "lake/.store/snapshots").rglob("*") if path.is_file()) / 1e6
    assert taken * 0.7 < told["lake_mb"] < taken * 1.3
    assert told["working_disk_mb"] > told["lake_mb"]
    assert not list((tmp_path / "tmp").glob("newswire-estimate-*"))


def test_a_few_files_are_all_ingested_to_find_out_and_the_steps_sum_up(newswire, inbox):
    told = json.loads(newswire("estimate", inbox, "--json").stdout)
    assert told["sampled"] == told["files"] == 40
    assert sum(told["step_shares"].values()) == pytest.approx(1, abs=0.01)
    assert told["slowest_step"] == max(told["step_shares"], key=told["step_shares"].get)
    assert told["seconds"] > 0
    assert told["articles_per_second"] == pytest.approx(40 / told["seconds"], rel=0.1)
    assert 100 < told["worker_mb"] < 2000
    assert 50 < told["parent_mb"] < 2000


def test_it_is_told_in_words_too(newswire, inbox):
    told = newswire("estimate", *sorted(inbox.glob("0*.txt"))[:3]).stdout
    assert [line.split()[0] for line in told.splitlines()] == ["3", "time", "memory", "disk", "slowest"]


def test_nothing_to_estimate_from_is_no_input(newswire, inbox, tmp_path):
    assert newswire("estimate", tmp_path / "nowhere").returncode == 66
    shutil.rmtree(inbox)
    inbox.mkdir()
    nothing = newswire("estimate", inbox)
    assert (nothing.returncode, "no file there" in nothing.stderr) == (66, True)
    assert newswire("estimate", inbox, "--workers", -1).returncode == 64
