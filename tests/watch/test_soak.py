"""Round after round: memory, open files and files of the lake stay flat; `make soak` runs the long form."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("watch_bench", Path(__file__).parent / "conftest.py")
assert _SPEC
assert _SPEC.loader
kit = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(kit)

ROUNDS = int(os.environ.get("NEWSWIRE_SOAK_ROUNDS", "20"))
MB_A_ROUND = 0.5
"""Caches fill and allocators keep what they got: over the few rounds of the short form that is all there is to see."""


def family(pid: int) -> list[int]:
    children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
    return [pid, *(below for child in children for below in family(child))]


def held(pid: int) -> tuple[float, int]:
    """Memory in MB and open files of a process and all below it."""
    pids = family(pid)
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in pids)
    return pages * os.sysconf("SC_PAGESIZE") / 2**20, sum(len(os.listdir(f"/proc/{one}/fd")) for one in pids)  # noqa: PTH208 # a count


def test_memory_and_open_files_stay_flat_and_snapshots_go(cold):
    cold.config.write_text(cold.config.read_text() + "  keep_snapshots_s: 2\n")
    process = cold.start()
    kit.until(lambda: cold.status().get("state") == "watching")
    warm = max(ROUNDS // 4, 10)
    before = (0.0, 0)
    for number in range(ROUNDS):
        cold.put(f"n{number:05d}", kit.article(f"n{number:05d}"))
        kit.until(lambda at_least=number + 2: cold.status()["commits"] >= at_least)
        if number == warm:
            before = held(process.pid)
    after = held(process.pid)
    sys.stderr.write(
        f"\n{ROUNDS} rounds: {before[0]:.0f} MB and {before[1]} files after {warm}, {after[0]:.0f} MB and {after[1]} at the end\n"
    )
    assert len(cold.versions()) == ROUNDS
    assert after[1] <= before[1] + 2
    assert after[0] - before[0] < 10 + MB_A_ROUND * min(ROUNDS - warm, 100)
    assert len(list((cold.lake / ".store/snapshots").iterdir())) < min(ROUNDS, 40)
    assert len(list((cold.lake / "current").resolve().rglob("*.parquet"))) < 40
