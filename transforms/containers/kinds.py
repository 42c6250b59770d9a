"""Tell by the first bytes, with the name as a hint, whether a file holds many articles."""

from __future__ import annotations

import io
import json
import re
import tarfile

from transforms.containers.compression import DecompressedStream, find_compression, without_ending
from transforms.containers.table import is_table
from transforms.records import Rejection

ZIP, TAR, JSON_LINES, TABLE, FEED, WARC = "zip", "tar", "json_lines", "table", "feed", "warc"

ARCHIVES = frozenset({ZIP, TAR})
"""What holds files."""

_HEAD_BYTES = 2**16
_LINES_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_DOCUMENT = re.compile(rb"\[Content_Types\]\.xml|mimetype")
"""First names in zip files that are one document: Office's, and those of OpenDocument and EPUB."""

_PROLOG = re.compile(rb"\s*(?:<\?[^>]{0,500}\?>|<!--[^>]{0,2000}-->|<!DOCTYPE[^>\[]{0,500}>)")
_FEED_ROOT = re.compile(rb"\s*<(?:rss\s|(?:atom:)?feed\s[^>]*w3\.org/2005/Atom|rdf:RDF\s[^>]*purl\.org/rss)")


def find_kind(file: io.BufferedIOBase | io.RawIOBase, name: str) -> str:
    """The kind of container that the open file is, or an empty text where it holds one article.

    Args:
        file: At its beginning; it is left somewhere else.
        name: Of the file; only for JSON lines and tables does it count.
    """
    head = _read(file, _HEAD_BYTES)
    compression = find_compression(head)
    if compression is None:
        return _kind_of(head, name.lower())
    inner = DecompressedStream(io.BufferedReader(_Chained(head, file)), compression, _HEAD_BYTES)
    kind = _kind_of(_read(inner, _HEAD_BYTES), without_ending(name).lower())
    return "" if kind == ZIP or (kind == WARC and compression.name != "gzip") else kind


def is_container(data: bytes, name: str) -> bool:
    """True where a file of an archive holds others or many articles, or is compressed."""
    return find_compression(data) is not None or _kind_of(data[:_HEAD_BYTES], name.lower()) != ""


def _kind_of(head: bytes, name: str) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "" if _DOCUMENT.match(head, 30) else ZIP
    if head.startswith(b"WARC/1."):
        return WARC
    if is_tar(head):
        return TAR
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _is_feed(head):
        return FEED
    if _is_json_lines(head, name):
        return JSON_LINES
    return TABLE if is_table(head, name) else ""


def is_tar(head: bytes) -> bool:
    """True where a header with a right check sum begins the file."""
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def _is_feed(head: bytes) -> bool:
    at = 0
    while found := _PROLOG.match(head, at):
        at = found.end()
    return _FEED_ROOT.match(head, at, at + 4096) is not None


def _is_json_lines(head: bytes, name: str) -> bool:
    """Two lines that are objects, or one under a name that says so; an article may begin with a brace."""
    lines = [line for line in head.splitlines() if line.strip()]
    if not lines or not lines[0].lstrip().startswith(b"{"):
        return False
    if name.endswith(_LINES_NAMES):
        return True
    whole = lines if head.endswith(b"\n") or len(head) < _HEAD_BYTES else lines[:-1]
    return len(whole) > 1 and all(map(_is_object, whole[:2]))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _read(file: io.BufferedIOBase | io.RawIOBase, count: int) -> bytes:
    """So many bytes, or what can be had."""
    data = b""
    try:
        while len(data) < count and (piece := file.read(count - len(data))):
            data += piece
    except Rejection:
        pass  # what is damaged or too long further on is met again, and told, by whoever reads all of it
    return data


class _Chained(io.RawIOBase):
    """What was read of a file already, and after it the rest."""

    def __init__(self, head: bytes, rest: io.BufferedIOBase | io.RawIOBase) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override] # io asks for a wider name than there is
        piece = self._head[: len(buffer)] or self._rest.read(len(buffer)) or b""
        self._head = self._head[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)
