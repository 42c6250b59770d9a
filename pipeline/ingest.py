"""One run: lock, recover, plan, do the chunks, publish."""

from __future__ import annotations

import json
import logging
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import chain
from typing import TypeAlias

from pipeline.config import Config
from pipeline.expand import expand
from pipeline.graph_settings import GraphSettings
from pipeline.lake.build import LostRowsError
from pipeline.lake.containers import find_known_containers
from pipeline.lake.forget import finish_forgetting
from pipeline.lake.gc import Keeping
from pipeline.lake.layout import Lake
from pipeline.lake.ledger import RunRecord, record_run
from pipeline.lake.lock import writer_lock
from pipeline.lake.merge import RunContext
from pipeline.lake.publish import Planned, PublishSettings, publish
from pipeline.lake.recover import drop_staged_chunks, recover, staged_chunk_ids
from pipeline.lake.rows import fold_alike
from pipeline.lake.staged import read_staged
from pipeline.lake.state import ProvenSources, SeenSource, seen_sources
from pipeline.lake.tombstones import Tombstones, read_tombstones
from pipeline.lean import import_lean
from pipeline.listing import ListingRules, Passed, list_sources
from pipeline.plan import Plan, PlanSettings, Seen, make_plan
from pipeline.run import RunSettings, WorkerPool, run_chunks
from pipeline.versions import all_versions
from transforms.records import Source
from transforms.text.entities.engine import CAMEL

_LOG = logging.getLogger(__name__)
_PUBLISH_THREADS = 2
_RECENT_ROWS = 8_192  # at 100,000 sources writing all of them takes half a second, writing so many takes a twentieth
_CAMEL_CHUNKS = 16  # chunks with the engine camel are so many times smaller: 256 KiB of Arabic are 24,000 tokens, two minutes
_CAMEL_TIME = 4  # and have so many times longer, which lets an article of 2 MB pass


Listing: TypeAlias = Callable[[Sequence[str], ListingRules, Passed], Iterator[Source]]
"""Inputs, rules, and what counts what they pass over; sorted by key."""


Known: TypeAlias = Callable[[Lake, str], Iterator[SeenSource]]
"""Lake and first key; what is known of sources from that key on, sorted by key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a process that stays keeps from one run to the next.

    Attributes:
        pool: Its workers.
        versions: Of code and models, which do not change under it.
        run_id: Of the run that its commits belong to.
        before: The record of this run after its last commit, None before the first.
        keeping: Which older snapshots stay.
        shield: In its block no signal stops the process.
    """

    pool: WorkerPool
    versions: Mapping[str, str]
    run_id: str
    before: RunRecord | None
    keeping: Keeping
    shield: Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Ingest:
    """What the user asked for.

    Attributes:
        inputs: Files and folders.
        lake: Where to.
        logical_date: The run's `--date`.
        reprocess: Make the rows of unchanged articles again.
        beam_flags: For Beam, without a runner where the local one is meant.
        distributed: True where the flags name another runner than the local one.
        listing: What lists the sources where not everything below the inputs is meant.
        wait_s: How long to wait while another run writes to the lake.
        labels: What the run is to be known by in its `counts`.
        seen: What the lake knows of what is listed.
        standing: None where the process ends with the run.
    """

    inputs: tuple[str, ...]
    lake: Lake
    config: Config
    logical_date: date
    reprocess: bool = False
    beam_flags: tuple[str, ...] = ()
    distributed: bool = False
    listing: Listing = list_sources
    wait_s: float = 0
    labels: Mapping[str, str | int] = field(default_factory=dict)
    seen: Known = seen_sources
    standing: Standing | None = None

    def versions(self) -> dict[str, str]:
        """Of code and models."""
        return dict(self.standing.versions) if self.standing else all_versions(self.config)

    def context(self, started: float, digest: str) -> RunContext:
        """What the run brings to its decisions."""
        run_id, before = (self.standing.run_id, self.standing.before) if self.standing else (_run_id(started), None)
        began = datetime.fromtimestamp(started, UTC)
        return RunContext(run_id, began, self.logical_date, digest, self.reprocess, self.labels, before=before)


@dataclass(frozen=True, slots=True)
class Events:
    """What is told while a run goes on.

    Attributes:
        planned: Called once, before any work.
        progress: Called with the number of articles done since the last call.
    """

    planned: Callable[[Plan], None]
    progress: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended.

    Attributes:
        record: As in the ledger.
        passed: What was passed over.
        outdated: Unchanged articles that were made by an older version or under other settings.
        resumed: Sources whose chunks an earlier run had finished.
        workers: Processes used.
        seconds: By step: `plan`, `chunks`, `publish`.
    """

    record: RunRecord
    passed: Passed
    outdated: int
    resumed: int
    workers: int
    seconds: Mapping[str, float]

    def to_json(self) -> str:
        """The record, with the seconds of each step, as one line for a program."""
        steps = {name: round(seconds, 3) for name, seconds in self.seconds.items()}
        return json.dumps(json.loads(self.record.to_json()) | {"step_seconds": steps, "workers": self.workers}, ensure_ascii=False)


def plan_only(ask: Ingest) -> tuple[Plan, Passed]:
    """What a run would do; nothing is written, not even the lake's folder."""
    return _plan(ask, ask.config.digest(ask.versions()), dry=True)


def ingest(ask: Ingest, events: Events) -> Outcome:
    """Everything below the inputs is in the lake, each file counted in exactly one way, or the lake is as it was.

    Raises:
        NoInputError: An input is not there; nothing was touched.
        LockedError: Another run writes to this lake.
        OSError: The disk is full, read-only or failing; the lake is as it was.
        WorkerError: The same, met by a worker.
    """
    import_lean()
    started = time.time()
    versions = ask.versions()
    digest = ask.config.digest(versions)
    ask.listing(ask.inputs, _listing_rules(ask), Passed())  # a missing input is refused before a lake is made
    run = ask.context(started, digest)
    took: dict[str, float] = {}
    with writer_lock(ask.lake, ask.wait_s), _recorded(ask.lake, run, versions) as records:
        with _timed(took, "plan"):
            recover(ask.lake)
            run = replace(run, refused_contents=_settle_tombstones(ask, versions).contents)
            plan, passed = _plan(ask, digest, dry=False)
        events.planned(plan)
        drop_staged_chunks(ask.lake, keep=plan.chunk_sizes)
        resumed = _finished_before(ask, plan)
        events.progress(sum(resumed.values()))
        with _timed(took, "chunks"):
            chunk_ids, workers = _do_chunks(ask, plan, resumed, digest, events)
        with _timed(took, "publish"), ask.standing.shield() if ask.standing else nullcontext():
            records.append(_publish(ask, plan, chunk_ids, run, versions))
    return Outcome(records[0], passed, plan.outdated, sum(resumed.values()), workers, took)


@contextmanager
def _timed(took: dict[str, float], step: str) -> Iterator[None]:
    """The seconds of the block are noted under the step's name."""
    began = time.perf_counter()
    yield
    took[step] = time.perf_counter() - began


@contextmanager
def _recorded(lake: Lake, run: RunContext, versions: dict[str, str]) -> Iterator[list[RunRecord]]:
    """What the run leaves in the list is in the ledger, or, where it leaves nothing, a failed run; the ledger itself never fails a run."""
    records: list[RunRecord] = []
    try:
        yield records
    finally:
        record = records[0] if records else _failed(run, versions)
        try:
            if run.before is None or record.state == "committed":
                record_run(lake, record)
        except (sqlite3.Error, OSError) as error:
            level = logging.WARNING if records else logging.DEBUG  # a failed run has its own line
            _LOG.log(level, "the run is not in the ledger of %s: %s", lake.root, error)


def _failed(run: RunContext, versions: dict[str, str]) -> RunRecord:
    now = datetime.now(UTC)
    seconds = round((now - run.started_at).total_seconds(), 3)
    times = (run.started_at.isoformat(), now.isoformat())
    counts = json.dumps(dict(run.labels))
    return RunRecord(run.run_id, *times, "failed", 0, 0, 0, 0, 0, 0, 0, run.config_digest, json.dumps(versions), counts, seconds)


def _plan(ask: Ingest, digest: str, *, dry: bool) -> tuple[Plan, Passed]:
    passed = Passed()
    rules = _listing_rules(ask)
    files = ask.listing(ask.inputs, rules, passed)
    config = at_pace(ask.config)
    settings = PlanSettings(ask.logical_date, config.chunk_articles, config.chunk_bytes, digest, ask.reprocess, time.time_ns())
    settings = replace(
        settings,
        is_forgotten=read_tombstones(ask.lake).covers,
        expand=lambda file: expand(file, rules, passed),
        max_article_bytes=config.max_article_bytes,
    )
    first = next(files, None)
    seen = _seen(ask, first.key) if first else Seen()
    files = chain([first] if first else [], files)
    if dry:
        return make_plan(files, seen, settings, None), passed
    proven = ProvenSources(ask.lake)
    plan = make_plan(files, seen, replace(settings, on_proven=proven.add), ask.lake.plan_folder)
    proven.save()
    return plan, passed


def _seen(ask: Ingest, first_key: str) -> Seen:
    containers = find_known_containers(seen_sources(ask.lake, first_key, in_containers=True)) if ask.seen is seen_sources else {}
    return Seen(ask.seen(ask.lake, first_key), containers)


def _listing_rules(ask: Ingest) -> ListingRules:
    return ListingRules(
        ask.config.source_names(), frozenset(ask.config.excluded_names), ask.lake.root.resolve(), limits=ask.config.limits()
    )


def _finished_before(ask: Ingest, plan: Plan) -> dict[str, int]:
    staged = staged_chunk_ids(ask.lake)
    return {chunk_id: size for chunk_id, size in plan.chunk_sizes.items() if chunk_id in staged}


def _do_chunks(ask: Ingest, plan: Plan, done: Mapping[str, int], digest: str, events: Events) -> tuple[list[str], int]:
    left = {chunk_id: size for chunk_id, size in plan.chunk_sizes.items() if chunk_id not in done}
    config, lake = at_pace(ask.config), ask.lake
    graph = GraphSettings(
        str(lake.plan_folder),
        str(lake.staged_folder),
        config.max_article_bytes,
        config.max_paragraphs,
        config.language_settings(),
        config.source_languages,
        config.agencies_path(),
        config.entity_engine,
        config.field_names,
    )
    if not left:
        return list(done), 0
    if ask.distributed:
        from pipeline.local import run_graph  # imports Beam

        run_graph(list(left), graph, ask.beam_flags)
        events.progress(sum(left.values()))
        return [*done, *left], 0
    workers = max(1, min(config.workers or usable_cores(), len(left)))
    settings = RunSettings(workers, config.chunk_time_limit_s, digest, ask.beam_flags)
    return [*done, *run_chunks(left, graph, settings, events.progress, ask.standing.pool if ask.standing else None)], workers


def usable_cores() -> int:
    """Cores that this process may run on, which a container may have cut."""
    return len(os.sched_getaffinity(0))


def _publish(ask: Ingest, plan: Plan, chunk_ids: Sequence[str], run: RunContext, versions: dict[str, str]) -> RunRecord:
    staged = read_staged(ask.lake, sorted(chunk_ids))
    settled = plan.unchanged + plan.rejected.total()
    if settled + staged.n_sources != plan.listed:
        raise LostRowsError(
            f"{plan.listed} listed, {settled} settled and {staged.n_sources} staged; nothing was published; please report this"
        )
    settings = publish_settings(ask.config, versions)
    if ask.standing:
        settings = replace(settings, fold=fold_alike, keeping=ask.standing.keeping, recent_rows=_RECENT_ROWS)
    return publish(ask.lake, staged, planned=Planned(plan.unchanged, plan.rejected), run=run, settings=settings)


def publish_settings(config: Config, versions: Mapping[str, str]) -> PublishSettings:
    """How a commit under this configuration sorts and signs."""
    return PublishSettings(config.sort_memory_mb, _PUBLISH_THREADS, f"newswire {versions['newswire']}", json.dumps(dict(versions)))


def _settle_tombstones(ask: Ingest, versions: Mapping[str, str]) -> Tombstones:
    """What must not be taken; what a crash kept from being forgotten is forgotten."""
    finish_forgetting(ask.lake, publish_settings(ask.config, versions))
    return read_tombstones(ask.lake)


def _run_id(started: float) -> str:
    return f"{datetime.fromtimestamp(started, UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def at_pace(config: Config) -> Config:
    """The configuration with chunks as large, and a time limit as long, as the entity engine is fast.

    On one core camel-tools' model reads some two hundred tokens a second, the default engine tens of thousands: a chunk of the usual size
    would outlast its limit, and its articles would be rejected as too slow.
    """
    if config.entity_engine != CAMEL:
        return config
    return replace(
        config,
        chunk_articles=max(1, config.chunk_articles // _CAMEL_CHUNKS),
        chunk_bytes=max(1, config.chunk_bytes // _CAMEL_CHUNKS),
        chunk_time_limit_s=config.chunk_time_limit_s * _CAMEL_TIME,
    )


def with_options(config: Config, workers: int | None = None, entity_engine: str | None = None) -> Config:
    """The configuration with what was asked for on the command line; None was not."""
    config = config if workers is None else replace(config, workers=workers)
    return config if entity_engine is None else replace(config, entity_engine=entity_engine)
