"""What the lake remembers of every source it has seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.lake.layout import Lake

_SIGNATURE = ("key", "size_bytes", "mtime_ns", "ctime_ns", "sha256", "made_by", "content_hash", "reject_reason", "reject_sha256")
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A source as it was last read.

    Attributes:
        ctime_ns: 0 where its times are too young to prove that it has not changed since.
        made_by: Configuration digest of the run that read it.
        content_hash: None if it never became an article.
        reject_reason: None unless the last reading was refused.
    """

    key: str
    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    sha256: str | None
    made_by: str
    content_hash: str | None
    reject_reason: str | None
    reject_sha256: str | None


def state_path(lake: Lake, number: int) -> Path:
    """Where a snapshot keeps its sources, one row a key, sorted by key."""
    return lake.snapshot_folder(number) / "_state" / "sources.parquet"


def seen_sources(lake: Lake) -> Iterator[SeenSource]:
    """Every source of the published snapshot, in the order of its key, read a piece at a time."""
    number = lake.current_number()
    if number == 0:
        return
    with pq.ParquetFile(state_path(lake, number)) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=list(_SIGNATURE)):
            columns = [batch.column(name).to_pylist() for name in _SIGNATURE]
            yield from (SeenSource(*row) for row in zip(*columns, strict=True))
