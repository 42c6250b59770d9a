"""Run a command and say what it cost: time, CPU of all its processes, and the most memory that each of them held."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
NEWSWIRE = (sys.executable, "-m", "pipeline")
_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost.

    Attributes:
        peaks_mb: The high-water mark of each process, the command itself first.
    """

    output: str
    seconds: float
    cpu_s: float
    peaks_mb: tuple[int, ...]


def watch(command: Sequence[object], environment: Mapping[str, str] | None = None) -> Cost:
    """The command has ended well.

    Raises:
        SystemExit: It has not; what it said on stderr is shown.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    )
    peaks: dict[int, int] = {}
    watcher = threading.Thread(target=_note_peaks, args=(process.pid, peaks), daemon=True)
    watcher.start()
    output, told = process.communicate()
    seconds = time.monotonic() - began
    watcher.join()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{told[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(output, seconds, cpu, tuple(round(peak / 1024) for peak in peaks.values() if peak > 16 * 1024))


def bytes_below(folder: Path) -> int:
    """Size of all files below a folder; a file with several names counts once."""
    found = {status.st_ino: status.st_size for path in folder.rglob("*") if path.is_file() for status in [path.stat()]}
    return sum(found.values())


def _note_peaks(root: int, peaks: dict[int, int]) -> None:
    """Keeps the highest resident size, in KB, of a process and all below it, until it is gone."""
    while Path(f"/proc/{root}").exists() and (_high_water_kb(root) or not peaks):
        for pid in _family(root):
            peaks[pid] = max(peaks.get(pid, 0), _high_water_kb(pid))
        time.sleep(_EVERY_S)


def _family(pid: int) -> list[int]:
    """A process and all below it, whichever thread started them."""
    children: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += task.read_text().split()
        except OSError:
            continue
    return [pid, *(one for child in children for one in _family(int(child)))]


def _high_water_kb(pid: int) -> int:
    """VmHWM of a process, 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
