"""Find what is new in folders: a search tells the truth, a hint only says where to look first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.listing import ListingRules, NoInputError, key_prefix, readable_path, real_path

_TICK_NS = 20_000_000
"""Two changes within a tick of the file system's clock, at most 10 ms, leave the same times; a younger file waits this long."""


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that is followed.

    Attributes:
        folder: Resolved, with a slash at its end.
        prefix: What the keys below it begin with.
    """

    folder: str
    prefix: str

    def key_of(self, path: str) -> str:
        """The key of a file below it."""
        return self.prefix + readable_path(path[len(self.folder) :])


@dataclass(slots=True)
class Waiting:
    """A file that is new or has changed.

    Attributes:
        signature: Of size and times, as in the scanner's memory.
        due_ns: When it will have settled.
        noticed_at: When it was first noticed.
    """

    path: str
    key: str
    size_bytes: int
    signature: int
    due_ns: int
    noticed_at: float


def find_roots(inputs: Sequence[str], rules: ListingRules) -> list[Root]:
    """The folders to follow.

    Raises:
        NoInputError: One is not there, is no folder, holds or is in another one, or is in the lake.
    """
    folders: list[Path] = []
    for given in inputs:
        folder = Path(given).expanduser().resolve()
        if not given or not folder.is_dir():
            raise NoInputError(f"{readable_path(given)}: no such folder; watch follows folders")
        if rules.lake is not None and (rules.lake == folder or rules.lake in folder.parents):
            raise NoInputError(f"{readable_path(given)} is in the lake itself; name the folder that the articles are in")
        if any(folder in (other, *other.parents) or other in folder.parents for other in folders):
            raise NoInputError(f"{readable_path(given)} is followed already with another folder; name one of the two")
        folders.append(folder)
    return [Root(str(folder).rstrip("/") + "/", key_prefix(folder, rules)) for folder in folders]


class Scanner:
    """What lies in the folders, what of it has been taken, and what waits.

    Of each file that was taken two numbers are kept, a hash of its path and one of its size and times: some 100 bytes a file. A chance
    clash of 64 bits is less likely than a broken disk.
    """

    def __init__(self, roots: Sequence[Root], lake: Path, settle_s: float, most: int) -> None:
        """Nothing is known yet; `lake` is passed over where it lies below a root, and at most `most` files wait."""
        self._roots, self._lake, self._settle_ns, self._most = roots, f"{lake}/", int(settle_s * 1e9), most
        self._known: dict[int, int] = {}
        self._waiting: dict[str, Waiting] = {}
        self._taken: dict[str, Waiting] = {}
        self.overflowed = False

    @property
    def backlog(self) -> int:
        """Files that wait."""
        return len(self._waiting)

    @property
    def known(self) -> int:
        """Files that are taken."""
        return len(self._known)

    def lag_s(self, now: float) -> float:
        """How long the file that waits longest has been waiting."""
        first = next(iter(self._waiting.values()), None)
        return max(now - first.noticed_at, 0.0) if first else 0.0

    def remember(self, key: str, signature: tuple[int, int, int]) -> None:
        """The lake has the file of this key, with this size and these times of last change."""
        for root in self._roots:
            if key.startswith(root.prefix):
                self._known[hash(root.folder + real_path(key[len(root.prefix) :]))] = hash(signature)

    def search(self) -> None:
        """Every file of the folders that is new or has changed waits; what is gone is forgotten.

        Raises:
            OSError: A root cannot be read; what was known stays known.
        """
        there: dict[int, int] = {}
        self.overflowed = False
        for root in self._roots:
            with os.scandir(root.folder):
                pass
            for path, status in _walk(root.folder, self._lake):
                if status is not None:
                    number, signature = hash(path), hash((status.st_size, status.st_mtime_ns, status.st_ctime_ns))
                    if self._known.get(number) == signature:
                        there[number] = signature
                        continue
                    if number in self._known:
                        there[number] = self._known[number]
                self._notice(root, path, status, renamed=False)
        self._known = there

    def look_at(self, path: str, *, renamed: bool) -> None:
        """The file, or every file below the folder, waits if it is new or has changed.

        Args:
            path: Of something that may have changed; it may be gone again.
            renamed: It was renamed into place, so it is whole.
        """
        root = self._root_of(path)
        if root is None or (path + "/").startswith(self._lake) or "/." in path[len(root.folder) - 1 :]:
            return
        try:
            status = os.lstat(path)
        except OSError:
            return
        if not os.path.isdir(path) or os.path.islink(path):  # noqa: PTH112, PTH114 # text, since the path may not be UTF-8
            self._notice(root, path, status, renamed=renamed)
            return
        for below, found in _walk(path + "/", self._lake):
            self._notice(root, below, found, renamed=False)

    def take(self, count: int, size_bytes: int) -> list[Waiting]:
        """Up to so many files that have settled, the longest waiting first, and no more once they reach `size_bytes`."""
        now_ns = time.time_ns()
        size = 0
        for path, waiting in list(self._waiting.items()):
            if len(self._taken) >= count or size >= size_bytes:
                break
            if waiting.due_ns > now_ns:
                continue
            fresh = self._look_again(waiting, now_ns)
            if fresh is None:
                continue
            self._taken[path] = self._waiting.pop(path)
            size += fresh.size_bytes
        return list(self._taken.values())

    def next_due_s(self) -> float | None:
        """Seconds until a waiting file will have settled; None where none waits."""
        due = min((waiting.due_ns for waiting in self._waiting.values()), default=None)
        return None if due is None else max((due - time.time_ns()) / 1e9, 0.0)

    def settle(self) -> None:
        """What was taken is in the lake."""
        for path, waiting in self._taken.items():
            self._known[hash(path)] = waiting.signature
        self._taken = {}

    def give_back(self) -> None:
        """What was taken waits again, before all others."""
        self._waiting = self._taken | self._waiting
        self._taken = {}

    def _look_again(self, waiting: Waiting, now_ns: int) -> Waiting | None:
        """The file, if it is still as it was noticed; what is written to again waits on, and what is gone waits no more."""
        if waiting.path.endswith("/"):
            return waiting
        try:
            status = os.lstat(waiting.path)
        except OSError:
            del self._waiting[waiting.path]
            return None
        signature = hash((status.st_size, status.st_mtime_ns, status.st_ctime_ns))
        if signature == waiting.signature:
            return waiting
        waiting.signature, waiting.size_bytes, waiting.due_ns = signature, status.st_size, self._due(status, now_ns, renamed=False)
        return waiting if waiting.due_ns <= now_ns else None

    def _notice(self, root: Root, path: str, status: os.stat_result | None, *, renamed: bool) -> None:
        now_ns = time.time_ns()
        signature = hash((status.st_size, status.st_mtime_ns, status.st_ctime_ns)) if status else hash(path)
        waiting = self._waiting.get(path) or self._taken.get(path)
        if self._known.get(hash(path)) == signature or (waiting and waiting.signature == signature and not renamed):
            return
        if path not in self._waiting and len(self._waiting) >= self._most:
            self.overflowed = True
            return
        due_ns = self._due(status, now_ns, renamed=renamed) if status else now_ns
        noticed_at = waiting.noticed_at if waiting and path in self._waiting else time.time()
        self._waiting[path] = Waiting(path, root.key_of(path), status.st_size if status else 0, signature, due_ns, noticed_at)

    def _due(self, status: os.stat_result, now_ns: int, *, renamed: bool) -> int:
        """A time far ahead is of a wrong clock, and no reason to wait."""
        wait_ns = _TICK_NS if renamed else self._settle_ns
        return status.st_ctime_ns + wait_ns if now_ns - wait_ns <= status.st_ctime_ns < now_ns + wait_ns else now_ns

    def _root_of(self, path: str) -> Root | None:
        return next((root for root in self._roots if path.startswith(root.folder)), None)


def _walk(folder: str, lake: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Path and status of every file below a folder that does not hide; without a status, a folder that cannot be entered."""
    stack = [folder]
    while stack:
        here = stack.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        below = here + entry.name + "/"
                        if below != lake:
                            stack.append(below)
                        continue
                    try:
                        yield here + entry.name, entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
        except FileNotFoundError:
            continue
        except OSError:
            yield here, None
