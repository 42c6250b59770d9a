"""Tar archives, read as a stream: the standard library's header parser, and none of its unpacking."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transforms.containers.entry import MAX_PATH_BYTES, Entry, Limits, refused_name, shown_name
from transforms.containers.ranges import read_exactly, skip
from transforms.records import Reason, Rejection

_BLOCK = 512
_LONGEST_EXTENSION = 2**20
"""Of a header that holds a long name; a hostile one claims gigabytes."""

_LINKS = frozenset({tarfile.LNKTYPE, tarfile.SYMTYPE})
_FILES = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE})
_EXTENSIONS = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.XGLTYPE})


@dataclass(slots=True)
class _Reader:
    """A stream and how far it was read."""

    stream: BinaryIO
    place: int = 0

    def read(self, count: int) -> bytes:
        self.place += count
        return read_exactly(self.stream, count)

    def skip(self, count: int) -> None:
        self.place += count
        skip(self.stream, count)


def list_files(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """Every member but folders, with its content; links and devices are told and not followed.

    Raises:
        Rejection: The archive is cut off or altered; what came before has been given.
    """
    reader = _Reader(stream)
    extended: dict[str, str] = {}
    while (header := _read_header(reader)) is not None:
        if header.type in _EXTENSIONS:
            extended |= _read_extension(reader, header)
            continue
        size = _size(header, extended)
        name = extended.get("path", header.name)
        extended = {}
        if header.type == tarfile.DIRTYPE or (header.type in _FILES and name.endswith("/")):
            reader.skip(_padded(size))
        else:
            yield _entry(reader, header, name, size, limits)
    while not stream.seekable() and stream.read(_BLOCK):  # whether a compressed archive is whole is known at its end
        pass


def _read_header(reader: _Reader) -> tarfile.TarInfo | None:
    """The next header; None at the block of zeros that ends an archive."""
    block = reader.read(_BLOCK)
    if not block.strip(b"\0"):
        return None
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        raise Rejection(Reason.DAMAGED_CONTAINER, f"the tar archive is damaged at byte {reader.place - _BLOCK}; fetch it again") from None


def _read_extension(reader: _Reader, header: tarfile.TarInfo) -> dict[str, str]:
    """What it says of the member that follows: `path` and `size`, where it does."""
    if not 0 <= header.size <= _LONGEST_EXTENSION:
        raise Rejection(Reason.DAMAGED_CONTAINER, f"the tar archive has a header of {header.size} bytes at byte {reader.place - _BLOCK}")
    data = reader.read(_padded(header.size))[: header.size]
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": data.rstrip(b"\0").decode("utf-8", "surrogateescape")}
    if header.type not in {tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE}:
        return {}
    return {name: value for name, value in _records(data) if name in {"path", "size"}}


def _records(data: bytes) -> Iterator[tuple[str, str]]:
    """Records of a pax header: their length in decimal, a blank, name=value and a line end."""
    at, end = 0, len(data.rstrip(b"\0"))
    while at < end:
        digits = data[at : at + 9].split(b" ", 1)[0]
        length = int(digits) if digits.isdigit() and len(digits) < 9 else 0
        name, equals, value = data[at + len(digits) + 1 : max(at + length - 1, 0)].partition(b"=")
        if not equals or at + length > len(data):
            raise Rejection(Reason.DAMAGED_CONTAINER, "the tar archive has a damaged pax header; fetch it again")
        yield name.decode("utf-8", "replace"), value.decode("utf-8", "surrogateescape")
        at += length


def _size(header: tarfile.TarInfo, extended: dict[str, str]) -> int:
    """Links and devices have no content, whatever their header says."""
    if header.type in _LINKS or header.type in {tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE}:
        return 0
    digits = extended.get("size", "")
    size = int(digits) if digits.isdecimal() and len(digits) < 19 else header.size
    if size < 0:
        raise Rejection(Reason.DAMAGED_CONTAINER, "the tar archive has a member of negative size")
    return size


def _entry(reader: _Reader, header: tarfile.TarInfo, name: str, size: int, limits: Limits) -> Entry:
    place, shown = reader.place, shown_name(name, MAX_PATH_BYTES)
    refusal: tuple[Reason, str] | None = None
    if header.type in _LINKS:
        refusal = (Reason.SYMLINK, "a link in the archive; links are not followed")
    elif header.type not in _FILES:
        refusal = (Reason.NOT_A_REGULAR_FILE, "a device, a FIFO or a sparse file in the archive")
    elif (what := refused_name(name)) is not None:
        refusal = (Reason.UNSAFE_NAME, what)
    elif size > limits.max_article_bytes:
        refusal = (Reason.TOO_LARGE, f"{size} bytes, the limit max_article_bytes is {limits.max_article_bytes}")
    if refusal is not None:
        reader.skip(_padded(size))
        return Entry(shown, place, problem=refusal[0], detail=refusal[1])
    data = reader.read(size)
    reader.skip(_padded(size) - size)
    return Entry(shown, place, data)


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
