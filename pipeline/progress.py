"""One line that shows how far a run is, on a terminal only."""

from __future__ import annotations

import time
from typing import TextIO


class Progress:
    """Articles done, articles a second and time left; silent where the stream is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        """Nothing is written before `start`."""
        self._stream = stream
        self._shown = stream.isatty()
        self._total = 0
        self._done = 0
        self._resumed = 0
        self._began = 0.0

    def start(self, total: int) -> None:
        """There are so many articles to read."""
        self._total, self._began = total, time.monotonic()
        self._write()

    def add(self, count: int) -> None:
        """So many more are done."""
        if self._done == 0:
            self._resumed = count if time.monotonic() - self._began < 1 else 0
        self._done += count
        self._write()

    def end(self) -> None:
        """The line is gone."""
        if self._shown and self._total:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _write(self) -> None:
        if not self._shown or not self._total:
            return
        rate = (self._done - self._resumed) / max(time.monotonic() - self._began, 0.001)
        text = f"{self._done:,} of {self._total:,} articles"
        if rate > 0 and self._done > self._resumed:
            left = round((self._total - self._done) / rate)
            text += f", {rate:.0f}/s, {left // 60}:{left % 60:02d} left"
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
