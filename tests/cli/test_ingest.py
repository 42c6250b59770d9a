"""`newswire ingest` as a user and an operator meet it: real processes, real files."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parent.parent.parent
DATE = ("--date", "2026-11-23")


def newswire(*arguments: object, prefix: tuple[str, ...] = (), **options: object) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "-m", "pipeline", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=options.pop("cwd", ROOT), check=False, **options)


def ask(lake: Path, query: str) -> list[tuple[object, ...]]:
    names = ("articles", "paragraphs", "mentions", "rejects", "runs")
    with duckdb.connect() as connection:
        return connection.sql(query.format(**{name: f"read_parquet('{lake}/current/{name}/**/*.parquet')" for name in names})).fetchall()


def files(lake: Path) -> dict[str, bytes]:
    root = (lake / "current").resolve()
    return {
        str(path.relative_to(root)): path.read_bytes()
        for table in ("articles", "paragraphs", "mentions")
        for path in (root / table).rglob("*.parquet")
    }


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    shutil.copytree(ROOT / "seeds", folder)
    return folder


def test_every_file_is_counted_once_and_a_second_run_changes_nothing(inbox, tmp_path):
    lake = tmp_path / "lake"
    first = json.loads(newswire("ingest", inbox, "--lake", lake, "--json").stdout)
    listed = sum(path.is_file() for path in inbox.rglob("*"))
    assert first["listed"] == listed == sum(first[state] for state in ("ingested", "updated", "unchanged", "duplicate", "rejected"))
    assert (first["state"], first["duplicate"], first["rejected"]) == ("committed", 1, 3)
    again = newswire("ingest", inbox, "--lake", lake)
    assert again.returncode == 0
    assert again.stderr == ""
    assert again.stdout.startswith("nothing changed; snapshot 1 stands")


def test_the_users_article(inbox, tmp_path):
    lake = tmp_path / "lake"
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    name = "000_fe381b2efaed3531.txt"
    raw = (inbox / name).read_text("utf-8")
    where = f"from {{articles}} a where source_uri like '%{name}'"
    ((article_id, lang, agency, agency_text, n_paragraphs, removed),) = ask(
        lake, f"select article_id, lang, agency, agency_text, n_paragraphs, removed {where}"
    )
    assert (lang, agency, agency_text, n_paragraphs) == ("ar", "ILKHA", "İLKHA", 7)
    rows = ask(
        lake, f"select paragraph_no, kind, text, start_char, end_char from {{paragraphs}} where article_id = '{article_id}' order by 1"
    )
    assert [row[0] for row in rows] == list(range(8))
    assert str(rows[-1][2]).endswith('المنطقة".')
    spans = sorted([(start, end, text) for _, _, text, start, end in rows] + [(r["start_char"], r["end_char"], r["text"]) for r in removed])
    at = 0
    for start, end, text in spans:
        assert not raw[at:start].strip()
        assert raw[start:end] == text
        at = end
    assert at == len(raw)
    mentions = ask(
        lake,
        "select m.text, substring(p.text, m.start_char + 1, m.end_char - m.start_char) from {mentions} m join {paragraphs} p "
        f"using (article_id, paragraph_no) where article_id = '{article_id}'",
    )
    assert all(text == piece for text, piece in mentions)
    assert {text for text, _ in mentions} >= {"فلاديمير بوتين", "إلهام علييف", "أذربيجان", "روسيا", "أرمينيا", "البحر الأسود"}


def test_workers_and_the_order_of_inputs_do_not_change_a_byte(inbox, tmp_path):
    (tmp_path / "small.yaml").write_text("chunk_articles: 4\n")
    parts = [path for path in sorted(inbox.iterdir()) if path.name != "README.md"]
    one, two = tmp_path / "one", tmp_path / "two"
    assert newswire("ingest", *parts, "--lake", one, "--workers", 1, *DATE).returncode == 0
    assert newswire("ingest", *reversed(parts), "--lake", two, "--workers", 2, *DATE, "--config", tmp_path / "small.yaml").returncode == 0
    assert len(files(one)) > 10
    assert files(one) == files(two)


def test_a_changed_file_is_version_two_and_a_copied_one_a_duplicate(inbox, tmp_path):
    lake = tmp_path / "lake"
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    changed, copied = inbox / "060_en_dateline_reuters.txt", inbox / "011_ar_head_reuters.txt"
    changed.write_text(changed.read_text("utf-8") + "\nOne more paragraph has been added to the story since.\n", "utf-8")
    shutil.copy(copied, inbox / "zz_copy.txt")
    report = json.loads(newswire("ingest", inbox, "--lake", lake, "--json").stdout)
    assert (report["updated"], report["duplicate"], report["ingested"]) == (1, 1, 0)
    assert ask(lake, f"select version, count(*) over () from {{articles}} where source_uri = '{changed}'") == [(2, 1)]
    copies = (
        "select o.source_uri from {articles} a join {articles} o on a.duplicate_of = o.article_id where a.source_uri like '%zz_copy.txt'"
    )
    assert ask(lake, copies) == [(str(copied),)]


def test_the_name_direct_runner_does_the_same_job(inbox, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert newswire("ingest", inbox, "--lake", one, *DATE).returncode == 0
    named = newswire("ingest", inbox, "--lake", two, *DATE, "--", "--runner=DirectRunner")
    assert named.returncode == 0
    assert "nothing is downloaded" in named.stderr
    assert files(one) == files(two)


def test_a_portable_runner_does_the_same_job(inbox, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert newswire("ingest", inbox, "--lake", one, *DATE).returncode == 0
    flags = ("--runner=PortableRunner", "--job_endpoint=embed", "--environment_type=LOOPBACK")
    assert newswire("ingest", inbox, "--lake", two, *DATE, "--", *flags).returncode == 0
    assert files(one) == files(two)


def test_the_dask_runner_is_refused_because_it_loses_data(inbox, tmp_path):
    refused = newswire("ingest", inbox, "--lake", tmp_path / "lake", "--", "--runner=DaskRunner")
    assert refused.returncode == 64
    assert "loses data" in refused.stderr


def test_a_dry_run_writes_nothing(inbox, tmp_path):
    told = newswire("ingest", inbox, "--lake", tmp_path / "lake", "--dry-run", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["to_read"] == 30
    assert not (tmp_path / "lake").exists()


def test_a_missing_input_is_named_and_no_lake_is_made(tmp_path):
    failed = newswire("ingest", tmp_path / "nowhere", "--lake", tmp_path / "lake")
    assert (failed.returncode, failed.stdout) == (66, "")
    assert failed.stderr == f"newswire: {tmp_path}/nowhere: no such file or folder\n"
    assert not (tmp_path / "lake").exists()


def test_bad_input_is_a_reject_with_its_reason_and_the_rest_is_taken(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text("A headline\nA paragraph about the harbour and the ships in it.\n")
    (folder / "nul.txt").write_bytes(b"A headline\nA paragraph with one \x00 in the middle of its text and nothing else.\n")
    (folder / "nuls.txt").write_bytes(b"\0" * 2000)
    (folder / "empty.txt").touch()
    os.mkfifo(folder / "fifo")
    (folder / "link.txt").symlink_to(folder / "good.txt")
    with socket.socket(socket.AF_UNIX) as listener, (folder / "huge.txt").open("wb") as huge:
        listener.bind(os.path.relpath(folder / "socket"))
        huge.write(b"one line ")
        huge.truncate(300 * 2**20)
        (folder / os.fsdecode(b"caf\xe9\n'.txt")).write_text("Another headline\nA paragraph about the coffee house at the harbour.\n")
        done = newswire("ingest", folder, "--lake", tmp_path / "lake")
    assert done.returncode == 0, done.stderr
    rejects = ask(tmp_path / "lake", "select parse_filename(source_uri), reason from {rejects} order by 1")
    assert rejects == [
        ("empty.txt", "empty"),
        ("fifo", "not_a_regular_file"),
        ("huge.txt", "too_large"),
        ("link.txt", "symlink"),
        ("nuls.txt", "binary"),
        ("socket", "not_a_regular_file"),
    ]
    taken = ask(tmp_path / "lake", f"select source_uri[{len(str(folder)) + 2}:], contains(text, chr(65533)) from {{articles}} order by 1")
    assert taken == [("caf\\xe9\n'.txt", False), ("good.txt", False), ("nul.txt", True)]


def without_override() -> tuple[str, ...]:
    """Root reads everything; without this capability it is as bound by permissions as anybody."""
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


def give_away(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)


def test_what_may_not_be_read_is_a_reject(tmp_path):
    folder = tmp_path / "in"
    (folder / "closed").mkdir(parents=True)
    (folder / "good.txt").write_text("A headline\nA paragraph about the harbour and the ships in it.\n")
    (folder / "secret.txt").write_text("A headline\nA paragraph.\n")
    for path in (folder / "closed", folder / "secret.txt"):
        give_away(path)
        path.chmod(0)
    done = newswire("ingest", folder, "--lake", tmp_path / "lake", prefix=without_override())
    (folder / "closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert ask(tmp_path / "lake", "select source_uri[length('" + str(folder) + "')+2:], reason from {rejects} order by 1") == [
        ("closed/", "unreadable"),
        ("secret.txt", "unreadable"),
    ]


def test_a_lake_that_may_not_be_written_is_one_line_and_74(inbox, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    give_away(closed)
    closed.chmod(0o555)
    failed = newswire("ingest", inbox, "--lake", closed / "lake", prefix=without_override())
    assert failed.returncode == 74
    assert failed.stderr == f"newswire: {closed}/lake: Permission denied; the lake is as it was\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_one_line_and_74_and_the_next_run_with_space_succeeds(inbox, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount")
    try:
        for size in ("100k", "180k", "260k"):
            subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
            failed = newswire("ingest", inbox, "--lake", disk / "lake")
            assert failed.returncode == 74
            assert "No space left" in failed.stderr
            assert failed.stderr.count("\n") == 1
            assert not (disk / "lake/current").exists()
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        assert newswire("ingest", inbox, "--lake", disk / "lake").returncode == 0
        assert ask(disk / "lake", "select count(*) from {articles}") == [(27,)]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_two_writers_the_second_leaves_with_75_and_names_the_first(inbox, tmp_path):
    from pipeline.lake.layout import Lake
    from pipeline.lake.lock import writer_lock

    with writer_lock(Lake(tmp_path / "lake")):
        failed = newswire("ingest", inbox, "--lake", tmp_path / "lake")
    assert failed.returncode == 75
    assert f"process {os.getpid()}" in failed.stderr


def test_too_many_rejects_publish_and_exit_65(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").touch()
    (tmp_path / "strict.yaml").write_text("max_rejected_ratio: 0.5\n")
    failed = newswire("ingest", tmp_path / "in", "--lake", tmp_path / "lake", "--config", tmp_path / "strict.yaml")
    assert failed.returncode == 65
    assert "1 of 1 files were rejected" in failed.stderr
    assert ask(tmp_path / "lake", "select reason from {rejects}") == [("empty",)]


def test_a_lake_inside_the_input_is_no_input(inbox):
    lake = inbox / "lake"
    for _ in range(2):
        assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    assert ask(lake, "select count(*) from {articles} where contains(source_uri, '/lake/')") == [(0,)]
    refused = newswire("ingest", lake, "--lake", lake)
    assert refused.returncode == 66
    assert "is in the lake itself" in refused.stderr


def test_a_run_that_failed_is_in_the_ledger_and_not_in_the_lake(inbox, tmp_path):
    lake = tmp_path / "lake"
    (lake / ".store").mkdir(parents=True)
    (lake / ".store" / "snapshots").touch()
    assert newswire("ingest", inbox, "--lake", lake).returncode == 74
    (lake / ".store" / "snapshots").unlink()
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    states = [json.loads(line)["state"] for line in newswire("runs", "--lake", lake, "--json").stdout.splitlines()]
    assert states == ["failed", "committed"]
    assert ask(lake, "select state from {runs}") == [("committed",)]


def test_hidden_files_are_passed_over_and_counted(tmp_path):
    (tmp_path / "in" / ".git").mkdir(parents=True)
    (tmp_path / "in" / ".a.txt.swp").write_text("x")
    done = newswire("ingest", tmp_path / "in", "--lake", tmp_path / "lake")
    assert "2 hidden files and folders were passed over" in done.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wokers: 2\n", "unknown key 'wokers'; allowed are workers, "),
        ("workers: many\n", "workers is 'many'; expected int"),
        ("workers: 1000\n", "workers is 1000; allowed are 0 to 256"),
        ("- workers\n", "expected `key: value` lines"),
        ("workers: [\n", "not valid YAML"),
        ("excluded_names: README\n", "excluded_names is 'README'; expected a list of names"),
    ],
)
def test_a_wrong_configuration_is_named_with_file_and_key_and_exits_78(tmp_path, text, told):
    (tmp_path / "c.yaml").write_text(text)
    failed = newswire("ingest", tmp_path, "--lake", tmp_path / "lake", "--config", tmp_path / "c.yaml")
    assert failed.returncode == 78
    assert failed.stderr.startswith(f"newswire: {tmp_path}/c.yaml")
    assert told in failed.stderr


def test_an_empty_file_that_becomes_a_fifo_does_not_hang_the_next_run(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "e.txt").touch()
    assert newswire("ingest", folder, "--lake", tmp_path / "lake").returncode == 0
    (folder / "e.txt").unlink()
    os.mkfifo(folder / "e.txt")
    assert newswire("ingest", folder, "--lake", tmp_path / "lake").returncode == 0
    assert ask(tmp_path / "lake", "select reason from {rejects}") == [("not_a_regular_file",)]


def test_a_long_run_of_full_stops_is_an_article_like_any_other(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "dots.txt").write_text("A headline\n" + "." * 400_000 + "\n")
    done = newswire("ingest", tmp_path / "in", "--lake", tmp_path / "lake", "--json")
    assert json.loads(done.stdout)["ingested"] == 1


@pytest.mark.parametrize("streams", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full"])
def test_closed_and_full_streams_change_neither_the_lake_nor_the_exit_code(inbox, tmp_path, streams):
    command = f"{sys.executable} -m pipeline ingest {inbox} --lake {tmp_path}/lake {streams}"
    assert subprocess.run(["bash", "-c", command], cwd=ROOT, check=False, timeout=120, capture_output=True).returncode == 0
    assert ask(tmp_path / "lake", "select count(*) from {articles}") == [(27,)]


def test_a_touched_folder_is_hashed_once_and_then_known_by_its_times(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "a.txt"
    path.write_text("A headline\nA paragraph about the harbour and the ships in it.\n")
    lake = tmp_path / "lake"
    assert newswire("ingest", folder, "--lake", lake).returncode == 0
    time.sleep(2.1)  # younger files could change again within the same tick of the file system's clock
    path.chmod(0o600)
    time.sleep(2.1)
    assert newswire("ingest", folder, "--lake", lake).stdout.startswith("nothing changed")
    with path.open("rb") as file:
        signature = os.fstat(file.fileno())
    from pipeline.lake.layout import Lake
    from pipeline.lake.state import seen_sources

    (seen,) = seen_sources(Lake(lake))
    assert (seen.size_bytes, seen.mtime_ns, seen.ctime_ns) == (signature.st_size, signature.st_mtime_ns, signature.st_ctime_ns)


def test_a_lake_whose_path_has_the_signs_of_a_glob_works_like_any_other(inbox, tmp_path):
    lake = tmp_path / "l[1]*? 'x"
    for expected in ("snapshot 1 committed", "nothing changed"):
        assert newswire("ingest", inbox, "--lake", lake).stdout.startswith(expected)
    (inbox / "011_ar_head_reuters.txt").unlink()
    (inbox / "060_en_dateline_reuters.txt").write_text("Another\nText about the tide clock that was lost in the basement.\n")
    assert newswire("ingest", inbox, "--lake", lake).stdout.startswith("snapshot 2 committed")
    told = newswire("query", "select count(*) as n from articles", "--lake", lake, "--format", "csv")
    assert told.stdout == "n\n27\n"


def test_rows_of_an_older_configuration_are_counted_and_can_be_made_again(inbox, tmp_path):
    (tmp_path / "other.yaml").write_text("max_paragraphs: 49999\n")
    lake, other = tmp_path / "lake", ("--config", tmp_path / "other.yaml")
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    assert (
        "27 unchanged articles were made by an older version or under other settings"
        in newswire("ingest", inbox, "--lake", lake, *other).stdout
    )
    again = json.loads(newswire("ingest", inbox, "--lake", lake, *other, "--reprocess", "--json").stdout)
    assert (again["updated"], again["duplicate"], again["unchanged"]) == (26, 1, 0)
    assert "older version" not in newswire("ingest", inbox, "--lake", lake, *other).stdout
    assert ask(lake, "select max(version) from {articles}") == [(1,)]


def test_sigterm_is_one_line_and_143_and_the_next_run_succeeds(inbox, tmp_path):
    command = [sys.executable, "-m", "pipeline", "ingest", str(inbox), "--lake", str(tmp_path / "lake")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while not list((tmp_path).glob("lake/.store/staging/plan/*.json")):
        time.sleep(0.02)
    process.terminate()
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 143
    assert stderr == "newswire: stopped; the lake is whole, and the next run continues where this one stopped\n"
    assert newswire("ingest", inbox, "--lake", tmp_path / "lake").returncode == 0


def test_an_empty_lake_name_is_refused(inbox):
    refused = newswire("ingest", inbox, "--lake", "")
    assert refused.returncode == 64
