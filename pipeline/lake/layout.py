"""Where everything of a lake lies on disk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lake:
    """The paths of one lake. Readers use `current` and `catalog.sql`; all else is below `.store`.

    Attributes:
        root: Absolute path of the output folder.
    """

    root: Path

    @property
    def current(self) -> Path:
        """The symbolic link that readers go through; swapping it is the commit."""
        return self.root / "current"

    @property
    def catalog(self) -> Path:
        """Views for DuckDB."""
        return self.root / "catalog.sql"

    @property
    def store(self) -> Path:
        """The publisher's own folder."""
        return self.root / ".store"

    @property
    def snapshots(self) -> Path:
        """One folder a published state, named by eight digits."""
        return self.store / "snapshots"

    @property
    def staging(self) -> Path:
        """What is not published yet; on the same file system, so that a rename publishes it."""
        return self.store / "staging"

    @property
    def plan_folder(self) -> Path:
        """Chunks to do."""
        return self.staging / "plan"

    @property
    def staged_folder(self) -> Path:
        """Chunks done."""
        return self.staging / "chunks"

    @property
    def next_folder(self) -> Path:
        """The snapshot that is being built."""
        return self.staging / "next"

    @property
    def spill_folder(self) -> Path:
        """For what does not fit in memory."""
        return self.staging / "spill"

    @property
    def reports(self) -> Path:
        """Reports of nightly runs, by run id."""
        return self.store / "reports"

    def snapshot_folder(self, number: int) -> Path:
        """The folder of a published snapshot."""
        return self.snapshots / f"{number:08d}"

    def current_number(self) -> int:
        """The number of the published snapshot, 0 before the first commit.

        Raises:
            NotALakeError: `current` is something that newswire did not make.
        """
        try:
            target = self.current.readlink()
        except FileNotFoundError:
            return 0
        except OSError:
            raise NotALakeError(f"{self.current} is not a link made by newswire; choose another folder for --lake") from None
        if target.parent != Path(".store/snapshots") or not target.name.isdigit():
            raise NotALakeError(f"{self.current} points to {target}, which newswire did not make; choose another folder for --lake")
        return int(target.name)


def glob_escape(path: Path) -> str:
    """The path as a glob of DuckDB that matches it and nothing else.

    >>> glob_escape(Path("/data/[2024]*"))
    '/data/[[]2024][*]'
    """
    return re.sub(r"[\[*?]", r"[\g<0>]", str(path))


class NotALakeError(Exception):
    """The folder holds something else under a name that a lake needs, or no lake where one is needed."""


def table_version_folder(number: int) -> str:
    """The folder below each table's: with it in every listed path a reader sees one snapshot or an error, never a mixture."""
    return f"v{number:08d}"
