"""Decide what a run's staged articles do to the lake: new, changed, unchanged, duplicate, and who is an original.

All decisions are made in SQL over small columns, so that memory does not grow with the text. The temporary tables that
`decide` leaves in the connection are what `rows.py` reads.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.layout import glob_escape
from pipeline.lake.ledger import RunRecord
from pipeline.lake.state import touched_rows
from transforms.schema import SOURCES, STAGED_ARTICLES, STAGED_REJECTS


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a run brings to its decisions.

    Attributes:
        logical_date: Becomes `ingested_on` of what is new or changed.
        config_digest: Of everything that shapes a row.
        reprocess: Rows with the same content are made again.
        labels: What the run is to be known by in its `counts`.
        withdrawn: Article ids of sources that leave the lake.
        refused_contents: Content hashes that are not taken.
        before: The run's record after its last commit, where it has several.
    """

    run_id: str
    started_at: datetime
    logical_date: date
    config_digest: str
    reprocess: bool
    labels: Mapping[str, str | int] = field(default_factory=dict)
    withdrawn: Sequence[str] = ()
    refused_contents: Collection[str] = ()
    before: RunRecord | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """How many staged sources end how, and whether the lake changes at all.

    Attributes:
        forgotten: Staged sources whose content was forgotten; they leave no row.
        knows_all: The tables `old` and `next` hold every source; otherwise those that the run may change, and `old_base` is there.
        knows_rejects: They hold every reject.
        batch: 32 hex digits that depend on the staged keys and their bytes, not on order or chunks.
    """

    ingested: int
    updated: int
    unchanged: int
    duplicate: int
    rejected: int
    forgotten: int
    anything_to_publish: bool
    batch: str
    knows_all: bool = True
    knows_rejects: bool = True


class DoubledSourceError(Exception):
    """One source was staged twice: a defect, and the run must not publish."""


def decide(
    connection: duckdb.DuckDBPyConnection,
    *,
    staged: tuple[Sequence[Path], Sequence[Path]],
    state: Sequence[Path],
    run: RunContext,
    recent_rows: int = 0,
) -> Decision:
    """The tables `decided`, `refused`, `next` (the new state) and `reroled` are in the connection.

    Args:
        connection: Empty, in UTC.
        staged: Files of whole articles, and files of rejects, both without their unchanged sources left out.
        state: The files of the published state, none before the first commit.
        run: Of this run.
        recent_rows: While fewer sources than this differ from the first of these files, only what the run may change is looked at.

    Raises:
        DoubledSourceError: A key occurs twice.
    """
    _load(connection, "staged", _STAGED_COLUMNS, staged[0], STAGED_ARTICLES)
    _load(connection, "staged_rejects", "*", staged[1], STAGED_REJECTS)
    knows_all, knows_rejects = _load_old(connection, state, run, recent_rows)
    connection.execute(_WITHDRAWN, [list(run.withdrawn)])
    batch = _batch(connection)
    ((forgotten,),) = connection.execute(_FORGET_CONTENTS, [list(run.refused_contents)]).fetchall()
    keys, different = _row(connection, _KEYS)
    if keys != different:
        raise DoubledSourceError(f"{keys - different} sources were staged twice; nothing was published; please report this")
    values = {
        "date": run.logical_date,
        "run_id": run.run_id,
        "now": run.started_at,
        "config": run.config_digest,
        "reprocess": run.reprocess,
    }
    for statement in (_DECIDED, _REFUSED, _MENDED, _NEXT, _ROLES, _SET_ROLES, _REROLED):
        needed = {name: value for name, value in values.items() if f"${name}" in statement}
        connection.execute(statement, needed)
    return replace(_count(connection, forgotten, batch), knows_all=knows_all, knows_rejects=knows_rejects)


_STAGED_COLUMNS = """key, article_id, source_uri, size_bytes, mtime_ns, ctime_ns, member, n_members, source_sha256 as sha256, content_hash,
  lang, month, agency, n_words, n_mentions"""

_KEYS = "select count(*), count(distinct key) from (select key from staged union all select key from staged_rejects)"

_WITHDRAWN = """
create temp table withdrawn as
select key, article_id, lang, month, duplicate_of, content_hash from old where article_id in (select unnest(?::varchar[]))"""

_OWN_REJECTS = "select count(*) from old where reject_reason is not null and key in (select unnest(?::varchar[]))"

_FORGET_CONTENTS = "delete from staged where content_hash in (select unnest(?::varchar[]))"

_DECIDED = """
create temp table decided as
select s.*, o.version as old_version, o.content_hash as old_hash, o.lang as old_lang, o.month as old_month,
  o.duplicate_of as old_duplicate_of, o.ingested_on as old_ingested_on, o.made_by as old_made_by,
  o.reject_reason is not null as was_rejected,
  case when o.content_hash is null then 'new' when o.content_hash <> s.content_hash then 'changed'
       when $reprocess then 'redone' else 'unchanged' end as change
from staged s left join old o using (key)"""

_REFUSED = """
create temp table refused as
select r.*, o.key is not null as known,
  coalesce(o.reject_reason = r.reason and o.reject_detail = r.detail
    and o.reject_sha256 is not distinct from r.source_sha256, false) as same
from staged_rejects r left join old o using (key)"""

_MENDED = """
create temp table mended as
select key from old where content_hash is null and key in (
  select left(key, length(key) - length(member) - 1) from (select key, member from staged union all select key, member from staged_rejects)
  where member <> '')"""
"""Rejects of whole files, or of what was lost of them, whose articles are taken now; those that hold on are in `refused`, too."""

_CONCERNED = """
select unnest([key, left(key, length(key) - if(member = '', 0, length(member) + 1))])
from (select key, member from staged union all select key, member from staged_rejects)"""
"""The run's sources, and the files that they lie in."""

_NEXT = """
create temp table next as
select * from old where key not in (select key from decided) and key not in (select key from refused)
  and key not in (select key from withdrawn) and key not in (select key from mended)
union all by name
select key, article_id, source_uri, size_bytes, mtime_ns, ctime_ns, member, n_members, sha256, content_hash,
  if(change = 'unchanged', old_lang, lang) as lang, if(change = 'unchanged', old_month, month) as month,
  (case change when 'new' then 1 when 'changed' then old_version + 1 else old_version end)::integer as version,
  if(change in ('new', 'changed'), $date, old_ingested_on) as ingested_on,
  if(change in ('new', 'changed'), null, old_duplicate_of) as duplicate_of,
  if(change = 'unchanged', old_made_by, $config) as made_by
from decided
union all by name
select r.key, r.article_id, r.source_uri, r.size_bytes, r.mtime_ns, r.ctime_ns, r.member, r.n_members,
  o.sha256, o.content_hash, o.lang, o.month, o.version, o.ingested_on, o.duplicate_of, $config as made_by,
  r.source_sha256 as reject_sha256, r.reason as reject_reason, r.detail as reject_detail, r.step as reject_step,
  if(r.same, o.reject_run_id, $run_id) as reject_run_id, if(r.same, o.rejected_at, $now) as rejected_at
from refused r left join old o using (key)"""

_ROLES = """
create temp table roles as
select key, article_id, first_value(article_id) over (partition by content_hash order by ingested_on, key) as original
from next where content_hash in (
  select content_hash from decided where change in ('new', 'changed') union select old_hash from decided where change = 'changed'
  union select content_hash from withdrawn where duplicate_of is null)"""

_SET_ROLES = """
update next set duplicate_of = if(roles.original = roles.article_id, null, roles.original) from roles where next.key = roles.key"""

_REROLED = """
create temp table reroled as
select n.key, n.article_id, n.lang, n.month, n.duplicate_of, o.duplicate_of as old_duplicate_of
from next n join old o using (key)
where n.content_hash = o.content_hash and n.duplicate_of is distinct from o.duplicate_of
  and key not in (select key from decided where change = 'redone')"""

_COUNT = """
select count(*) filter (change = 'new' and n.duplicate_of is null),
  count(*) filter (change in ('changed', 'redone') and n.duplicate_of is null),
  count(*) filter (change = 'unchanged'),
  count(*) filter (change <> 'unchanged' and n.duplicate_of is not null),
  coalesce(bool_or(change <> 'unchanged' or was_rejected), false)
from decided d join next n using (key)"""

_BATCH = """
select printf('%032x', coalesce(bit_xor(md5_number(key || ' ' || coalesce(digest, ''))), 0::uhugeint))
from (select key, sha256 as digest from staged union all select key, source_sha256 from staged_rejects)"""


def _load(connection: duckdb.DuckDBPyConnection, name: str, columns: str, paths: Sequence[Path | None], schema: pa.Schema) -> None:
    if paths:
        connection.execute(
            f"create temp table {name} as select {columns} from read_parquet(?)", [[glob_escape(path) for path in paths if path]]
        )
    else:
        connection.register(f"{name}_empty", schema.empty_table())
        connection.execute(f"create temp table {name} as select {columns} from {name}_empty")


def _load_old(connection: duckdb.DuckDBPyConnection, state: Sequence[Path], run: RunContext, recent_rows: int) -> tuple[bool, bool]:
    """The table `old` is there; returns whether it holds every source, and whether every reject."""
    recent = pq.read_metadata(state[1]).num_rows if len(state) > 1 else 0
    keys = {key for (key,) in connection.execute(_CONCERNED).fetchall()}
    if not state or run.withdrawn or recent + len(keys) >= recent_rows:
        _load(connection, "newer", "*", state[1:], SOURCES)
        _load(connection, "old", "*", state[:1], SOURCES)
        connection.execute("delete from old where key in (select key from newer)")
        connection.execute("insert into old by name select * from newer")
        return True, True
    hashes = {one for (one,) in connection.execute("select content_hash from staged").fetchall()}
    ((refused,),) = connection.execute("select count(*) from staged_rejects").fetchall()
    base, newer = touched_rows(state, keys, hashes, rejects=refused > 0)
    connection.register("old_base", base)
    connection.register("old_newer", newer)
    connection.execute("create temp table old as select * from old_base union all by name select * from old_newer")
    ((rejects,),) = connection.execute(_OWN_REJECTS, [sorted(keys)]).fetchall()
    return False, bool(refused or rejects)


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchall()[0]
    return tuple(row)


def _batch(connection: duckdb.DuckDBPyConnection) -> str:
    ((batch,),) = connection.execute(_BATCH).fetchall()
    return str(batch)


def _count(connection: duckdb.DuckDBPyConnection, forgotten: int, batch: str) -> Decision:
    ingested, updated, unchanged, duplicate, changes = _row(connection, _COUNT)
    rejected, new_rejects = _row(connection, "select count(*), coalesce(bool_or(not same), false) from refused")
    (mended,) = _row(connection, "select count(*) from mended where key not in (select key from refused)")
    return Decision(ingested, updated, unchanged, duplicate, rejected, forgotten, bool(changes or new_rejects or mended), batch)
