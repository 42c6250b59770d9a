"""Open sources without following links, blocking or trusting what was listed."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from io import FileIO

from transforms.containers.compression import decompress
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


def read_source(source: Source, *, max_bytes: int) -> tuple[Source, bytes]:
    """The bytes of a source, with its size and times as they were when exactly these bytes were read.

    The file is opened once without following a link and must be regular. If it changes meanwhile it is read a second time. What is
    compressed is decompressed, once.

    Raises:
        Rejection: It cannot be read, is no regular file, is or comes out larger than `max_bytes`, is damaged, or changes each time.
    """
    if source.problem is not None:
        raise Rejection(source.problem, source.detail)
    try:
        descriptor = os.open(source.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with FileIO(descriptor, "rb") as file:
            for _ in range(2):
                before = os.fstat(descriptor)
                data = _read(file, before, max_bytes)
                after = os.fstat(descriptor)
                if _signature(before) == _signature(after) and len(data) == after.st_size:
                    return _as_read(source, after), decompress(data, max_bytes)
                file.seek(0)
    except OSError as error:
        reason, detail = _REASONS.get(error.errno or 0, (Reason.UNREADABLE, os.strerror(error.errno or 0)))
        raise Rejection(reason, detail) from None
    raise Rejection(Reason.CHANGED_WHILE_READ, "still being written; it is taken by the next run")


def _read(file: FileIO, status: os.stat_result, max_bytes: int) -> bytes:
    if not stat.S_ISREG(status.st_mode):
        raise Rejection(Reason.NOT_A_REGULAR_FILE, f"{stat.filemode(status.st_mode)[0]!r} in its mode: not a regular file")
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
