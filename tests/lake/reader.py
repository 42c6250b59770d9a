"""Ask a lake over and over while another process commits: `reader.py LAKE glob|catalog READS`; prints counts as JSON.

It goes on until it has seen so many answers, however slow the commits are, and more than three generations of them.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import duckdb

from pipeline.lake.layout import Lake
from pipeline.lake.query import open_snapshot

GENERATIONS = 4
QUERY = "select text, version from {} order by 1"


def read_glob(lake: Lake) -> list[tuple[str, int]]:
    with duckdb.connect(config={"threads": 1}) as connection:
        return connection.sql(QUERY.format(f"read_parquet('{lake.current}/articles/**/*.parquet')")).fetchall()


def read_catalog(lake: Lake) -> list[tuple[str, int]]:
    with open_snapshot(lake) as connection:
        return connection.sql(QUERY.format("articles")).fetchall()


def main(lake: Lake, kind: str, reads: int) -> None:
    read = {"glob": read_glob, "catalog": read_catalog}[kind]
    counts: Counter[str] = Counter()
    seen = set()
    while counts["reads"] < reads or len(seen) < GENERATIONS:
        counts["reads"] += 1
        try:
            rows = read(lake)
        except duckdb.Error:
            counts["errors"] += 1
            continue
        generations = {text.split()[-1] for text, _ in rows}
        counts["wrong"] += not (len(rows) == 8 and len(generations) == 1 and len({version for _, version in rows}) == 1)
        seen |= generations
    counts["generations"] = len(seen)
    sys.stdout.write(json.dumps({name: counts[name] for name in ("reads", "errors", "wrong", "generations")}))


if __name__ == "__main__":
    main(Lake(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3]))
