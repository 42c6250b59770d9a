"""Nightly runs in children forked after the imports, so that one takes about a second; Beam runs in the child itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import apache_beam  # noqa: F401 # what children are to find imported
import duckdb
import pyarrow.dataset

import pipeline.commands.nightly
import pipeline.ingest
import pipeline.night_report
from pipeline import cli
from pipeline.graph_settings import GraphSettings
from pipeline.local import run_graph
from pipeline.run import RunSettings
from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch
from transforms.records import Chunk, Source

__all__ = ["NightChild", "ask", "pyarrow", "run_here", "warm"]

LANGUAGES = {
    "ar": "اجتمع المجلس في المدينة وتحدث عن الجسر والنهر",
    "tr": "Meclis bugün toplandı ve köprü hakkında konuştu",
    "ckb": "ئەنجوومەن ئەمڕۆ کۆبووەوە و باسی پردەکەی کرد",
    "fa": "شورا امروز تشکیل جلسه داد و درباره پل گفت‌وگو کرد",
    "en": "The council met today and spoke about the bridge",
}


def warm(folder: Path) -> None:
    """Models are loaded, without a thread of Beam's having been started."""
    sources = []
    for lang, text in LANGUAGES.items():
        path = folder / f"warm-{lang}.txt"
        path.write_text(f"{text}\n{text}. {text}.\n", "utf-8")
        status = path.stat()
        sources.append(Source(str(path), str(path), str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns))
    batch = read_batch(Chunk("warm", date(2024, 1, 1), tuple(sources)), max_article_bytes=10_000, max_paragraphs=100)
    extract_batch(split_batch(strip_batch(detect_batch(batch))))


def _in_this_process(
    chunk_sizes: Mapping[str, int], graph: GraphSettings, settings: RunSettings, on_progress: Callable[[int], None], _: object = None
) -> list[str]:
    run_graph(list(chunk_sizes), graph, settings.beam_flags)
    return list(chunk_sizes)


def run_here(arguments: Sequence[str]) -> int:
    """The exit code of `newswire ARGUMENTS`, run by this process alone; what it prints is lost."""
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    pipeline.ingest.run_chunks = _in_this_process
    return cli.run(list(arguments))


class NightChild:
    """`newswire ARGUMENTS` in a forked child."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.pid = os.fork()
        if self.pid == 0:
            code = 70
            try:
                code = run_here(arguments)
            finally:
                os._exit(code)

    def kill_after(self, seconds: float) -> bool:
        """True where the child was still there to be killed."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return False
            time.sleep(0.002)
        os.kill(self.pid, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]) == -signal.SIGKILL

    def wait(self) -> int:
        """The exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def ask(lake: Path, query: str) -> list[tuple[object, ...]]:
    """Asks with plain globs."""
    names = ("articles", "paragraphs", "mentions", "rejects", "runs")
    globs = {name: f"read_parquet('{lake}/current/{name}/**/*.parquet')" for name in names}
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.sql(query.format(**globs)).fetchall()
