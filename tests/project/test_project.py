"""What is promised about the project itself: the archive, the docs, the schema."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
import yaml

from pipeline.cli import COMMANDS
from pipeline.config import Config, load_config
from pipeline.exit_codes import Exit
from pipeline.nightly_settings import NightlySettings
from pipeline.watch_settings import WatchSettings
from transforms.records import Reason
from transforms.schema import SCHEMA_VERSION, TABLES

ROOT = Path(__file__).parent.parent.parent
SCHEMA_PAGE = (ROOT / "docs/schema.md").read_text("utf-8")
OPERATIONS_PAGE = (ROOT / "docs/operations.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("table", list(TABLES))
def test_every_column_is_documented_in_order_with_its_type(table):
    section = SCHEMA_PAGE.split(f"\n## {table}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (\S[^|]*) \|$", section, re.MULTILINE)
    short = {field.name: re.sub(r"list<\w+: (string|struct)(<.*>)?>", r"list<\1>", str(field.type)) for field in TABLES[table]}
    assert [(name, kind) for name, kind, _ in rows] == list(short.items())


def test_the_schema_changes_only_with_its_number():
    golden = ROOT / "tests/golden/schema.txt"
    text = f"version {SCHEMA_VERSION}\n" + "".join(f"{table}.{field.name} {field.type}\n" for table in TABLES for field in TABLES[table])
    assert text == golden.read_text("utf-8"), (
        "a column changed: raise SCHEMA_VERSION, write the golden file anew, and say so in the changelog"
    )


def test_every_reject_reason_exit_code_and_setting_is_documented():
    for reason in Reason:
        assert f"| `{reason}` |" in OPERATIONS_PAGE
    for code in Exit:
        assert f"| {code.value} |" in OPERATIONS_PAGE
    for name in (*Config.__dataclass_fields__, *NightlySettings.__dataclass_fields__, *WatchSettings.__dataclass_fields__):
        assert f"| `{name}` |" in OPERATIONS_PAGE


def test_every_configuration_that_is_shipped_can_be_loaded_and_says_nothing_that_is_a_default():
    for path in (ROOT / "configs").glob("*.yaml"):
        load_config(path)
        for key, value in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            assert getattr(Config(), key) != value, f"{path.name}: {key} is the default"


def test_the_watchers_configuration_shows_every_key_and_the_defaults_of_those_that_it_leaves_out():
    text = (ROOT / "configs/watch.yaml").read_text("utf-8")
    shown = yaml.safe_load(re.sub(r"^  # (\w+: )", r"  \1", text, flags=re.MULTILINE))["watch"]
    assert set(shown) == set(WatchSettings.__dataclass_fields__)
    for name in shown.keys() - {"lake", "inputs", "metrics_file"}:
        assert shown[name] == getattr(WatchSettings(), name)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_is_in_the_readme(command):
    told = subprocess.run([sys.executable, "-m", "pipeline", command, "--help"], capture_output=True, text=True, check=True)
    assert "usage: " in told.stdout
    assert f"`newswire {command}" in README


def test_the_archive_holds_our_packages_and_resources_and_nothing_else(tmp_path):
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split("\0")
    tracked = {name for name in listed if name and (ROOT / name).is_file()}
    for name in tracked:
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "tree" / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), "."]
    subprocess.run(command, check=True, capture_output=True, cwd=tmp_path / "tree")
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == {name for name in tracked if name.split("/")[0] in {"pipeline", "transforms"}}


def test_the_users_article_is_there_byte_for_byte():
    digest = hashlib.sha256((ROOT / "seeds/000_fe381b2efaed3531.txt").read_bytes()).hexdigest()
    assert digest == "fb39fc3909599ec8b1e8f9141c69e105073744ec361a92073cd851f9ec5ab911"


def test_nothing_in_the_readme_and_docs_points_to_a_file_that_is_not_there():
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_readmes_query_answers_over_the_seeds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ingest = [sys.executable, "-m", "pipeline", "ingest", str(ROOT / "seeds"), "--lake", "lake"]
    told = subprocess.run(ingest, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    (sql,) = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    with duckdb.connect() as connection:
        assert ("ILKHA", "ar", 2) in connection.sql(sql).fetchall()
    assert told.stdout.split("\n", 1)[1].strip() in README


def test_the_cluster_image_is_of_the_beam_that_the_package_asks_for():
    page = (ROOT / "docs/cluster.md").read_text("utf-8")
    (image,) = re.findall(r"^FROM apache/beam_python3\.11_sdk:(\d+\.\d+)\.\d+$", page, re.MULTILINE)
    assert f'"apache-beam>={image},' in (ROOT / "setup.py").read_text("utf-8")
    assert f"apache-beam=={image}." in (ROOT / "constraints.txt").read_text("utf-8")
