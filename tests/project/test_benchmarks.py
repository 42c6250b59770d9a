"""What the benchmarks rest on: inputs that are no duplicates, and costs that are those of all processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = sorted(path.name for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text("utf-8"))


def corpus(folder: Path, *options: object) -> dict[str, bytes]:
    command = [sys.executable, ROOT / "benchmarks/corpus.py", ROOT / "seeds", folder, *options]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.txt")}


def test_no_two_articles_of_a_corpus_are_alike_and_the_same_arguments_give_the_same(tmp_path):
    found = corpus(tmp_path / "a", "--articles", 70)
    assert len(found) == len(set(found.values())) == 70
    assert found == corpus(tmp_path / "b", "--articles", 70)
    assert sum(map(len, corpus(tmp_path / "c", "--articles", 70, "--bytes", 200).values())) < sum(map(len, found.values())) / 2


def test_the_corpus_is_ingested_without_a_duplicate(tmp_path):
    corpus(tmp_path / "in", "--articles", 70)
    command = [sys.executable, "-m", "pipeline", "ingest", tmp_path / "in", "--lake", tmp_path / "lake", "--json"]
    told = json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=ROOT).stdout)
    assert (told["listed"], told["duplicate"]) == (70, 0)
    assert told["ingested"] > 60
    assert set(told["step_seconds"]) == {"plan", "chunks", "publish"}


def test_what_a_command_costs_holds_the_processes_below_it(tmp_path):
    child = "import time; held = bytearray(90_000_000); began = time.process_time()\nwhile time.process_time() < began + 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    script = f"import sys; from watch import watch; cost = watch([sys.executable, '-c', {parent!r}]); print(cost.cpu_s, max(cost.peaks_mb))"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT / "benchmarks", capture_output=True, text=True, check=True)
    cpu_s, peak_mb = map(float, told.stdout.split())
    assert cpu_s > 0.3
    assert 85 < peak_mb < 300


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_benchmark_says_how_it_is_called(script):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'training'}"}
    command = [sys.executable, ROOT / "benchmarks" / script, "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment)
    assert f"python benchmarks/{script}" in told.stdout
