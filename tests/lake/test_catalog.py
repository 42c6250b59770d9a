"""`catalog.sql`: macros that say what the pipeline says, and sessions that see one snapshot."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lake.catalog import create_views
from transforms.text.entities.arabic import fold

ROOT = Path(__file__).parent.parent.parent
CLIENT = Path(sys.executable).with_name("duckdb")
MACROS = (ROOT / "pipeline/lake/macros.sql").read_text("utf-8")
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآٱؤئ" + "\u0640\u064b\u0652\u0653\u0670" + "\u200b\u200f\u202e\u2066\ufeff\u061c"
_SPACES = " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2003\u2028\u202f\u205f\u3000"


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """The macros without a lake: they need none until they are asked about one."""
    with duckdb.connect() as connection:
        connection.execute(MACROS.split("create or replace view")[0])
        yield connection


def compare(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> int:
    asked = pa.table({"no": range(len(texts)), "txt": texts})
    connection.register("asked", asked)
    told = connection.execute("select ar_norm(txt) from asked order by no").fetchall()
    connection.unregister("asked")
    assert [norm for (norm,) in told] == [fold(text) for text in texts]
    return len(texts)


def test_ar_norm_is_the_folding_of_the_pipeline_on_every_listed_name(connection):
    folder = resources.files("transforms").joinpath("resources", "entities")
    names = {
        name
        for file in folder.iterdir()
        if file.name.endswith(".tsv")
        for line in file.read_text("utf-8").splitlines()
        for name in re.split(r"[\t|]", line)
    }
    assert compare(connection, sorted(names)) >= 5000


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.sampled_from(_LETTERS + _SPACES) | st.characters(exclude_categories=["Cs"])), min_size=200, max_size=250))
def test_ar_norm_is_the_folding_of_the_pipeline_on_any_text(connection, texts):
    compare(connection, [text.replace("\0", "") for text in texts])


def test_ar_norm_is_the_folding_of_the_pipeline_on_every_code_point_between_letters(connection):
    points = [chr(point) for point in range(1, 0x30000) if not 0xD800 <= point < 0xE000]
    assert compare(connection, [f" ا{point} ب" for point in points]) > 190_000


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("diyarbakir", "DİYARBAKIR"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("gönüllü", "go\u0308nu\u0308llu\u0308"),
        ("کوردستان", "كوردستان"),
        ("رئيس", "رَئيس"),
        ("إيران", "ایران"),
    ],
)
def test_a_search_finds_a_word_however_it_is_typed(connection, typed, written):
    assert connection.execute("select search_key(?) = search_key(?)", [typed, written]).fetchall() == [(True,)]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from(_LETTERS + "abcİıIşŞçéK\u212bÅ ةۀێیکھەؤئ\u0301\u0327 -") | st.characters(exclude_categories=["Cs"])),
        max_size=200,
    )
)
def test_the_pattern_of_a_word_finds_every_text_that_has_its_key(connection, texts):
    asked = pa.table({"txt": [text.replace("\0", "").replace("\n", "") for text in texts]}, schema=pa.schema([("txt", pa.string())]))
    connection.register("asked", asked)
    words = "select txt, unnest(string_split(search_key(txt), ' ')) as word from asked"
    missed = connection.execute(f"select * from ({words}) where word <> '' and not regexp_matches(txt, search_pattern(word))").fetchall()
    connection.unregister("asked")
    assert missed == []


def test_a_search_finds_words_where_a_word_begins_also_behind_arabic_prefixes(lab):
    lab.run({"k1": "ar: وبالرئيس كتاب", "k2": "en: the party began", "k3": "en: art is long", "k4": "en: arts and artists"})
    with duckdb.connect() as session:
        session.execute(lab.lake.catalog.read_text("utf-8"))
        assert session.execute("select text from search('رئيس')").fetchall() == [("ar: وبالرئيس كتاب",)]
        found = session.execute("select text from search('ART')").fetchall()
        assert sorted(text for (text,) in found) == ["en: art is long", "en: arts and artists"]
        for nothing in ("", "  ", "(", "art began", "%"):
            assert session.execute("from search(?)", [nothing]).fetchall() == []


def test_a_day_does_not_depend_on_the_time_zone_of_the_session(lab):
    lab.run({"k1": "en: noon @2024-03"})
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        with duckdb.connect() as session:
            session.execute(f"set timezone = '{zone}'")
            session.execute(lab.lake.catalog.read_text("utf-8"))
            assert session.execute("select day::varchar from entity_daily").fetchall() == [("2024-03-01",)]


JOINED = "select distinct a.version, p.text from articles a join paragraphs p using (article_id) union all select 0, text from paragraphs"


def test_a_session_sees_one_snapshot_in_all_tables_until_it_reads_the_catalog_again(lab):
    lab.run({"k1": "en: generation 0"})
    with duckdb.connect() as session:
        catalog = lab.lake.catalog.read_text("utf-8")
        session.execute(catalog)
        before = session.execute(JOINED).fetchall()
        lab.run({"k1": "en: generation 1"})
        assert session.execute(JOINED).fetchall() == before
        assert lab.lake.catalog.read_text("utf-8") == catalog
        session.execute(catalog)
        assert {text for _, text in session.execute(JOINED).fetchall()} == {"en: generation 1"}


def test_sessions_opened_while_snapshots_are_published_never_mix_two(lab):
    lab.run({f"k{n}": f"en: {n} of generation 0" for n in range(4)})
    done = threading.Event()
    wrong: list[object] = []
    seen: set[str] = set()

    def read() -> None:
        while not done.is_set():
            try:
                with duckdb.connect(config={"threads": 1}) as session:
                    session.execute(lab.lake.catalog.read_text("utf-8"))
                    rows = session.execute("select a.text, p.text from articles a full join paragraphs p using (article_id)").fetchall()
            except duckdb.Error:  # in the moment of a swap; never a wrong answer
                continue
            generations = {text.split()[-1] if text else text for row in rows for text in row}
            seen.update(map(str, generations))
            if len(rows) != 4 or len(generations) != 1:
                wrong.append(rows)

    reader = threading.Thread(target=read)
    reader.start()
    for generation in range(1, 13):
        lab.run({f"k{n}": f"en: {n} of generation {generation}" for n in range(4)})
    done.set()
    reader.join()
    assert not wrong
    assert len(seen) > 3


def test_the_catalog_is_good_in_a_folder_with_signs_that_globs_and_sql_know(lab, tmp_path):
    odd = type(lab)(tmp_path / "it's [a] lake?")
    odd.run({"k1": "en: text"})
    with duckdb.connect() as session:
        session.execute(odd.lake.catalog.read_text("utf-8"))
        assert session.execute("select count(*) from articles_unique").fetchall() == [(1,)]


@pytest.mark.skipif(not CLIENT.exists(), reason="duckdb-cli is not installed")
def test_duckdbs_own_client_reads_the_catalog_from_any_folder(lab, tmp_path):
    lab.run({"k1": "en: text @2024-03", "k2": "ar: نص"})
    asked = "select entity, articles from top_entities('en', null, null); select count(*) from search('text'); from trend('en:')"
    told = subprocess.run(
        [str(CLIENT), "-init", str(lab.lake.catalog), "-csv", "-noheader", "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"HOME": str(tmp_path)},
    )
    assert told.stdout.splitlines() == ["en:,1", "1", "2024-03-01,1,1,100.0"]


def test_every_view_and_macro_is_documented_and_every_one_that_is_documented_exists():
    made = set(re.findall(r"create or replace (?:view|macro) (\w+(?:\([^)]*\))?)", MACROS))
    section = (ROOT / "docs/schema.md").read_text("utf-8").split("\n## Views and macros\n")[1]
    assert made == set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))
    assert "create or replace view articles as" in create_views(Path("/lake"))
