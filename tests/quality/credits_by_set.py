"""What the agency step takes off each real news set, as a table that a change shows itself in.

    NEWSWIRE_DATA=... python tests/quality/credits_by_set.py            print the table and the 30 most frequent removed strings of each set
    NEWSWIRE_DATA=... python tests/quality/credits_by_set.py --write    and write credits_by_set.json

The file holds counts and a digest of those strings, never the strings: the sets' text is not the project's.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from transforms.records import Rejection, Removed
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks
from transforms.text.decode import decode

TABLE = Path(__file__).with_suffix(".json")
SETS = (
    *("ar/antcorpus", "ar/saudinewsnet", "ar/watan_oman", "ckb/blark_sorani_arab", "ckb/interdialect", "en/bbc", "en/ieer"),
    *("en/interdialect", "fa/farsnews", "fa/hamshahri", "kmr/blark_kurmanji_latn", "kmr/interdialect", "multi/superdesk_wire", "ru/ria20"),
    "tr/ttc3600",
)
SUFFIXES = (".txt", ".ham", ".tst")
LINES = "interdialect"
"""Files of lines without articles: read as articles of 20 lines."""
_MOST = 30


def measure(folder: Path) -> tuple[dict[str, Any], Counter[str]]:
    """The row of one set, and how often each string was removed."""
    strings: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    articles = credited = 0
    for raw in read_articles(folder):
        removed = removed_of(raw)
        articles += 1
        credited += bool(removed)
        strings.update(span.text for span in removed)
        kinds.update(span.kind for span in removed)
    most = sorted(strings.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    row = {
        "articles": articles,
        "with_credit": credited,
        "removed_chars": sum(len(text) * count for text, count in strings.items()),
        "kinds": dict(sorted(kinds.items())),
        "most_frequent_sha256": hashlib.sha256(json.dumps(most, ensure_ascii=False).encode()).hexdigest(),
    }
    return row, strings


def read_articles(folder: Path) -> Iterator[str]:
    """Raw texts of a set, in the order of their paths."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES):
        text = decode(path.read_bytes()).text
        if LINES not in folder.name:
            yield text
            continue
        lines = [line for line in text.splitlines() if line.strip()]
        for start in range(0, len(lines), 20):
            yield "\n".join(lines[start : start + 20])


def removed_of(raw: str) -> tuple[Removed, ...]:
    """What comes off one article; nothing of one that is rejected."""
    try:
        blocks = find_blocks(raw, max_paragraphs=100_000)
    except Rejection:
        return ()
    return find_credits(raw, blocks, path="", logical_date=date(2026, 1, 1)).removed


def main() -> None:
    """Prints each set's row and strings; writes the table where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    news = Path(os.environ["NEWSWIRE_DATA"]) / "news"
    table: dict[str, Any] = {}
    write = parser.parse_args().write
    for name in SETS:
        table[name], strings = measure(news / name)
        print(f"\n{name}: {json.dumps(table[name])}")
        for text, count in sorted(strings.items(), key=lambda item: (-item[1], item[0]))[:_MOST]:
            print(f"  {count:>5}  {text!r}")
    if write:
        TABLE.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
