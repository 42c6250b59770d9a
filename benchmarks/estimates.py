"""What `newswire estimate` says beside what then happens, on three inputs.

python benchmarks/estimates.py DATA [--workers 2]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from corpus import write_corpus
from watch import NEWSWIRE, bytes_below, watch

INPUTS = {"all of news": ("", 6000), "Arabic": ("ar", 3000), "Turkish": ("tr", 1000)}
"""A folder below `news`, and how many articles of it."""


def main() -> None:
    """Prints the table: predicted, measured, and how many times one is the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(f"{'input':<14} {'articles':>8}  {'figure':<12} {'predicted':>10} {'measured':>10} {'times':>6}")
    for name, (below, count) in INPUTS.items():
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            write_corpus(arguments.data / "news" / below, work / "in", count)
            compare(name, work, arguments.workers)


def compare(name: str, work: Path, workers: int) -> None:
    """Four lines of the table."""
    told = json.loads(watch([*NEWSWIRE, "estimate", work / "in", "--workers", workers, "--json"]).output)
    cost = watch([*NEWSWIRE, "ingest", work / "in", "--lake", work / "lake", "--workers", workers])
    parent, *others = cost.peaks_mb
    lake_mb = bytes_below(work / "lake/.store/snapshots") / 1e6
    for figure, predicted, measured in (
        ("seconds", told["seconds"], cost.seconds),
        ("worker MB", told["worker_mb"], max(others)),
        ("parent MB", told["parent_mb"], parent),
        ("lake MB", told["lake_mb"], lake_mb),
    ):
        print(f"{name:<14} {told['files']:>8,}  {figure:<12} {predicted:>10.1f} {measured:>10.1f} {predicted / measured:>6.2f}", flush=True)


if __name__ == "__main__":
    main()
