"""Do the chunks of a plan in worker processes, whatever happens to the workers."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pipeline.graph_settings import GraphSettings
from pipeline.lean import import_lean
from pipeline.plan import make_chunk
from transforms.chunks import read_chunk, write_chunk
from transforms.records import Reason

_SECONDS_PER_HANDOUT = 10.0
"""A Beam run costs 0.15 s whatever it does; this much work each time makes that 1.5 %."""

_STRIKES = 2
"""A chunk that was there when so many workers died, alone on its own the second time, is to blame and is cut up."""

_PARTS = 16
"""Into so many: the one bad article of 250 is found in two cuts, each of which costs a time limit where it does not crash but hang."""

_OBJECTS_PER_COLLECTION = 50_000
"""A batch makes a million objects and no cycle: at the interpreter's 700 a sixth of the entity step goes into looking for one."""

_TICK_S = 0.2
_START_TRIES = 5
_STOPPING = (signal.SIGINT, signal.SIGTERM)


class WorkerError(Exception):
    """A worker met an error that no retry mends, such as a full disk."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How to run.

    Attributes:
        workers: Processes.
        chunk_time_limit_s: A worker that needs longer for a chunk is killed and the chunk is suspected.
        config_digest: For the ids of the parts of a chunk.
        beam_flags: For the graph in each worker.
    """

    workers: int
    chunk_time_limit_s: float
    config_digest: str
    beam_flags: tuple[str, ...] = ()


@dataclass(slots=True)
class _Worker:
    """One process, and what it is busy with."""

    pool: ProcessPoolExecutor
    pid: int
    chunk_ids: list[str] = field(default_factory=list)
    deadline: float = 0.0
    timed_out: bool = False


class WorkerPool:
    """Workers that wait between runs, their models loaded; on leaving its block they are gone."""

    def __init__(self) -> None:
        """No process is started before there is work."""
        self.idle: list[_Worker] = []

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        while self.idle:
            _stop(self.idle.pop())

    def start(self, count: int) -> None:
        """So many wait for work, and import what it takes meanwhile."""
        while len(self.idle) < count:
            self.idle.append(_start_worker())
            self.idle[-1].pool.submit(_import)

    def take(self) -> _Worker:
        """One that waits and lives, or else a new one."""
        while self.idle:
            worker = self.idle.pop()
            try:
                worker.pool.submit(os.getpid)
            except BrokenProcessPool:
                worker.pool.shutdown(wait=False)
            else:
                return worker
        return _start_worker()


def run_chunks(
    chunk_sizes: Mapping[str, int],
    graph: GraphSettings,
    settings: RunSettings,
    on_progress: Callable[[int], None],
    pool: WorkerPool | None = None,
) -> list[str]:
    """Every source of every chunk is staged; returns the ids of the chunks that hold them, which are others where one was cut up.

    Args:
        chunk_sizes: Number of sources by chunk id; their definitions lie in the plan folder.
        graph: For `build_graph`.
        settings: Of the processes.
        on_progress: Called with the number of sources done since the last call.
        pool: Whose workers to use, and where they are left; without one they are gone in the end.

    Raises:
        WorkerError: What a worker met would meet every worker.
    """
    if pool is not None:
        return _Supervisor(chunk_sizes, graph, settings, on_progress, pool).run()
    with WorkerPool() as own:
        return _Supervisor(chunk_sizes, graph, settings, on_progress, own).run()


class _Supervisor:
    def __init__(
        self,
        chunk_sizes: Mapping[str, int],
        graph: GraphSettings,
        settings: RunSettings,
        on_progress: Callable[[int], None],
        pool: WorkerPool,
    ) -> None:
        self._sizes = dict(chunk_sizes)
        self._graph, self._settings, self._on_progress = graph, settings, on_progress
        self._waiting = deque(self._sizes)
        self._suspects: deque[str] = deque()
        self._strikes: dict[str, int] = {}
        self._busy: dict[Future[float], _Worker] = {}
        self._pool = pool
        self._seconds_per_chunk = _SECONDS_PER_HANDOUT

    def run(self) -> list[str]:
        with _stops_noted() as stops:
            try:
                while (self._waiting or self._suspects or self._busy) and not stops:
                    self._hand_out()
                    done, _ = wait(self._busy, timeout=_TICK_S, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._take_back(future)
                    self._kill_late_workers()
            finally:
                for worker in self._busy.values():
                    _stop(worker)
        return list(self._sizes)

    def _hand_out(self) -> None:
        while (self._waiting or self._suspects) and len(self._busy) < self._settings.workers:
            worker = self._pool.take()
            worker.chunk_ids = self._next_chunks()
            worker.deadline = time.monotonic() + self._settings.chunk_time_limit_s * len(worker.chunk_ids)
            worker.timed_out = False
            future = worker.pool.submit(_work, worker.chunk_ids, self._graph, self._settings.beam_flags)
            self._busy[future] = worker

    def _next_chunks(self) -> list[str]:
        """A suspect alone; otherwise about ten seconds of chunks, no more than half of an even share of what is left.

        So the last handouts are small, and no worker waits long for another's.
        """
        if self._suspects:
            return [self._suspects.popleft()]
        share = -(-len(self._waiting) // (2 * self._settings.workers))
        count = max(1, min(share, int(_SECONDS_PER_HANDOUT / self._seconds_per_chunk)))
        return [self._waiting.popleft() for _ in range(count)]

    def _take_back(self, future: Future[float]) -> None:
        worker = self._busy.pop(future)
        try:
            self._seconds_per_chunk = max(future.result() / len(worker.chunk_ids), 0.001)
        except BrokenProcessPool:
            worker.pool.shutdown(wait=False)
            self._suspect(worker)
            return
        except OSError as error:
            raise WorkerError(f"a worker could not write to {self._graph.staged_folder}: {error.strerror or error}") from error
        finally:
            self._on_progress(sum(self._sizes[chunk_id] for chunk_id in worker.chunk_ids if self._is_done(chunk_id)))
        self._pool.idle.append(worker)

    def _suspect(self, worker: _Worker) -> None:
        """What a dead worker left undone is tried again: each chunk alone, then cut up, at last without the source."""
        for chunk_id in worker.chunk_ids:
            if self._is_done(chunk_id):
                continue
            self._strikes[chunk_id] = self._strikes.get(chunk_id, 0) + 1
            if self._strikes[chunk_id] < _STRIKES:
                self._suspects.append(chunk_id)
            else:
                self._split(chunk_id, Reason.TOO_SLOW if worker.timed_out else Reason.WORKER_CRASHED)

    def _split(self, chunk_id: str, reason: Reason) -> None:
        """The chunk's parts are suspects on their last chance; a part of one source is a reject."""
        folder = Path(self._graph.plan_folder)
        chunk = read_chunk(chunk_id, folder)
        size = -(-len(chunk.sources) // _PARTS)
        parts = [chunk.sources[start : start + size] for start in range(0, len(chunk.sources), size)]
        if len(chunk.sources) == 1:
            parts = [(replace(chunk.sources[0], problem=reason, detail=self._blame(reason)),)]
        del self._sizes[chunk_id]
        for sources in parts:
            part = make_chunk(sources, self._settings.config_digest, chunk.logical_date)
            write_chunk(part, folder)
            self._sizes[part.chunk_id] = len(sources)
            self._strikes[part.chunk_id] = _STRIKES - 1
            self._suspects.append(part.chunk_id)

    def _blame(self, reason: Reason) -> str:
        if reason == Reason.TOO_SLOW:
            return f"not done in chunk_time_limit_s = {self._settings.chunk_time_limit_s:g} seconds, alone and time and again"
        return "the worker process died while it worked on this file, alone and time and again"

    def _is_done(self, chunk_id: str) -> bool:
        return (Path(self._graph.staged_folder) / f"{chunk_id}.done").exists()

    def _kill_late_workers(self) -> None:
        for worker in self._busy.values():
            if time.monotonic() > worker.deadline and not worker.timed_out:
                worker.timed_out = True
                os.kill(worker.pid, signal.SIGKILL)


@contextmanager
def _stops_noted() -> Iterator[list[int]]:
    """Signals to stop that come in the block are listed, and take effect after it: inside, each worker must stay accounted for."""
    noted: list[int] = []
    handlers = {number: signal.signal(number, lambda number, _: noted.append(number)) for number in _STOPPING}
    try:
        yield noted
    finally:
        for stopping, handler in handlers.items():
            signal.signal(stopping, handler)
        for number in noted[:1]:
            signal.raise_signal(number)


def _start_worker() -> _Worker:
    for _ in range(_START_TRIES):
        pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_outlive_nobody)
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)  # the child inherits it; stopped half started, it would print a traceback
        try:
            return _Worker(pool, pool.submit(os.getpid).result())
        except BrokenProcessPool:
            pool.shutdown(wait=False)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    raise WorkerError(f"{_START_TRIES} worker processes died while they started; is there memory left?")


def _stop(worker: _Worker) -> None:
    """The process is gone, in the middle of what it did."""
    with suppress(ProcessLookupError):
        os.kill(worker.pid, signal.SIGKILL)
    worker.pool.shutdown(wait=True, cancel_futures=True)


def _outlive_nobody() -> None:
    """In the worker: leave Ctrl-C to the parent, and die with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _work(chunk_ids: list[str], graph: GraphSettings, beam_flags: tuple[str, ...]) -> float:
    """In the worker: the chunks are staged; returns the seconds it took, without the imports."""
    logging.getLogger().setLevel(logging.ERROR)  # Beam warns of clients for a cloud that nobody asked for
    import_lean("pipeline.local")
    from pipeline.local import run_graph  # takes a second, and only workers need it

    spare_collector()
    started = time.perf_counter()
    run_graph(chunk_ids, graph, beam_flags)
    return time.perf_counter() - started


def _import() -> None:
    """In the worker: what takes a second is imported."""
    logging.getLogger().setLevel(logging.ERROR)
    import_lean("pipeline.local")


@cache
def spare_collector() -> None:
    """Garbage is looked for seldom, and not among what this process has loaded so far, which stays; a second call does nothing."""
    gc.freeze()
    gc.set_threshold(_OBJECTS_PER_COLLECTION, *gc.get_threshold()[1:])
