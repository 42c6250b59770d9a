"""Forget sources: a tombstone first, then nothing of them is left below the lake, and no run brings them back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.lake.durable import remove_tree
from pipeline.lake.layout import Lake
from pipeline.lake.ledger import RunRecord
from pipeline.lake.maintain import drop_snapshots_before, maintenance_run, rewrite_without, with_withdrawn
from pipeline.lake.publish import PublishSettings
from pipeline.lake.recover import drop_staged_chunks
from pipeline.lake.state import ProvenSources, state_rows
from pipeline.lake.tombstones import Tombstone, Tombstones, read_tombstones, source_digest, write_tombstones


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """What an operator wants gone.

    Attributes:
        article_ids: Articles.
        sources: Source names, folders or files, as keys or as paths.
        copies: The same content under other keys goes, too, and stays away.
        reason: For whoever asks later.
    """

    article_ids: tuple[str, ...]
    sources: tuple[str, ...]
    copies: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Target:
    """A source of the lake that goes.

    Attributes:
        content_hash: None where it is only a reject.
        member: As in `Source`; None in lakes from before there were containers.
    """

    key: str
    article_id: str
    source_uri: str
    content_hash: str | None
    member: str | None = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a request means in this lake.

    Attributes:
        targets: Sources that go.
        copies_left: Sources with the content of one of them that stay.
        stones: What will keep them away.
    """

    targets: tuple[Target, ...]
    copies_left: tuple[Target, ...]
    stones: Tombstones


def find_targets(lake: Lake, request: ForgetRequest, now: str) -> Found:
    """What would go; nothing is written.

    Args:
        lake: Whose published snapshot is asked.
        request: What is wanted.
        now: ISO 8601, for the tombstones.
    """
    digests = [("source", digest) for digest in (*request.article_ids, *map(source_digest, request.sources))]
    asked = _stones(digests, request.reason, now)
    sources = list(_sources(lake))
    targets = [one for one in sources if asked.covers(one.key, one.source_uri, one.member or "")]
    contents = {one.content_hash for one in targets if one.content_hash}
    copies = [one for one in sources if one.content_hash in contents and one not in targets]
    if request.copies:
        asked = asked.with_more(_stones([("content", digest) for digest in sorted(contents)], request.reason, now).stones)
        targets, copies = [*targets, *copies], []
    return Found(tuple(targets), tuple(copies), asked)


def forget(lake: Lake, stones: Tombstones, settings: PublishSettings) -> RunRecord | None:
    """The tombstones hold, and nothing that they cover is left. Needs the lock and a recovered lake.

    Returns:
        The record of the commit; None where the lake had nothing of it.
    """
    write_tombstones(lake, read_tombstones(lake).with_more(stones.stones))
    return finish_forgetting(lake, settings)


def finish_forgetting(lake: Lake, settings: PublishSettings) -> RunRecord | None:
    """A forgetting that was begun is done, also where the process that began it died. Needs the lock and a recovered lake."""
    stones = read_tombstones(lake)
    if not stones.pending:
        return None
    targets = [one for one in _sources(lake) if stones.covers(one.key, one.source_uri, one.member or "", one.content_hash)]
    _purge_reports(lake, [one.source_uri for one in targets])
    ProvenSources(lake).forget_all()
    drop_staged_chunks(lake, keep=())
    record = None
    if targets:
        run = with_withdrawn(maintenance_run("forget"), [one.article_id for one in targets])
        record = rewrite_without(lake, run, settings)
    drop_snapshots_before(lake, lake.current_number())
    write_tombstones(lake, stones.all_done())
    return record


def _stones(digests: Iterable[tuple[str, str]], reason: str, now: str) -> Tombstones:
    return Tombstones(Tombstone(kind, digest, reason, now, done=False) for kind, digest in digests)


def _sources(lake: Lake) -> Iterable[Target]:
    return (Target(*row) for row in state_rows(lake, ("key", "article_id", "source_uri", "content_hash", "member")))


def _purge_reports(lake: Lake, uris: Sequence[str]) -> None:
    """Reports that name one of the files are gone."""
    if not uris or not lake.reports.is_dir():
        return
    needles = [json.dumps(uri, ensure_ascii=False)[1:-1] for uri in uris]
    for path in lake.reports.glob("*.json"):
        text = path.read_text("utf-8", "replace")
        if any(needle in text for needle in needles):
            remove_tree(path.with_suffix(".txt"))
            remove_tree(path)
