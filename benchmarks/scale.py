"""Ten times the articles: does an article cost the same, does memory stay where it was, is an unchanged run quick?

    python benchmarks/scale.py DATA [--articles 20000 200000] [--bytes 65536] [--workers 2] [--keep FOLDER]

The same real articles as bench.py, cycled, each with a number of its own. `--bytes` cuts them, which leaves less text work to hide what
else grows. With `--keep` the lakes stay below FOLDER.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from corpus import write_corpus
from watch import NEWSWIRE, Cost, bytes_below, watch

_DATE = ("--date", "2026-11-23")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command."""

    articles: int
    cost: Cost

    @property
    def ms_an_article(self) -> float:
        """Wall time."""
        return self.cost.seconds / self.articles * 1e3


def main() -> None:
    """Prints the table and how each floor is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, nargs=2, default=[20_000, 200_000])
    parser.add_argument("--bytes", type=int, default=65_536)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    print(
        f"{'run':<10} {'articles':>9} {'seconds':>8} {'ms each':>8} {'CPU ms':>7} {'publish s':>9} {'MB lake':>8}  peak MB of each process"
    )
    with ExitStack() as stack:
        work = arguments.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pairs = [both(arguments.data / "news", work / str(count), count, arguments) for count in arguments.articles]
    judge(*pairs)


def both(news: Path, work: Path, count: int, arguments: argparse.Namespace) -> tuple[Run, Run]:
    """A first run and an unchanged one."""
    write_corpus(news, work / "in", count, arguments.bytes)
    return measure("first", work, count, arguments.workers), measure("unchanged", work, count, arguments.workers)


def measure(name: str, work: Path, count: int, workers: int) -> Run:
    """One line of the table."""
    cost = watch([*NEWSWIRE, "ingest", work / "in", "--lake", work / "lake", "--workers", workers, "--json", *_DATE])
    run, publish = Run(count, cost), json.loads(cost.output)["step_seconds"]["publish"]
    size = bytes_below(work / "lake/.store/snapshots") / 1e6
    figures = f"{cost.seconds:>8.1f} {run.ms_an_article:>8.3f} {cost.cpu_s / count * 1e3:>7.3f} {publish:>9.1f} {size:>8.0f}"
    print(f"{name:<10} {count:>9,} {figures}  {' '.join(map(str, cost.peaks_mb))}", flush=True)
    return run


def judge(small: tuple[Run, Run], large: tuple[Run, Run]) -> None:
    """One line a floor."""
    (first, _), (later, unchanged) = small, large
    growth = [b / a for a, b in zip(sorted(first.cost.peaks_mb), sorted(later.cost.peaks_mb), strict=False)]
    publish = json.loads(later.cost.output)["step_seconds"]["publish"] / later.cost.seconds
    print(f"\n{'time an article':<34} {later.ms_an_article / first.ms_an_article:>8.2f} times  (at most 1.1)")
    cpu = later.cost.cpu_s / later.articles / (first.cost.cpu_s / first.articles)
    print(f"{'CPU an article':<34} {cpu:>8.2f} times")
    print(f"{'peak memory, process by process':<34} {max(growth):>8.2f} times  (at most 1.15)")
    print(f"{'peak memory':<34} {max(later.cost.peaks_mb):>8} MB     (at most 700)")
    print(f"{'publish, share of the run':<34} {publish:>8.2f}        (at most 0.15)")
    print(f"{'unchanged run':<34} {unchanged.cost.seconds:>8.1f} s      (at most 10)")
    print(f"{'unchanged run, peak memory':<34} {max(unchanged.cost.peaks_mb):>8} MB     (at most 300)")


if __name__ == "__main__":
    main()
