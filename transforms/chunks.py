"""Chunks on disk: what the plan writes for the graph to read, so that only ids travel through Beam."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from transforms.records import Chunk, Reason, Source


def write_chunk(chunk: Chunk, folder: Path) -> None:
    """`<folder>/<chunk_id>.json` holds the chunk, or is not there: it is written under another name and renamed."""
    path = folder / f"{chunk.chunk_id}.json"
    rows = [asdict(source) for source in chunk.sources]
    text = json.dumps({"logical_date": chunk.logical_date.isoformat(), "sources": rows})  # ASCII: paths may hold surrogate escapes
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text, "ascii")
    temporary.replace(path)


def read_chunk(chunk_id: str, folder: Path) -> Chunk:
    """The chunk that `write_chunk` put there.

    Raises:
        FileNotFoundError: No plan in this folder has the chunk.
    """
    plan = json.loads((folder / f"{chunk_id}.json").read_text("ascii"))
    return Chunk(chunk_id, date.fromisoformat(plan["logical_date"]), tuple(_source(row) for row in plan["sources"]))


def _source(row: dict[str, Any]) -> Source:
    problem = row.pop("problem")
    return Source(problem=Reason(problem) if problem else None, **row)
