"""Every file-system call of a commit fails once, or is the last one of a killed process. `make crash` breaks every call in every way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FAULTS = int(os.environ.get("NEWSWIRE_FAULTS", "12"))
"""For each operation; 0 is all of them."""

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    library = tmp_path_factory.mktemp("shim") / "faults.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(HERE / "faults.c"), "-ldl"], check=True)
    return library


@pytest.mark.parametrize("operation", ["publish", "forget", "rollback", "compact", "nightly"])
def test_a_commit_whose_calls_fail_or_are_its_last_is_whole_or_did_not_happen(shim, tmp_path, operation):
    command = [sys.executable, str(HERE / "faults.py"), str(tmp_path), operation, str(FAULTS)]
    done = subprocess.run(command, env={**os.environ, "LD_PRELOAD": str(shim)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    sys.stderr.write(f"\n{operation}: {told['calls']} calls, faults {told['faults']}\n")
    assert told["calls"] > 100
    assert told["wrong"] == []
