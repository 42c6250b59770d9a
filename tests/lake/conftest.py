"""A lake that is fed with made-up articles, without Beam and without models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.lake.durable import remove_tree
from pipeline.lake.forget import ForgetRequest, find_targets, finish_forgetting, forget
from pipeline.lake.gc import droppable_snapshots
from pipeline.lake.layout import Lake
from pipeline.lake.ledger import RunRecord
from pipeline.lake.maintain import maintenance_run, rewrite_without, rollback, small_files
from pipeline.lake.manifest import read_manifest
from pipeline.lake.merge import RunContext
from pipeline.lake.publish import Planned, PublishSettings, publish
from pipeline.lake.recover import recover
from pipeline.lake.staged import read_staged
from pipeline.lake.tombstones import read_tombstones
from pipeline.lake.verify import find_damage
from transforms.records import Article, Batch, Block, Chunk, Credits, Language, Mention, Paragraph, Reason, Reject, Source, Span
from transforms.stage import stage_batch


def source(key: str) -> Source:
    return Source(key, f"/in/{key}", f"/in/{key}", 1, 1, 1)


def article(key: str, text: str) -> Article:
    """One paragraph; its first word is a mention, its language is what stands before a colon, its month what stands after an at sign."""
    lang = text.split(":")[0] if ":" in text else "en"
    month = text.split("@")[1][:7] if "@" in text else None
    published = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC) if month else None
    language = Language(lang, 1.0, "Latn")
    word = text.split()[0]
    mention = Mention(word, "PER", 0, len(word), word, None, 1.0, "test")
    paragraph = Paragraph(1, "lead", text, 0, len(text), 1, language, (mention,))
    told = Credits(agency=key.split("/")[0], published_at=published, published_from="path" if published else None)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Article(source(key), text, sha256, "utf-8", (Block(Span(0, len(text)), "body"),), (), language, told, (paragraph,))


SETTINGS = PublishSettings(64, 1, "newswire test", "{}")


class Lab:
    """Runs are mappings of key to text; None is a file that was rejected."""

    def __init__(self, root: Path) -> None:
        self.lake = Lake(root)
        self.settings = SETTINGS
        self.number = 0

    def run(
        self, texts: Mapping[str, str | None], *, day: date = date(2024, 8, 21), chunk_size: int = 100, reprocess: bool = False
    ) -> RunRecord:
        self.number += 1
        self.lake.store.mkdir(parents=True, exist_ok=True)
        recover(self.lake)
        finish_forgetting(self.lake, SETTINGS)
        stones = read_tombstones(self.lake)
        keys = sorted(key for key in texts if not stones.covers(key, f"/in/{key}"))
        chunk_ids = []
        for start in range(0, len(keys), chunk_size):
            part = keys[start : start + chunk_size]
            chunk = Chunk(f"{self.number:028x}{start:04x}", day, tuple(source(key) for key in part))
            articles = tuple(article(key, text) for key in part if (text := texts[key]) is not None)
            rejects = tuple(Reject(source(key), None, Reason.EMPTY, "nothing in it", "ReadArticles") for key in part if texts[key] is None)
            stage_batch(Batch(chunk, articles, rejects), self.lake.staged_folder)
            chunk_ids.append(chunk.chunk_id)
        run = RunContext(f"run-{self.number:03d}", datetime(2024, 8, 21, tzinfo=UTC), day, "config", reprocess)
        run = replace(run, refused_contents=stones.contents)
        planned = Planned(0, {"forgotten": len(texts) - len(keys)})
        return publish(self.lake, read_staged(self.lake, chunk_ids), planned=planned, run=run, settings=self.settings)

    def forget(self, *keys: str, copies: bool = False) -> RunRecord | None:
        recover(self.lake)
        ids = tuple(hashlib.sha256(key.encode()).hexdigest()[:32] for key in keys)
        found = find_targets(self.lake, ForgetRequest(ids, (), copies, "a test"), "2024-08-21T00:00:00+00:00")
        return forget(self.lake, found.stones, SETTINGS)

    def compact(self) -> RunRecord | None:
        recover(self.lake)
        files = small_files(read_manifest(self.lake, self.lake.current_number()))
        return rewrite_without(self.lake, maintenance_run("compact"), SETTINGS, files) if files else None

    def rollback(self, target: int) -> RunRecord:
        recover(self.lake)
        finish_forgetting(self.lake, SETTINGS)
        return rollback(self.lake, target, maintenance_run("rollback"), SETTINGS)

    def gc(self, keep: int) -> None:
        for folder in droppable_snapshots(self.lake, keep, 0):
            remove_tree(folder)

    def damage(self) -> list[str]:
        return list(find_damage(self.lake, self.lake.current_number(), deep=True))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Asks with plain globs, as a user would: `{articles}` stands for `read_parquet('<lake>/current/articles/**/*.parquet')`."""
        globs = {
            table: f"read_parquet('{self.lake.current}/{table}/**/*.parquet')"
            for table in ("articles", "paragraphs", "mentions", "rejects", "runs")
        }
        with duckdb.connect() as connection:
            return connection.sql(query.format(**globs)).fetchall()

    def files(self, *tables: str) -> dict[str, bytes]:
        """Bytes of the published files by path below the snapshot, without the version folder."""
        root = self.lake.current.resolve()
        found = [path for table in tables for path in (root / table).rglob("*.parquet")]
        return {str(path.relative_to(root)).replace(root.name, "N"): path.read_bytes() for path in found}


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path / "lake")
