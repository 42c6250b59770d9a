"""Zip archives, read by their directory."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from lzma import LZMAError

from transforms.containers.compression import FREE_BYTES, MAX_RATIO
from transforms.containers.entry import MAX_PATH_BYTES, Entry, Limits, refused_name, shown_name
from transforms.containers.zip_rescue import list_rescued, read_rescued
from transforms.records import Reason, Rejection

_LONGEST_DIRECTORY = 2**24
"""Bytes: a quarter of a million names. It is held in memory, ten times as large."""

_END, _END_BYTES, _LONGEST_COMMENT = b"PK\x05\x06", 22, 2**16
_END64, _END64_BYTES = b"PK\x06\x06", 56 + 20
"""The record for large files, and behind it the one that says where it lies."""

_PIECE_BYTES = 2**16
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DAMAGES = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises where bytes are not what they should be; an `OSError` of the disk has a number."""


def list_files(file: io.FileIO, limits: Limits) -> Iterator[Entry]:
    """Every member but folders, with its content.

    Raises:
        Rejection: The directory at the end is damaged, after what can be had without it; or it is too long, and nothing is read.
    """
    try:
        archive = _open(file)
    except Rejection as rejection:
        if rejection.reason == Reason.DAMAGED_CONTAINER:
            yield from list_rescued(file, limits)
        raise
    with archive:
        overlapping = _overlapping(archive)
        for number, info in enumerate(archive.infolist()):
            if not info.filename.endswith("/"):  # `is_dir` fails where there is no name
                yield _entry(archive, number, limits, overlaps=number in overlapping)


def read_files(file: io.FileIO, numbers: Iterable[int], limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Number and content of these members.

    Raises:
        Rejection: The file is no longer what it was.
    """
    try:
        archive = _open(file)
    except Rejection:
        yield from read_rescued(file, numbers, limits)
        return
    with archive:
        for number in numbers:
            yield number, _read(archive, archive.infolist()[number], limits)


def _open(file: io.FileIO) -> zipfile.ZipFile:
    directory_bytes = _directory_bytes(file)
    if directory_bytes > _LONGEST_DIRECTORY:
        raise Rejection(Reason.TOO_MANY_MEMBERS, f"the directory of the zip file has {directory_bytes} bytes; make several files of it")
    file.seek(0)
    try:
        return zipfile.ZipFile(file)
    except _DAMAGES as error:
        raise _damaged(error, "the zip file is cut off or damaged: its directory cannot be read; fetch it again") from None


def _directory_bytes(file: io.FileIO) -> int:
    """How long the directory claims to be; 0 where there is none."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - _END64_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0:
        return 0
    wide = tail[max(0, at - _END64_BYTES) : at]
    if wide.startswith(_END64):  # it holds, whatever the shorter record says
        return int.from_bytes(wide[40:48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _overlapping(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of members whose bytes reach into the next one's: only bombs are built like that."""
    infos = archive.infolist()
    order = sorted(range(len(infos)), key=lambda number: infos[number].header_offset)
    starts = [infos[number].header_offset for number in order]
    ends = [*starts, archive.start_dir][1:]
    return frozenset(
        number for number, start, end in zip(order, starts, ends, strict=True) if start + 30 + infos[number].compress_size > end
    )


def _entry(archive: zipfile.ZipFile, number: int, limits: Limits, *, overlaps: bool) -> Entry:
    info = archive.infolist()[number]
    name = _name(info)
    try:
        if (what := refused_name(name)) is not None:
            raise Rejection(Reason.UNSAFE_NAME, what)
        if overlaps:
            raise Rejection(Reason.DECOMPRESSION_BOMB, "its bytes are those of other members, too")
        return Entry(shown_name(name, MAX_PATH_BYTES), number, _read(archive, info, limits))
    except Rejection as rejection:
        return Entry(shown_name(name, MAX_PATH_BYTES), number, problem=rejection.reason, detail=rejection.detail)


def _name(info: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 and do not say so, which the standard library then reads as the code page of DOS."""
    if info.flag_bits & _UTF8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.orig_filename


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits) -> bytes:
    _refuse(info, limits)
    parts, size = [], 0
    try:
        with archive.open(info) as member:
            while piece := member.read(_PIECE_BYTES):
                parts.append(piece)
                size += len(piece)
                if size > limits.max_article_bytes:
                    raise Rejection(Reason.TOO_LARGE, f"the limit max_article_bytes is {limits.max_article_bytes}")
                if size > max(FREE_BYTES, MAX_RATIO * info.compress_size):
                    raise Rejection(Reason.DECOMPRESSION_BOMB, f"more than {MAX_RATIO} bytes come out for each byte of it")
    except _DAMAGES as error:
        raise _damaged(error, "this member of the zip file is damaged; fetch the file again", Reason.DAMAGED_RECORD) from None
    return b"".join(parts)


def _refuse(info: zipfile.ZipInfo, limits: Limits) -> None:
    mode = info.external_attr >> 16
    if info.flag_bits & _ENCRYPTED:
        raise Rejection(Reason.ENCRYPTED, "it is encrypted; unpack the file with its password")
    if stat.S_ISLNK(mode):
        raise Rejection(Reason.SYMLINK, "a link in the archive; links are not followed")
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise Rejection(Reason.NOT_A_REGULAR_FILE, "a device in the archive")
    if info.file_size > limits.max_article_bytes:
        raise Rejection(Reason.TOO_LARGE, f"{info.file_size} bytes, the limit max_article_bytes is {limits.max_article_bytes}")
    if info.file_size > max(FREE_BYTES, MAX_RATIO * info.compress_size):
        raise Rejection(Reason.DECOMPRESSION_BOMB, f"more than {MAX_RATIO} bytes come out for each byte of it")


def _damaged(error: BaseException, detail: str, reason: Reason = Reason.DAMAGED_CONTAINER) -> Rejection:
    if isinstance(error, OSError) and error.errno is not None:
        raise error  # of the disk
    return Rejection(reason, detail)
