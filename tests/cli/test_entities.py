"""The choice of the entity engine, as a user makes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.ingest import at_pace

ROOT = Path(__file__).parent.parent.parent
NO_NETWORK = """import socket
def refuse(*_, **__):
    raise SystemExit("the network was asked")
socket.getaddrinfo = refuse
"""


@pytest.fixture
def surroundings(tmp_path: Path, install_camel_model: Callable[[Path], Path]) -> dict[str, str]:
    """An environment without network in which camel-tools has its data."""
    install_camel_model(tmp_path / "camel")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "site"), str(ROOT)])
    return {**os.environ, "HOME": str(tmp_path), "CAMELTOOLS_DATA": str(tmp_path / "camel"), "PYTHONPATH": path}


@pytest.mark.parametrize("asked", ["flag", "key"])
def test_camel_reads_arabic_and_nothing_else(newswire, ask, surroundings, tmp_path, asked):
    (tmp_path / "camel.yaml").write_text("entity_engine: camel\n", encoding="utf-8")
    choice = ["--entities", "camel"] if asked == "flag" else ["--config", tmp_path / "camel.yaml"]
    inputs = [ROOT / "seeds/000_fe381b2efaed3531.txt", ROOT / "seeds/020_tr_head_aa.txt"]
    told = newswire("ingest", *inputs, "--lake", tmp_path / "lake", *choice, env=surroundings)
    assert told.returncode == 0, told.stderr
    assert "Loading" not in told.stderr
    engines = ask(tmp_path / "lake", "select lang, list_sort(list(distinct engine)) from {mentions} group by lang order by lang")
    assert [lang for lang, _ in engines] == ["ar", "tr"]
    assert "camel" in engines[0][1]
    assert "crf" not in engines[0][1]
    assert "camel" not in engines[1][1]


@pytest.mark.parametrize("command", ["ingest", "inspect"])
def test_data_that_is_not_installed_is_told_with_the_command_that_installs_it(newswire, surroundings, tmp_path, command):
    article = ROOT / "seeds/000_fe381b2efaed3531.txt"
    lake = ["--lake", tmp_path / "lake"] if command == "ingest" else []
    empty = surroundings | {"CAMELTOOLS_DATA": str(tmp_path / "nothing")}
    told = newswire(command, article, *lake, "--entities", "camel", env=empty)
    assert (told.returncode, told.stdout) == (78, "")
    assert f"{tmp_path}/nothing/catalogue.json" in told.stderr
    assert "`camel_data -i ner-arabert`" in told.stderr
    assert told.stderr.count("\n") == 1
    assert not (tmp_path / "lake").exists()


def test_another_model_makes_other_rows_with_reprocess_only(newswire, surroundings, tmp_path):
    article = ROOT / "seeds/000_fe381b2efaed3531.txt"
    lake = ["ingest", article, "--lake", tmp_path / "lake"]
    assert newswire(*lake, env=surroundings).returncode == 0
    told = newswire(*lake, "--entities", "camel", env=surroundings)
    assert "1 unchanged articles were made by an older version or under other settings" in told.stdout
    assert "updated    1" in newswire(*lake, "--entities", "camel", "--reprocess", env=surroundings).stdout


def test_chunks_are_as_large_as_the_engine_is_fast():
    slow = at_pace(Config(entity_engine="camel"))
    assert (slow.chunk_articles, slow.chunk_bytes, slow.chunk_time_limit_s) == (15, 2**18, 1200.0)
    assert at_pace(Config(entity_engine="camel", chunk_articles=1)).chunk_articles == 1
    assert at_pace(Config()) == Config()


def test_an_engine_that_is_not_there_is_refused(newswire, tmp_path):
    told = newswire("ingest", ROOT / "seeds", "--lake", tmp_path / "lake", "--entities", "spacy")
    assert told.returncode == 64
    assert "choose from" in told.stderr
