"""The limit: the pure functions of the text steps in a loop, in one process, with nothing written.

    python benchmarks/bare_loop.py FOLDER

Prints one JSON object: articles, seconds of the loop without imports and loading, and CPU seconds by step. What staging costs is
measured on the side and is in neither of the two.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from pipeline.run import spare_collector
from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch
from transforms.records import Batch, Chunk, Source

_BATCH = 250
_WARM_UP = 25
T = TypeVar("T")


class Clock:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def time(self, step: str, function: Callable[[], T]) -> T:
        """What the function returns; what it took is added to its step."""
        began = time.process_time()
        result = function()
        self.steps[step] = self.steps.get(step, 0.0) + time.process_time() - began
        return result


def main() -> None:
    """Prints the object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    sources = [_source(path) for path in sorted(parser.parse_args().folder.rglob("*.txt"))]
    for start in range(0, len(sources), max(len(sources) // 8, 1)):
        _text_steps(sources[start : start + _WARM_UP], Clock())
    spare_collector()
    clock, seconds, staging = Clock(), 0.0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(sources), _BATCH):
            began = time.perf_counter()
            batch = _text_steps(sources[start : start + _BATCH], clock)
            seconds += time.perf_counter() - began
            staging += _staging(batch, Path(folder))
    print(json.dumps({"articles": len(sources), "seconds": seconds, "steps": clock.steps, "staging": staging}))


def _source(path: Path) -> Source:
    status = path.stat()
    return Source(str(path), str(path), str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _text_steps(sources: list[Source], clock: Clock) -> Batch:
    chunk = Chunk("loop", date(2026, 11, 23), tuple(sources))
    batch = clock.time("decode", lambda: read_batch(chunk, max_article_bytes=2**24, max_paragraphs=50_000))
    batch = clock.time("language", lambda: detect_batch(batch))
    batch = clock.time("credits", lambda: strip_batch(batch))
    batch = clock.time("paragraphs", lambda: split_batch(batch))
    return clock.time("entities", lambda: extract_batch(batch))


def _staging(batch: Batch, folder: Path) -> float:
    from transforms.stage import stage_batch

    began = time.process_time()
    stage_batch(batch, folder)
    return time.process_time() - began


if __name__ == "__main__":
    main()
