"""The graph over `seeds/` equals the pure functions applied in a loop."""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow.parquet as pq
import pytest

from pipeline.config import Config
from pipeline.graph_settings import GraphSettings
from pipeline.listing import ListingRules, Passed, list_sources
from pipeline.local import run_graph
from pipeline.plan import PlanSettings, Seen, make_plan
from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch
from transforms.chunks import read_chunk
from transforms.stage import stage_batch

CONFIG = Config()


@pytest.fixture
def planned(seeds, tmp_path):
    sources = list_sources([str(seeds)], ListingRules(excluded_names=frozenset(CONFIG.excluded_names)), Passed())
    (tmp_path / "plan").mkdir()
    settings = PlanSettings(date(2026, 11, 23), 7, 10**9, "digest", False, listed_at_ns=0)
    return make_plan(sources, Seen(), settings, tmp_path / "plan")


def rows(folder, chunk_ids, table):
    return [row for chunk_id in chunk_ids for row in pq.read_table(folder / f"{chunk_id}.{table}.parquet").to_pylist()]


def direct(chunk):
    batch = read_batch(chunk, max_article_bytes=CONFIG.max_article_bytes, max_paragraphs=CONFIG.max_paragraphs)
    return extract_batch(split_batch(strip_batch(detect_batch(batch))))


def test_the_graph_equals_the_functions_in_a_loop(planned, tmp_path):
    chunk_ids = list(planned.chunk_sizes)
    for name in ("graph", "loop"):
        (tmp_path / name).mkdir()
    run_graph(chunk_ids, GraphSettings(str(tmp_path / "plan"), str(tmp_path / "graph"), CONFIG.max_article_bytes, CONFIG.max_paragraphs))
    for chunk_id in chunk_ids:
        stage_batch(direct(read_chunk(chunk_id, tmp_path / "plan")), tmp_path / "loop")
    articles, rejects = (rows(tmp_path / "graph", chunk_ids, table) for table in ("articles", "rejects"))
    assert len(chunk_ids) > 3
    assert {row["reason"] for row in rejects} >= {"empty", "undecodable"}
    assert len({(row["lang"], row["month"]) for row in articles}) > 5
    assert len(articles) + len(rejects) == planned.listed
    for table, found in (("articles", articles), ("rejects", rejects)):
        assert found == rows(tmp_path / "loop", chunk_ids, table)


def test_kept_and_removed_spans_tile_every_seed(planned, tmp_path):
    seen = 0
    for chunk_id in planned.chunk_sizes:
        for article in direct(read_chunk(chunk_id, tmp_path / "plan")).articles:
            spans = [(p.start_char, p.end_char, p.text) for p in article.paragraphs]
            spans += [(r.start_char, r.end_char, r.text) for r in article.credits.removed]
            at = 0
            for start, end, text in sorted(spans):
                assert not article.raw[at:start].strip()
                assert article.raw[start:end] == text
                at = end
            assert not article.raw[at:].strip()
            seen += 1
    assert seen > 20


def test_a_disk_that_fills_up_in_a_step_is_told_as_such(planned, tmp_path, monkeypatch):
    def full(data, path):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("transforms.stage._put", full)
    graph = GraphSettings(str(tmp_path / "plan"), str(tmp_path), CONFIG.max_article_bytes, CONFIG.max_paragraphs)
    with pytest.raises(OSError, match="No space left") as caught:
        run_graph(list(planned.chunk_sizes), graph)
    assert caught.value.errno == errno.ENOSPC


def test_a_chunk_that_many_do_at_once_leaves_what_one_leaves(planned, tmp_path):
    chunk_id = next(iter(planned.chunk_sizes))
    batch = direct(read_chunk(chunk_id, tmp_path / "plan"))
    for name in ("once", "often"):
        (tmp_path / name).mkdir()
    stage_batch(batch, tmp_path / "once")
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: stage_batch(batch, tmp_path / "often"), range(40)))) == 1
    once, often = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("once", "often"))
    assert len(once) == 3
    assert once == often
