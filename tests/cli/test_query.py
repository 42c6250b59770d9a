"""`newswire query`: formats, saved queries, limits."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.commands.query_formats import guard_cell

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def lake(newswire, tmp_path_factory) -> Path:
    lake = tmp_path_factory.mktemp("query") / "lake"
    assert newswire("ingest", ROOT / "seeds", "--lake", lake, "--workers", "1").returncode == 0
    return lake


def test_sql_is_read_from_standard_input(newswire, lake):
    told = newswire("query", "-", "--lake", lake, "--format", "csv", input="select count(*) as n\nfrom articles\n")
    assert told.stdout == "n\n35\n"


def test_json_lines_are_one_object_a_line(newswire, lake):
    told = newswire("query", "select lang, headline from articles order by headline", "--lake", lake, "--format", "jsonl")
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(rows) == 35
    assert {"ar", "ckb", "tr"} <= {row["lang"] for row in rows}


def test_parquet_goes_to_a_file_with_its_types_and_replaces_what_was_there(newswire, lake, tmp_path):
    out = tmp_path / "out.parquet"
    out.write_text("old")
    assert newswire("query", "from articles", "--lake", lake, "--format", "parquet", "--output", out).returncode == 0
    table = pq.read_table(out)
    assert len(table) == 35
    assert str(table.schema.field("published_at").type) == "timestamp[us, tz=UTC]"
    failed = newswire("query", "select 1 as a, 2 as a", "--lake", lake, "--format", "parquet", "--output", out)
    assert failed.returncode == 64
    assert len(pq.read_table(out)) == 35
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_parquet_needs_a_file_and_no_file_is_written_into_the_lake(newswire, lake):
    needs = newswire("query", "from articles", "--lake", lake, "--format", "parquet")
    assert (needs.returncode, "--output FILE" in needs.stderr) == (64, True)
    refused = newswire("query", "from articles", "--lake", lake, "--output", lake / "current/articles/x.csv", "--format", "csv")
    assert (refused.returncode, "in the lake" in refused.stderr) == (64, True)


def test_csv_holds_nothing_that_a_spreadsheet_runs_and_leaves_numbers_alone(newswire, lake):
    sql = """select '=1+1' as "=name", '+cmd' as b, '-2.5' as c, -1 as d, '@x' as e, '-1+1' as f, chr(9) || 'x' as g,
        [1, 2] as h, 'a=b' as i"""
    told = newswire("query", sql, "--lake", lake, "--format", "csv")
    names, row = csv.reader(io.StringIO(told.stdout))
    assert names[0] == "'=name"
    assert row == ["'=1+1", "'+cmd", "-2.5", "-1", "'@x", "'-1+1", "'\tx", "[1, 2]", "a=b"]


@given(st.text())
def test_a_guarded_cell_starts_no_formula_and_loses_nothing(text):
    guarded = guard_cell(text)
    assert guarded.removeprefix("'") == text or guarded == text
    assert not guarded.startswith(("=", "@", "\t", "\r"))
    if guarded.startswith(("+", "-")):
        float(guarded.rstrip("%").replace(",", "."))


def test_the_list_names_every_saved_query_of_the_cookbook(newswire):
    told = newswire("query", "--list")
    assert told.returncode == 0
    named = re.findall(r"^@([a-z-]+)", told.stdout, re.MULTILINE)
    assert named == re.findall(r"^`@([a-z-]+)`", (ROOT / "docs/cookbook.md").read_text("utf-8"), re.MULTILINE)


def test_a_saved_query_takes_its_parameters_behind_its_name(newswire, lake):
    told = newswire("query", "@top-entities", "lang=tr", "limit=2", "--lake", lake, "--format", "jsonl")
    assert [json.loads(line)["name"] for line in told.stdout.splitlines()] == ["Avrupa Parlamentosu", "Melike Tosun"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["@nothing"], "newswire query --list"),
        (["@top-entities", "langs=tr"], "it takes lang="),
        (["@top-entities", "limit=x"], "no whole number"),
        (["@search", "words=x') union from read_text('/etc/passwd"], None),
        (["select", "1"], "quote SQL as one word"),
        (["select 1", "--time-limit", "0"], "number of seconds"),
        (["select 1", "--memory-limit", "much"], "500MB or 4GB"),
        (["select count(*) from range(100000000000) a, range(1000) b", "--time-limit", "0.5"], "no answer within 0.5 s"),
        (["select length(repeat('a', 4000000000))", "--memory-limit", "100MB"], "100MB are too little"),
    ],
)
def test_what_is_wrong_or_too_much_is_one_line_and_64(newswire, lake, arguments, told):
    answer = newswire("query", *arguments, "--lake", lake)
    if told is None:
        assert (answer.returncode, "root:" in answer.stdout) == (0, False)
        return
    assert answer.returncode == 64
    assert told in answer.stderr
    assert answer.stderr.count("\n") == 1
