"""Open sources without following links, blocking or trusting what was listed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import FileIO
from itertools import groupby

from transforms.containers.compression import decompress
from transforms.containers.entry import Limits
from transforms.containers.members import read_members
from transforms.records import Reason, Rejection, Source

_REASONS = {
    errno.ELOOP: (Reason.SYMLINK, "a symbolic link; name its target instead"),
    errno.ENOENT: (Reason.VANISHED, "listed, but gone when it was read"),
    errno.ENOTDIR: (Reason.VANISHED, "listed, but its folder is gone"),
    errno.ENXIO: (Reason.NOT_A_REGULAR_FILE, "a socket or device, not a regular file"),
    errno.EISDIR: (Reason.NOT_A_REGULAR_FILE, "a folder, not a regular file"),
    errno.EACCES: (Reason.UNREADABLE, "permission denied; make it readable to the user who runs newswire"),
    errno.EPERM: (Reason.UNREADABLE, "permission denied; make it readable to the user who runs newswire"),
}


@contextmanager
def open_regular(path: str) -> Iterator[tuple[FileIO, os.stat_result]]:
    """The file, opened without following a link or blocking, and its status; what it holds is read from this descriptor alone.

    Raises:
        Rejection: It is no regular file.
        OSError: It cannot be opened, or is a link.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with FileIO(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Rejection(Reason.NOT_A_REGULAR_FILE, f"{stat.filemode(status.st_mode)[0]!r} in its mode: not a regular file")
        yield file, status


def read_sources(sources: Iterable[Source], *, max_bytes: int) -> Iterator[tuple[Source, bytes | Rejection]]:
    """Each source in turn as it was when it was read, with its bytes or why they cannot be had.

    A container is opened once for all of its members that follow one another, and a compressed one decompressed once.
    """
    for path, group in groupby(sources, lambda source: source.path if source.container and source.problem is None else None):
        if path is None:
            for source in group:
                try:
                    yield read_source(source, max_bytes=max_bytes)
                except Rejection as rejection:
                    yield source, rejection
        else:
            members = list(group)
            found = _read_container(path, members, max_bytes)
            yield from ((source, found[source.key]) for source in members)


def read_source(source: Source, *, max_bytes: int) -> tuple[Source, bytes]:
    """The bytes of a file of one article, with its size and times as they were when exactly these bytes were read.

    The file is opened once without following a link and must be regular. If it changes meanwhile it is read a second time. What is
    compressed is decompressed, once.

    Raises:
        Rejection: It cannot be read, is no regular file, is or comes out larger than `max_bytes`, is damaged, or changes each time.
    """
    if source.problem is not None:
        raise Rejection(source.problem, source.detail)
    try:
        with open_regular(source.path) as (file, before):
            for _ in range(2):
                data = _read(file, before, max_bytes)
                after = os.fstat(file.fileno())
                if _signature(before) == _signature(after) and len(data) == after.st_size:
                    return _as_read(source, after), decompress(data, max_bytes)
                file.seek(0)
                before = os.fstat(file.fileno())
    except OSError as error:
        raise _refused(error) from None
    raise Rejection(Reason.CHANGED_WHILE_READ, "still being written; it is taken by the next run")


def _read_container(path: str, members: list[Source], max_bytes: int) -> Mapping[str, bytes | Rejection]:
    try:
        with open_regular(path) as (file, _):
            return read_members(file, members, Limits(max_bytes))
    except OSError as error:
        return dict.fromkeys((source.key for source in members), _refused(error))
    except Rejection as rejection:
        return dict.fromkeys((source.key for source in members), rejection)


def _refused(error: OSError) -> Rejection:
    return Rejection(*_REASONS.get(error.errno or 0, (Reason.UNREADABLE, os.strerror(error.errno or 0))))


def _read(file: FileIO, status: os.stat_result, max_bytes: int) -> bytes:
    if status.st_size > max_bytes:
        raise Rejection(Reason.TOO_LARGE, f"{status.st_size} bytes, the limit max_article_bytes is {max_bytes}")
    parts: list[bytes] = []
    left = max_bytes + 1
    while left and (part := file.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _signature(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _as_read(source: Source, status: os.stat_result) -> Source:
    """The source as it was read; where it changed since it was listed its times count as too young to trust."""
    if (status.st_size, status.st_mtime_ns) == (source.size_bytes, source.mtime_ns):
        return source
    return replace(source, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns, ctime_ns=0)
