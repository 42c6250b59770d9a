"""Read the dates that datelines and paths carry."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files

from transforms.text.fold import fold_text

FIRST_YEAR = 1900
"""News text older than this is not what the project reads; a smaller number is a misreading."""

_WORD = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
"""Splits as the credit tokens do: `31يوليو` is a number and a word; a near miss is `K24`, which is a name there and no date here."""
_PATH_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_./]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
"""Matches `2015-08-10/` and `20150810.txt`; near misses: `2015-0810` (mixed) and `120150810` (an id)."""
_MONTH_WORDS = 3
_ORDINAL_MAX_CHARS = 3
_CASE_ENDINGS = ("", "e", "a", "an", "ya", "i", "ی", "ان", "u")
"""Kurmanji and Sorani decline month names: `Îlona 2014an`, `ئەیلوولی 2014`."""
_FILLERS = frozenset({"و", "ی", "م", "هـ", "ه", "الموافق", "الموافق ل", "سنه", "عام", "سال", "ماه", "of"})
_ORDINALS = frozenset({"st", "nd", "rd", "th", "e", "an"})
_FIRST = "اول"
"""Arabic wires write the first of a month in words: `أول أغسطس`."""
_JOINERS = frozenset("/،,.-()")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """What a written date says. Absent parts are None.

    Attributes:
        calendar: `gregorian`, `hijri` or `jalali`.
        is_ambiguous: Day and month stand as two numbers that could change places.
    """

    calendar: str
    day: int | None
    month: int
    year: int | None
    is_ambiguous: bool = False


def read_date(words: Sequence[str]) -> tuple[int, WrittenDate | None]:
    """How many of the folded words at the front make up one written date, and what it says; (0, None) without one.

    A Hijri date before its Gregorian twin counts as one with it, and two names of one month count once.

    >>> read_date(["20", "یولیو", "تموز", "(", "رویترز"])
    (3, WrittenDate(calendar='gregorian', day=20, month=7, year=None, is_ambiguous=False))
    """
    used, found = _read_one(words)
    if found is None or found.calendar == "gregorian":
        return used, found
    start = used
    while start < len(words) and (words[start] in _FILLERS or words[start] in _JOINERS):
        start += 1
    more, twin = _read_one(words[start:])
    return (start + more, twin) if twin is not None and twin.calendar == "gregorian" else (used, found)


def may_begin_date(folded: str) -> bool:
    """False for a folded word with which no date begins, so that nobody needs to read on; numbers, months and weekdays may."""
    return folded[:1].isdigit() or folded in _load_openers()


def parse_date(text: str, *, latest: date) -> datetime | None:
    """Midnight UTC of the first date in a text that says day, month and year without doubt; else None.

    Args:
        text: A written date, as it stood.
        latest: The run's logical date; what lies more than a day behind it is refused.
    """
    words = _WORD.findall(fold_text(text))
    for start in range(len(words)):
        used, found = read_date(words[start:])
        if found is not None and used:
            return to_datetime(found, latest=latest)
    return None


def to_datetime(written: WrittenDate, *, latest: date) -> datetime | None:
    """Midnight UTC, or None where a part is missing, in doubt, impossible or out of range. A lone Hijri date is not converted."""
    if written.day is None or written.year is None or written.is_ambiguous or written.calendar == "hijri":
        return None
    try:
        day = _from_jalali(written) if written.calendar == "jalali" else date(written.year, written.month, written.day)
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if _is_plausible(day, latest) else None


def date_in_path(path: str, *, latest: date) -> datetime | None:
    """Midnight UTC of the one date that a path names; None where it names none, or several different ones.

    >>> date_in_path("spa/2015-08-10/0042.txt", latest=date(2026, 1, 1))
    datetime.datetime(2015, 8, 10, 0, 0, tzinfo=datetime.timezone.utc)
    """
    days = {(int(m[1]), int(m[3]), int(m[4])) for m in _PATH_DATE.finditer(path)}
    if len(days) != 1:
        return None
    year, month, day = days.pop()
    return to_datetime(WrittenDate("gregorian", day, month, year), latest=latest)


def _is_plausible(day: date, latest: date) -> bool:
    return day.year >= FIRST_YEAR and day - latest <= timedelta(days=1)


def _read_one(words: Sequence[str]) -> tuple[int, WrittenDate | None]:
    for read in (_read_day_first, _read_month_first, _read_numbers):
        used, found = read(words)
        if found is not None:
            return used, found
    return 0, None


def _read_day_first(words: Sequence[str]) -> tuple[int, WrittenDate | None]:
    if not words or (day := _day(words[0])) is None:
        return 0, None
    at = 1
    if at < len(words) and words[at] in _FILLERS | _ORDINALS and len(words[at]) <= _ORDINAL_MAX_CHARS:
        at += 1
    if at < len(words) and words[at] in ("-", ".", "/"):
        at += 1
    length, calendar, month = _month(words[at:])
    if not length:
        return 0, None
    at += length
    more, year = _year(words[at:], calendar)
    return at + more, WrittenDate(calendar, day, month, year)


def _read_month_first(words: Sequence[str]) -> tuple[int, WrittenDate | None]:
    """`Jan. 21, 2018`, `Aug 3`. A near miss is `May` alone, which is also a verb and a name."""
    length, calendar, month = _month(words)
    if not length or calendar == "jalali" or length >= len(words) or not words[0].isascii():
        return 0, None
    at = length
    if (day := _day(words[at])) is None:
        return 0, None
    at += 1
    if at < len(words) and words[at] in _ORDINALS:
        at += 1
    more, year = _year(words[at:], calendar)
    return at + more, WrittenDate(calendar, day, month, year)


def _read_numbers(words: Sequence[str]) -> tuple[int, WrittenDate | None]:
    """`19-8-2024`, `2024/08/19`, and KUNA's `19 - 8`, which has no year."""
    if len(words) < 3 or words[1] not in ("-", "/", ".") or not (words[0].isdigit() and words[2].isdigit()):
        return 0, None
    first, second = int(words[0]), int(words[2])
    three = len(words) >= 5 and words[3] == words[1] and words[4].isdigit()
    if three and len(words[0]) == 4:
        return _checked(5, WrittenDate(_calendar_of(first), int(words[4]), second, first))
    if three and len(words[4]) == 4:
        year = int(words[4])
        doubtful = first <= 12 and second <= 12 and first != second
        day, month = (second, first) if second > 12 else (first, second)
        return _checked(5, WrittenDate(_calendar_of(year), day, month, year, doubtful))
    if three or len(words[0]) > 2 or len(words[2]) > 2:
        return 0, None
    return _checked(3, WrittenDate("gregorian", first, second, None))


def _checked(used: int, found: WrittenDate) -> tuple[int, WrittenDate | None]:
    fits = found.day is not None and 1 <= found.day <= 31 and 1 <= found.month <= 12
    return (used, found) if fits else (0, None)


def _calendar_of(year: int) -> str:
    """By the number alone: 1370 to 1399 are Jalali years of the web's time and Hijri years before it; 1400 to 1500 could be either."""
    if year >= FIRST_YEAR:
        return "gregorian"
    return "jalali" if 1370 <= year <= 1399 else "hijri"


def _day(word: str) -> int | None:
    if word == _FIRST:
        return 1
    return int(word) if word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 31 else None


def _year(words: Sequence[str], calendar: str) -> tuple[int, int | None]:
    """Length and value of a four-digit year, with a comma or `of` before it and an era mark after it."""
    at = 0
    while at < len(words) and at < 2 and (words[at] in (",", "،", "/", ".") or words[at] in _FILLERS):
        at += 1
    if at >= len(words) or not words[at].isdigit() or len(words[at]) != 4:
        return 0, None
    year = int(words[at])
    lowest = FIRST_YEAR if calendar == "gregorian" else 1200
    if not lowest <= year < lowest + 300:
        return 0, None
    at += 1
    if at < len(words) and words[at] in ("م", "ه", "an", "ان"):
        at += 1
    return at, year


def _month(words: Sequence[str]) -> tuple[int, str, int]:
    """Length, calendar and number of a month name, with its second name (`یولیو تموز`, `ایلول / سبتمبر`, `یولیو (تموز)`)."""
    length, found = _month_name(words)
    if found is None:
        return 0, "", 0
    at = length
    if at < len(words) and words[at] == ".":
        at += 1
        length = at
    while at < len(words) and words[at] in ("/", "("):
        at += 1
    more, twin = _month_name(words[at:])
    if twin == found:
        length = at + more
        length += length < len(words) and words[length] == ")"
    return length, *found


def _month_name(words: Sequence[str]) -> tuple[int, tuple[str, int] | None]:
    for length in range(min(_MONTH_WORDS, len(words)), 0, -1):
        found = _load_months().get("".join(words[:length]))
        if found is not None:
            return length, found
    return 0, None


@cache
def _load_months() -> dict[str, tuple[str, int]]:
    months: dict[str, tuple[str, int]] = {}
    with files("transforms").joinpath("resources", "months.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for name in row["names"].split("|"):
                key = "".join(_WORD.findall(fold_text(name)))
                for ending in _CASE_ENDINGS:
                    months.setdefault(key + ending, (row["calendar"], int(row["month"])))
    return months


@cache
def _load_openers() -> frozenset[str]:
    """First words of month names and of weekdays, folded."""
    resources = files("transforms").joinpath("resources")
    with resources.joinpath("months.csv").open(encoding="utf-8") as lines:
        names = [name for row in csv.DictReader(lines) for name in row["names"].split("|")]
    months = {_WORD.findall(fold_text(name))[0] + ending for name in names for ending in _CASE_ENDINGS}
    with resources.joinpath("credit_words.csv").open(encoding="utf-8") as lines:
        weekdays = [name for row in csv.DictReader(lines) if row["kind"] == "weekday" for name in row["names"].split("|")]
    return frozenset({_FIRST} | months | {"".join(_WORD.findall(fold_text(name))[:1]) for name in weekdays})


def _from_jalali(written: WrittenDate) -> date:
    """The Gregorian day of a Jalali date, by the 33-year cycle, which is exact for 1244 to 1503.

    Anchor: 1 Farvardin 1400 was 21 March 2021.
    """
    year, month, day = written.year or 0, written.month, written.day or 0
    month_length = 31 if month <= 6 else 30 if month <= 11 or _is_jalali_leap(year) else 29
    if not 1244 <= year <= 1503 or day > month_length:
        raise ValueError("no such day")
    passed = sum(366 if _is_jalali_leap(y) else 365 for y in range(min(year, 1400), max(year, 1400)))
    new_year = date(2021, 3, 21) + timedelta(days=passed if year >= 1400 else -passed)
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return new_year + timedelta(days=before + day - 1)


def _is_jalali_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8
