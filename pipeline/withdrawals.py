"""What agencies have killed or withdrawn: lists that come in with the night, and are forgotten before it is read."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipeline.ingest import publish_settings
from pipeline.lake.forget import ForgetRequest, find_targets, forget
from pipeline.lake.lock import writer_lock
from pipeline.lake.recover import recover
from pipeline.lake.tombstones import Tombstones, read_tombstones, source_digest
from pipeline.listing import match_inputs
from pipeline.nightly import Nightly
from pipeline.versions import all_versions

_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")
_NO_REASON = "withdrawn"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One line of a list.

    Attributes:
        name: An article id, a source key, a path, or a folder of either.
    """

    name: str
    reason: str

    @property
    def digest(self) -> str:
        """As its tombstone has it."""
        return self.name if _ARTICLE_ID.fullmatch(self.name) else source_digest(self.name)


def find_withdrawals(ask: Nightly, days: Sequence[date]) -> list[Withdrawal]:
    """Lines of the lists of these days that the lake does not hold to yet; nothing is written."""
    stones = read_tombstones(ask.lake)
    held = {stone.digest for stone in stones.stones if stone.done}
    found = {one.digest: one for day in days for path in match_inputs(ask.config.nightly.withdrawals, day) for one in _read(path)}
    return [one for digest, one in found.items() if digest not in held]


def withdraw(ask: Nightly, withdrawals: Sequence[Withdrawal]) -> int:
    """None of these is in the lake, nor the same content under another key, and none will be; returns how many articles went.

    Raises:
        LockedError: Another run writes to this lake.
        OSError: The disk is full, read-only or failing; what was not forgotten is forgotten by the next run.
    """
    if not withdrawals:
        return 0
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with writer_lock(ask.lake, ask.wait_s):
        recover(ask.lake)
        stones, gone = Tombstones(), set()
        for one in withdrawals:
            named = (one.name,) if _ARTICLE_ID.fullmatch(one.name) else ()
            found = find_targets(ask.lake, ForgetRequest(named, () if named else (one.name,), copies=True, reason=one.reason), now)
            stones = stones.with_more(found.stones.stones)
            gone |= {target.article_id for target in found.targets if target.content_hash}
        forget(ask.lake, stones, publish_settings(ask.config, all_versions(ask.config)))
    return len(gone)


def _read(path: str) -> Iterator[Withdrawal]:
    """Lines of a name and, after a comma, a reason; empty lines and those that begin with `#` are none."""
    with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 # the name may hold undecodable bytes
        for row in csv.reader(file):
            if row and row[0].strip() and not row[0].startswith("#"):
                yield Withdrawal(row[0].strip(), row[1].strip() if len(row) > 1 and row[1].strip() else _NO_REASON)
