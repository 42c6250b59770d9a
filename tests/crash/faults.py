"""Break one file-system call of an operation at a time, in a forked child, and look at what is left.

Run under LD_PRELOAD of faults.c by `test_faults.py`; prints one JSON object: how many calls, how many faults, and what was wrong.
"""

from __future__ import annotations

import ctypes
import errno
import importlib.util
import json
import logging
import os
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb

from pipeline.lake.layout import Lake
from pipeline.lake.tombstones import read_tombstones

KINDS = {
    "killed before": 1,
    "killed after": 2,
    "short write": 3,
    "ENOSPC": 1000 + errno.ENOSPC,
    "EIO": 1000 + errno.EIO,
    "EROFS": 1000 + errno.EROFS,
}
COUNT_ONLY = -1
DAY_ONE = {"a": "ar: one", "b": "ar: two @2024-02-01", "c": "tr: CANARY", "copy": "ar: one", "bad": None}
DAY_TWO = {
    "a": "ar: one",
    "b": "ar: two changed",
    "c": "tr: CANARY",
    "copy": "ar: one",
    "bad": "en: good now",
    "d": "fa: four",
    "worse": None,
}
GENERATIONS = ("articles", "paragraphs", "mentions", "rejects")


def load_lab() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lab", Path(__file__).parent.parent / "lake" / "conftest.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LAB = load_lab()
OPERATIONS: dict[str, Callable[[Any], object]] = {
    "publish": lambda lab: lab.run(DAY_TWO),
    "forget": lambda lab: lab.forget("c"),
    "rollback": lambda lab: lab.rollback(1),
    "compact": lambda lab: lab.compact(),
}


def operate(operation: str, case: Path) -> int:
    """The exit code of an operation on the lake; what it raises is for `in_child` to judge."""
    if operation == "nightly":
        import forked

        return forked.run_here(("nightly", "--config", str(case.parent / "nightly.yaml"), "--date", "2024-08-22", "--quiet"))
    OPERATIONS[operation](LAB.Lab(case))
    return 0


def make_base(folder: Path, operation: str) -> None:
    """The lake that every case starts from; for a compaction it has two files in a partition."""
    if operation == "nightly":
        make_night(folder)
        return
    lab = LAB.Lab(folder)
    lab.run(DAY_ONE)
    if operation == "compact":
        import pipeline.lake.rows as rows

        usual, rows.SMALL_FILE_BYTES = rows.SMALL_FILE_BYTES, 0
        lab.run({"e": "ar: three"})
        rows.SMALL_FILE_BYTES = usual
    else:
        lab.run({"e": "ar: three"})


def make_night(base: Path) -> None:
    """The first of two nights is in the lake; the second has new articles and a reject, and is one commit."""
    import forked

    inbox, config = base.parent / "inbox", base.parent / "nightly.yaml"
    forked.warm(base.parent)
    for night, names in ((21, "abc"), (22, "de")):
        (inbox / f"2024/08/{night}").mkdir(parents=True)
        for name in names:
            (inbox / f"2024/08/{night}/{name}.txt").write_text(f"Headline {name}\nThe council of {name} spoke about the bridge.\n")
    text = "nightly:\n  lake: {}\n  inputs: [{}/%Y/%m/%d/*.txt]\n  settle_s: 0\n  late_days: 0\n"
    config.write_text(text.format(base, inbox))
    assert in_child(lambda: forked.run_here(("nightly", "--config", str(config), "--date", "2024-08-21"))) == 0
    (inbox / "2024/08/22/a.txt").touch()
    config.write_text(text.format(base.parent / "case", inbox))


def view(lake: Path) -> dict[str, list[Any]] | str:
    """What a plain glob shows, or the error."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        try:
            return {
                table: connection.sql(
                    f"select * exclude ({'run_id, rejected_at' if table == 'rejects' else 'x'}) from (select *, 1 as x from read_parquet("
                    f"'{lake}/current/{table}/**/*.parquet')) order by all"
                ).fetchall()
                for table in GENERATIONS
            }
        except duckdb.Error as error:
            return str(error)


class Shim:
    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self._library.fault_name.restype = ctypes.c_char_p
        self._library.fault_count.restype = ctypes.c_long

    def arm(self, folder: Path, number: int, kind: int) -> None:
        self._library.fault_arm(str(folder).encode(), ctypes.c_long(number), kind)

    def told(self) -> str:
        return f"{self._library.fault_count()} {self._library.fault_name().decode()}"


def in_child(work: Callable[[], int]) -> int:
    """Exit code of the work in a child of its own, as the command line would give it; minus the signal where it was killed."""
    pid = os.fork()
    if pid == 0:
        logging.disable()
        try:
            os._exit(work())
        except OSError:
            os._exit(74)
        except BaseException as error:  # noqa: BLE001 # whatever it is, the child ends here
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(70)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def count_calls(shim: Shim, base: Path, case: Path, operation: str) -> int:
    read, write = os.pipe()

    def work() -> int:
        shim.arm(case, COUNT_ONLY, 0)
        code = operate(operation, case)
        os.write(write, shim.told().encode())
        return code

    shutil.copytree(base, case, symlinks=True)
    assert in_child(work) == 0
    count = int(os.read(read, 100).split()[0])
    shutil.rmtree(case)
    return count


def try_fault(shim: Shim, folders: tuple[Path, Path], operation: str, fault: tuple[str, int], views: Sequence[Any]) -> list[str]:
    """What is wrong after one fault, and after the retry."""
    (base, case), (kind, number), (old, new) = folders, fault, views
    shutil.copytree(base, case, symlinks=True)

    def work() -> int:
        shim.arm(case, number, KINDS[kind])
        return operate(operation, case)

    code = in_child(work)
    found = view(case)
    wrong = wrong_ending(found, views) + wrong_exit_code(kind, code, committed=is_committed(base, case, operation))
    if operation != "rollback" or found == old:
        wrong += wrong_retry(case, operation, new)
    if damage := LAB.Lab(case).damage():
        wrong.append(f"damaged: {damage[0]}")
    shutil.rmtree(case)
    return [f"{operation}, call {number}, {kind}: {text}" for text in wrong]


def is_committed(base: Path, case: Path, operation: str) -> bool:
    """True where the operation has done all it is there for: a new snapshot, and for forgetting nothing left to remove."""
    swapped = (case / "current").readlink() != (base / "current").readlink()
    return swapped and (operation != "forget" or not read_tombstones(Lake(case)).pending)


def wrong_ending(found: object, views: Sequence[Any]) -> list[str]:
    """Readers must see the old state or the new one."""
    if found in views:
        return []
    return ["neither old nor new" if isinstance(found, dict) else f"cannot be read: {found}"]


def wrong_exit_code(kind: str, code: int, *, committed: bool) -> list[str]:
    """The exit code must be 0 if and only if the work is done; a killed process says nothing."""
    if kind.startswith("killed"):
        return [] if code in {-signal.SIGKILL, 0} else [f"exit code {code}"]
    if code not in {0, 74} or (code == 0) != committed:
        return [f"exit code {code}, {'committed' if committed else 'not committed'}"]
    return []


def wrong_retry(case: Path, operation: str, new: object) -> list[str]:
    """The same again must bring the new state, with nobody having repaired anything."""
    wrong = []
    if (again := in_child(lambda: operate(operation, case))) != 0:
        wrong.append(f"the retry ended with {again}")
    if view(case) != new:
        wrong.append("the retry did not bring the new state")
    if operation == "forget" and any(b"CANARY" in path.read_bytes() for path in case.rglob("*") if path.is_file()):
        wrong.append("the canary is still there")
    return wrong


def main(folder: Path, operation: str, limit: int) -> None:
    """Every call with every fault, or `limit` of them, drawn with a fixed seed."""
    shim, base, case = Shim(), folder / "base", folder / "case"
    make_base(base, operation)
    old = view(base)
    shutil.copytree(base, case, symlinks=True)
    assert in_child(lambda: operate(operation, case)) == 0
    new = view(case)
    shutil.rmtree(case)
    assert isinstance(new, dict)
    calls = count_calls(shim, base, case, operation)
    faults = [(kind, number) for kind in KINDS for number in range(calls)]
    if limit:
        faults = sorted(random.Random(7).sample(faults, min(limit, len(faults))))
    wrong = [text for fault in faults for text in try_fault(shim, (base, case), operation, fault, (old, new))]
    sys.stdout.write(json.dumps({"calls": calls, "faults": Counter(kind for kind, _ in faults), "wrong": wrong}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
