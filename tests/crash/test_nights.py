"""`newswire nightly` killed at random moments: nothing lost, doubled or torn, and nothing to repair. `make crash` runs the long form."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

KILLS = int(os.environ.get("NEWSWIRE_NIGHT_KILLS", "4"))
MINUTES = float(os.environ.get("NEWSWIRE_NIGHT_MINUTES", "600"))


def test_random_kills_of_nightly_runs_lose_double_and_tear_nothing(tmp_path):
    script = Path(__file__).parent / "nights.py"
    command = [sys.executable, str(script), str(tmp_path), str(KILLS), str(MINUTES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    sys.stderr.write(f"\n{told}\n")
    assert told["wrong"] == []
    assert told["kills"] >= 1
