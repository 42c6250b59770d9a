"""Check a snapshot against its manifest, and the tables against one another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.layout import Lake, glob_escape, table_version_folder
from pipeline.lake.manifest import MANIFEST_NAME, DataFile, Manifest, read_manifest
from pipeline.lake.state import state_files
from transforms.schema import TABLES


def find_damage(lake: Lake, number: int, *, deep: bool) -> Iterator[str]:
    """One sentence for each thing that is wrong with a snapshot; none where all is well. Nothing is written.

    Args:
        lake: Whose.
        number: Of the snapshot.
        deep: Read every row, too: offsets, counts, references.
    """
    try:
        manifest = read_manifest(lake, number)
    except (OSError, ValueError, TypeError, KeyError) as error:
        yield f"snapshot {number}: its manifest cannot be read: {error}"
        return
    damaged = False
    for sentence in _file_damage(lake, manifest):
        damaged = True
        yield sentence
    if deep and not damaged:
        yield from _row_damage(lake, manifest)


def _file_damage(lake: Lake, manifest: Manifest) -> Iterator[str]:
    root, folder = lake.snapshot_folder(manifest.snapshot), table_version_folder(manifest.snapshot)
    named = {file.path_below(root, folder): file for file in manifest.files}
    for path, file in named.items():
        if trouble := _trouble_of(path, file):
            yield f"{path}: {trouble}"
    expected = {*named, root / MANIFEST_NAME, *state_files(lake, manifest.snapshot)}
    for path in sorted(path for path in root.rglob("*") if not path.is_dir() and path not in expected):
        yield f"{path}: the manifest does not name it"
    for table in sorted(TABLES.keys() - {file.table for file in manifest.files}):
        yield f"snapshot {manifest.snapshot}: table {table} has no file"
    for path in state_files(lake, manifest.snapshot):
        try:
            pq.read_metadata(path)
        except (OSError, pa.ArrowException) as error:
            yield f"{path}: {error}"


def _trouble_of(path: Path, file: DataFile) -> str | None:
    try:
        if path.stat().st_size != file.size_bytes:
            return f"{path.stat().st_size} bytes, the manifest says {file.size_bytes}"
        with path.open("rb") as data:
            if hashlib.file_digest(data, "sha256").hexdigest() != file.sha256:
                return "its bytes are not those that were written"
        with pq.ParquetFile(path) as opened:
            if opened.metadata.num_rows != file.rows:
                return f"{opened.metadata.num_rows} rows, the manifest says {file.rows}"
            if not opened.schema_arrow.equals(TABLES[file.table], check_metadata=False):
                return f"its columns are not those of {file.table}"
    except OSError as error:
        return error.strerror or str(error)
    except pa.ArrowException as error:
        return str(error)
    return None


_DEEP = {
    "articles with an id twice": "select count(*) - count(distinct article_id) from articles",
    "articles that the publisher's memory does not have": """
        select count(*) from articles a full join (select * from sources where content_hash is not null) s using (article_id)
        where a.article_id is null or s.article_id is null or a.version <> s.version or a.duplicate_of is distinct from s.duplicate_of""",
    "duplicates of an article that is not there": """
        select count(*) from articles d left join articles o on d.duplicate_of = o.article_id
        where d.duplicate_of is not null and (o.article_id is null or o.duplicate_of is not null or o.content_hash <> d.content_hash)""",
    "articles with more or fewer paragraphs than they count": """
        select count(*)
        from (select article_id, n_paragraphs + (headline is not null)::integer as n from articles where duplicate_of is null) a
        full join (select article_id, count(*) as n from paragraphs group by 1) p using (article_id)
        where coalesce(a.n, 0) <> coalesce(p.n, 0)""",
    "paragraphs that are not where their article is": """
        select count(*) from paragraphs p join articles a using (article_id) where (p.lang, p.month) <> (a.lang, a.month)""",
    "paragraphs whose offsets do not fit their text": "select count(*) from paragraphs where length(text) <> end_char - start_char",
    "mentions that are not a slice of their paragraph": """
        select count(*) from mentions m left join paragraphs p using (article_id, paragraph_no)
        where p.text is null or substring(p.text, m.start_char + 1, m.end_char - m.start_char) <> m.text""",
    "mentions that only one of the two tables has": """
        select abs((select count(*) from mentions) - (select coalesce(sum(len(mentions)), 0) from paragraphs))""",
    "rejects that the publisher's memory does not have": """
        select abs((select count(*) from rejects) - (select count(*) from sources where reject_reason is not null))""",
}


_SOURCES = """create view sources as select * from read_parquet('{1}')
  union all select * from read_parquet('{0}') where key not in (select key from read_parquet('{1}'))"""


def _row_damage(lake: Lake, manifest: Manifest) -> Iterator[str]:
    root, folder = lake.snapshot_folder(manifest.snapshot), table_version_folder(manifest.snapshot)
    with duckdb.connect() as connection:
        for table in TABLES:
            paths = [glob_escape(file.path_below(root, folder)) for file in manifest.files if file.table == table]
            listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
            connection.execute(
                f"create view {table} as select * from read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false)"
            )
        files = [glob_escape(path).replace("'", "''") for path in state_files(lake, manifest.snapshot)]
        connection.execute(_SOURCES.format(files[0], files[-1]))
        for what, query in _DEEP.items():
            try:
                ((count,),) = connection.execute(query).fetchall()
            except duckdb.Error as error:
                yield f"snapshot {manifest.snapshot}: {error}"
                continue
            if count:
                yield f"snapshot {manifest.snapshot}: {int(count)} {what}"
