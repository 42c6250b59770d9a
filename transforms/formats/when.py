"""Read the times that formats carry."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.ASCII | re.IGNORECASE
)
"""Matches `2019-06-03T17:47:29+02:00`, `20190603T174729+0200` and `2019-06-03`; a near miss is `9/14/2015`."""
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?", re.ASCII)
"""Matches `28.09.2018 11:15`, which is day first wherever dots are written; a near miss is `28/09/2018`."""
_RFC = re.compile(r"(?:[A-Za-z]{3,9},\s*)?\d{1,2}[ -][A-Za-z]{3}[ -]\d{2,4}\s+\d\d?:\d\d.{0,40}", re.ASCII)
"""Matches `Tue, 03 Mar 2015 16:27:38 -0800`; a near miss is `3 March 2015`, which has no time."""
_CTIME = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3})\s+(\d{1,2}) (\d\d:\d\d:\d\d) (?:UTC|GMT) (\d{4})", re.ASCII)
"""Matches `Tue Dec 30 11:03:00 UTC 2014`, as Reuters' pages have it; a near miss is the same with `EST`."""
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?", re.ASCII)
"""Matches seconds and milliseconds since 1970, from 2001 on: `1425342458`; a near miss is `20150302`, a day."""
_MAX_CHARS = 80


def read_time(text: str | None) -> tuple[datetime | None, bool]:
    """The time in UTC, and whether its zone was written; a time without zone is taken for UTC. None where it cannot be read without doubt.

    >>> read_time("20190603T174729+0200")
    (datetime.datetime(2019, 6, 3, 15, 47, 29, tzinfo=datetime.timezone.utc), True)
    """
    text = (text or "").strip()
    if not text or len(text) > _MAX_CHARS:
        return None, True
    try:
        return _read(text)
    except (ValueError, OverflowError):
        return None, True


def _read(text: str) -> tuple[datetime | None, bool]:
    if found := _ISO.fullmatch(text):
        *numbers, zone = found.groups()
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        when = datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone))
        return when.astimezone(UTC), zone is not None
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC), True
    if found := _DOTTED.fullmatch(text):
        day, month, year, hour, minute, second = (int(number or 0) for number in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC), False
    if found := _CTIME.fullmatch(text):
        text = f"{found[2]} {found[1]} {found[4]} {found[3]} +0000"
    if _RFC.fullmatch(text):
        when = parsedate_to_datetime(text)
        return (when.replace(tzinfo=UTC), False) if when.tzinfo is None else (when.astimezone(UTC), True)
    return None, True


def _zone(written: str | None) -> timezone:
    if written is None or written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if written[0] == "-" else offset)
