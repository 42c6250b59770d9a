"""Ingest a folder with one and with two workers, and again: articles a second, CPU, peak memory of every process.

    python benchmarks/ingest.py FOLDER [--workers 1 2]

Absolute figures belong to the machine; the ratio of the lines is what can be compared. Lakes go to a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def main() -> None:
    """Prints one line a run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    arguments = parser.parse_args()
    print(f"{'run':<12} {'files':>7} {'seconds':>8} {'files/s':>8} {'CPU s':>7}  peak MB of each process")
    for workers in arguments.workers:
        with tempfile.TemporaryDirectory() as lake:
            for name in (f"{workers} workers", "again"):
                measure(name, arguments.folder, Path(lake) / "lake", workers)


def measure(name: str, folder: Path, lake: Path, workers: int) -> None:
    """One line: a run of the command, watched from outside."""
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--lake", str(lake), "--workers", str(workers), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peaks: dict[int, int] = {}
    watcher = threading.Thread(target=watch, args=(process.pid, peaks), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    listed = json.loads(output)["listed"]
    told = " ".join(f"{peak // 1024}" for _, peak in sorted(peaks.items()))
    print(f"{name:<12} {listed:>7,} {seconds:>8.1f} {listed / seconds:>8.0f} {cpu:>7.1f}  {told}")


def watch(root: int, peaks: dict[int, int]) -> None:
    """Keeps the highest resident size, in KB, of a process and all below it, until it is gone."""
    while Path(f"/proc/{root}").exists():
        for pid in family(root):
            peaks[pid] = max(peaks.get(pid, 0), high_water_kb(pid))
        time.sleep(0.1)


def family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in family(int(child)))]


def high_water_kb(pid: int) -> int:
    """VmHWM of a process, 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
