"""Write, link and rename so that what is said to be on disk is on disk."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """`path` holds `data` after a power cut too; a reader sees the old content or the new."""
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """The content of a file that is already written is on disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """The names in a folder are on disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def sync_tree_folders(root: Path) -> None:
    """Every folder below and including `root` is on disk, deepest first. Files must have been synced when they were written."""
    for folder, _, _ in os.walk(root, topdown=False):
        sync_folder(Path(folder))


def link_file(source: Path, target: Path) -> None:
    """`target` is another name of the same bytes; a copy where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV}:
            raise
        shutil.copyfile(source, target)
        sync_file(target)


def remove_tree(path: Path) -> None:
    """Nothing of that name is there any more; it is no error if nothing was."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
