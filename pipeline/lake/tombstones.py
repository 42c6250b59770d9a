"""What was forgotten and must not come back: digests, never names, so that a tombstone gives nothing away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

from pipeline.lake.durable import write_durably
from pipeline.lake.layout import Lake


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One thing that was forgotten.

    Attributes:
        kind: `source` for a key, a path or what lies below it, `content` for a content hash under any key.
        digest: The content hash, or 32 hex digits of the SHA-256 of a key (which is its `article_id`), a path, or the folder of either.
        reason: As the operator gave it.
        forgotten_at: ISO 8601 in UTC.
        done: False from the moment that it holds until the lake has nothing of it any more.
    """

    kind: str
    digest: str
    reason: str
    forgotten_at: str
    done: bool


class Tombstones:
    """All of a lake."""

    def __init__(self, stones: Iterable[Tombstone] = ()) -> None:
        self.stones = tuple(stones)
        self.contents = frozenset(stone.digest for stone in self.stones if stone.kind == "content")
        self._sources = frozenset(stone.digest for stone in self.stones if stone.kind == "source")

    @property
    def pending(self) -> bool:
        """True where a forgetting was begun and did not end."""
        return not all(stone.done for stone in self.stones)

    def covers(self, key: str, uri: str, member: str = "", content_hash: str | None = None) -> bool:
        """True where a source of this key, at this path, in a container as this member, with this content must not be in the lake."""
        if content_hash in self.contents:
            return True
        return bool(self._sources) and any(digest in self._sources for name in (key, uri) for digest in _digests(name, member))

    def with_more(self, stones: Iterable[Tombstone]) -> Tombstones:
        """These and others; the same thing forgotten twice is one."""
        known = {(stone.kind, stone.digest): stone for stone in self.stones}
        return Tombstones((known | {(stone.kind, stone.digest): stone for stone in stones}).values())

    def all_done(self) -> Tombstones:
        """The same, with nothing pending."""
        return Tombstones(replace(stone, done=True) for stone in self.stones)


def source_digest(name: str) -> str:
    """The digest of a key, a path or a folder, without a slash at its end.

    >>> source_digest("ilkha/a.txt") == source_digest("ilkha/a.txt/")
    True
    """
    return _digest(name.rstrip("/"))


def read_tombstones(lake: Lake) -> Tombstones:
    """What was forgotten in this lake."""
    try:
        rows = json.loads(_path(lake).read_text("utf-8"))
    except FileNotFoundError:
        return Tombstones()
    return Tombstones(Tombstone(**row) for row in rows)


def write_tombstones(lake: Lake, stones: Tombstones) -> None:
    """They hold from now on, also after a power cut."""
    write_durably(_path(lake), (json.dumps([asdict(stone) for stone in stones.stones], ensure_ascii=False, indent=1) + "\n").encode())


def _path(lake: Lake) -> Path:
    return lake.store / "tombstones.json"


def _digests(name: str, member: str) -> Iterator[str]:
    """Of the name, of the container that it lies in, and of every folder above that."""
    yield _digest(name)
    if member:
        name = name.removesuffix(f"#{member}")
        yield _digest(name)
    while "/" in name:
        name = name.rsplit("/", 1)[0]
        yield _folder_digest(name)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8")).hexdigest()[:32]


_folder_digest = lru_cache(4_096)(_digest)
