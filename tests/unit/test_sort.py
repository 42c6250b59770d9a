"""Rows come out in order, all of them, however many pieces lie on disk."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from pipeline.lake.sort import ORDER, SortSpace, sort_rows


def reader(keys: list[str], rows_a_batch: int) -> pa.RecordBatchReader:
    nested = [[{"name": key, "n": n}] * (n % 3) for n, key in enumerate(keys)]
    table = pa.table({"n": range(len(keys)), "found": nested, ORDER: keys})
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=rows_a_batch))


def keys(count: int) -> list[str]:
    dice = random.Random(count)
    numbers = list(range(count))
    dice.shuffle(numbers)
    return [f"{dice.choice(['ar', 'ckb', 'ku'])}\x01{number:06d}" for number in numbers]


@pytest.mark.parametrize(("count", "piece_bytes"), [(0, 1000), (1, 1000), (5000, 10**9), (5000, 20_000), (20_000, 8_000)])
def test_rows_come_out_in_order_and_whole(tmp_path, count, piece_bytes):
    given = keys(count)
    found = [row for batch in sort_rows(reader(given, 97), SortSpace(tmp_path, piece_bytes)) for row in batch.to_pylist()]
    assert [row["n"] for row in found] == sorted(range(count), key=given.__getitem__)
    assert all(row["found"] == [{"name": given[row["n"]], "n": row["n"]}] * (row["n"] % 3) for row in found)
    assert ORDER not in (found[0] if found else {})
    assert not list(tmp_path.iterdir())


def test_pieces_lie_on_disk_while_they_are_merged_and_go_even_if_nobody_reads_on(tmp_path):
    rows = sort_rows(reader(keys(5000), 100), SortSpace(tmp_path, 20_000))
    next(rows)
    assert len(list(tmp_path.iterdir())) > 3
    rows.close()
    assert not list(tmp_path.iterdir())


def test_rows_of_forty_megabytes_are_sorted_in_four(tmp_path):
    schema = pa.schema({"text": pa.string(), ORDER: pa.string()})
    texts = (pa.RecordBatch.from_pylist([{"text": "x" * 2000, ORDER: key}], schema) for key in keys(20_000))
    pool = pa.default_memory_pool()
    before = most = pool.bytes_allocated()
    for _ in sort_rows(pa.RecordBatchReader.from_batches(schema, texts), SortSpace(tmp_path, 1_000_000)):
        most = max(most, pool.bytes_allocated())
    assert most - before < 4_000_000
