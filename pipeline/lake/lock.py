"""One writer at a time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.lake.layout import Lake


class LockedError(Exception):
    """Another process is writing to this lake."""


WRITER = "lock"
WATCHER = "watch.lock"
"""Held for as long as a watcher lives, while it takes the other only for the length of a round."""

_DOES = {WRITER: "written", WATCHER: "watched"}
_POLL_S = 0.2


@contextmanager
def writer_lock(lake: Lake, wait_s: float = 0, name: str = WRITER) -> Iterator[None]:
    """While this is held no other newswire writes to the lake; the kernel lets go of it when the process dies.

    Args:
        lake: Whose.
        wait_s: How long to wait while somebody else holds it.
        name: Of the lock; what is said here of writing holds for `lock`.

    Raises:
        LockedError: Somebody else holds it still; the message names the process.
    """
    lake.store.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lake.store / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + wait_s
        while not _is_taken(descriptor):
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
                raise LockedError(f"{lake.root} is being {_DOES[name]} by process {holder}; try again when it has ended")
            time.sleep(_POLL_S)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
