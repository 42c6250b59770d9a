"""What can be had of a zip file whose directory is lost: its members one after another, from the front."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.containers.compression import FREE_BYTES, MAX_RATIO
from transforms.containers.entry import MAX_PATH_BYTES, Entry, Limits, refused_name, shown_name
from transforms.records import Reason, Rejection

_HEADER = struct.Struct("<4sHHHHHIIIHH")
_MARK, _DESCRIPTOR_MARK = b"PK\x03\x04", b"PK\x07\x08"
_ENCRYPTED, _HAS_DESCRIPTOR = 0x1, 0x8
_STORED, _DEFLATED = 0, 8
_UNKNOWN = 0xFFFFFFFF
_PIECE_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class _Header:
    name: str
    flags: int
    method: int
    crc: int
    packed_bytes: int


def list_rescued(file: io.FileIO, limits: Limits) -> Iterator[Entry]:
    """Every whole member up to the first that is not, or whose end cannot be told; their places are where their headers begin."""
    place = 0
    while (found := _read_member(file, place, limits)) is not None:
        entry, place = found
        if not entry.name.endswith("/"):
            yield entry


def read_rescued(file: io.FileIO, places: Iterable[int], limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Place and content of these members."""
    for place in places:
        if (found := _read_member(file, place, limits)) is not None:
            yield place, found[0].data


def _read_member(file: io.FileIO, place: int, limits: Limits) -> tuple[Entry, int] | None:
    """The member whose header begins there, and where the next one does."""
    header = _read_header(file, place)
    if header is None or header.packed_bytes == _UNKNOWN:
        return None
    begin = file.tell()
    problem = _refusal(header)
    data = b""
    if header.flags & _HAS_DESCRIPTOR or problem is None:
        try:
            data = _unpack(file, header, limits)
        except Rejection as rejection:
            problem = problem or rejection
        except (EOFError, zlib.error):
            return None
    end = begin + header.packed_bytes
    if header.flags & _HAS_DESCRIPTOR:
        if not data and problem:
            return None
        end = _end_of_descriptor(file)
    elif end > file.seek(0, io.SEEK_END):
        return None
    elif problem is None and zlib.crc32(data) != header.crc:
        problem = Rejection(Reason.DAMAGED_RECORD, "this member of the zip file is damaged; fetch the file again")
    name = shown_name(header.name, MAX_PATH_BYTES)
    if problem is not None:
        return Entry(name, place, problem=problem.reason, detail=problem.detail), end
    return Entry(name, place, data), end


def _read_header(file: io.FileIO, place: int) -> _Header | None:
    file.seek(place)
    fixed = file.read(_HEADER.size)
    if len(fixed) < _HEADER.size or not fixed.startswith(_MARK):
        return None
    _, _, flags, method, _, _, crc, packed, _, name_bytes, extra_bytes = _HEADER.unpack(fixed)
    name = file.read(name_bytes)
    file.seek(extra_bytes, io.SEEK_CUR)
    try:
        return _Header(name.decode("utf-8"), flags, method, crc, packed)
    except UnicodeDecodeError:
        return _Header(name.decode("cp437"), flags, method, crc, packed)


def _refusal(header: _Header) -> Rejection | None:
    if header.flags & _ENCRYPTED:
        return Rejection(Reason.ENCRYPTED, "it is encrypted; unpack the file with its password")
    what = refused_name(header.name)
    return Rejection(Reason.UNSAFE_NAME, what) if what else None


def _unpack(file: io.FileIO, header: _Header, limits: Limits) -> bytes:
    """The content; the file is left at its end."""
    if header.method == _STORED and not header.flags & _HAS_DESCRIPTOR:
        if header.packed_bytes > limits.max_article_bytes:
            raise Rejection(Reason.TOO_LARGE, f"the limit max_article_bytes is {limits.max_article_bytes}")
        return file.read(header.packed_bytes)
    if header.method != _DEFLATED:
        raise Rejection(Reason.DAMAGED_RECORD, "a member of a damaged zip file that is packed in a rare way")
    inner, parts, packed, size = zlib.decompressobj(-15), [], 0, 0
    while not inner.eof:
        piece = file.read(_PIECE_BYTES)
        if not piece:
            raise EOFError
        packed += len(piece)
        part = inner.decompress(piece, limits.max_article_bytes + 1 - size)
        parts.append(part)
        size += len(part)
        if size > limits.max_article_bytes:
            raise Rejection(Reason.TOO_LARGE, f"the limit max_article_bytes is {limits.max_article_bytes}")
        if size > max(FREE_BYTES, MAX_RATIO * packed):
            raise Rejection(Reason.DECOMPRESSION_BOMB, f"more than {MAX_RATIO} bytes come out for each byte of it")
    file.seek(-len(inner.unused_data), io.SEEK_CUR)
    return b"".join(parts)


def _end_of_descriptor(file: io.FileIO) -> int:
    """Behind the check sum and both sizes, which may have a mark before them."""
    at = file.tell()
    return at + (16 if file.read(4) == _DESCRIPTOR_MARK else 12)
