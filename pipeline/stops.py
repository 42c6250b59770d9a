"""Signals to stop, held back while a commit is under way."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from pipeline.exit_codes import Terminated

_MOST_S = 4.0
"""So long a commit may go on after a signal; what it has not published by then is done again by the next run."""


class Stops:
    """The first SIGTERM or SIGINT raises `KeyboardInterrupt`, inside a shield at its end; a second one ends the process at once."""

    def __init__(self) -> None:
        """Nothing is caught before `install`."""
        self._noted: int | None = None
        self._shielded = False

    def install(self) -> None:
        """From now on."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """In the block a signal is only noted."""
        self._shielded = True
        try:
            yield
        finally:
            self._shielded = False
        if self._noted is not None:
            _stop(self._noted)

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self._noted is not None:
            os._exit(128 + number)
        self._noted = number
        if not self._shielded:
            _stop(number)
        timer = threading.Timer(_MOST_S, os._exit, [128 + number])
        timer.daemon = True
        timer.start()


def _stop(number: int) -> NoReturn:
    if number == signal.SIGTERM:
        raise Terminated
    raise KeyboardInterrupt
