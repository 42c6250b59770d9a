"""Forget, roll back, compact, collect, verify: each a commit like any other, or no commit at all."""

from __future__ import annotations

import os
from datetime import date

import pytest

from pipeline.lake import maintain
from pipeline.lake.gc import droppable_snapshots, measure_garbage
from pipeline.lake.layout import Lake
from pipeline.lake.tombstones import Tombstones, read_tombstones

KEYS = "select source_uri[5:], duplicate_of is not null from {articles} order by 1"


def bytes_below(lake: Lake) -> bytes:
    return b"".join(path.read_bytes() for path in lake.root.rglob("*") if path.is_file())


def test_what_is_forgotten_is_in_no_table_no_snapshot_and_no_other_file(lab):
    lab.run({"a": "ar: one", "b": "ar: two", "canary": "ar: CANARY"})
    lab.run({"c": "ar: three"})
    record = lab.forget("canary")
    assert record is not None
    assert lab.rows(KEYS) == [("a", False), ("b", False), ("c", False)]
    assert [path.name for path in lab.lake.snapshots.iterdir()] == ["00000003"]
    assert lab.rows("select count(*) from {mentions}") == lab.rows("select count(*) from {paragraphs}") == [(3,)]
    assert b"CANARY" not in bytes_below(lab.lake)
    assert lab.damage() == []


def test_what_is_forgotten_does_not_come_back(lab):
    lab.run({"a": "one", "b": "two"})
    lab.forget("a")
    again = lab.run({"a": "one", "b": "two"})
    assert (again.state, again.listed, again.rejected, again.unchanged) == ("unchanged", 2, 1, 1)
    assert lab.run({"a": "one and more", "b": "two"}).state == "unchanged"
    assert lab.rows(KEYS) == [("b", False)]


def test_when_an_original_is_forgotten_the_next_copy_inherits_its_rows(lab):
    lab.run({"one/a": "text here", "two/b": "text here", "two/c": "text here"})
    lab.forget("one/a")
    assert lab.rows(KEYS) == [("two/b", False), ("two/c", True)]
    assert lab.rows("select source_uri, p.agency from {paragraphs} p join {articles} using (article_id)") == [("/in/two/b", "two")]
    assert lab.damage() == []


def test_copies_go_and_stay_away_where_that_was_asked_for(lab):
    lab.run({"a": "same text", "b": "same text", "c": "other"})
    lab.forget("a", copies=True)
    assert lab.rows(KEYS) == [("c", False)]
    record = lab.run({"d": "same text", "e": "new"})
    assert (record.listed, record.ingested, record.rejected) == (2, 1, 1)
    assert lab.rows(KEYS) == [("c", False), ("e", False)]


def test_a_reject_and_a_duplicate_can_be_forgotten(lab):
    lab.run({"a": "text", "b": "text", "bad": None})
    lab.forget("b", "bad")
    assert lab.rows(KEYS) == [("a", False)]
    assert lab.rows("select count(*) from {rejects}") == [(0,)]
    assert lab.rows("select text from {paragraphs}") == [("text",)]


def test_everything_can_be_forgotten_and_the_tables_are_still_there(lab):
    lab.run({"a": "text"})
    lab.forget("a")
    assert lab.rows("select count(*) from {articles}") == lab.rows("select count(*) from {mentions}") == [(0,)]
    assert lab.damage() == []


def test_a_forgetting_that_died_after_its_tombstone_is_finished_by_the_next_run(lab, monkeypatch):
    lab.run({"a": "CANARY", "b": "two"})

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("_purge_reports", "rewrite_without", "drop_snapshots_before"):
        with monkeypatch.context() as patch:
            patch.setattr(f"pipeline.lake.forget.{place}", die)
            with pytest.raises(KeyboardInterrupt):
                lab.forget("a")
        assert read_tombstones(lab.lake).pending
    lab.run({"a": "CANARY", "b": "two"})
    assert not read_tombstones(lab.lake).pending
    assert lab.rows(KEYS) == [("b", False)]
    assert b"CANARY" not in bytes_below(lab.lake)


def test_a_source_is_covered_by_its_key_its_path_and_every_folder_above():
    from pipeline.lake.tombstones import Tombstone, source_digest

    def covers(name: str, key: str, uri: str) -> bool:
        return Tombstones([Tombstone("source", source_digest(name), "", "", done=True)]).covers(key, uri)

    assert covers("ilkha", "ilkha/2024/a.txt", "/in/a.txt")
    assert covers("/in/", "ilkha/a.txt", "/in/deep/a.txt")
    assert not covers("ilk", "ilkha/a.txt", "/in/a.txt")
    assert not covers("a.txt", "ilkha/a.txt", "/in/a.txt")


def test_a_rollback_is_a_new_snapshot_with_the_old_rows_and_the_whole_history(lab):
    lab.run({"a": "one"})
    lab.run({"a": "one changed", "b": "two"})
    record = lab.rollback(1)
    assert record.snapshot == 3
    assert lab.rows("select source_uri[5:], text, version from {articles}") == [("a", "one", 1)]
    assert lab.rows("select snapshot from {runs} order by 1") == [(1,), (2,), (3,)]
    assert lab.damage() == []
    assert lab.run({"a": "one changed", "b": "two"}, day=date(2024, 8, 22)).updated == 1


@pytest.mark.parametrize("target", [0, 2, 7])
def test_a_rollback_to_what_is_not_there_is_refused(lab, target):
    lab.run({"a": "one"})
    lab.run({"a": "two"})
    with pytest.raises(maintain.NoSnapshotError, match="there are: 1"):
        lab.rollback(target)


def test_a_compaction_folds_the_files_of_a_partition_and_changes_no_row(lab, monkeypatch):
    monkeypatch.setattr("pipeline.lake.rows.SMALL_FILE_BYTES", 0)
    for number in range(4):
        lab.run({f"k{number}": f"ar: text {number}", f"t{number}": f"tr: text {number}"})
    monkeypatch.undo()
    before = {table: lab.rows(f"select * from {{{table}}} order by all") for table in ("articles", "paragraphs", "mentions")}
    assert len(lab.files("articles")) == 8
    assert lab.compact() is not None
    assert len(lab.files("articles")) == len(lab.files("mentions")) == 2
    assert {table: lab.rows(f"select * from {{{table}}} order by all") for table in before} == before
    assert lab.damage() == []
    assert lab.compact() is None


def test_a_compaction_that_would_change_rows_publishes_nothing(lab, monkeypatch):
    monkeypatch.setattr("pipeline.lake.rows.SMALL_FILE_BYTES", 0)
    lab.run({"a": "ar: one"})
    lab.run({"b": "ar: two"})
    monkeypatch.undo()
    files = maintain.small_files(maintain.read_manifest(lab.lake, 2))
    paths = list((lab.lake.current.resolve() / "articles").rglob("*.parquet"))
    data = [path.read_bytes() for path in paths]
    run = maintain.maintenance_run("compact")
    monkeypatch.setattr(
        maintain, "_files", lambda lake, number, table, found=maintain._files: found(lake, number, table)[: 2 - (number == 2)]
    )
    with pytest.raises(maintain.ChangedRowsError):
        maintain.rewrite_without(lab.lake, run, lab.settings, files)
    assert lab.lake.current_number() == 2
    assert [path.read_bytes() for path in paths] == data


def test_only_old_snapshots_beyond_the_last_few_may_go(lab):
    for number in range(5):
        lab.run({"a": f"text {number}"})
    old = lab.lake.snapshot_folder(1)
    os.utime(old, (1, 1))
    assert droppable_snapshots(lab.lake, 3, 3600) == [old]
    assert droppable_snapshots(lab.lake, 5, 0) == []
    assert len(droppable_snapshots(lab.lake, 1, 0)) == 4
    garbage = measure_garbage(droppable_snapshots(lab.lake, 1, 0))
    free = sum(path.stat().st_size for folder in garbage.snapshots for path in folder.rglob("*") if path.is_file())
    assert garbage.freed_bytes == free > 0
    lab.gc(1)
    assert [path.name for path in lab.lake.snapshots.iterdir()] == ["00000005"]
    assert lab.damage() == []


def flip(path, at=-40):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(data))


def test_verify_finds_what_was_changed_removed_added_or_cut(lab):
    lab.run({"a": "ar: one", "b": "tr: two"})
    root = lab.lake.current.resolve()
    assert lab.damage() == []
    files = sorted((root / "articles").rglob("*.parquet"))
    data = files[0].read_bytes()
    flip(files[0])
    assert "its bytes are not those that were written" in lab.damage()[0]
    files[0].write_bytes(data[:-1])
    assert "the manifest says" in lab.damage()[0]
    files[0].unlink()
    assert "No such file" in lab.damage()[0]
    files[0].write_bytes(data)
    (root / "articles" / "stray.parquet").write_bytes(b"")
    assert lab.damage() == [f"{root}/articles/stray.parquet: the manifest does not name it"]
    (root / "articles" / "stray.parquet").unlink()
    (root / "_manifest.json").write_text("{")
    assert "manifest cannot be read" in lab.damage()[0]


def test_verify_deep_finds_rows_that_do_not_fit_together(lab):
    import hashlib
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    lab.run({"a": "ar: one"})
    root = lab.lake.current.resolve()
    (path,) = (root / "mentions").rglob("*.parquet")
    table = pq.read_table(path, schema=pq.read_schema(path))
    at = table.schema.get_field_index("text")
    pq.write_table(table.set_column(at, table.schema.field(at), pa.array(["wrong"])), path)
    manifest = json.loads((root / "_manifest.json").read_text())
    for file in manifest["files"]:
        if file["table"] == "mentions":
            file |= {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "size_bytes": path.stat().st_size}
    (root / "_manifest.json").write_text(json.dumps(manifest))
    assert lab.damage() == ["snapshot 1: 1 mentions that are not a slice of their paragraph"]
