"""Files of many articles through the command: every article counted once, whatever happens to its container."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

KINDS = {
    "lines.jsonl": 6,
    "more.jsonl.gz": 6,
    "rows.csv": 4,
    "files.zip": 3,
    "files.tgz": 3,
    "one.txt.gz": 1,
    "plain.txt": 1,
    "plain.txt#a1": 1,
}
WAYS = ("ingested", "updated", "unchanged", "duplicate", "rejected")


def text(name: str, edition: int = 1) -> str:
    return f"{name} köprüsü açıldı\n\nBelediye meclisi {name} köprüsünü {edition}. kez konuştu ve kararı yarına bıraktı.\n"


def lines(prefix: str, count: int, edition: int = 1) -> bytes:
    records = [{"id": f"{prefix}{n}", "text": text(f"{prefix}{n}", edition if n == 0 else 1)} for n in range(count)]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def zipped(prefix: str, count: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(count):
            archive.writestr(f"folder/{prefix}{n}.txt", text(f"{prefix}{n}"))
    return held.getvalue()


def tar(prefix: str, count: int) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for n in range(count):
            data = text(f"{prefix}{n}").encode()
            info = tarfile.TarInfo(f"folder/{prefix}{n}.txt")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One of each, old enough for its times to be trusted."""
    folder = tmp_path / "wire"
    folder.mkdir()
    rows = "".join(f'c{n},"{text(f"c{n}")}"\n' for n in range(4))
    held = {
        "lines.jsonl": lines("a", 6),
        "more.jsonl.gz": gzip.compress(lines("b", 6), mtime=0),
        "rows.csv": f"id,text\n{rows}".encode(),
        "files.zip": zipped("d", 3),
        "files.tgz": tar("e", 3),
        "one.txt.gz": gzip.compress(text("f").encode(), mtime=0),
        "plain.txt": text("g").encode(),
        "plain.txt#a1": text("h").encode(),
    }
    for name, data in held.items():
        (folder / name).write_bytes(data)
    assert set(held) == set(KINDS)
    time.sleep(2.1)
    return folder


@pytest.fixture
def run(newswire, tmp_path):
    """Ingests the folder and gives the counts, which must add up."""

    def ingest(folder: Path, *options: str, lake: str = "lake") -> dict[str, int]:
        told = newswire("ingest", folder, "--lake", tmp_path / lake, "--date", "2024-08-21", "--json", *options)
        assert told.returncode == 0, told.stderr
        record = json.loads(told.stdout.splitlines()[-1])
        assert record["listed"] == sum(record[way] for way in WAYS)
        return record

    return ingest


def counts(record: dict[str, int]) -> dict[str, int]:
    return {way: record[way] for way in ("listed", *WAYS) if record[way]}


def test_one_of_each_is_ingested_once_and_unchanged_after_that(folder, run, ask, tmp_path):
    total = sum(KINDS.values())
    assert counts(run(folder)) == {"listed": total, "ingested": total}
    assert counts(run(folder)) == {"listed": total, "unchanged": total}
    rows = ask(tmp_path / "lake", "select source_uri, text from {articles} order by 1")
    uris = [uri.removeprefix(f"{folder}/") for uri, _ in rows]
    assert {"lines.jsonl#a3", "more.jsonl.gz#b5", "rows.csv#c0", "files.zip#folder/d1.txt", "files.tgz#folder/e2.txt"} < set(uris)
    assert {"one.txt.gz", "plain.txt", "plain.txt#a1"} < set(uris)
    assert dict(zip(uris, (body for _, body in rows), strict=True))["files.zip#folder/d1.txt"].startswith("Belediye meclisi d1")


def test_a_changed_record_is_one_update_and_touched_containers_are_unchanged(folder, run, ask, tmp_path):
    run(folder)
    (folder / "lines.jsonl").write_bytes(lines("a", 7, edition=2))
    for name in ("more.jsonl.gz", "rows.csv", "files.zip", "files.tgz", "one.txt.gz"):
        os.utime(folder / name)
    total = sum(KINDS.values())
    assert counts(run(folder)) == {"listed": total + 1, "ingested": 1, "updated": 1, "unchanged": total - 1}
    assert counts(run(folder)) == {"listed": total + 1, "unchanged": total + 1}
    assert ask(tmp_path / "lake", "select count(*), max(version) from {articles}") == [(total + 1, 2)]


def test_a_container_that_is_cut_off_keeps_its_articles_and_tells_until_it_is_mended(folder, run, ask, newswire, tmp_path):
    whole = (folder / "files.tgz").read_bytes()
    run(folder)
    total = sum(KINDS.values())
    (folder / "files.tgz").write_bytes(whole[:-9])
    damaged = counts(run(folder))
    assert damaged["rejected"] == 1
    assert damaged["listed"] == total + 1
    assert counts(run(folder)) == damaged
    assert ask(tmp_path / "lake", "select reason, source_uri from {rejects}") == [("damaged_container", f"{folder}/files.tgz")]
    assert ask(tmp_path / "lake", "select count(*) from {articles}") == [(total,)]
    (folder / "files.tgz").write_bytes(whole)
    told = newswire("retry-rejects", "--lake", tmp_path / "lake", "--date", "2024-08-21", "--json")
    assert json.loads(told.stdout)["tried"] == 3
    assert ask(tmp_path / "lake", "select count(*) from {rejects}") == [(0,)]
    assert counts(run(folder)) == {"listed": total, "unchanged": total}


def test_a_rejected_record_is_tried_again_alone(folder, run, ask, newswire, tmp_path):
    good = lines("a", 6)
    (folder / "lines.jsonl").write_bytes(good.replace(b'{"id": "a2"', b'{"id" "a2"'))
    run(folder)
    assert ask(tmp_path / "lake", "select reason, source_uri from {rejects}") == [("damaged_record", f"{folder}/lines.jsonl#3")]
    told = newswire("retry-rejects", "--lake", tmp_path / "lake", "--json")
    assert json.loads(told.stdout)["tried"] == 1


def test_a_container_or_one_of_its_articles_can_be_forgotten(folder, run, ask, newswire, tmp_path):
    run(folder)
    total, lake = sum(KINDS.values()), tmp_path / "lake"
    for source in (folder / "files.zip", f"{folder}/lines.jsonl#a3"):
        assert newswire("forget", "--lake", lake, "--source", source, "--reason", "test").returncode == 0
    assert ask(lake, "select count(*) from {articles}") == [(total - 4,)]
    for _ in range(2):
        assert counts(run(folder)) == {"listed": total, "unchanged": total - 4, "rejected": 4}


def test_a_plain_file_whose_name_goes_on_behind_a_container_s_is_not_forgotten_with_it(folder, run, ask, newswire, tmp_path):
    run(folder)
    newswire("forget", "--lake", tmp_path / "lake", "--source", folder / "plain.txt", "--reason", "test")
    assert ask(tmp_path / "lake", "select count(*) from {articles} where source_uri like '%/plain.txt#a1'") == [(1,)]


def test_workers_and_chunks_make_no_difference_to_the_bytes(folder, run, tmp_path):
    small = tmp_path / "small.yaml"
    small.write_text("chunk_articles: 2\n")
    run(folder, "--workers", "1", lake="one")
    run(folder, "--workers", "2", "--config", str(small), lake="two")

    def files(lake: str) -> dict[str, bytes]:
        root = tmp_path / lake / "current"
        return {
            str(path.relative_to(root)): path.read_bytes()
            for table in ("articles", "paragraphs", "mentions")
            for path in (root / table).rglob("*.parquet")
        }

    assert files("one") == files("two")
    assert len(files("one")) > 2


def test_a_run_that_is_killed_goes_on_where_it_was(folder, run, ask, tmp_path):
    small = tmp_path / "small.yaml"
    small.write_text("chunk_articles: 2\n")
    command = [sys.executable, "-m", "pipeline", "ingest", str(folder), "--lake", str(tmp_path / "lake"), "--config", str(small)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    staged = tmp_path / "lake/.store/staging"
    deadline = time.monotonic() + 60
    while not list(staged.rglob("*.done")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    total = sum(KINDS.values())
    record = run(folder, "--config", str(small))
    assert record["listed"] == total
    assert ask(tmp_path / "lake", "select count(*), count(distinct source_uri) from {articles}") == [(total, total)]


def test_one_article_of_many_can_be_inspected(folder, newswire):
    told = newswire("inspect", f"{folder}/files.zip#folder/d1.txt", "--json")
    assert json.loads(told.stdout)["source_uri"] == f"{folder}/files.zip#folder/d1.txt"
    assert newswire("inspect", folder / "plain.txt#a1").returncode == 0
    for name, exact in (("files.zip", "holds 3 articles"), ("files.zip#no", "name one, as"), ("plain.txt#no", "holds no articles")):
        told = newswire("inspect", folder / name)
        assert (told.returncode, exact in told.stderr) == (66, True), told.stderr
