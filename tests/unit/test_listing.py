from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.listing import ListingRules, NoInputError, Passed, list_sources
from transforms.records import Reason


def keys(*inputs: Path, rules: ListingRules | None = None) -> list[str]:
    return [source.key for source in list_sources([str(one) for one in inputs], rules or ListingRules(), Passed())]


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_files_come_in_the_order_of_their_keys_whatever_the_folders(tmp_path):
    write(tmp_path, "a.txt", "a/b.txt", "a-b.txt", "b/a/c.txt", "b.txt", "aé.txt", "ب.txt")
    found = keys(tmp_path)
    assert found == sorted(found)
    assert len(found) == 7


def test_overlapping_inputs_list_a_file_once(tmp_path):
    write(tmp_path, "a.txt", "sub/b.txt")
    assert keys(tmp_path, tmp_path / "sub", tmp_path / "sub/b.txt") == keys(tmp_path)


def test_a_named_folder_gives_its_name_to_what_is_below_it_however_it_is_reached(tmp_path):
    write(tmp_path, "in/sub/b.txt")
    rules = ListingRules(names={str(tmp_path / "in"): "agency"})
    for reached in (tmp_path / "in", tmp_path / "in/sub", tmp_path / "in/sub/b.txt"):
        assert keys(reached, rules=rules) == ["agency/sub/b.txt"]
    assert keys(tmp_path / "in", tmp_path / "in/sub", rules=rules) == ["agency/sub/b.txt"]


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A folder that is removed by a program that can: neither Python nor pytest removes one that is nested so far."""
    yield tmp_path
    subprocess.run(["rm", "-rf", str(tmp_path)], check=True)


def nest(folder: Path, name: str, depth: int) -> int:
    """Folders in folders; returns a descriptor of the innermost."""
    descriptor = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=descriptor)
        deeper = os.open(name, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = deeper
    return descriptor


def test_folders_nested_without_end_are_listed_without_recursion(deep):
    innermost = nest(deep, "d", 1500)
    os.close(os.open("end.txt", os.O_CREAT | os.O_WRONLY, dir_fd=innermost))
    os.close(innermost)
    (source,) = list_sources([str(deep)], ListingRules(), Passed())
    assert source.key.endswith("/end.txt")


def test_a_folder_too_deep_for_a_path_is_one_row_that_says_so(deep):
    os.close(nest(deep, "d" * 120, 40))
    (source,) = list_sources([str(deep)], ListingRules(), Passed())
    assert source.problem == Reason.UNREADABLE
    assert "File name too long" in source.detail


def test_a_link_to_a_folder_is_listed_and_not_followed(tmp_path):
    write(tmp_path, "in/a.txt", "other/b.txt")
    (tmp_path / "in/link").symlink_to(tmp_path / "other")
    assert [key.split("/")[-1] for key in keys(tmp_path / "in")] == ["a.txt", "link"]


def test_names_that_are_not_text_have_keys_of_their_own(tmp_path):
    for name in (b"caf\xe9", rb"caf\xe9", "café".encode()):
        (tmp_path / os.fsdecode(name)).write_text("x")
    found = [key.split("/")[-1] for key in keys(tmp_path)]
    assert sorted(found) == sorted(["caf\\xe9", "caf\\\\xe9", "café"])


def test_an_empty_name_is_no_input():
    with pytest.raises(NoInputError, match="an empty name"):
        list_sources([""], ListingRules(), Passed())
