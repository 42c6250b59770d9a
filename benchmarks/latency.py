"""How long an article takes from its file to a row, with so many articles in the lake, and how many a second are too many.

    python benchmarks/latency.py NEWS --articles 100000 --rate 20 --seconds 120 [--burst 1500] [--folder FOLDER]

A lake of the given size is made from articles of NEWS, some of them many times under other keys. Then `newswire watch` follows a folder
that articles are renamed into at the given rate; DuckDB is asked after each commit with a plain glob, and the time until an article is in
an answer counts. Last, a burst comes all at once: what is taken a second while it lasts is the rate at which the watcher saturates.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import write_corpus

from pipeline.config import Config
from pipeline.graph_settings import GraphSettings
from pipeline.lake.layout import Lake
from pipeline.lake.merge import RunContext
from pipeline.lake.publish import Planned, PublishSettings, publish
from pipeline.lake.recover import recover
from pipeline.lake.staged import StagedFiles
from pipeline.listing import ListingRules, Passed, list_sources
from pipeline.local import run_graph
from pipeline.plan import PlanSettings, make_plan

_SAMPLE = 2_000
_COPIED = ("key", "article_id", "content_hash")


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--burst", type=int, default=1_500)
    parser.add_argument("--folder", type=Path, help="where to work; a lake that is there is used (default: a temporary folder)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        count = int(arguments.rate * arguments.seconds)
        lake = Lake(folder / "lake")
        if not lake.current.exists():
            fill(lake, arguments.news, folder / "sample", arguments.articles)
        write_corpus(arguments.news, folder / f"new-{time.time_ns()}", count + arguments.burst)
        new = sorted(max(folder.glob("new-*")).rglob("*.txt"))
        measure(lake, folder / f"inbox-{time.time_ns()}", new, arguments.rate, count)


def fill(lake: Lake, news: Path, sample: Path, count: int) -> None:
    """The lake holds so many articles."""
    write_corpus(news, sample, min(count, _SAMPLE))
    recover(lake)
    config = Config()
    settings = PlanSettings(datetime.now(UTC).date(), config.chunk_articles, config.chunk_bytes, "base", False, time.time_ns())
    plan = make_plan(list_sources([str(sample)], ListingRules(), Passed()), (), settings, lake.plan_folder)
    staged = sample.parent / "staged"
    staged.mkdir(exist_ok=True)
    limits = (config.max_article_bytes, config.max_paragraphs)
    run_graph(list(plan.chunk_sizes), GraphSettings(str(lake.plan_folder), str(staged), *limits))
    paths = tuple(_multiplied(sorted(staged.glob("*.articles.parquet")), lake.staged_folder, count))
    run = RunContext("base", datetime.now(UTC), settings.logical_date, "base", reprocess=False)
    record = publish(lake, StagedFiles(paths, (), 0), planned=Planned(0, {}), run=run, settings=PublishSettings(256, 2, "latency", "{}"))
    print(f"a lake of {record.ingested + record.duplicate:,} articles")


def _multiplied(files: list[Path], folder: Path, count: int) -> Iterator[Path]:
    """The staged files, and as many copies of them under other keys and hashes as are asked for."""
    copy = 0
    while count > 0:
        for file in files:
            table = pq.read_table(file).slice(0, max(count, 0))
            keys = [f"{key}.{copy}" for key in table["key"].to_pylist()]
            columns = {
                "key": keys,
                "article_id": [_hex(key)[:32] for key in keys],
                "content_hash": [_hex(f"text of {key}") for key in keys],
            }
            for name in _COPIED:
                table = table.set_column(table.schema.get_field_index(name), name, pa.array(columns[name]))
            count -= len(table)
            path = folder / f"{copy}-{file.name}"
            pq.write_table(table, path)
            yield path
        copy += 1


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def measure(lake: Lake, inbox: Path, new: list[Path], rate: float, count: int) -> None:
    """Files come in at the rate, then the rest at once; the table is printed."""
    inbox.mkdir()
    command = [sys.executable, "-m", "pipeline", "watch", str(inbox), "--lake", str(lake.root), "--quiet"]
    process = subprocess.Popen(command)
    try:
        _wait_for(lambda: _status(lake).get("state") == "watching" and _status(lake)["pid"] == process.pid)
        _move(new.pop(), inbox)  # models are loaded with the first article
        _wait_for(lambda: _status(lake)["taken"] + _status(lake)["rejected"] == 1)
        before = _status(lake)["commits"]
        seen = Seen(lake, inbox)
        seen.start()
        sent = send(new[:count], inbox, rate)
        _wait_for(lambda: sent.keys() <= seen.at.keys())
        commits = _status(lake)["commits"] - before
        burst = send(new[count:], inbox, 0)
        _wait_for(lambda: burst.keys() <= seen.at.keys())
        seen.ended.set()
        seen.join()
        report(sent, burst, seen, commits)
    finally:
        process.terminate()
        process.wait()


def send(files: list[Path], inbox: Path, rate: float) -> dict[str, float]:
    """When each file was in place; with rate 0 all at once."""
    sent = {}
    began = time.monotonic()
    for number, file in enumerate(files):
        if rate:
            time.sleep(max(began + number / rate - time.monotonic(), 0))
        sent[_move(file, inbox)] = time.monotonic()
    return sent


def _move(file: Path, inbox: Path) -> str:
    target = inbox / file.name
    file.rename(target)
    return str(target)


class Seen(threading.Thread):
    """Asks after each commit what is there."""

    def __init__(self, lake: Lake, inbox: Path) -> None:
        super().__init__(daemon=True)
        self.at: dict[str, float] = {}
        self.query_s: list[float] = []
        self.ended = threading.Event()
        self.lake, self._inbox = lake, inbox

    def run(self) -> None:
        """Until it is told to end."""
        last = None
        while not self.ended.wait(0.005):
            if (now := self.lake.current.readlink()) != last and self._ask():
                last = now

    def _ask(self) -> bool:
        select = "select source_uri from read_parquet('{}/{}/**/*.parquet') where starts_with(source_uri, '{}')"
        query = " union all ".join(select.format(self.lake.current, table, self._inbox) for table in ("articles", "rejects"))
        began = time.monotonic()
        try:
            with duckdb.connect(config={"threads": 1}) as connection:
                rows = connection.sql(query).fetchall()
        except duckdb.IOException:
            return False
        now = time.monotonic()
        self.query_s.append(now - began)
        for (uri,) in rows:
            self.at.setdefault(uri, now)
        return True


def report(sent: dict[str, float], burst: dict[str, float], seen: Seen, commits: int) -> None:
    """The table."""
    waits = sorted(seen.at[uri] - when for uri, when in sent.items())
    percent = statistics.quantiles(waits, n=100)
    drained = max(seen.at[uri] for uri in burst) - min(burst.values()) if burst else 0.0
    print("| measured | |\n| --- | --- |")
    print(f"| articles sent one by one | {len(sent):,} in {max(sent.values()) - min(sent.values()):.0f} s, {commits} commits |")
    print(f"| file in place to answer of DuckDB, median | {percent[49]:.2f} s |")
    print(f"| the same, 99 of 100 | {percent[98]:.2f} s |")
    print(f"| the same, longest | {waits[-1]:.2f} s |")
    print(f"| the last commit, by step | {json.dumps(_status(seen.lake)['step_s'])} |")
    print(f"| the question itself, median | {statistics.median(seen.query_s):.2f} s |")
    if burst:
        print(f"| {len(burst):,} at once, taken a second | {len(burst) / drained:.0f} |")


def _status(lake: Lake) -> dict[str, object]:
    path = lake.store / "watch.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 600
    while not what():
        if time.monotonic() > deadline:
            sys.exit("the watcher did not keep up for ten minutes")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
