"""What the kernel says of folders as it happens: a reason to look, never the truth."""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Sequence
from dataclasses import dataclass

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.inotify import InotifyObserver

_LOG = logging.getLogger(__name__)
_MOST = 100_000
"""Hints that are kept; where more come a search finds what they were about."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something happened.

    Attributes:
        renamed: It came here under another name, so a file is whole.
    """

    path: str
    renamed: bool


class Hints(FileSystemEventHandler):
    """Hints about folders, while in its block; none where the kernel gives none."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Nothing is watched before the block is entered."""
        self._folders = folders
        self._queue: queue.Queue[Hint] = queue.Queue(_MOST)
        self._observer: InotifyObserver | None = None
        self.lost = False

    @property
    def working(self) -> bool:
        """True where hints come."""
        return self._observer is not None

    def __enter__(self) -> Hints:
        logging.getLogger("watchdog").setLevel(logging.CRITICAL)  # what it could not watch is searched
        try:
            observer = InotifyObserver(generate_full_events=True)
            for folder in self._folders:
                observer.schedule(self, folder, recursive=True, event_filter=_KINDS)
            observer.start()
            self._observer = observer
        except OSError as error:
            _LOG.warning("no hints about changes: %s; files are found by searching alone", os.strerror(error.errno or 0))
        return self

    def __exit__(self, *_: object) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(1)

    def dispatch(self, event: FileSystemEvent) -> None:
        """Called by the observer's thread."""
        moved = isinstance(event, FileMovedEvent | DirMovedEvent)
        path = event.dest_path if moved else event.src_path
        if not path:
            return
        try:
            self._queue.put_nowait(Hint(os.fsdecode(path), moved))
        except queue.Full:
            self.lost = True

    def wait(self, seconds: float) -> Hint | None:
        """The next hint, or None where none comes in time."""
        try:
            return self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        except queue.Empty:
            return None


_KINDS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
