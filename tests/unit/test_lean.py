"""pandas stays out of the processes of a run, and whoever wants it still gets it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["apache_beam", "duckdb"])
def test_pandas_is_not_imported_and_can_be(module):
    script = f"""
import sys
from pipeline.lean import import_lean
import_lean({module!r})
import pyarrow
assert pyarrow.array(["a"]).to_pylist() == ["a"]
assert {{"pyarrow", {module!r}}} <= sys.modules.keys()
assert "pandas" not in sys.modules
import pandas
assert pandas.Series([1, 2]).sum() == 3
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_it_an_array_brings_pandas_in():
    script = "import sys, pyarrow; pyarrow.array(['a']); sys.exit('pandas' not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_no_process_of_a_run_imports_pandas(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("Headline\nThe council met and spoke about the bridge across the river.\n")
    command = [sys.executable, "-m", "pipeline", "ingest", str(tmp_path / "in"), "--lake", str(tmp_path / "lake")]
    done = subprocess.run(command, env={**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}, capture_output=True, text=True, check=False)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert {"apache_beam", "pyarrow", "duckdb"} <= imported
    assert not [name for name in imported if name.startswith("pandas.")], "trying to import it is no harm"
