"""Whether a run took enough of its input."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipeline.lake.ledger import RunRecord

_NAMED = 3
WITHDRAWN = "forgotten"
"""Counted as rejected, and nothing that anybody has to mend."""


def find_reject_excess(records: Sequence[RunRecord], limit: float | None, named: Sequence[str] = ()) -> str | None:
    """The sentence that says that more files were rejected than the limit allows, or None where all is well.

    Args:
        records: Of runs that are judged together.
        limit: `max_rejected_ratio`; None allows everything.
        named: Files to name, each with its reason.
    """
    withdrawn = sum(json.loads(record.counts).get("reason", {}).get(WITHDRAWN, 0) for record in records)
    rejected = sum(record.rejected for record in records) - withdrawn
    listed = sum(record.listed for record in records)
    if limit is None or rejected <= limit * listed:
        return None
    told = ", ".join(named[:_NAMED]) + (f" and {rejected - _NAMED} more" if rejected > _NAMED else "")
    files = f"; {told}" if named else ""
    return f"{rejected} of {listed} files were rejected, more than max_rejected_ratio = {limit:g} allows{files}; see table rejects"
