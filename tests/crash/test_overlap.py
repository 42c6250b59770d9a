"""Two writers at once, with the lock and where it does not hold; a disk that fills up at many levels."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline.lake.layout import Lake
from pipeline.lake.lock import LockedError, writer_lock

sys.path.insert(0, str(Path(__file__).parent))
from faults import LAB, in_child, view

ROUNDS = int(os.environ.get("NEWSWIRE_ROUNDS", "6"))
LEVELS = int(os.environ.get("NEWSWIRE_LEVELS", "6"))


def start(lake: Path, number: int, texts: dict[str, str], *, locked: bool) -> int:
    """The pid of a child that runs these texts into the lake."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        lab = LAB.Lab(lake)
        lab.number = number
        if locked:
            with writer_lock(Lake(lake)):
                lab.run(texts)
        else:
            lab.run(texts)
        code = 0
    except LockedError:
        code = 75
    except Exception:  # noqa: BLE001 # another writer was in the way, in whatever manner
        code = 74
    finally:
        os._exit(code)


def run_into(lake: Path, texts: dict[str, str]) -> int:
    LAB.Lab(lake).run(texts)
    return 0


@pytest.mark.parametrize("locked", [True, False])
def test_of_two_writers_at_once_none_is_seen_halfway(tmp_path, locked):
    dice = random.Random(5)
    ends: Counter[str] = Counter()
    for number in range(ROUNDS):
        lake = tmp_path / f"lake{number}"
        base = {"a": "ar: one", "b": "tr: two"}
        LAB.Lab(lake).run(base)
        runs = [{"a": f"ar: round {number}", "c": "fa: three"}, {"b": f"tr: other {number}", "d": "en: four"}]
        pids = [start(lake, 100 + 100 * at, texts, locked=locked) for at, texts in enumerate(runs)]
        if number % 3 == 2:
            time.sleep(dice.uniform(0, 0.3))
            os.kill(pids[0], signal.SIGKILL)
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        ends.update(map(str, codes))
        found = view(lake)
        assert isinstance(found, dict), found
        assert LAB.Lab(lake).damage() == []
        rows = dict(LAB.Lab(lake).rows("select source_uri[5:], text from {articles}"))
        for texts, code in zip(runs, codes, strict=True):
            taken = [rows.get(key) == text for key, text in texts.items()]
            assert all(taken) or not any(taken)
            assert code != 0 or all(taken)
        again = LAB.Lab(lake)
        again.number = 300
        again.run(base | runs[0] | runs[1])
        assert dict(again.rows("select source_uri[5:], text from {articles}")) == base | runs[0] | runs[1]
    sys.stderr.write(f"\n{ROUNDS} rounds {'with' if locked else 'without'} the lock, exit codes {dict(ends)}\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_fills_at_any_level_leaves_the_old_state_and_the_next_run_succeeds(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount")
    failed = 0
    try:
        texts = {f"k{number}": f"ar: text {number} " + os.urandom(400).hex() for number in range(100)}
        lab = LAB.Lab(disk / "lake")
        lab.run(dict(list(texts.items())[:20]))
        for level in range(LEVELS):
            used = int(
                subprocess.run(["df", "--output=used", "-k", str(disk)], capture_output=True, text=True, check=True).stdout.split()[1]
            )
            subprocess.run(["mount", "-o", f"remount,size={used + 8 + 400 * level // LEVELS}k", str(disk)], check=True)
            old = view(disk / "lake")
            code = in_child(lambda round_=level: run_into(disk / "lake", texts | {"level": f"ar: level {round_}"}))
            changed = view(disk / "lake") != old
            assert (code == 0) == changed
            assert code in {0, 74}
            failed += code != 0
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            lab.gc(1)
        lab.run(texts | {"level": "ar: last"})
        assert lab.rows("select count(*) from {articles}") == [(101,)]
        assert lab.damage() == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    sys.stderr.write(f"\n{LEVELS} levels of free space, {failed} failed, none wrong\n")
    assert failed
