"""A written date becomes midnight UTC only where day, month and year are beyond doubt."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from transforms.text.dates import date_in_path, parse_date

TODAY = date(2026, 1, 1)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 يوليو 2015", day(2015, 7, 31)),
        ("31 تموز 2015م", day(2015, 7, 31)),
        ("3 أيلول/ سبتمبر 2023", day(2023, 9, 3)),
        ("20 يوليو تموز 2015", day(2015, 7, 20)),
        ("13 أغسطس (آب) 2015", day(2015, 8, 13)),
        ("1 كانون الثاني 2020", day(2020, 1, 1)),
        ("15 شوال 1436 هـ الموافق 31 يوليو 2015 م", day(2015, 7, 31)),
        ("25 شوال 1436هـ الموافق 10 أغسطس 2015م", day(2015, 8, 10)),
        ("الاثنين 11 أغسطس 2025", day(2025, 8, 11)),
        ("١٥ مارس ٢٠٢٠", day(2020, 3, 15)),
        ("15 Ağustos 2024", day(2024, 8, 15)),
        ("4ê Îlona 2014an", day(2014, 9, 4)),
        ("4ی ئەیلوولی 2014", day(2014, 9, 4)),
        ("Jan. 21, 2018", day(2018, 1, 21)),
        ("August 3rd, 2015", day(2015, 8, 3)),
        ("Tuesday, 11 August 2015", day(2015, 8, 11)),
        ("21 jan 2019", day(2019, 1, 21)),
        ("19-8-2024", day(2024, 8, 19)),
        ("2024/08/19", day(2024, 8, 19)),
        ("5/5/2015", day(2015, 5, 5)),
    ],
)
def test_a_whole_date_is_read(text: str, expected: datetime) -> None:
    assert parse_date(text, latest=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 فروردین 1400", day(2021, 3, 21)),
        ("1 فروردین 1375", day(1996, 3, 20)),
        ("30 اسفند 1399", day(2021, 3, 20)),
        ("22 بهمن 1357", day(1979, 2, 11)),
        ("۱۵ مهر ۱۳۹۹", day(2020, 10, 6)),
        ("31 شهریور 1359", day(1980, 9, 22)),
    ],
)
def test_a_jalali_date_is_converted(text: str, expected: datetime) -> None:
    assert parse_date(text, latest=TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "20 يوليو تموز",
        "Jan 21",
        "15 شوال 1436 هـ",
        "03/04/2015",
        "31 فبراير 2015",
        "30 اسفند 1400",
        "2 مارس 2026",
        "3 January 1899",
        "1405/05/12",
        "May",
        "مارس 2015",
        "19 - 8",
        "",
    ],
)
def test_a_date_in_doubt_is_none(text: str) -> None:
    assert parse_date(text, latest=TODAY) is None


def test_tomorrow_is_possible_and_the_day_after_is_not() -> None:
    assert parse_date("2 January 2026", latest=TODAY) == day(2026, 1, 2)
    assert parse_date("3 January 2026", latest=TODAY) is None


@pytest.mark.parametrize(
    "path", ["spa/2015-08-10/7.txt", "20150810/a.txt", "a/2015/08/10/b.txt", "20150810-1.txt", "2015-08-10/20150810.txt"]
)
def test_a_path_names_its_day(path: str) -> None:
    assert date_in_path(path, latest=TODAY) == day(2015, 8, 10)


@pytest.mark.parametrize(
    "path", ["a/b.txt", "120150810.txt", "2015-13-10/x", "2015-0810/x", "2015-08-10/2015-08-11.txt", "2031-01-01/x", "2015-02-30/x"]
)
def test_a_path_without_one_sure_day_dates_nothing(path: str) -> None:
    assert date_in_path(path, latest=TODAY) is None
