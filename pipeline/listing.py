"""List the inputs: every file below the given folders, in the order of its key."""

from __future__ import annotations

import errno
import glob
import heapq
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path

from transforms.containers.entry import Limits
from transforms.records import Reason, Source

_READABLE = re.compile(r"\\\\|\\x([0-9a-f]{2})")
_UNDECODABLE = re.compile(r"[\udc80-\udcff\\]")


class NoInputError(Exception):
    """An input that was named is not there."""


@dataclass(slots=True)
class Passed:
    """What was passed over without a row anywhere.

    Attributes:
        hidden: Files and folders whose name starts with a dot: editors, synchronisers and downloads use these for what is not finished.
        unsettled: Files that changed so short a time ago that they may still be written.
    """

    hidden: int = field(default=0)
    unsettled: int = field(default=0)


@dataclass(frozen=True, slots=True)
class ListingRules:
    """What is listed under which name.

    Attributes:
        names: Source name by folder, from the configuration; otherwise a folder's absolute path is its name.
        excluded_names: File names that are listed as rejects.
        lake: The output folder, which is never an input even where it lies below one.
        unsettled_ns: Files that changed between these two times are passed over.
        limits: Of containers.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    excluded_names: frozenset[str] = frozenset()
    lake: Path | None = None
    unsettled_ns: tuple[int, int] = (0, 0)
    limits: Limits = field(default_factory=Limits)


def match_inputs(patterns: Sequence[str], day: date) -> list[str]:
    """What the patterns name on a day, sorted; `**` is any folders, and nothing hidden is matched by a wildcard.

    Args:
        patterns: With the fields of `strftime`, as `inbox/%Y/%m/%d/*.txt`.
        day: For these fields.
    """
    named = [day.strftime(str(Path(pattern).expanduser())) for pattern in patterns]
    return sorted({path for name in named for path in glob.iglob(name, recursive=True)})  # noqa: PTH207 # may be absolute


def list_matches(paths: Sequence[str], rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """Every file of the paths and below them that has settled, once, sorted by key; links are listed and not followed.

    Unlike a file that a person names, one that a pattern matched may be in `excluded_names`, and may have gone again.
    """
    files, folders = [], []
    for path in map(Path, paths):
        root = path.parent.resolve() / path.name
        if rules.lake is not None and (rules.lake == root or rules.lake in root.parents):
            continue
        if root.is_dir() and not root.is_symlink():
            folders.append(_walk(str(root), _key_prefix(root, rules.names), rules, passed))
        else:
            files.append(source_of(str(root), _key_prefix(root.parent, rules.names), readable_path(root.name), rules.excluded_names))
    merged = heapq.merge(sorted(files, key=lambda source: source.key), *folders, key=lambda source: source.key)
    return _settled(_once(merged), rules, passed)


def list_paths(paths: Iterable[tuple[str, str]], rules: ListingRules) -> list[Source]:
    """The sources of these paths and keys as a listing would find them, sorted by key; what is gone again is left out.

    A path that ends in a slash is a folder that could not be entered.
    """
    found = []
    for path, key in paths:
        if path.endswith("/"):
            found.append(_unreadable_folder(path, key, PermissionError(errno.EACCES, "Permission denied")))
        elif os.path.lexists(path):
            found.append(source_of(path, "", key, rules.excluded_names))
    return sorted(found, key=lambda source: source.key)


def key_prefix(folder: Path, rules: ListingRules) -> str:
    """What keys of sources in a resolved folder begin with."""
    return _key_prefix(folder, rules.names)


def list_sources(inputs: Sequence[str], rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """Every file named by or below the inputs, once, sorted by key; links below a folder are listed and not followed.

    Args:
        inputs: Files and folders.
        rules: What is listed under which name.
        passed: Counts what is passed over.

    Raises:
        NoInputError: An input does not exist, cannot be entered or is the lake; raised at once, before anything is listed.
    """
    if "" in inputs:
        raise NoInputError("an empty name was given as input; is a variable of the shell not set?")
    found = [_one_input(Path(given), rules, passed) for given in inputs]
    return _once(heapq.merge(*found, key=lambda source: source.key))


def readable_path(path: str) -> str:
    r"""The path as text that can be stored; bytes that are not UTF-8 become `\xNN`, and a backslash is doubled.

    >>> readable_path("a/" + os.fsdecode(b"caf\xe9.txt"))
    'a/caf\\xe9.txt'
    """
    return _UNDECODABLE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\x{ord(m[0]) - 0xDC00:02x}", path)


def real_path(readable: str) -> str:
    r"""The path that `readable_path` made readable.

    >>> real_path(readable_path("a\\b/" + os.fsdecode(b"caf\xe9.txt"))) == "a\\b/" + os.fsdecode(b"caf\xe9.txt")
    True
    """
    return _READABLE.sub(lambda m: "\\" if m[0] == "\\\\" else chr(0xDC00 + int(m[1], 16)), readable)


def _once(sources: Iterable[Source]) -> Iterator[Source]:
    last = None
    for source in sources:
        if source.key != last:
            yield source
        last = source.key


def _settled(sources: Iterable[Source], rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """A file's inode changes with every write and when it is moved in; a time far ahead is of a wrong clock, and no reason to wait."""
    begin, end = rules.unsettled_ns
    for source in sources:
        if begin <= source.ctime_ns < end:
            passed.unsettled += 1
        else:
            yield source


def _one_input(given: Path, rules: ListingRules, passed: Passed) -> Iterator[Source]:
    try:
        root = given.resolve(strict=True)
        if rules.lake and (rules.lake == root or rules.lake in root.parents):
            raise NoInputError(f"{readable_path(str(given))} is in the lake itself; name the folder that the articles are in")
        if not root.is_dir():
            return iter([source_of(str(root), _key_prefix(root.parent, rules.names), root.name, frozenset())])
        with os.scandir(root):
            pass
    except FileNotFoundError:
        raise NoInputError(f"{readable_path(str(given))}: no such file or folder") from None
    except OSError as error:
        raise NoInputError(f"{readable_path(str(given))}: {os.strerror(error.errno or 0)}") from None
    return _walk(str(root), _key_prefix(root, rules.names), rules, passed)


def _key_prefix(folder: Path, names: Mapping[str, str]) -> str:
    """What keys of sources in the folder begin with: the name of the nearest named folder above it and the way down from there."""
    for above in (folder, *folder.parents):
        if str(above) in names:
            below = readable_path(str(folder.relative_to(above)))
            return f"{names[str(above)]}/" if below == "." else f"{names[str(above)]}/{below}/"
    return readable_path(str(folder)).rstrip("/") + "/"


def _walk(root: str, prefix: str, rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """Every file below a folder, depth first, without recursion, since folders may be nested without end.

    A folder sorts as its name with a slash, so that keys come out in order.
    """
    stack = [(root + "/", "")]  # what is next on top; a path that ends in a slash is a folder
    while stack:
        path, below = stack.pop()
        if not path.endswith("/"):
            yield source_of(path, prefix, below, rules.excluded_names)
            continue
        try:
            stack += _entries(path, below, rules, passed)
        except OSError as error:
            yield _unreadable_folder(path, prefix + below, error)


def _entries(folder: str, below: str, rules: ListingRules, passed: Passed) -> list[tuple[str, str]]:
    """Paths and shown paths of what is in a folder, the last first."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            mark = "/" if entry.is_dir(follow_symlinks=False) else ""
            if entry.name.startswith("."):
                passed.hidden += 1
            elif rules.lake is None or folder + entry.name != str(rules.lake):
                found.append((folder + entry.name + mark, below + readable_path(entry.name) + mark))
    return sorted(found, key=itemgetter(1), reverse=True)


def source_of(path: str, prefix: str, below: str, excluded: frozenset[str]) -> Source:
    """The file at the path as it is now, whatever it is.

    Args:
        path: To open it.
        prefix: What its key begins with.
        below: The rest of the key.
        excluded: Names of files that are rejects.
    """
    name = below.rsplit("/", 1)[-1]
    problem, detail = (Reason.EXCLUDED_NAME, f"{name} is in excluded_names of the configuration") if name in excluded else (None, "")
    try:
        status = os.lstat(path)
    except OSError:  # gone since it was listed, or its folder cannot be searched: reading it tells which
        return Source(prefix + below, readable_path(path), path, 0, 0, 0, problem, detail)
    return Source(prefix + below, readable_path(path), path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, problem, detail)


def _unreadable_folder(folder: str, key: str, error: OSError) -> Source:
    detail = f"folder: {os.strerror(error.errno or 0)}; what is in it was not listed"
    return Source(key, readable_path(folder), folder, 0, 0, 0, Reason.UNREADABLE, detail)
