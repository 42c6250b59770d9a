"""Raw bytes in, exact rows out: every seed, every column that does not name this machine."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("regenerate", Path(__file__).with_name("regenerate.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
regenerate = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(regenerate)

FILES = sorted(str(path.relative_to(regenerate.ROOT / "seeds")) for path in (regenerate.ROOT / "seeds").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    return regenerate.rows_of_seeds()


@pytest.mark.parametrize("file", FILES)
def test_a_seed_gives_its_golden_rows(found, file):
    assert found[file] == regenerate.golden_path(file).read_text("utf-8"), "meant? then: python tests/golden/regenerate.py --all"


def test_there_is_no_golden_file_without_its_seed():
    assert {path.name for path in (regenerate.HERE / "seeds").iterdir()} == {regenerate.golden_path(file).name for file in FILES}
