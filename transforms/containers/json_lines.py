"""JSON lines: one object a line, each an article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from transforms.containers.entry import Entry, Limits, native_id, shown_name
from transforms.records import Reason

_BOM = b"\xef\xbb\xbf"


def list_lines(stream: BinaryIO, limits: Limits) -> Iterator[Entry]:
    """Every line that is not blank: its bytes without the white space around them, named by its id or URL, else by its number.

    Raises:
        Rejection: The stream is damaged further on.
    """
    place = number = 0
    while line := stream.readline(limits.max_article_bytes + 1):
        number += 1
        start, place = place, place + len(line)
        if len(line) > limits.max_article_bytes:
            place += _skip_line(stream, line)
            yield Entry(str(number), start, problem=Reason.TOO_LARGE, detail=f"a line of more than {limits.max_article_bytes} bytes")
            continue
        start += len(line) - len(line.lstrip())
        body = line.strip()
        if start == 0 and body.startswith(_BOM):
            start, body = len(_BOM), body.removeprefix(_BOM)
        if body:
            yield _entry(body, start, number)


def _entry(body: bytes, place: int, number: int) -> Entry:
    record = _load(body)
    if isinstance(record, dict):
        return Entry(shown_name(native_id(record) or str(number)), place, body)
    what = "is no JSON" if record is None else "holds no JSON object"
    return Entry(str(number), place, problem=Reason.DAMAGED_RECORD, detail=f"line {number} {what}")


def _load(body: bytes) -> object:
    """What the line says; None where that is nothing. Bytes that are not UTF-8 do not hide the object around them."""
    try:
        try:
            return json.loads(body)
        except UnicodeDecodeError:
            return json.loads(body.decode("latin-1"))
    except (ValueError, RecursionError):
        return None


def _skip_line(stream: BinaryIO, part: bytes) -> int:
    """The rest of a line is passed over; returns how long it was."""
    skipped = 0
    while part and not part.endswith(b"\n"):
        part = stream.readline(2**16)
        skipped += len(part)
    return skipped
