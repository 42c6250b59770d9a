"""`newswire ingest` when all goes well: counts, versions, copies, runners, bytes."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATE = ("--date", "2026-11-23")


def files(lake: Path) -> dict[str, bytes]:
    root = (lake / "current").resolve()
    return {
        str(path.relative_to(root)): path.read_bytes()
        for table in ("articles", "paragraphs", "mentions")
        for path in (root / table).rglob("*.parquet")
    }


def test_the_users_article(newswire, ask, inbox, tmp_path):
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


def test_workers_and_the_order_of_inputs_do_not_change_a_byte(newswire, inbox, tmp_path):
    (tmp_path / "small.yaml").write_text("chunk_articles: 4\n")
    parts = [path for path in sorted(inbox.iterdir()) if path.name != "README.md"]
    one, two = tmp_path / "one", tmp_path / "two"
    assert newswire("ingest", *parts, "--lake", one, "--workers", 1, *DATE).returncode == 0
    assert newswire("ingest", *reversed(parts), "--lake", two, "--workers", 2, *DATE, "--config", tmp_path / "small.yaml").returncode == 0
    assert len(files(one)) > 10
    assert files(one) == files(two)


def test_a_changed_file_is_version_two_and_a_copied_one_a_duplicate(newswire, ask, inbox, tmp_path):
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


def test_the_name_direct_runner_does_the_same_job(newswire, inbox, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert newswire("ingest", inbox, "--lake", one, *DATE).returncode == 0
    named = newswire("ingest", inbox, "--lake", two, *DATE, "--", "--runner=DirectRunner")
    assert named.returncode == 0
    assert "nothing is downloaded" in named.stderr
    assert files(one) == files(two)


def test_the_dask_runner_is_refused_because_it_loses_data(newswire, inbox, tmp_path):
    refused = newswire("ingest", inbox, "--lake", tmp_path / "lake", "--", "--runner=DaskRunner")
    assert refused.returncode == 64
    assert "loses data" in refused.stderr


def test_hidden_files_are_passed_over_and_counted(newswire, tmp_path):
    (tmp_path / "in" / ".git").mkdir(parents=True)
    (tmp_path / "in" / ".a.txt.swp").write_text("x")
    done = newswire("ingest", tmp_path / "in", "--lake", tmp_path / "lake")
    assert "2 hidden files and folders were passed over" in done.stdout


def test_a_touched_folder_is_hashed_once_and_then_known_by_its_times(newswire, tmp_path):
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


def test_rows_of_an_older_configuration_are_counted_and_can_be_made_again(newswire, ask, inbox, tmp_path):
    (tmp_path / "other.yaml").write_text("max_paragraphs: 49999\n")
    lake, other = tmp_path / "lake", ("--config", tmp_path / "other.yaml")
    assert newswire("ingest", inbox, "--lake", lake).returncode == 0
    assert (
        "35 unchanged articles were made by an older version or under other settings"
        in newswire("ingest", inbox, "--lake", lake, *other).stdout
    )
    again = json.loads(newswire("ingest", inbox, "--lake", lake, *other, "--reprocess", "--json").stdout)
    assert (again["updated"], again["duplicate"], again["unchanged"]) == (34, 1, 0)
    assert "older version" not in newswire("ingest", inbox, "--lake", lake, *other).stdout
    assert ask(lake, "select max(version) from {articles}") == [(1,)]
