"""pandas stays out of the processes of a run, and whoever wants it still gets it."""

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
