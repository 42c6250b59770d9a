"""Follow folders: discover, plan, run the same bounded graph, publish, over and over in one process whose workers stay."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from pipeline.config import Config
from pipeline.hints import Hints
from pipeline.ingest import Events, Ingest, Standing, ingest, publish_settings, usable_cores
from pipeline.lake.contents import count_live_files
from pipeline.lake.forget import finish_forgetting
from pipeline.lake.gc import Keeping
from pipeline.lake.layout import Lake
from pipeline.lake.ledger import RunRecord
from pipeline.lake.lock import WATCHER, LockedError, writer_lock
from pipeline.lake.maintain import maintenance_run, rewrite_without, small_files
from pipeline.lake.manifest import read_manifest
from pipeline.lake.recover import recover
from pipeline.lake.state import SeenSource, seen_sources, sources_of
from pipeline.listing import ListingRules, Passed, list_paths
from pipeline.metrics import write_metrics
from pipeline.plan import is_settled
from pipeline.run import WorkerError, WorkerPool
from pipeline.scanner import Scanner, Waiting, find_roots
from pipeline.stops import Stops
from pipeline.versions import all_versions
from pipeline.watch_status import Figures, gauges, write_status
from transforms.records import Source

_SEARCH_SHARE = 10
"""Searching takes at most one part in so many of the time."""

_LEAST_CHUNK = 32
"""Fewer articles are not worth a second worker's 0.15 s of Beam."""

_STATUS_S = 1.0
_UPKEEP_S = 60.0
_LOCK_WAIT_S = 0.5
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Watch:
    """What was asked for.

    Attributes:
        inputs: Folders.
        wait_s: How long to wait while another watcher follows for this lake.
        tell: Gets a line for each commit.
        warn: Gets a line where something went wrong.
        show: Gets the line of the moment.
    """

    config: Config
    lake: Lake
    inputs: tuple[str, ...]
    wait_s: float
    tell: Callable[[str], None]
    warn: Callable[[str], None]
    show: Callable[[str], None]


def watch(ask: Watch, stops: Stops) -> NoReturn:
    """What comes into the folders is in the lake, until a signal stops it.

    Raises:
        KeyboardInterrupt: It was stopped.
        LockedError: Another watcher follows for this lake.
        NoInputError: A folder is not there.
    """
    rules = ListingRules(ask.config.source_names(), frozenset(ask.config.excluded_names), ask.lake.root.resolve())
    roots = find_roots(ask.inputs, rules)
    versions = all_versions(ask.config)
    settings = ask.config.watch
    with writer_lock(ask.lake, ask.wait_s, WATCHER), WorkerPool() as pool, Hints([root.folder for root in roots]) as hints:
        scanner = Scanner(roots, rules.lake or ask.lake.root, settings.settle_s, settings.backlog_files)
        figures = Figures(tuple(root.folder for root in roots), time.time(), hints=hints.working)
        watcher = _Watcher(ask, stops, _Parts(rules, versions, pool, hints, scanner, figures))
        try:
            watcher.run()
        finally:
            watcher.end()


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a watcher is made of."""

    rules: ListingRules
    versions: dict[str, str]
    pool: WorkerPool
    hints: Hints
    scanner: Scanner
    figures: Figures


class _Watcher:
    def __init__(self, ask: Watch, stops: Stops, parts: _Parts) -> None:
        self._ask, self._stops, self._parts = ask, stops, parts
        self._scanner, self._figures, self._settings = parts.scanner, parts.figures, ask.config.watch
        self._digest = ask.config.digest(parts.versions)
        self._workers = ask.config.workers or usable_cores()
        self._run_id, self._run_hour = "", -1.0
        self._before: RunRecord | None = None
        self._locked_out = self._inputs_gone = False
        self._next_search = self._not_before = self._next_status = 0.0
        self._next_upkeep = time.monotonic() + _UPKEEP_S
        self._next_compaction = time.monotonic() + self._settings.compact_interval_s

    def run(self) -> NoReturn:
        self._say("starting")
        self._parts.pool.start(self._workers)
        self._begin()
        while True:
            self._search()
            batch = self._take()
            if batch:
                self._say("working")
                self._round(batch)
            elif time.monotonic() >= self._next_upkeep:
                self._upkeep()
            else:
                self._say("failing" if self._figures.error else "locked out" if self._locked_out else "watching")
            self._listen()

    def end(self) -> None:
        """The status says that it has stopped."""
        self._figures.state = "stopped"
        self._write_status()

    def _begin(self) -> None:
        """The lake has a snapshot, so that readers find tables, and the scanner knows what is in it."""
        while self._ask.lake.current_number() == 0 and not self._attempt([]):
            time.sleep(max(self._not_before - time.monotonic(), 0))
        for known in seen_sources(self._ask.lake):
            if is_settled(known, self._digest):
                self._scanner.remember(known.key, (known.size_bytes, known.mtime_ns, known.ctime_ns))
        self._figures.snapshot = self._ask.lake.current_number()

    def _search(self) -> None:
        if time.monotonic() < self._next_search and not self._parts.hints.lost:
            return
        self._parts.hints.lost = False
        began = time.monotonic()
        try:
            self._scanner.search()
        except OSError as error:
            self._fail(error)
            self._inputs_gone = True
        else:
            if self._inputs_gone:
                self._inputs_gone, self._figures.failures, self._figures.error = False, 0, None
        took = time.monotonic() - began
        self._next_search = time.monotonic() + max(self._settings.poll_interval_s, _SEARCH_SHARE * took)

    def _take(self) -> list[Waiting]:
        if time.monotonic() < self._not_before:
            return []
        return self._scanner.take(self._settings.batch_articles, self._settings.batch_bytes)

    def _listen(self) -> None:
        """What is hinted at is looked at, until there is something to do."""
        while True:
            due = self._scanner.next_due_s()
            wake = [self._next_search, self._next_upkeep, self._next_status]
            if due is not None:
                wake.append(max(self._not_before, time.monotonic() + due))
            hint = self._parts.hints.wait(min(wake) - time.monotonic())
            if hint is not None:
                self._scanner.look_at(hint.path, renamed=hint.renamed)
            elif min(wake) <= time.monotonic():
                return

    def _round(self, batch: Sequence[Waiting]) -> None:
        began = time.monotonic()
        if self._attempt(batch):
            self._scanner.settle()
            self._figures.round_s = time.monotonic() - began
            self._not_before = began + self._settings.batch_interval_s
        else:
            self._scanner.give_back()

    def _attempt(self, batch: Sequence[Waiting]) -> bool:
        """True where the batch is in the lake; otherwise somebody was told, and when to try again is noted."""
        try:
            outcome = ingest(self._ingest_of(batch), Events(lambda _: None, lambda _: None))
        except LockedError:
            self._locked_out = True
            self._not_before = time.monotonic() + _LOCK_WAIT_S
            return False
        except (OSError, WorkerError) as error:
            self._fail(error)
            return False
        self._figures.failures, self._figures.error = 0, None
        self._locked_out = False
        self._figures.step_s = {step: round(seconds, 3) for step, seconds in outcome.seconds.items()}
        self._count(outcome.record, len(batch))
        return True

    def _ingest_of(self, batch: Sequence[Waiting]) -> Ingest:
        """The bounded run over a batch: these files, what the lake knows of them, and the workers that wait."""
        now = time.time()
        if now // _HOUR_S != self._run_hour:
            self._run_hour, self._before = now // _HOUR_S, None
            self._run_id = f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-watch-{secrets.token_hex(4)}"
        keys = [waiting.key for waiting in batch]
        paths = [(waiting.path, waiting.key) for waiting in batch]

        def list_batch(inputs: Sequence[str], rules: ListingRules, passed: Passed) -> Iterator[Source]:
            return iter(list_paths(paths, rules))

        def known_of_batch(lake: Lake, first_key: str) -> Iterator[SeenSource]:
            return iter(sources_of(lake, keys))

        share = max(_LEAST_CHUNK, -(-len(batch) // self._workers))
        config = replace(self._ask.config, chunk_articles=min(self._ask.config.chunk_articles, share))
        keeping = Keeping(seconds=self._settings.keep_snapshots_s, one_each_s=_HOUR_S)
        standing = Standing(self._parts.pool, self._parts.versions, self._run_id, self._before, keeping, self._stops.shield)
        return Ingest(
            self._ask.inputs,
            self._ask.lake,
            config,
            datetime.fromtimestamp(now, UTC).date(),
            listing=list_batch,
            wait_s=_LOCK_WAIT_S,
            labels={"kind": "watch"},
            seen=known_of_batch,
            standing=standing,
        )

    def _count(self, record: RunRecord, size: int) -> None:
        """The figures, after a commit or after a round that changed nothing."""
        figures, now = self._figures, time.time()
        figures.snapshot = record.snapshot
        if record.state != "committed":
            return
        before = self._before
        names = ("ingested", "updated", "duplicate", "rejected")
        gained = {name: getattr(record, name) - (getattr(before, name) if before else 0) for name in names}
        self._before = record
        figures.count(now, gained["ingested"] + gained["updated"] + gained["duplicate"])
        figures.rejected += gained["rejected"]
        figures.commits += 1
        figures.last_commit_at = now
        figures.backlog, figures.lag_s = self._scanner.backlog, self._scanner.lag_s(now)
        told = ", ".join(f"{count} {name}" for name, count in gained.items() if count) or "nothing new"
        if size:
            self._ask.tell(f"snapshot {record.snapshot}: {told}; backlog {figures.backlog}, lag {figures.lag_s:.1f} s")

    def _fail(self, error: OSError | WorkerError) -> None:
        """A line, and a pause that doubles."""
        figures = self._figures
        figures.failures += 1
        pause = min(2.0 ** (figures.failures - 1), self._settings.retry_pause_max_s)
        text = f"{error.filename or self._ask.lake.root}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        figures.error = text
        self._not_before = time.monotonic() + pause
        self._ask.warn(f"{text}; the lake is as it was, trying again in {pause:g} s")

    def _upkeep(self) -> None:
        """Small files are folded where it is time or there are many."""
        now = time.monotonic()
        self._next_upkeep = now + _UPKEEP_S
        self._figures.live_files = count_live_files(self._ask.lake)
        folded = small_files(read_manifest(self._ask.lake, self._ask.lake.current_number()))
        if len(folded) <= self._settings.compact_above_files and (now < self._next_compaction or not folded):
            return
        self._next_compaction = now + self._settings.compact_interval_s
        try:
            self._compact()
        except LockedError:
            self._next_compaction = now
        except OSError as error:
            self._fail(error)

    def _compact(self) -> None:
        settings = publish_settings(self._ask.config, self._parts.versions)
        settings = replace(settings, keeping=Keeping(seconds=self._settings.keep_snapshots_s, one_each_s=_HOUR_S))
        with writer_lock(self._ask.lake, _LOCK_WAIT_S), self._stops.shield():
            recover(self._ask.lake)
            finish_forgetting(self._ask.lake, settings)
            folded = small_files(read_manifest(self._ask.lake, self._ask.lake.current_number()))
            if folded:
                record = rewrite_without(self._ask.lake, maintenance_run("compact"), settings, folded)
                self._figures.snapshot = record.snapshot
                self._ask.tell(f"snapshot {record.snapshot}: {len(folded)} small files folded")

    def _say(self, state: str) -> None:
        """The figures are up to date, and so are line, status and metrics where it is time."""
        now, figures = time.time(), self._figures
        changed = figures.state != state
        figures.state, figures.backlog, figures.known = state, self._scanner.backlog, self._scanner.known
        figures.lag_s = self._scanner.lag_s(now)
        if changed or time.monotonic() >= self._next_status:
            self._next_status = time.monotonic() + _STATUS_S
            self._ask.show(figures.line(now))
            self._write_status()

    def _write_status(self) -> None:
        """A full disk is no reason to stop; whoever asks sees how old the status is."""
        now = time.time()
        try:
            write_status(self._ask.lake, self._figures, now)
            if self._settings.metrics_file:
                write_metrics(Path(self._settings.metrics_file).expanduser(), gauges(self._figures, now))
        except OSError as error:
            if self._figures.error is None:
                self._ask.warn(f"the status cannot be written: {error.filename}: {error.strerror}")


def status_text(row: dict[str, object]) -> str:
    """The status for a person, a line a figure."""
    shown = {name: value for name, value in row.items() if name not in {"pid_began", "updated_at", "started_at"}}
    return "\n".join(f"  {name:<14} {json.dumps(value, ensure_ascii=False)}" for name, value in shown.items())
