"""Streams of what is in a file, compressed or not, and pieces of them by place."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

from transforms.containers.compression import DecompressedStream, find_compression
from transforms.records import Reason, Rejection

_BUFFER_BYTES = 2**16


def open_stream(file: io.FileIO, max_bytes: int = sys.maxsize) -> BinaryIO:
    """What is in the file from its beginning; `max_bytes` is for what is decompressed."""
    file.seek(0)
    compression = find_compression(file.read(_BUFFER_BYTES))
    file.seek(0)
    if compression is None:
        return cast(BinaryIO, io.BufferedReader(_Borrowed(file), _BUFFER_BYTES))
    return cast(BinaryIO, io.BufferedReader(DecompressedStream(file, compression, max_bytes), _BUFFER_BYTES))


def read_exactly(stream: BinaryIO, count: int) -> bytes:
    """So many bytes.

    Raises:
        Rejection: The stream ends before.
    """
    data = stream.read(count)
    if len(data) < count:
        raise Rejection(Reason.DAMAGED_CONTAINER, "the file ends in the middle; fetch it again")
    return data


def skip(stream: BinaryIO, count: int) -> None:
    """So many bytes are passed over, piece by piece.

    Raises:
        Rejection: The stream ends before.
    """
    while count > 0:
        count -= len(read_exactly(stream, min(count, _BUFFER_BYTES)))


def read_ranges(stream: BinaryIO, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Place and bytes of each range of place and length, in the order of the places: a compressed stream is read once.

    Args:
        stream: At its beginning.
        ranges: In any order; they do not overlap.

    Raises:
        Rejection: The stream ends before the last.
    """
    at = 0
    for place, length in sorted(ranges):
        if stream.seekable():
            stream.seek(place)
        else:
            skip(stream, place - at)
        yield place, read_exactly(stream, length)
        at = place + length


class _Borrowed(io.RawIOBase):
    """A file that stays open when the buffer over it goes."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(place, whence)

    def readinto(self, buffer: bytearray | memoryview, /) -> int | None:  # type: ignore[override] # io asks for a wider name than there is
        return self._file.readinto(buffer)
