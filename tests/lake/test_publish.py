from __future__ import annotations

from datetime import date

import pyarrow.dataset as ds
import pytest

from pipeline.lake.state import state_path
from transforms.schema import PARTITIONED, TABLES

IDS = "select source_uri, version, duplicate_of is not null from {articles} order by 1"


def test_an_empty_run_makes_a_lake_whose_tables_can_all_be_queried(lab):
    assert lab.run({}).state == "committed"
    for table in TABLES:
        assert lab.rows(f"select count(*) from {{{table}}}") == [(1 if table == "runs" else 0,)]


@pytest.mark.parametrize("table", list(TABLES))
def test_every_table_has_exactly_the_columns_of_its_schema(lab, table):
    lab.run({"a": "first text", "b": None})
    found = {name: kind for name, kind, *_ in lab.rows(f"describe select * from {{{table}}}")}
    wanted = set(TABLES[table].names) | ({"lang", "month"} if table in PARTITIONED else set())
    assert set(found) == wanted
    stored = ds.dataset(lab.lake.current.resolve() / table, format="parquet").schema
    assert stored.equals(TABLES[table], check_metadata=False)


def test_a_typed_empty_file_goes_when_rows_come(lab):
    lab.run({})
    lab.run({"a": "ar: text"})
    assert [path.parts[-3] for path in (lab.lake.current.resolve() / "articles").rglob("*.parquet")] == ["lang=ar"]


def test_the_same_again_changes_nothing(lab):
    first = lab.run({"a": "text", "b": None})
    again = lab.run({"a": "text", "b": None})
    assert (again.state, again.unchanged, again.rejected, again.snapshot) == ("unchanged", 1, 1, first.snapshot)
    assert lab.lake.current.readlink().name == "00000001"


def test_new_content_is_a_new_version_and_still_one_row(lab):
    lab.run({"a": "text", "b": "other"})
    assert lab.run({"a": "new text"}).updated == 1
    assert lab.rows(IDS) == [("/in/a", 2, False), ("/in/b", 1, False)]
    assert lab.rows("select text from {paragraphs} order by 1") == [("new text",), ("other",)]


def test_a_new_version_in_another_language_leaves_its_old_partition(lab):
    lab.run({"a": "ar: text", "b": "ar: other"})
    lab.run({"a": "tr: text"})
    assert lab.rows("select source_uri, lang from {articles} order by 1") == [("/in/a", "tr"), ("/in/b", "ar")]
    assert lab.rows("select text, lang from {mentions} order by 2") == [("ar:", "ar"), ("tr:", "tr")]


def test_a_copy_is_a_duplicate_with_its_text_and_without_paragraphs(lab):
    record = lab.run({"a": "text", "b": "text"})
    assert (record.ingested, record.duplicate) == (1, 1)
    assert lab.rows(IDS) == [("/in/a", 1, False), ("/in/b", 1, True)]
    assert lab.rows("select a.text, o.source_uri from {articles} a join {articles} o on a.duplicate_of = o.article_id") == [
        ("text", "/in/a")
    ]
    assert lab.rows("select count(*) from {paragraphs}") == [(1,)]
    assert lab.rows("select count(*) from {mentions}") == [(1,)]


def test_a_copy_that_comes_later_is_the_duplicate_even_if_it_sorts_first(lab):
    lab.run({"b": "text"}, day=date(2024, 8, 21))
    lab.run({"a": "text"}, day=date(2024, 8, 22))
    assert lab.rows(IDS) == [("/in/a", 1, True), ("/in/b", 1, False)]


def test_a_copy_of_an_earlier_day_that_comes_later_becomes_the_original(lab):
    lab.run({"b": "text", "c": "text"}, day=date(2024, 8, 22))
    lab.run({"a": "text"}, day=date(2024, 8, 21))
    assert lab.rows(IDS) == [("/in/a", 1, False), ("/in/b", 1, True), ("/in/c", 1, True)]
    assert lab.rows("select distinct o.source_uri from {articles} a join {articles} o on a.duplicate_of = o.article_id") == [("/in/a",)]
    assert lab.rows("select source_uri from {paragraphs} join {articles} using (article_id)") == [("/in/a",)]


def test_when_the_original_changes_the_next_copy_inherits_its_rows(lab):
    lab.run({"one/a": "text here", "two/b": "text here", "two/c": "text here"})
    record = lab.run({"one/a": "other text"})
    assert record.updated == 1
    assert lab.rows(IDS) == [("/in/one/a", 2, False), ("/in/two/b", 1, False), ("/in/two/c", 1, True)]
    owners = "select source_uri, p.text, p.agency from {paragraphs} p join {articles} using (article_id) order by 1"
    assert lab.rows(owners) == [("/in/one/a", "other text", "one"), ("/in/two/b", "text here", "two")]
    owners = "select source_uri, m.text, m.agency from {mentions} m join {articles} using (article_id) order by 1"
    assert lab.rows(owners) == [("/in/one/a", "other", "one"), ("/in/two/b", "text", "two")]


def test_a_duplicate_that_changes_becomes_an_article_of_its_own(lab):
    lab.run({"a": "text", "b": "text"})
    assert lab.run({"b": "own text"}).updated == 1
    assert lab.rows(IDS) == [("/in/a", 1, False), ("/in/b", 2, False)]
    assert lab.rows("select text from {paragraphs} order by 1") == [("own text",), ("text",)]


def test_a_reject_stays_one_row_with_the_run_that_saw_it_first_and_goes_when_its_source_is_taken(lab):
    lab.run({"a": None})
    lab.run({"a": None, "b": "text"})
    assert lab.rows("select source_uri, reason, run_id from {rejects}") == [("/in/a", "empty", "run-001")]
    lab.run({"a": "now it is here"})
    assert lab.rows("select count(*) from {rejects}") == [(0,)]


def test_an_article_whose_file_went_bad_keeps_its_last_good_version(lab):
    lab.run({"a": "text"})
    assert lab.run({"a": None}).rejected == 1
    assert lab.rows("select text from {articles}") == [("text",)]
    assert lab.rows("select source_uri from {rejects}") == [("/in/a",)]
    assert lab.run({"a": "text"}).state == "committed"
    assert lab.rows("select count(*) from {rejects}") == [(0,)]
    assert lab.rows("select version from {articles}") == [(1,)]


def test_reprocessing_makes_the_rows_again_and_no_new_version(lab):
    lab.run({"a": "text", "b": "text"}, day=date(2024, 8, 21))
    record = lab.run({"a": "text", "b": "text"}, day=date(2024, 8, 23), reprocess=True)
    assert (record.updated, record.duplicate, record.unchanged) == (1, 1, 0)
    assert lab.rows(IDS) == [("/in/a", 1, False), ("/in/b", 1, True)]
    assert lab.rows("select distinct ingested_on from {articles}") == [(date(2024, 8, 21),)]
    assert lab.rows("select count(*) from {paragraphs}") == [(1,)]


def test_files_are_the_same_bytes_however_the_work_was_cut(lab, tmp_path):
    texts = {f"k{n:03d}": f"{'ar' if n % 3 else 'tr'}: text {n % 40} @2024-0{n % 5 + 1}" for n in range(120)}
    lab.run(texts, chunk_size=120)
    other = type(lab)(tmp_path / "other")
    other.run(texts, chunk_size=7)
    tables = ("articles", "paragraphs", "mentions")
    assert len(lab.files(*tables)) > 10
    assert lab.files(*tables) == other.files(*tables)


def test_files_that_nothing_touches_are_linked_and_not_copied(lab):
    lab.run({"a": "ar: text @2024-01-05"})
    lab.run({"b": "ar: text @2024-02-05"})
    inodes = [path.stat().st_nlink for path in (lab.lake.current.resolve() / "articles").rglob("month=2024-01/*.parquet")]
    assert inodes == [2]


def test_a_snapshot_keeps_every_run_that_was_published(lab):
    lab.run({"a": "text"})
    lab.run({"a": "text"})
    lab.run({"a": "text 2"})
    assert lab.rows("select run_id, snapshot, state, updated from {runs} order by 1") == [
        ("run-001", 1, "committed", 0),
        ("run-003", 2, "committed", 1),
    ]


def test_nothing_stays_staged_where_nothing_was_published(lab):
    for _ in range(2):
        lab.run({"a": None})
        assert not list(lab.lake.staged_folder.iterdir())


def test_a_run_that_staged_nothing_does_not_read_what_was_seen_before(lab):
    lab.run({"a": "one", "b": None})
    state_path(lab.lake, 1).unlink()
    record = lab.run({})
    assert (record.state, record.snapshot, record.listed) == ("unchanged", 1, 0)
