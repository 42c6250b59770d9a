"""A few nights with late files, corrections, crashes and a compaction equal a recount of the raw inputs; `make year` runs a year."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NIGHTS = int(os.environ.get("NEWSWIRE_NIGHTS", "6"))
ARTICLES = int(os.environ.get("NEWSWIRE_NIGHT_ARTICLES", "24"))


@pytest.mark.skipif("NEWSWIRE_DATA" not in os.environ, reason="NEWSWIRE_DATA does not name the evaluation data")
def test_a_year_of_nights_equals_a_recount_of_the_raw_inputs(tmp_path):
    script = Path(__file__).parent / "year.py"
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(NIGHTS), str(ARTICLES)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    sys.stderr.write(f"\n{told}\n")
    assert told["wrong"] == []
    assert told["equal"] == {"articles": True, "originals": True, "rejects": True}
    assert told["corrections"] == told["corrections_in_lake"] > 0
    assert told["live_files_after_compaction"] <= 200
    if NIGHTS >= 365:
        assert told["cpu_seconds_of_last_nights"] <= 1.3 * told["cpu_seconds_of_night_10"]
