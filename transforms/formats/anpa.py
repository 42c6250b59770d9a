"""ANPA 1312, the American relative of IPTC 7901, as AP sends it: carets open lines of the desk, tabs open paragraphs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from transforms.formats.credit_fields import clean_byline
from transforms.formats.item import Item
from transforms.records import Fields, Reason, Rejection
from transforms.text.decode import decode_characters, normalize_newlines

HEADER = re.compile(r"[\x00\x16\s]*\x01([A-Za-z]{0,2}\d{4})\x1f")
"""Matches `W2870` between SOH and US; a near miss is `CANTERBURY`, which opens racing results between the same bytes."""
_SENT = re.compile(r"\x03\s*([A-Z]{2,6})-[A-Z]{2,4}-(\d\d)-(\d\d)-(\d\d)\s+(\d\d)(\d\d)GMT")
"""Matches `AP-WF-11-13-13 1509GMT` behind ETX: month, day, year, time; a near miss is `11-13 1049`."""
_DESK = re.compile(
    r"[A-Z]{2}-[A-Z0-9]|[A-Z]{2,4} Photos?\b|\(?Eds?:|(?:The )?Associated Press$|[A-Z]{2,4} [A-Z][\w ]{0,40}(?:Writer|Editor)s?$"
)
"""Matches `BC-LT--Argentina`, `AP Photo XNP101`, `Eds: With AP Photos.`, `AP Sports Writer`; a near miss is `AP Exclusive: China`."""
_KILL = re.compile(r"\b(?:KILL|WITHHOLD|WITHDRAWAL|Kill|Mandatory Kill)\b")
"""Matches `BC-US--Mill Fire, KILL`; a near miss is `Skill`."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
_KEPT = b"\x01\x02\x03\t\n\r\x1f"
_STEERING = bytes({0x08: 0x0B, 0x10: 0x1A}.get(b, b if b >= 32 or b in _KEPT else 32) for b in range(256))
"""Bytes that steer printers as spaces, since a table is full of them; BS and DLE, which open and end its rows, as VT and SUB."""
_END = re.compile(r"[<=\s]+")
"""Matches the signs that end a line, read backwards; a near miss is `>`."""


def parse_anpa(data: bytes) -> Item:
    """The article of an ANPA message, called `iptc7901`; what the desk writes to editors is left out.

    Raises:
        Rejection: `malformed` without STX; `not_an_article` without a text; or that it cannot be decoded.
    """
    text, encoding, damaged = decode_characters(data.translate(_STEERING))
    text = normalize_newlines(text)
    header = HEADER.match(text)
    start = text.find("\x02")
    if header is None or start < 0:
        raise Rejection(Reason.MALFORMED, "an ANPA message without the byte STX that opens its text")
    stop = text.find("\x03", start)
    lines = text[start + 1 : stop if stop >= 0 else len(text)].split("\n")
    headline, byline, first = _read_desk_lines(lines)
    paragraphs = _paragraphs(lines[first:])
    if not paragraphs:
        raise Rejection(Reason.NOT_AN_ARTICLE, "an ANPA message without a text")
    sent = _SENT.search(text, stop) if stop >= 0 else None
    fields = Fields(
        native_id=header[1],
        byline=byline,
        providers=(sent[1],) if sent else (),
        published_at=_time(sent) if sent else None,
        pubstatus="canceled" if _KILL.search(lines[0]) else None,
    )
    return Item("iptc7901", headline, paragraphs, fields, encoding, ("encoding_damaged",) if damaged else ())


def _read_desk_lines(lines: list[str]) -> tuple[str | None, str | None, int]:
    """Headline, byline, and where the text begins: behind the lines that a caret opens, at the first indent or row."""
    headline = byline = None
    for number, raw in enumerate(lines):
        line = _bare(raw)
        if (raw[:1] in "\t \v" and line) or raw.startswith("^\v"):
            return headline, byline, number
        if not line or _DESK.match(line):
            continue
        if not byline and line.lower().startswith("by ") and raw.rstrip().endswith("="):
            byline = clean_byline(line)
        elif (not headline and not raw.rstrip().endswith("=")) or (not headline and not byline):
            headline = line
    return headline, byline, len(lines)


def _paragraphs(lines: list[str]) -> tuple[str, ...]:
    """Paragraphs, each on one line; a tab, a caret or a row opens the next, and so does a line that ended in a sign."""
    found: list[list[str]] = []
    is_open = False
    for raw in lines:
        line = _bare(raw)
        if line and is_open and raw[:1] not in "\t^\v" and not raw.startswith("   "):
            found[-1].append(line)
        elif line and line not in ("___", "END"):
            found.append([line])
        is_open = bool(line) and bool(found) and not raw.rstrip().endswith(("<", "=", "\x1a"))
    return tuple(map(" ".join, found))


def _bare(raw: str) -> str:
    """The line without control bytes, caret and the signs that end it."""
    line = " ".join(_CONTROL.sub(" ", raw.lstrip("^")).split()).lstrip("^ ")
    return line[: -len(end[0])] if (end := _END.search(line[::-1])) and line.endswith(("<", "=")) and end.start() == 0 else line


def _time(sent: re.Match[str]) -> datetime | None:
    month, day, year, hour, minute = (int(part) for part in sent.groups()[1:])
    try:
        return datetime(2000 + year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
