"""CSV and TSV with a header: one row, one article, handed on as a JSON object of column name and cell."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transforms.containers.entry import Entry, Limits, native_id, shown_name
from transforms.containers.ranges import read_ranges
from transforms.records import Reason, Rejection
from transforms.text.decode import decode

_NAMES = (".csv", ".tsv")
_DELIMITERS = ",;\t|"
_COLUMN_NAME = re.compile(r"[^\W\d][\w .:/()-]{0,63}")
"""As `title`, `date published` or `عنوان`, not `"Ankara'da bugün yağmur yağdı!"`."""

csv.field_size_limit(2**31 - 1)  # the module's own 131,072 are fewer than an article may have, and what a row may have is bounded here
_BOM = b"\xef\xbb\xbf"
_LONGEST_HEADER = 2**16


@dataclass(frozen=True, slots=True)
class _Header:
    names: tuple[str, ...]
    delimiter: str


def is_table(head: bytes, name: str) -> bool:
    """Whether a file of this name that begins so is a table with a header.

    The name must say so, and what looks like column names must stand above a row of as many cells: an article has commas, too.
    """
    if not name.endswith(_NAMES) or b"\0" in head:
        return False
    lines = head.splitlines(keepends=True)
    header = _header(lines[0]) if lines else None
    if header is None:
        return False
    rows = csv.reader((line.decode("latin-1") for line in lines[1:]), delimiter=header.delimiter)
    try:
        return len(next(rows, header.names)) == len(header.names)
    except csv.Error:
        return False


def list_rows(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """Every row below the header, named by its id or URL, else by its number; a cell may hold line ends.

    Raises:
        Rejection: There is no header, a row never ends, or the stream is damaged further on.
    """
    lines = _Lines(stream, limits.max_article_bytes)
    header = _read_header(stream, lines)
    rows = csv.reader(lines, delimiter=header.delimiter)
    number = 0
    while True:
        lines.start_row()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Entry(str(number), lines.row_place, problem=Reason.DAMAGED_RECORD, detail=f"row {number}: {error}")
            continue
        if row:
            number += 1
            yield _entry(lines, header, number)


def read_rows(stream: BinaryIO, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Place and JSON object of each row of these places and lengths, in their order.

    Raises:
        Rejection: The file is no longer what it was.
    """
    lines = _Lines(stream, _LONGEST_HEADER)
    header = _read_header(stream, lines)
    for place, length in sorted(ranges):
        ((_, row),) = read_ranges(stream, [(place - (0 if stream.seekable() else lines.place), length)])
        lines.place = place + length
        yield place, _to_json(row, header)


class _Lines:
    """Lines of a stream for the CSV reader, in an encoding that keeps every byte, with the place where each row begins."""

    def __init__(self, stream: BinaryIO, max_bytes: int) -> None:
        self._stream, self._max_bytes = stream, max_bytes
        self.place = self.row_place = 0
        self._row: list[bytes] = []
        self._row_bytes = 0

    def start_row(self) -> None:
        self.row_place, self._row, self._row_bytes = self.place, [], 0

    def row(self) -> bytes:
        return b"".join(self._row)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._max_bytes + 1)
        self.place += len(line)
        self._row_bytes += len(line)
        if self._row_bytes > self._max_bytes:
            detail = f"the row at byte {self.row_place} has more than {self._max_bytes} bytes; is a quote not closed? what follows is lost"
            raise Rejection(Reason.DAMAGED_CONTAINER, detail)
        if not line:
            raise StopIteration
        self._row.append(line)
        return line.decode("latin-1")


def _read_header(stream: BinaryIO, lines: _Lines) -> _Header:
    line = stream.readline(_LONGEST_HEADER)
    lines.place = len(line)
    header = _header(line.removeprefix(_BOM))
    if header is None:
        raise Rejection(Reason.DAMAGED_CONTAINER, "its first line names no columns")
    return header


def _header(line: bytes) -> _Header | None:
    text = _text(line).strip("\r\n")
    try:
        found = [_Header(tuple(name.strip() for name in next(csv.reader([text], delimiter=one), [])), one) for one in _DELIMITERS]
    except csv.Error:
        return None  # such as a lone CR in it
    header = max(found, key=lambda one: len(one.names))
    names = header.names
    if len(names) < 2 or len(set(names)) < len(names) or not all(map(_COLUMN_NAME.fullmatch, names)):
        return None
    return header


def _entry(lines: _Lines, header: _Header, number: int) -> Entry:
    try:
        data = _to_json(lines.row(), header)
    except Rejection as rejection:
        return Entry(str(number), lines.row_place, problem=rejection.reason, detail=f"row {number}: {rejection.detail}")
    name = native_id({key.lower(): value for key, value in json.loads(data).items()})
    return Entry(shown_name(name or str(number)), lines.row_place, data, length=len(lines.row()))


def _to_json(row: bytes, header: _Header) -> bytes:
    try:
        rows = list(csv.reader([_text(row)], delimiter=header.delimiter))  # one piece: other line ends than LF are parts of a cell
    except csv.Error:  # bytes of no encoding may become line ends once they are decoded
        raise Rejection(Reason.DAMAGED_RECORD, "a line end in a cell without quotes") from None
    if row.count(b'"') % 2 and _is_cut_off(_text(row), header):
        raise Rejection(Reason.DAMAGED_RECORD, "a quote is not closed before the end of the file")
    if len(rows) != 1 or len(rows[0]) > len(header.names):
        raise Rejection(Reason.DAMAGED_RECORD, f"not the {len(header.names)} cells that the header names")
    cells = {name: cell for name, cell in zip(header.names, rows[0], strict=False) if cell}
    return json.dumps(cells, ensure_ascii=False).encode("utf-8")


def _is_cut_off(row: str, header: _Header) -> bool:
    try:
        list(csv.reader([row], delimiter=header.delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _text(row: bytes) -> str:
    try:
        return row.decode("utf-8")
    except UnicodeDecodeError:
        return decode(row).text
