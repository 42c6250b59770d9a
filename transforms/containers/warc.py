"""WARC files of crawls, as CC-NEWS delivers them: each page that was fetched is an article, handed on as the bytes of its body.

A reader of its own, since libraries for it read lines of any length; nothing here holds more than an article. In a compressed file every
record is a gzip file of its own, as the format asks for, so that a record is read from where it begins.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from transforms.containers.compression import Compression, DecompressedStream, decompress, find_compression
from transforms.containers.entry import Entry, Limits, shown_name
from transforms.containers.ranges import open_stream, read_exactly, skip
from transforms.records import Reason, Rejection

_LONGEST_LINE, _MOST_LINES = 2**16, 500
_HEADER_BYTES = 2**16
"""What the headers of a page may add to it."""

_TEXTS = ("text/html", "text/plain", "application/xhtml+xml")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[^\r\n]{0,100}\r?\n")


@dataclass(frozen=True, slots=True)
class _Record:
    """Headers in small letters, and the block; None where it is longer than an article may be."""

    headers: dict[str, str]
    block: bytes | None


def list_records(file: io.FileIO, limits: Limits) -> Iterator[Entry]:
    """Every response, resource and conversion, named by its URL; what is no page of text is told.

    Raises:
        Rejection: The file is cut off or altered further on.
    """
    file.seek(0)
    compression = find_compression(file.read(16))
    size = file.seek(0, io.SEEK_END)
    place = number = 0
    while place < size:
        stream = _open(file, place, compression)
        record = _read_record(stream, limits)
        if record is not None and record.headers.get("warc-type") in {"response", "resource", "conversion"}:
            number += 1
            yield _entry(record, place, number, limits)
        place = _next_place(stream, compression, place)


def read_records(file: io.FileIO, places: Iterable[int], limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Place and body of each of these records."""
    file.seek(0)
    compression = find_compression(file.read(16))
    for place in places:
        record = _read_record(_open(file, place, compression), limits)
        if record is not None:
            yield place, _payload(record, limits)


def _open(file: io.FileIO, place: int, compression: Compression | None) -> BinaryIO:
    if compression is None:
        stream = open_stream(file)
        stream.seek(place)
        return stream
    file.seek(place)
    return cast(BinaryIO, io.BufferedReader(DecompressedStream(file, compression, only_first=True)))


def _next_place(stream: BinaryIO, compression: Compression | None, place: int) -> int:
    if compression is None:
        return stream.tell()
    if stream.read(1):
        raise Rejection(Reason.DAMAGED_CONTAINER, "several records in one compressed part; compress each record by itself, or none")
    raw = cast(io.BufferedReader, stream).raw
    assert isinstance(raw, DecompressedStream)
    return place + raw.bytes_used


def _read_record(stream: BinaryIO, limits: Limits) -> _Record | None:
    """The record at which the stream stands; None where nothing but line ends is left."""
    line = stream.readline(_LONGEST_LINE)
    while line in {b"\r\n", b"\n"}:
        line = stream.readline(_LONGEST_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise Rejection(Reason.DAMAGED_CONTAINER, "no record where one should begin; fetch the file again")
    headers: dict[str, str] = {}
    for _ in range(_MOST_LINES):
        line = stream.readline(_LONGEST_LINE)
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    digits = headers.get("content-length", "")
    if not digits.isdecimal() or len(digits) > 18 or line.strip():
        raise Rejection(Reason.DAMAGED_CONTAINER, "the headers of a record are damaged; fetch the file again")
    return _Record(headers, _block(stream, int(digits), limits))


def _block(stream: BinaryIO, length: int, limits: Limits) -> bytes | None:
    if length > limits.max_article_bytes + _HEADER_BYTES:
        skip(stream, length)
        block = None
    else:
        block = read_exactly(stream, length)
    skip(stream, len(b"\r\n\r\n"))
    return block


def _entry(record: _Record, place: int, number: int, limits: Limits) -> Entry:
    name = record.headers.get("warc-target-uri", "").strip("<>") or record.headers.get("warc-record-id", "").strip("<>")
    try:
        return Entry(shown_name(name or str(number)), place, _payload(record, limits))
    except Rejection as rejection:
        return Entry(shown_name(name or str(number)), place, problem=rejection.reason, detail=rejection.detail)


def _payload(record: _Record, limits: Limits) -> bytes:
    if record.block is None:
        raise Rejection(Reason.TOO_LARGE, f"the limit max_article_bytes is {limits.max_article_bytes}")
    body, kind = record.block, record.headers.get("content-type", "")
    if record.headers.get("warc-type") == "response":
        head, _, body = record.block.partition(b"\r\n\r\n")
        status = _STATUS.match(head)
        if status is None or status[1] != b"200":
            raise Rejection(Reason.NOT_AN_ARTICLE, f"the server answered {status[1].decode() if status else 'without a status'}")
        headers = _http_headers(head)
        kind = headers.get("content-type", "")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = _without_chunks(body)
    if not kind.lower().startswith(_TEXTS):
        raise Rejection(Reason.NOT_AN_ARTICLE, f"{shown_name(kind[:100]) or 'no type'}: no page of text")
    return decompress(body, limits.max_article_bytes)


def _http_headers(head: bytes) -> dict[str, str]:
    pairs = (line.decode("latin-1").partition(":") for line in head.split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _without_chunks(body: bytes) -> bytes:
    """The body put together; as it is where it is not in chunks: many crawlers join them and leave the header."""
    parts: list[bytes] = []
    at = 0
    while (found := _CHUNK.match(body, at)) is not None:
        length = int(found[1], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[found.end() : found.end() + length])
        at = found.end() + length
    return body
