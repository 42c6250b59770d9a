"""`newswire agencies`, and a registry of the user's own in a run."""

from __future__ import annotations

import json

import pytest

ROW = "short_name,type,country,abbreviations,names_tr\nNehir,agency,TR,NHR,Nehir Haber\n"
ARTICLE = (
    "Nehir kıyısında park açıldı\nBURSA (NHR) - Belediye nehir kıyısında yeni bir park açtı.\nParkta çocuklar için oyun alanı var. (NHR)\n"
)


@pytest.fixture
def config(tmp_path):
    (tmp_path / "mine.csv").write_text(ROW)
    path = tmp_path / "mine.yaml"
    path.write_text(f"agencies: {tmp_path}/mine.csv\n")
    return path


def test_the_registry_is_listed_and_searched(newswire):
    assert len(newswire("agencies").stdout.splitlines()) > 170
    (row,) = map(json.loads, newswire("agencies", "ilkha", "--json").stdout.splitlines())
    assert row["short_name"] == "ILKHA"
    assert "İLKHA" in row["names"]


def test_a_line_is_tried_and_a_near_miss_stays(newswire):
    told = newswire("agencies", "--try", "Park açıldı. (İLKHA)").stdout
    assert "at the bottom: agency ILKHA" in told
    assert "takes off '(İLKHA)'" in told
    assert newswire("agencies", "--try", "İHA, insansız hava aracı demektir.").stdout.count("nothing is taken off") == 2


def test_an_agency_of_the_users_own_counts_in_a_run_and_makes_older_rows_outdated(newswire, ask, config, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ARTICLE)
    lake = tmp_path / "lake"
    assert newswire("ingest", tmp_path / "in", "--lake", lake).returncode == 0
    assert ask(lake, "select agency from {articles}") == [(None,)]
    again = newswire("ingest", tmp_path / "in", "--lake", lake, "--config", config)
    assert "1 unchanged articles were made by an older version" in again.stdout
    assert newswire("ingest", tmp_path / "in", "--lake", lake, "--config", config, "--reprocess").returncode == 0
    ((agency, text),) = ask(lake, "select agency, text from {articles}")
    assert agency == "Nehir"
    assert "NHR" not in text
    assert json.loads(newswire("inspect", tmp_path / "in/a.txt", "--config", config, "--json").stdout)["credits"]["agency"] == "Nehir"


def test_a_wrong_registry_is_named_with_file_row_and_column_and_exits_78(newswire, tmp_path):
    (tmp_path / "mine.csv").write_text("short_name,type\nNehir,newspaper\n")
    (tmp_path / "mine.yaml").write_text(f"agencies: {tmp_path}/mine.csv\n")
    for command in (["ingest", tmp_path, "--lake", tmp_path / "lake"], ["agencies"]):
        failed = newswire(*command, "--config", tmp_path / "mine.yaml")
        assert failed.returncode == 78
        assert f"{tmp_path}/mine.csv, row 2, column type" in failed.stderr
