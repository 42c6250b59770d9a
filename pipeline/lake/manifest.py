"""What a snapshot consists of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.lake.layout import Lake

MANIFEST_NAME = "_manifest.json"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a snapshot.

    Attributes:
        table: Its table.
        lang: Partition value; None in tables without partitions.
        month: Partition value; None in tables without partitions.
        name: File name without folders: `<batch>-<first 16 digits of its SHA-256>.parquet`.
    """

    table: str
    lang: str | None
    month: str | None
    name: str
    rows: int
    size_bytes: int
    sha256: str

    def path_below(self, snapshot: Path, version_folder: str) -> Path:
        """Where the file lies in a snapshot's folder."""
        folder = snapshot / self.table / version_folder
        if self.lang is not None:
            folder = folder / f"lang={self.lang}" / f"month={self.month}"
        return folder / self.name


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of one snapshot.

    Attributes:
        snapshot: Its number.
        parent: The number of the snapshot before it, 0 for the first.
        batch: Digest of the inputs that this snapshot added.
        files: Sorted by table, lang, month, name.
    """

    snapshot: int
    parent: int
    schema_version: int
    writer: str
    run_id: str
    batch: str
    files: tuple[DataFile, ...]

    def write(self, folder: Path) -> Path:
        """The manifest lies in the snapshot's folder; returns its path, not synced yet."""
        path = folder / MANIFEST_NAME
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")
        return path


def read_manifest(lake: Lake, number: int) -> Manifest:
    """The manifest of a published snapshot; an empty one for number 0."""
    if number == 0:
        return Manifest(0, 0, 0, "", "", "", ())
    text = (lake.snapshot_folder(number) / MANIFEST_NAME).read_text("utf-8")
    row = json.loads(text)
    files = tuple(DataFile(**file) for file in row.pop("files"))
    return Manifest(files=files, **row)
