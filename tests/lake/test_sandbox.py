"""Statements that want more than an answer: none reads anything but the lake's tables, none writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import duckdb
import pytest

from pipeline.lake.errors import QueryError
from pipeline.lake.query import limits, open_snapshot, select

CANARY = "canary-7f3a"
READERS = [
    *("read_text", "READ_TEXT", "read_blob", "read_csv", "read_csv_auto", "sniff_csv", "read_json", "read_json_auto", "read_json_objects"),
    *("read_ndjson", "read_ndjson_objects", "read_parquet", "parquet_scan", "parquet_metadata", "parquet_schema"),
    *("parquet_file_metadata", "parquet_kv_metadata", "read_duckdb", "glob"),
]
SHAPES = (
    "select * from {}",
    "from {}",
    "with secret as (from {}) select count(*) from secret",
    "select (select count(*) from {})",
    "select 1 from articles, lateral (from {} limit 1)",
    "select 1 union all select count(*) from {}",
    "select * from articles where exists (from {})",
    "select /* a comment */ * -- another\nfrom {}",
    "describe select * from {}",
    "select * from search((select min(x::varchar) from {} t(x)))",
)
PLACES = (
    "{secret}.txt",
    "{lake}/../secret.csv",
    "file://{secret}.csv",
    "https://example.org/x.parquet",
    "/proc/self/environ",
    "{manifest}",
)
FILES = ("{secret}.csv", "{secret}.parquet", "{secret}.json", "{lake}/*/*/**/*.parquet", "{ledger}", "s3://bucket/x.parquet", "{manifest}")
WRITES = (
    "copy (select 1) to '{planted}'",
    "copy articles to '{planted}' (format csv)",
    "copy (select 1) to '{snapshot}/articles/planted.parquet'",
    "copy articles from '{secret}.csv'",
    "copy from database memory to planted",
    "export database '{planted}'",
    "import database '{planted}'",
    "attach '{planted}.db'",
    "attach '{ledger}' as ledger (type sqlite)",
    "attach ':memory:' as other",
    "create table planted as select 1",
    "create temp table planted as from articles",
    "create or replace view articles as select 1",
    "create macro planted() as table from read_text('{secret}.txt')",
    "create secret s (type s3)",
    "create persistent secret s (type s3, key_id 'x')",
    "create type planted as enum ('a')",
    "create sequence planted",
    "create schema planted",
    "insert into articles values (1)",
    "update articles set lang = 'xx'",
    "delete from articles",
    "merge into articles using articles a on true when matched then delete",
    "truncate articles",
    "alter view articles rename to planted",
    "drop view articles",
    "drop macro ar_norm",
    "comment on view articles is 'planted'",
    "install httpfs",
    "force install httpfs from community",
    "load httpfs",
    "load '{secret}.so'",
    "update extensions",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "set lock_configuration = false",
    "set temp_directory = '{planted}'",
    "set log_query_path = '{planted}'",
    "set variable x = (select content from read_text('{secret}.txt'))",
    "reset allowed_directories",
    "pragma database_list",
    "pragma enable_logging",
    "pragma enable_profiling = 'json'",
    "pragma profiling_output = '{planted}'",
    "pragma import_database('{planted}')",
    "call enable_logging(storage = 'file', storage_path = '{planted}')",
    "call pragma_version()",
    "checkpoint",
    "force checkpoint",
    "vacuum",
    "analyze",
    "begin transaction",
    "commit",
    "use other",
    "detach memory",
    "prepare p as copy (select 1) to '{planted}'",
    "execute p",
    "deallocate p",
    "explain select 1",
    "with w as (insert into articles values (1) returning *) from w",
    "with w as (delete from articles returning *) select 1",
    "with w as (update articles set lang = 'x' returning *) select 1",
    "with w as (copy (select 1) to '{planted}') select 1",
)
DISGUISES = (
    "{}",
    "{};",
    "  \n\t{}",
    "-- from articles\n{}",
    "/* select 1 */ {}",
    "select 1; {}",
    "{}; select 1",
    "explain {}",
    "explain analyze {}",
    "EXPLAIN (ANALYZE, FORMAT JSON) {}",
)
WRITTEN = (
    "from query('from read_text(''{secret}.txt'')')",
    "from query_table('{secret}.csv')",
    "from query_table(['articles', '{secret}.csv'])",
    "from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    "from duckdb_settings()",
    "from duckdb_secrets()",
    "from duckdb_extensions()",
    "from duckdb_logs()",
    "from duckdb_temporary_files()",
    "from duckdb_databases()",
    "from duckdb_variables()",
    "from enable_logging()",
    "from enable_profiling()",
    "from checkpoint()",
    "from force_checkpoint()",
    "from truncate_duckdb_logs()",
    "from pragma_database_size()",
    "from pragma_show('articles')",
    "from pragma_table_info('articles')",
    "from import_database('{planted}')",
    "from copy_database('memory', '{planted}')",
    "from which_secret('s3://x', 's3')",
    "from seq_scan('articles')",
    "from arrow_scan(1, 2, 3)",
    "from pandas_scan(1)",
    "from python_map_function(1)",
    "from register_external_resource('x')",
    "from create_external_resource('x')",
    "from test_all_types()",
    "from sqlite_scan('{ledger}', 'runs')",
    "from postgres_scan('host=localhost', 'public', 't')",
    "from st_read('{secret}.csv')",
    "from read_xlsx('{secret}.xlsx')",
    "from iceberg_scan('{planted}')",
    "from delta_scan('{planted}')",
    "select getenv('HOME')",
    "select GetEnv('HOME')",
    "select current_setting('home_directory')",
    "select getvariable('x')",
    "select write_log('planted')",
    "select nextval('x')",
    "select setval('x', 1)",
    "select sleep_ms(100000)",
    "select pg_sleep(100)",
    "select list_transform([1], lambda x: getenv('HOME'))",
    "select * from articles order by getenv('HOME')",
    "select * from articles qualify getenv('HOME') = row_number() over ()",
    "select main.getenv('HOME')",
    "select 'HOME'.getenv()",
    "from system.main.read_text('{secret}.txt')",
    "from main.glob('*')",
    "from \"read_text\"('{secret}.txt')",
    "from memory.main.read_text('{secret}.txt')",
    "from information_schema.tables",
    "from pg_catalog.pg_settings",
    "from pg_catalog.pg_class",
    "from sqlite_master",
    "from duckdb_tables",
    "from system.information_schema.schemata",
    "show databases",
    "show variables",
    "from (show databases)",
    "pivot articles on lang using count(*)",
    "from self",
    "from asked",
    "from lake",
    "from CANARY",
    "select * from os",
    "\0",
    "select 1 \0; drop view articles",
    "",
    ";",
    "-- nothing",
)


def statements(places: dict[str, str]) -> Iterator[str]:
    for reader, place, shape in product(READERS, PLACES, SHAPES):
        yield shape.format(f"{reader}('{place.format(**places)}')")
    for file, shape in product(FILES, SHAPES):
        yield shape.format(f"'{file.format(**places)}'")
        yield shape.format(f'"{file.format(**places)}"')
    for write, disguise in product(WRITES, DISGUISES):
        yield disguise.format(write.format(**places))
    yield from (written.format(**places) for written in WRITTEN)


@pytest.fixture
def places(lab, tmp_path) -> dict[str, str]:
    lab.run({"k1": "en: an article", "k2": "ar: خبر"})
    secret = tmp_path / "secret"
    for ending, text in {"txt": CANARY, "csv": f"a\n{CANARY}\n", "json": f'{{"a": "{CANARY}"}}'}.items():
        secret.with_suffix(f".{ending}").write_text(text)
    with duckdb.connect() as connection:
        connection.execute(f"copy (select '{CANARY}' as a) to '{secret}.parquet'")
    snapshot = lab.lake.current.resolve()
    return {
        "secret": str(secret),
        "lake": str(lab.lake.root),
        "snapshot": str(snapshot),
        "manifest": f"{snapshot}/_manifest.json",
        "ledger": f"{lab.lake.store}/ledger.sqlite",
        "planted": str(tmp_path / "planted"),
    }


def tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in folder.rglob("*")}


def test_hostile_statements_are_refused_and_nothing_is_written(lab, places, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    hostile = list(statements(places))
    assert len(set(hostile)) >= 500
    with open_snapshot(lab.lake) as connection:
        answered = []
        for statement in hostile:
            try:
                answered.append((statement, select(connection, statement).fetchall()))
            except QueryError:
                continue
        assert answered == []
        assert select(connection, "select count(*) from articles").fetchall() == [(2,)]
    assert tree(tmp_path) == before


def test_behind_the_check_the_connection_itself_reads_and_writes_nothing_outside(lab, places, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSWIRE_TEST_SECRET", CANARY)
    before = tree(tmp_path)
    with open_snapshot(lab.lake) as connection:
        for statement in statements(places):
            if places["snapshot"] in statement and "copy" in statement:
                continue  # this wall lets a COPY into the snapshot through, which is why there is the other
            if "sleep" in statement:
                continue
            try:
                told = connection.execute(statement)
                rows = told.fetchall() if told else []
            except (duckdb.Error, RuntimeError, ValueError):
                continue
            assert CANARY not in str(rows), statement
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "sql",
    [
        "from articles",
        "table articles",
        "values (1), (2)",
        "describe articles",
        "summarize articles",
        "show tables",
        "select 1; ",
        "WITH a AS (FROM Articles) SELECT * FROM A",
        "with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select n from t",
        "select * from main.articles, range(3)",
        "select unnest(removed) from articles",
        "select * from (select 1) union all by name (select 2)",
        "from top_entities(null, null, null)",
        "select list_transform([1, 2], lambda x: x + 1)",
        "select a.text, row_number() over (partition by lang) from articles_unique a",
        "select 'copy (select 1) to ''x''; drop view articles'",
        "select strftime(day, '%Y') from articles_unique",
        "select * from json_each('[1, 2]')",
    ],
)
def test_honest_questions_are_answered(lab, sql):
    lab.run({"k1": "en: an article", "k2": "ar: خبر"})
    with open_snapshot(lab.lake) as connection:
        select(connection, sql).fetchall()


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select count(*) from range(10000000000) a, range(1000) b", "no answer within 0.5 s"),
        ("select length(repeat('a', 4000000000))", "64MB are too little"),
        ("select list_sort(range(1000000000))[1]", "64MB are too little"),
        ("select string_agg(range::varchar, '') from range(1000000000)", "64MB are too little"),
    ],
)
def test_a_question_that_asks_for_too_much_ends(lab, sql, told):
    lab.run({"k1": "en: an article"})
    connection = open_snapshot(lab.lake, "64MB")
    began = os.times().elapsed
    with pytest.raises(QueryError, match=told), limits(connection, seconds=0.5 if "within" in told else 30, memory_limit="64MB"):
        select(connection, sql).fetchall()
    assert os.times().elapsed - began < 20
