"""One writer at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.lake.layout import Lake


class LockedError(Exception):
    """Another process is writing to this lake."""


@contextmanager
def writer_lock(lake: Lake) -> Iterator[None]:
    """While this is held no other newswire writes to the lake; the kernel lets go of it when the process dies.

    Raises:
        LockedError: Somebody else holds it; the message names the process.
    """
    lake.store.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lake.store / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise LockedError(f"{lake.root} is being written by process {holder}; try again when it has ended") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)
