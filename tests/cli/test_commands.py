"""The commands that read: query, inspect, detect, runs."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def lake(newswire, tmp_path_factory) -> Path:
    lake = tmp_path_factory.mktemp("query") / "lake"
    assert newswire("ingest", ROOT / "seeds", "--lake", lake).returncode == 0
    return lake


QUERY = "select lang, count(*) as n from articles group by lang order by n desc, lang limit 2"


def test_query_prints_a_table(newswire, lake):
    told = newswire("query", QUERY, "--lake", lake)
    assert told.returncode == 0
    assert "│ ar" in told.stdout


def test_query_prints_csv(newswire, lake):
    told = newswire("query", QUERY, "--lake", lake, "--format", "csv")
    assert list(csv.reader(io.StringIO(told.stdout))) == [["lang", "n"], ["ar", "13"], ["tr", "8"]]


def test_query_prints_json_with_nested_values(newswire, lake):
    told = newswire(
        "query",
        "select headline, flags, removed from articles where agency = 'ILKHA' order by source_uri limit 1",
        "--lake",
        lake,
        "--format",
        "json",
    )
    (row,) = json.loads(told.stdout)
    assert row["removed"][0]["text"] == "(İLKHA)"


@pytest.mark.parametrize(
    "sql",
    [
        "drop view articles",
        "select 1; select 2",
        "copy (select 1) to 'planted.parquet'",
        "explain analyze copy (select 1) to 'planted.parquet'",
        "set enable_external_access = true",
        "attach 'x.db'",
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/passwd')",
        "selec 1",
        "",
    ],
)
def test_query_answers_one_select_and_nothing_else(newswire, lake, sql, tmp_path):
    refused = newswire("query", sql, "--lake", lake, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert refused.returncode == 64
    assert refused.stdout == ""
    assert refused.stderr.startswith("newswire: ")
    assert "Traceback" not in refused.stderr
    assert not list(tmp_path.iterdir())


def test_csv_keeps_columns_that_share_a_name_and_json_asks_to_tell_them_apart(newswire, lake):
    assert newswire("query", "select 1 as a, 2 as a", "--lake", lake, "--format", "csv").stdout == "a,a\n1,2\n"
    refused = newswire("query", "select 1 as a, 2 as a", "--lake", lake, "--format", "json")
    assert refused.returncode == 64
    assert "tell them apart with AS" in refused.stderr


def test_json_says_what_json_can_say(newswire, lake):
    sql = (
        "select 'nan'::double as a, 1.50::decimal(4,2) as b, '\\x0A'::blob as c, date '2024-08-21' as d, [1.0, null] as e, {'x': true} as f"
    )
    (row,) = json.loads(newswire("query", sql, "--lake", lake, "--format", "json").stdout)
    assert row == {"a": None, "b": 1.5, "c": "0a", "d": "2024-08-21", "e": [1.0, None], "f": {"x": True}}


def test_runs_reads_without_writing_and_says_what_to_do_about_a_broken_ledger(newswire, tmp_path):
    (tmp_path / "lake/.store").mkdir(parents=True)
    (tmp_path / "lake/.store/ledger.sqlite").write_bytes(b"garbage" * 200)
    failed = newswire("runs", "--lake", tmp_path / "lake")
    assert failed.returncode == 74
    assert "move it away" in failed.stderr


def test_a_damaged_snapshot_is_told_as_such(newswire, tmp_path):
    assert newswire("ingest", ROOT / "seeds", "--lake", tmp_path / "lake").returncode == 0
    shutil.rmtree((tmp_path / "lake/current").resolve() / "mentions")
    failed = newswire("query", "select 1", "--lake", tmp_path / "lake")
    assert failed.returncode == 74
    assert "is damaged" in failed.stderr


def test_query_without_a_lake_says_how_to_make_one(newswire, tmp_path):
    failed = newswire("query", "select 1", "--lake", tmp_path / "none")
    assert failed.returncode == 66
    assert "newswire ingest INPUT --lake" in failed.stderr


def test_the_catalog_works_from_any_folder(lake, tmp_path, monkeypatch):
    import duckdb

    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        connection.execute((lake / "catalog.sql").read_text())
        for table in ("articles", "paragraphs", "mentions", "runs"):
            ((count,),) = connection.sql(f"select count(*) from {table}").fetchall()
            assert count > 0


def test_inspect_shows_what_was_removed_and_found(newswire):
    told = newswire("inspect", ROOT / "seeds/000_fe381b2efaed3531.txt")
    assert told.returncode == 0
    for piece in ("language        ar", "agency          ILKHA", "credit by", "'(İLKHA)'", "فلاديمير بوتين"):
        assert piece in told.stdout


def test_inspect_as_json_holds_every_paragraph(newswire):
    told = json.loads(newswire("inspect", ROOT / "seeds/000_fe381b2efaed3531.txt", "--json").stdout)
    assert len(told["paragraphs"]) == 8
    assert told["credits"]["agency"] == "ILKHA"


def test_inspect_says_why_a_file_would_be_rejected(newswire):
    told = newswire("inspect", ROOT / "seeds/090_empty.txt")
    assert told.returncode == 65
    assert "would be rejected as empty" in told.stderr


def test_detect_answers_a_line_with_a_line(newswire):
    lines = [
        "Dünya genelinde kütüphaneler bugün ziyaretçilerine açıldı.",
        "",
        "12 345",
        "The council met on Monday and spoke about the bridge.",
    ]
    told = newswire("detect", input="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [answer["lang"] for answer in answers] == ["tr", "und", "und", "en"]
    assert all(0 <= answer["score"] <= 1 for answer in answers)


def test_runs_lists_what_changed_nothing_too(newswire, lake):
    assert newswire("ingest", ROOT / "seeds", "--lake", lake).returncode == 0
    states = [json.loads(line)["state"] for line in newswire("runs", "--lake", lake, "--json").stdout.splitlines()]
    assert states[0] == "committed"
    assert "unchanged" in states
    assert "run_id" in newswire("runs", "--lake", lake).stdout.splitlines()[0]


def test_help_is_quick_because_nothing_heavy_is_imported():
    script = "import sys; from pipeline.cli import run\ntry: run(['--help'])\nexcept SystemExit: pass\n"
    script += "print([m for m in ('apache_beam', 'pyarrow', 'duckdb', 'torch', 'numpy', 'camel_tools', 'yaml') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_stops_early_is_no_error(lake):
    command = f"{sys.executable} -m pipeline query 'from mentions' --lake {lake} --format json | head -c 10"
    told = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert "Traceback" not in told.stderr


def test_a_mistyped_command_or_flag_exits_64_with_one_line(newswire):
    for arguments in (["ingset"], ["ingest", "x", "--lakes", "y"], ["runs", "--lake", "x", "--", "--runner=FnApiRunner"]):
        told = newswire(*arguments)
        assert told.returncode == 64
        assert told.stderr.count("\n") == 1
