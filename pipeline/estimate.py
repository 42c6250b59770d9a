"""Predict what a run would take: two samples are ingested for real, and what they took is drawn on in a straight line."""

from __future__ import annotations

import heapq
import math
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.expand import Queue, expand
from pipeline.ingest import Events, Ingest, ingest
from pipeline.lake.layout import Lake
from pipeline.listing import ListingRules, NoInputError, Passed, list_sources
from transforms.records import Batch, Chunk, Source

SAMPLE = 800
"""Articles: fewer see too many words for the first time, which makes an article dearer than it is in a long run."""

_SMALL_SHARE = 4
_SAMPLE_CHUNK = 50
_STEP_SAMPLE = 100
_WORKER_GROWTH = 1.1
"""A worker's memory after 5,000 articles to that after 800: words that it remembers."""

_COMMIT_MB, _COMMIT_SCALE_BYTES = 170, 30e6
"""What a commit holds beside DuckDB's memory (rows being sorted and written), and the input at which most of that is in use."""

_DISK_WHILE_RUNNING = 3
"""Of the lake's size: staged chunks and sorted pieces lie beside it until the commit."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run into a new lake would take on this machine.

    Attributes:
        files: Found below the inputs; in files of many articles each of these.
        input_mb: Their size.
        sampled: Files that were ingested to find out.
        workers: Processes.
        seconds: Of the whole command.
        articles_per_second: Files by seconds.
        worker_mb: Peak memory of each worker.
        parent_mb: Peak memory of the process that plans and publishes.
        lake_mb: The published snapshot.
        working_disk_mb: At most, while it runs.
        slowest_step: Of the text work.
        step_shares: Of the text work, by step.
    """

    files: int
    input_mb: float
    sampled: int
    workers: int
    seconds: float
    articles_per_second: float
    worker_mb: int
    parent_mb: int
    lake_mb: float
    working_disk_mb: float
    slowest_step: str
    step_shares: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Measured:
    """One sample, ingested."""

    files: int
    size_bytes: int
    start_s: float
    chunks_s: float
    publish_s: float
    lake_bytes: int
    workers: int


def estimate(ask: Ingest) -> Estimate:
    """What `ask` would take; its lake is not touched, samples go to a temporary folder.

    Raises:
        NoInputError: An input is not there, or holds no file.
    """
    rules = ListingRules(ask.config.source_names(), frozenset(ask.config.excluded_names), None)
    rules = replace(rules, limits=ask.config.limits())
    files, size_bytes, sample = _draw(_articles(list_sources(ask.inputs, rules, Passed()), rules))
    if not sample:
        raise NoInputError(f"{', '.join(ask.inputs)}: no file there to estimate from")
    small, large = (_measure(ask, sample[:count]) for count in (-(-len(sample) // _SMALL_SHARE), len(sample)))
    worker_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    parent_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = large.start_s + _draw_on(small, large, size_bytes, lambda one: one.chunks_s)
    seconds += _draw_on(small, large, size_bytes, lambda one: one.publish_s)
    lake_mb = _draw_on(small, large, size_bytes, lambda one: one.lake_bytes) / 1e6
    commit_mb = (ask.config.sort_memory_mb + _COMMIT_MB) * (1 - math.exp(-size_bytes / _COMMIT_SCALE_BYTES))
    shares = _step_shares(ask, sample[:_STEP_SAMPLE])
    return Estimate(
        files=files,
        input_mb=round(size_bytes / 1e6, 1),
        sampled=len(sample),
        workers=large.workers,
        seconds=round(seconds, 1),
        articles_per_second=round(files / seconds, 1),
        worker_mb=round(worker_mb * _WORKER_GROWTH),
        parent_mb=round(parent_mb + commit_mb),
        lake_mb=round(lake_mb, 1),
        working_disk_mb=round(lake_mb * _DISK_WHILE_RUNNING, 1),
        slowest_step=max(shares, key=shares.__getitem__),
        step_shares=shares,
    )


def _articles(files: Iterable[Source], rules: ListingRules) -> Iterator[Source]:
    """What the files are listed as."""
    queue = Queue(files)
    for source in queue:
        members = None if source.n_members or source.problem else expand(source, rules, Passed())
        if members is None:
            yield source
        else:
            queue.push(members)


def _draw(sources: Iterable[Source]) -> tuple[int, int, list[Source]]:
    """How many files, of how many bytes, and some of them at random, the same each time; memory holds no more than these."""
    dice = random.Random(1)
    files = size_bytes = 0
    kept: list[tuple[float, int, Source]] = []
    for source in sources:
        files += 1
        size_bytes += source.size_bytes
        heapq.heappush(kept, (dice.random(), files, source))
        if len(kept) > SAMPLE:
            heapq.heappop(kept)
    return files, size_bytes, [source for _, _, source in sorted(kept, key=lambda one: one[:2])]


def _measure(ask: Ingest, sources: list[Source]) -> _Measured:
    """The sources in a lake of their own, with chunks so small that every worker has some."""
    config = replace(ask.config, chunk_articles=min(_SAMPLE_CHUNK, ask.config.chunk_articles))
    in_order = sorted(sources, key=lambda source: source.key)
    with tempfile.TemporaryDirectory(prefix="newswire-estimate-") as folder:
        lake = Lake(Path(folder) / "lake")
        began = time.perf_counter()
        small = replace(ask, lake=lake, config=config, listing=lambda *_: iter(in_order))
        outcome = ingest(small, Events(planned=lambda _: None, progress=lambda _: None))
        whole = time.perf_counter() - began
        size = sum(path.stat().st_size for path in lake.snapshots.rglob("*") if path.is_file())
    took = outcome.seconds
    start_s = max(whole - took["chunks"] - took["publish"], 0.0)
    workers = max(outcome.workers, 1)
    size_bytes = sum(source.size_bytes for source in sources)
    return _Measured(len(sources), size_bytes, start_s, took["chunks"], took["publish"], size, workers)


def _draw_on(small: _Measured, large: _Measured, size_bytes: int, value: Callable[[_Measured], float]) -> float:
    """The value at `size_bytes` on the line through both samples; no line goes down."""
    step = large.size_bytes - small.size_bytes
    slope = max(value(large) - value(small), 0.0) / step if step > 0 else 0.0
    return value(large) + slope * (size_bytes - large.size_bytes)


def _step_shares(ask: Ingest, sources: list[Source]) -> dict[str, float]:
    """CPU time by step of the text work, the models loaded, as shares of one."""
    from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch

    config, settings = ask.config, ask.config.language_settings()
    steps: dict[str, Callable[[Batch], Batch]] = {
        "read": lambda batch: read_batch(
            batch.chunk,
            max_article_bytes=config.max_article_bytes,
            max_paragraphs=config.max_paragraphs,
            field_names=config.field_names,
        ),
        "language": lambda batch: detect_batch(batch, settings, config.source_languages),
        "credits": lambda batch: strip_batch(batch, config.agencies_path()),
        "paragraphs": lambda batch: split_batch(batch, settings),
        "entities": extract_batch,
    }
    took = dict.fromkeys(steps, 0.0)
    for _ in range(2):  # the first round loads models
        batch = Batch(Chunk("estimate", ask.logical_date, tuple(sources)), (), ())
        for name, step in steps.items():
            began = time.process_time()
            batch = step(batch)
            took[name] = time.process_time() - began
    total = sum(took.values()) or 1.0
    return {name: round(seconds / total, 3) for name, seconds in took.items()}
