"""CPU time of `find_credits` on one core: on real articles, and on text that grows tenfold.

    NEWSWIRE_DATA=... python benchmarks/credits.py [--articles 2000]

Each set is timed twice in the same process: `first` on articles whose words are new to it, `again` with every word seen. Loading the
registry and finding the blocks are not counted; garbage is looked for as seldom as in a worker. What
compares between machines is `ratio`: ten times the text, how many times the time.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import time
from datetime import date
from pathlib import Path

from pipeline.run import spare_collector
from transforms.records import Block
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks
from transforms.text.decode import decode

SETS = ("ar/saudinewsnet", "tr/ttc3600", "fa/hamshahri", "fa/farsnews", "en/bbc", "ckb/blark_sorani_arab")
HOSTILE = {
    "brackets": "(",
    "separators": "- ",
    "full stops": ". ",
    "one line": "word ",
    "lines": "a\n",
    "agencies": "(AA)\n",
    "bidi marks": "\u200f",
}
TODAY = date(2026, 1, 1)
Articles = list[tuple[str, tuple[Block, ...]]]


def main() -> None:
    """Prints one line for each set and each kind of hostile text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    most = parser.parse_args().articles
    news = Path(os.environ["NEWSWIRE_DATA"]) / "news"
    seconds([prepared("A title\nA first sentence. (AA)")])
    print(f"{'set':<24} {'articles':>8} {'first ms':>9} {'again ms':>9}")
    sums = [0.0, 0.0, 0.0]
    for name in SETS:
        articles = [prepared(decode(path.read_bytes()).text) for path in drawn(news / name, most)]
        gc.collect()
        spare_collector()
        row = len(articles), seconds(articles), min(seconds(articles) for _ in range(3))
        sums = [sum(pair) for pair in zip(sums, row, strict=True)]
        show(name, *row)
    show("all of these", *sums)
    print(f"\n{'hostile, 100,000 of':<24} {'ms':>8} {'ratio':>9}")
    for name, piece in HOSTILE.items():
        small, large = (least(prepared(f"Title\nA first sentence.\n{piece * n}")) for n in (10_000, 100_000))
        print(f"{name:<24} {large * 1e3:>8.2f} {large / small:>9.1f}")


def show(name: str, n: float, first: float, again: float) -> None:
    """One line of the table, milliseconds an article."""
    print(f"{name:<24} {n:>8,.0f} {first / n * 1e3:>9.3f} {again / n * 1e3:>9.3f}")


def drawn(folder: Path, most: int) -> list[Path]:
    """Files of a set, drawn with a fixed seed."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".txt", ".ham"))
    return random.Random(1).sample(paths, min(most, len(paths)))


def prepared(raw: str) -> tuple[str, tuple[Block, ...]]:
    """The text with its blocks."""
    return raw, find_blocks(raw, max_paragraphs=200_000)


def least(article: tuple[str, tuple[Block, ...]]) -> float:
    """The least of five, garbage left alone."""
    gc.disable()
    try:
        return min(seconds([article]) for _ in range(5))
    finally:
        gc.enable()


def seconds(articles: Articles) -> float:
    """CPU time of this process."""
    began = time.process_time()
    for raw, blocks in articles:
        find_credits(raw, blocks, path="", logical_date=TODAY)
    return time.process_time() - began


if __name__ == "__main__":
    main()
