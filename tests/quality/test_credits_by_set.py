"""What comes off the real news sets is what came off when `credits_by_set.json` was written, so that a change of a rule shows itself."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).with_name("credits_by_set.py")


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("credits_by_set", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()
TABLE = json.loads(script.TABLE.read_text("utf-8"))


def test_the_table_has_a_row_for_each_set() -> None:
    assert sorted(TABLE) == sorted(script.SETS)


@pytest.mark.parametrize("name", script.SETS)
def test_a_set_loses_what_the_table_says(name: str) -> None:
    folder = os.environ.get("NEWSWIRE_DATA")
    if not folder:
        pytest.skip("NEWSWIRE_DATA is not set: the news sets are not part of the project")
    row, strings = script.measure(Path(folder) / "news" / name)
    assert row["articles"] >= 10
    assert row == TABLE[name], f"most frequent now: {strings.most_common(30)}; if that is right: python {SCRIPT.name} --write"


@pytest.mark.parametrize("name", [name for name in script.SETS if script.LINES in name] + ["en/bbc"])
def test_sets_without_credits_lose_nothing(name: str) -> None:
    assert (TABLE[name]["with_credit"], TABLE[name]["removed_chars"]) == (0, 0)
