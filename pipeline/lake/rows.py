"""The rows that a snapshot's new files hold, as queries over the decisions of `merge.py`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeAlias

import duckdb

from pipeline.lake.layout import glob_escape
from pipeline.lake.manifest import DataFile
from pipeline.lake.sort import ORDER
from transforms.schema import MENTIONS, PARAGRAPHS, TABLES

SMALL_FILE_BYTES = 32 * 2**20
"""Smaller files of a partition that gets rows are folded into the new ones: each live file costs every query about 0.1 ms."""

_LIVE_FILE_BYTES = 128 * 2**10
_LIVE_FACTOR = 2

Fold: TypeAlias = Callable[[Collection[DataFile]], Collection[DataFile]]
"""Of the files of a partition that gets rows, those that are written anew together with them."""


def fold_small(files: Collection[DataFile]) -> Collection[DataFile]:
    """All small ones, so that a partition has hardly more files than its size asks for."""
    return [file for file in files if file.size_bytes < SMALL_FILE_BYTES]


def fold_alike(files: Collection[DataFile]) -> Collection[DataFile]:
    """Small ones, the least first, as long as each is at most twice what is folded already.

    What stays behind at least doubles from file to file, so a partition has at most eight small files; and a row is written again
    only when its file has doubled, so the cost of frequent small commits does not grow with what the partition holds.
    """
    folded: list[DataFile] = []
    size = _LIVE_FILE_BYTES
    for file in sorted(files, key=lambda file: (file.size_bytes, file.name)):
        if file.size_bytes >= SMALL_FILE_BYTES or file.size_bytes > _LIVE_FACTOR * size:
            break
        folded.append(file)
        size += file.size_bytes
    return folded


_ARTICLE_ORDER = """lang || chr(1) || month || chr(1)
  || coalesce(lpad((epoch_us(published_at) + 100000000000000000)::varchar, 20, '0'), '~') || chr(1) || article_id"""
"""As `lang, month, published_at nulls last, article_id`: added to the time is more than any date that Python has lies before 1970."""

_PARAGRAPH_ORDER = f"{_ARTICLE_ORDER} || lpad(paragraph_no::varchar, 10, '0')"
_ORDER = {
    "articles": _ARTICLE_ORDER,
    "paragraphs": _PARAGRAPH_ORDER,
    "mentions": f"{_PARAGRAPH_ORDER} || lpad(mention_no::varchar, 10, '0')",
}


class Stored:
    """The published files of every table, and where they lie."""

    def __init__(self, files: dict[DataFile, Path]) -> None:
        """Takes each file's record and path."""
        self._files = files

    def of(self, table: str) -> dict[DataFile, Path]:
        """Those of one table."""
        return {file: path for file, path in self._files.items() if file.table == table}

    def inside(self, table: str, partitions: Collection[tuple[str, str]]) -> list[Path]:
        """Those of one table in some partitions."""
        return [path for file, path in self.of(table).items() if (file.lang, file.month) in partitions]


def make_row_tables(connection: duckdb.DuckDBPyConnection, stored: Stored) -> None:
    """The tables `gone_articles`, `gone_paragraphs`, `staged_rows` and `heirs` are in the connection.

    An heir is a copy that was a duplicate and is the original now: it takes over the paragraphs of the one that it was a copy of.
    """
    for statement in (_GONE_ARTICLES, _GONE_PARAGRAPHS, _STAGED_ROWS, _NO_HEIRS):
        connection.execute(statement)
    homes = _partitions(connection, "select lang, month from reroled where duplicate_of is null")
    if homes:
        connection.execute(_HEIRS, [_texts(stored.inside("articles", homes))])


def files_to_rewrite(connection: duckdb.DuckDBPyConnection, table: str, stored: Stored, fold: Fold) -> list[DataFile]:
    """Published files that the new ones replace: those that hold rows that go, and what is to be folded of partitions that change.

    Args:
        connection: With the tables of `make_row_tables`.
        table: `articles`, `paragraphs` or `mentions`.
        stored: What is published.
        fold: Of the files of one partition.
    """
    touched = _partitions(connection, _TOUCHED[table])
    inside: dict[tuple[str | None, str | None], dict[DataFile, Path]] = {}
    for file, path in stored.of(table).items():
        if (file.lang, file.month) in touched:
            inside.setdefault((file.lang, file.month), {})[file] = path
    folded = {file for files in inside.values() for file in fold(files)}
    rest = {file: path for files in inside.values() for file, path in files.items() if file not in folded}
    holding = _files_holding(connection, _GONE[table], list(rest.values()))
    return [file for files in inside.values() for file, path in files.items() if file in folded or str(path) in holding]


def select_rows(
    connection: duckdb.DuckDBPyConnection, table: str, *, rewritten: Sequence[Path], stored: Stored, staged: Sequence[Path]
) -> tuple[str, list[list[str]]] | None:
    """A query for all rows of the table's new files, with `ORDER`, and its parameters; None where there is nothing to read from.

    Args:
        connection: With the tables of `make_row_tables`.
        table: `articles`, `paragraphs` or `mentions`.
        rewritten: Published files of this table that the new ones replace.
        stored: What is published.
        staged: Files of whole articles.
    """
    kept = f"select {_columns(table)} from {_STORED} where article_id not in (select article_id from {_GONE[table]})"
    moved = stored.inside(table, _partitions(connection, _MOVED_FROM[table]))
    parts = [(kept, rewritten), (_STAGED[table], staged), (_MOVED[table], moved)]
    used = [(query, _texts(paths)) for query, paths in parts if paths]
    if not used:
        return None
    union = " union all by name ".join(query for query, _ in used)
    return f"select *, {_ORDER[table]} as {ORDER} from ({union})", [paths for _, paths in used]


def _partitions(connection: duckdb.DuckDBPyConnection, query: str) -> set[tuple[str, str]]:
    return set(connection.execute(query).fetchall())


def _files_holding(connection: duckdb.DuckDBPyConnection, gone: str, paths: Sequence[Path]) -> set[str]:
    if not paths or not connection.execute(f"select 1 from {gone} limit 1").fetchall():
        return set()
    query = f"select distinct filename from read_parquet(?, filename = true) where article_id in (select article_id from {gone})"
    return {name for (name,) in connection.execute(query, [_texts(paths)]).fetchall()}


def _texts(paths: Sequence[Path]) -> list[str]:
    return [glob_escape(path) for path in paths]


def _columns(table: str, replaced: dict[str, str] | None = None, prefix: str = "") -> str:
    """The columns of a table and its partition, some of them replaced by other expressions."""
    named = replaced or {}
    names = [*TABLES[table].names, "lang", "month"]
    return ", ".join(f"{named[name]} as {name}" if name in named else f"{prefix}{name}" for name in names)


_GONE_ARTICLES = """
create temp table gone_articles as
  select article_id, old_lang as lang, old_month as month from decided where change in ('changed', 'redone')
  union all select article_id, lang, month from reroled
  union all select article_id, lang, month from withdrawn where content_hash is not null"""
_GONE_PARAGRAPHS = """
create temp table gone_paragraphs as
  select article_id, old_lang as lang, old_month as month from decided where change in ('changed', 'redone') and old_duplicate_of is null
  union all select article_id, lang, month from reroled where old_duplicate_of is null
  union all select article_id, lang, month from withdrawn where content_hash is not null and duplicate_of is null"""
_STAGED_ROWS = """
create temp table staged_rows as
  select n.key, n.version, n.ingested_on, n.duplicate_of from next n join decided d using (key) where d.change <> 'unchanged'"""
_NO_HEIRS = """
create temp table heirs (article_id varchar, lang varchar, month varchar, agency varchar, published_at timestamptz,
  from_id varchar, from_lang varchar, from_month varchar)"""

_STORED = "read_parquet(?, hive_partitioning = true, hive_types = {'lang': varchar, 'month': varchar})"
_GONE = {"articles": "gone_articles", "paragraphs": "gone_paragraphs", "mentions": "gone_paragraphs"}

_ADDED_ARTICLES = "select lang, month from next where key in (select key from staged_rows) union select lang, month from reroled"
_ADDED_PARAGRAPHS = """select lang, month from next where key in (select key from staged_rows where duplicate_of is null)
  union select lang, month from heirs"""
_TOUCHED = {
    "articles": f"{_ADDED_ARTICLES} union select lang, month from gone_articles",
    "paragraphs": f"{_ADDED_PARAGRAPHS} union select lang, month from gone_paragraphs",
    "mentions": f"{_ADDED_PARAGRAPHS} union select lang, month from gone_paragraphs",
}

_NULLS = {"near_duplicate_of": "null::varchar", "near_duplicate_score": "null::double"}
_FROM_STATE = {"version", "ingested_on", "duplicate_of"}


_STAGED_ARTICLE_COLUMNS = _columns("articles", _NULLS | {name: f"r.{name}" for name in _FROM_STATE}, "s.")
_ORIGINALS = "read_parquet(?) s join staged_rows r using (key) where r.duplicate_of is null"
_NESTED = {name: f"p.{name}" for name in PARAGRAPHS.names if name not in {"article_id", "agency", "published_at", "mentions"}}
_PLAIN_MENTIONS = """[{'text': m.text, 'label': m.label, 'start_char': m.start_char, 'end_char': m.end_char, 'norm': m.norm,
  'entity_id': m.entity_id, 'score': m.score} for m in p.mentions]"""
_MENTION_FIELDS = {
    name: f"m.{name}" for name in MENTIONS.names if name not in {"article_id", "paragraph_no", "mention_no", "agency", "published_at"}
}

_STAGED = {
    "articles": f"select {_STAGED_ARTICLE_COLUMNS} from read_parquet(?) s join staged_rows r using (key)",
    "paragraphs": f"""select {_columns("paragraphs", _NESTED | {"mentions": _PLAIN_MENTIONS})}
      from (select article_id, agency, published_at, lang, month, unnest(s.paragraphs) as p from {_ORIGINALS})""",
    "mentions": f"""select {_columns("mentions", _MENTION_FIELDS | {"paragraph_no": "paragraph_no", "mention_no": "mention_no::integer"})}
      from (select article_id, agency, published_at, lang, month, p.paragraph_no as paragraph_no,
                   unnest(p.mentions) as m, generate_subscripts(p.mentions, 1) as mention_no
            from (select article_id, agency, published_at, lang, month, unnest(s.paragraphs) as p from {_ORIGINALS}))""",
}
_HEIRS = f"""
insert into heirs
  select r.article_id, r.lang, r.month, a.agency, a.published_at, o.article_id, o.lang, o.month
  from reroled r join old o on o.article_id = r.old_duplicate_of join {_STORED} a on a.article_id = r.article_id
  where r.duplicate_of is null"""
_INHERITED = {name: f"h.{name}" for name in ("article_id", "lang", "month", "agency", "published_at")}
_MOVED = {
    "articles": f"""select {_columns("articles", {"duplicate_of": "r.duplicate_of"}, "a.")}
      from {_STORED} a join reroled r on r.article_id = a.article_id""",
    "paragraphs": f"select {_columns('paragraphs', _INHERITED, 'x.')} from {_STORED} x join heirs h on h.from_id = x.article_id",
    "mentions": f"select {_columns('mentions', _INHERITED, 'x.')} from {_STORED} x join heirs h on h.from_id = x.article_id",
}
_MOVED_FROM = {
    "articles": "select lang, month from reroled",
    "paragraphs": "select from_lang, from_month from heirs",
    "mentions": "select from_lang, from_month from heirs",
}
