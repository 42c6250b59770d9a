"""The cookbook: its page is what is packaged, and every question is answered over the seeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipeline.cli import run
from pipeline.lake.errors import QueryError
from pipeline.lake.saved_queries import find_saved_query, load_saved_queries

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/cookbook.md").read_text("utf-8")
SECTIONS = re.findall(r"^## \d+\. ([^\n]+)\n\n`@([a-z-]+)`[^\n]*\n\n```sql\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
ANSWERS = {
    "agencies": lambda rows: ("ILKHA", 3) in [row[:2] for row in rows],
    "top-entities": lambda rows: rows[0][:2] == ("المغرب", "LOC"),
    "people": lambda rows: ("فلاديمير بوتين", 1, 7) in rows,
    "organisations": lambda rows: all(name != "AA" for name, *_ in rows),
    "countries": lambda rows: any(entity == "country:RU" for entity, *_ in rows),
    "search": lambda rows: [row[3] for row in rows] == [0, 2, 7],
    "trend": lambda rows: [row[1:3] for row in rows] == [(1, 10)],
    "together": lambda rows: rows[0][0] == "روسيا",
    "context": lambda rows: len(rows) == 10 and all(row[3] == "أذربيجان" for row in rows),
    "languages": lambda rows: [row[0] for row in rows][:2] == ["ar", "tr"] and sum(row[1] for row in rows) == 34,
    "credits": lambda rows: sum(row[1] for row in rows) == 34,
    "removed": lambda rows: "agency_head" in [row[1] for row in rows],
    "copies": lambda rows: [row[2] for row in rows] == [1],
    "mixed-languages": lambda rows: ("ar", "en") in [row[1:3] for row in rows],
    "article": lambda rows: [row[1] for row in rows] == ["ILKHA"],
    "rejects": lambda rows: sum(row[1] for row in rows) == 5,
    "runs": lambda rows: [row[1:3] for row in rows] == [(40, 34)],
}
"""What a reader of the seeds would answer; every other question has an answer of at least one row."""


@pytest.fixture(scope="module")
def session(tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    lake = tmp_path_factory.mktemp("cookbook") / "lake"
    assert run(["ingest", str(ROOT / "seeds"), "--lake", str(lake), "--date", "2024-09-01", "--workers", "1"]) == 0
    with duckdb.connect() as connection:
        connection.execute((lake / "catalog.sql").read_text("utf-8"))
        yield connection


def test_the_page_has_twenty_five_questions_and_they_are_the_packaged_ones():
    assert [name for _, name, _ in SECTIONS] == list(load_saved_queries())
    assert len(SECTIONS) == 25
    assert set(ANSWERS) <= set(load_saved_queries())
    for question, name, sql in SECTIONS:
        query = find_saved_query(name)
        assert (question, sql) == (query.question, query.fill({}) + ";\n")


@pytest.mark.parametrize(("name", "sql"), [section[1:] for section in SECTIONS])
def test_every_question_of_the_cookbook_has_its_answer_over_the_seeds(session, name, sql):
    rows = session.execute(sql).fetchall()
    assert rows
    assert ANSWERS.get(name, bool)(rows)


def test_values_are_filled_in_as_literals():
    query = find_saved_query("top-entities")
    assert "top_entities('t''r', '2024-08-01', null)\nlimit 3" in query.fill({"lang": "t'r", "from": f"{date(2024, 8, 1)}", "limit": "3"})


@pytest.mark.parametrize(("values", "told"), [({"limit": "3; drop"}, "no whole number"), ({"langs": "tr"}, "it takes lang='ar'")])
def test_a_wrong_value_is_told(values, told):
    with pytest.raises(QueryError, match=told):
        find_saved_query("top-entities").fill(values)


def test_a_name_that_is_not_there_is_told():
    with pytest.raises(QueryError, match="newswire query --list"):
        find_saved_query("nothing")
