"""Read the done marks of staged chunks and check the files they name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.lake.layout import Lake


class DamagedStagingError(Exception):
    """A staged file is not what its done mark says."""


@dataclass(frozen=True, slots=True)
class StagedFiles:
    """The results of a run's chunks.

    Attributes:
        articles: Files of whole articles that have rows.
        rejects: Files of rejects that have rows.
        n_sources: Rows of both.
    """

    articles: tuple[Path, ...]
    rejects: tuple[Path, ...]
    n_sources: int


def read_staged(lake: Lake, chunk_ids: Sequence[str]) -> StagedFiles:
    """The staged files of these chunks, each read back and equal to its recorded digest.

    Raises:
        DamagedStagingError: A file differs; its chunk must be done again.
        FileNotFoundError: A chunk has no done mark.
    """
    found: dict[str, list[Path]] = {"articles": [], "rejects": []}
    n_sources = 0
    for chunk_id in chunk_ids:
        mark = json.loads((lake.staged_folder / f"{chunk_id}.done").read_text("ascii"))
        for table, file in mark["files"].items():
            path = lake.staged_folder / file["name"]
            _check(path, file["sha256"])
            n_sources += file["rows"]
            if file["rows"]:
                found[table].append(path)
    return StagedFiles(tuple(found["articles"]), tuple(found["rejects"]), n_sources)


def _check(path: Path, sha256: str) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != sha256:
        raise DamagedStagingError(f"{path} differs from its done mark; delete {path.parent} and run again")
