"""List the inputs: every file below the given folders, in the order of its key."""

from __future__ import annotations

import heapq
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from transforms.records import Reason, Source

_UNDECODABLE = re.compile(r"[\udc80-\udcff\\]")


class NoInputError(Exception):
    """An input that was named is not there."""


@dataclass(slots=True)
class Passed:
    """What was passed over without a row anywhere.

    Attributes:
        hidden: Files and folders whose name starts with a dot: editors, synchronisers and downloads use these for what is not finished.
    """

    hidden: int = field(default=0)


@dataclass(frozen=True, slots=True)
class ListingRules:
    """What is listed under which name.

    Attributes:
        names: Source name by folder, from the configuration; otherwise a folder's absolute path is its name.
        excluded_names: File names that are listed as rejects.
        lake: The output folder, which is never an input even where it lies below one.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    excluded_names: frozenset[str] = frozenset()
    lake: Path | None = None


def list_sources(inputs: Sequence[str], rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """Every file named by or below the inputs, once, sorted by key; links below a folder are listed and not followed.

    Args:
        inputs: Files and folders.
        rules: What is listed under which name.
        passed: Counts what is passed over.

    Raises:
        NoInputError: An input does not exist, cannot be entered or is the lake; raised at once, before anything is listed.
    """
    found = [_one_input(Path(given), rules, passed) for given in inputs]
    return _once(heapq.merge(*found, key=lambda source: source.key))


def readable_path(path: str) -> str:
    r"""The path as text that can be stored; bytes that are not UTF-8 become `\xNN`, and a backslash is doubled.

    >>> readable_path("a/" + os.fsdecode(b"caf\xe9.txt"))
    'a/caf\\xe9.txt'
    """
    return _UNDECODABLE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\x{ord(m[0]) - 0xDC00:02x}", path)


def _once(sources: Iterable[Source]) -> Iterator[Source]:
    last = None
    for source in sources:
        if source.key != last:
            yield source
        last = source.key


def _one_input(given: Path, rules: ListingRules, passed: Passed) -> Iterator[Source]:
    try:
        root = given.resolve(strict=True)
        if rules.lake and (rules.lake == root or rules.lake in root.parents):
            raise NoInputError(f"{readable_path(str(given))} is in the lake itself; name the folder that the articles are in")
        if not root.is_dir():
            return iter([_source(str(root), _key_prefix(root.parent, rules.names), root.name, frozenset())])
        with os.scandir(root):
            pass
    except FileNotFoundError:
        raise NoInputError(f"{readable_path(str(given))}: no such file or folder") from None
    except OSError as error:
        raise NoInputError(f"{readable_path(str(given))}: {os.strerror(error.errno or 0)}") from None
    return _walk(str(root), _key_prefix(root, rules.names), "", rules, passed)


def _key_prefix(folder: Path, names: Mapping[str, str]) -> str:
    return names.get(str(folder), readable_path(str(folder))).rstrip("/") + "/"


def _walk(folder: str, prefix: str, below: str, rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """Depth first; a folder sorts as its name with a slash, so that keys come out in order."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (readable_path(entry.name) + ("/" if entry.is_dir(follow_symlinks=False) else ""), entry.name) for entry in entries
            )
    except OSError as error:
        yield _unreadable_folder(folder, prefix, below, error)
        return
    for shown, name in found:
        if name.startswith("."):
            passed.hidden += 1
        elif shown.endswith("/"):
            if rules.lake is None or f"{folder}/{name}" != str(rules.lake):
                yield from _walk(f"{folder}/{name}", prefix, f"{below}{shown}", rules, passed)
        else:
            yield _source(f"{folder}/{name}", prefix, f"{below}{shown}", rules.excluded_names)


def _source(path: str, prefix: str, below: str, excluded: frozenset[str]) -> Source:
    name = below.rsplit("/", 1)[-1]
    problem, detail = (Reason.EXCLUDED_NAME, f"{name} is in excluded_names of the configuration") if name in excluded else (None, "")
    try:
        status = os.lstat(path)
    except OSError:  # gone since it was listed, or its folder cannot be searched: reading it tells which
        return Source(prefix + below, readable_path(path), path, 0, 0, 0, problem, detail)
    return Source(prefix + below, readable_path(path), path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, problem, detail)


def _unreadable_folder(folder: str, prefix: str, below: str, error: OSError) -> Source:
    detail = f"folder: {os.strerror(error.errno or 0)}; what is in it was not listed"
    return Source(prefix + below, readable_path(folder) + "/", folder, 0, 0, 0, Reason.UNREADABLE, detail)
