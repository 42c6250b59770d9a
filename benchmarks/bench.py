"""The table of docs/performance.md: this pipeline, its limit and the obvious pipeline, over the same real articles in one run.

    python benchmarks/bench.py DATA [--articles 5000] [--rounds 1]

DATA is the folder that holds `news` and `ner`. Everything is made and removed in a temporary folder. What compares between machines are the
ratios; the loop of pure functions, in one process and with nothing written, is the limit of what one worker can do.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import write_corpus
from watch import NEWSWIRE, ROOT, Cost, bytes_below, watch

_HERE = Path(__file__).parent
_DATE = ("--date", "2026-11-23")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        seconds: Of the whole command; of the loop, without imports and loading.
        written: Bytes, without the ledger.
    """

    name: str
    articles: int
    seconds: float
    cost: Cost
    written: int

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds


def main() -> None:
    """Prints the table, the share of each step, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=1, help="the fastest of so many counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(arguments.data.resolve(), Path(folder), arguments.articles, arguments.rounds)


def run(data: Path, work: Path, articles: int, rounds: int) -> None:
    """The same, in a folder."""
    inputs = work / "in"
    size = write_corpus(data / "news", inputs, articles)
    print(f"{articles:,} articles, {size / 1e6:.1f} MB, {size / articles:,.0f} bytes each")
    model = work / "peer.crfsuite"
    watch([sys.executable, _HERE / "peer_model.py", data / "ner", model], _environment())
    print(f"\n{'':<26} {'articles/s':>10} {'seconds':>8} {'CPU s':>7} {'MB out':>7}  peak MB of each process", flush=True)
    lines = {}
    for name, measure in _contenders(inputs, model, work).items():
        lines[name] = best = max((measure() for _ in range(rounds)), key=lambda line: line.rate)
        told = " ".join(map(str, best.cost.peaks_mb))
        print(f"{name:<26} {best.rate:>10.0f} {best.seconds:>8.1f} {best.cost.cpu_s:>7.1f} {best.written / 1e6:>7.1f}  {told}", flush=True)
    _show_steps(lines["bare loop"], lines["newswire, 1 worker"])
    _show_ratios(lines)
    one = write_corpus(data / "news", work / "one", 1)
    first = watch([*NEWSWIRE, "ingest", work / "one", "--lake", work / "one.lake", *_DATE])
    print(f"\none article of {one:,} bytes, from start to published: {first.seconds:.1f} s")


def _contenders(inputs: Path, model: Path, work: Path) -> dict[str, Callable[[], Line]]:
    return {
        "bare loop": lambda: bare_loop(inputs),
        "newswire, 1 worker": lambda: newswire(inputs, work, 1),
        "newswire, 2 workers": lambda: newswire(inputs, work, 2),
        "obvious pipeline, 2 workers": lambda: obvious(inputs, model, work),
    }


def newswire(inputs: Path, work: Path, workers: int) -> Line:
    """One ingest into a new lake."""
    with tempfile.TemporaryDirectory(dir=work) as lake:
        cost = watch([*NEWSWIRE, "ingest", inputs, "--lake", Path(lake) / "lake", "--workers", workers, "--json", *_DATE])
        listed = json.loads(cost.output)["listed"]
        return Line(f"newswire, {workers}", listed, cost.seconds, cost, bytes_below(Path(lake) / "lake/.store/snapshots"))


def bare_loop(inputs: Path) -> Line:
    """The pure functions."""
    cost = watch([sys.executable, _HERE / "bare_loop.py", inputs], _environment())
    told = json.loads(cost.output)
    return Line("bare loop", told["articles"], told["seconds"], cost, 0)


def obvious(inputs: Path, model: Path, work: Path) -> Line:
    """The obvious pipeline, into a new folder."""
    with tempfile.TemporaryDirectory(dir=work) as out:
        cost = watch([sys.executable, _HERE / "obvious.py", inputs, out, "--model", model, "--workers", 2], _environment())
        return Line("obvious", sum(1 for _ in inputs.rglob("*.txt")), cost.seconds, cost, bytes_below(Path(out)))


def _environment() -> dict[str, str]:
    """Scripts and their workers find the packages and one another."""
    return {**os.environ, "PYTHONPATH": f"{ROOT}:{_HERE}:{ROOT / 'training'}"}


def _show_steps(loop: Line, run: Line) -> None:
    """CPU of the loop by step, and of the run what is beyond it."""
    told = json.loads(loop.cost.output)
    steps = {**told["steps"], "staging": told["staging"]}
    took = json.loads(run.cost.output)["step_seconds"]
    print(f"\n{'step':<12} {'ms an article':>13} {'share':>7}")
    for name, seconds in steps.items():
        print(f"{name:<12} {seconds / loop.articles * 1e3:>13.3f} {seconds / sum(steps.values()):>7.1%}")
    print(f"of one worker's {run.seconds:.1f} s: plan {took['plan']:.1f}, chunks {took['chunks']:.1f}, publish {took['publish']:.1f}")


def _show_ratios(lines: dict[str, Line]) -> None:
    one, two = lines["newswire, 1 worker"], lines["newswire, 2 workers"]
    publish = json.loads(two.cost.output)["step_seconds"]["publish"] / two.seconds
    print(f"\n{'2 workers to the obvious pipeline':<40} {two.rate / lines['obvious pipeline, 2 workers'].rate:>6.2f}  (at least 5)")
    cpu = lines["obvious pipeline, 2 workers"].cost.cpu_s / two.cost.cpu_s
    print(f"{'the same in CPU seconds':<40} {cpu:>6.2f}")
    print(f"{'1 worker to the bare loop':<40} {one.rate / lines['bare loop'].rate:>6.2f}  (at least 0.9)")
    print(f"{'2 workers to 1':<40} {two.rate / one.rate:>6.2f}  (at least 1.8)")
    print(f"{'publish, share of the run on 2 workers':<40} {publish:>6.2f}  (at most 0.15)")


if __name__ == "__main__":
    main()
