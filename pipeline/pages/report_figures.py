"""The figures of a report, asked of one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.pages.render import direction_of

if TYPE_CHECKING:
    import duckdb

DAYS_SHOWN = 30
_WEEK = 7
_TOP = 12
_SAMPLE = 9
_EXCERPT_CHARS = 220
_CREDITED = """select lang, count(*), count(agency), round(100.0 * count(agency) / count(*))
  from articles_unique group by 1 order by 2 desc, 1"""
_REJECTS = "select reason, count(*), min(detail), min(source_uri) from rejects group by 1 order by 2 desc, 1"


@dataclass(frozen=True, slots=True)
class Compared:
    """A count beside what is usual.

    Attributes:
        usual: Median of the other days that are shown; None where there are none.
        percent: Of the largest count in its table, for the bar.
    """

    name: str
    articles: int
    usual: float | None
    percent: float


@dataclass(frozen=True, slots=True)
class DayBar:
    """A day of the chart; all lengths in per cent of the chart.

    Attributes:
        left: Where its bar begins.
        width: Of the bar.
        height: Of the bar.
    """

    day: date
    articles: int
    left: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """An article as the report shows it."""

    headline: str
    excerpt: str
    agency: str | None
    day: date
    lang: str | None
    direction: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report shows.

    Attributes:
        run: Columns of the table `runs` for the last one.
        days: The last days that have any articles, oldest first.
        median_height: Of the line in the chart, per cent from its foot; None with one day.
        top: Name, label, articles, mentions in the week up to the last day.
        risen: Name, label, articles, articles in the week before; empty where that week has none.
        credited: Language, articles, with an agency, per cent.
        rejects: Reason, files, an example's detail and path.
    """

    run: dict[str, Any]
    days: tuple[DayBar, ...]
    usual: float | None
    median_height: float | None
    agencies: tuple[Compared, ...]
    languages: tuple[Compared, ...]
    top: tuple[tuple[Any, ...], ...]
    risen: tuple[tuple[Any, ...], ...]
    credited: tuple[tuple[Any, ...], ...]
    rejects: tuple[tuple[Any, ...], ...]
    sample: tuple[SampleArticle, ...]


def read_figures(connection: duckdb.DuckDBPyConnection) -> Figures:
    """The figures of the snapshot that the connection sees, as `open_snapshot` makes it."""
    daily = _rows(connection, f"select day, sum(articles) from agency_daily group by day order by day desc limit {DAYS_SHOWN}")[::-1]
    days = [day for day, _ in daily]
    counts = [int(articles) for _, articles in daily]
    usual = median(counts[:-1]) if len(counts) > 1 else None
    tallest = max([*counts, usual or 0, 1])
    bars = tuple(_bars(days, counts, tallest))
    compared = {column: _compare(connection, column, days) for column in ("agency", "lang")}
    week = _week(connection, days) if days else ((), ())
    return Figures(
        run=_last_run(connection),
        days=bars,
        usual=usual,
        median_height=None if usual is None else round(100 * usual / tallest, 2),
        agencies=compared["agency"],
        languages=compared["lang"],
        top=week[0],
        risen=week[1],
        credited=_rows(connection, _CREDITED),
        rejects=_rows(connection, _REJECTS),
        sample=_sample(connection),
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> tuple[tuple[Any, ...], ...]:
    return tuple(connection.execute(sql, list(values)).fetchall())


def _last_run(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    names = ("snapshot", "finished_at", "listed", "ingested", "updated", "unchanged", "duplicate", "rejected", "seconds")
    found = _rows(connection, f"select {', '.join(names)} from runs order by snapshot desc limit 1")
    return dict(zip(names, found[0], strict=True)) if found else {}


def _bars(days: Sequence[date], counts: Sequence[int], tallest: float) -> list[DayBar]:
    step = 100 / max(len(days), 1)
    return [
        DayBar(day, count, round(number * step + 0.1 * step, 3), round(0.8 * step, 3), round(100 * count / tallest, 2))
        for number, (day, count) in enumerate(zip(days, counts, strict=True))
    ]


def _compare(connection: duckdb.DuckDBPyConnection, column: str, days: Sequence[date]) -> tuple[Compared, ...]:
    """Each agency or language of the days that are shown: the last day beside the median of the others, a day without any being 0."""
    if not days:
        return ()
    rows = _rows(connection, f"select {column}, day, sum(articles) from agency_daily where day >= ? group by all", [days[0]])
    by_name: dict[str, dict[date, int]] = {}
    for name, day, articles in rows:
        by_name.setdefault(name or "no agency", {})[day] = int(articles)
    last = {name: counts.get(days[-1], 0) for name, counts in by_name.items()}
    most = max(last.values(), default=0) or 1
    usual = {name: median(counts.get(day, 0) for day in days[:-1]) if len(days) > 1 else None for name, counts in by_name.items()}
    named = [Compared(name, last[name], usual[name], round(100 * last[name] / most, 1)) for name in by_name if last[name] or usual[name]]
    return tuple(sorted(named, key=lambda one: (-one.articles, -(one.usual or 0), one.name))[:20])


def _week(connection: duckdb.DuckDBPyConnection, days: Sequence[date]) -> tuple[tuple[tuple[Any, ...], ...], ...]:
    """What is named most in the week up to the last day, and what rose; nothing rose where the week before has no articles."""
    first, last = days[-1] - timedelta(days=_WEEK - 1), days[-1]
    top = "select name, label, articles, mentions from top_entities(null, ?, ?) where not starts_with(entity, 'agency:') limit ?"
    risen = "select name, label, articles, before from rising(?, ?) where not starts_with(entity, 'agency:') limit ?"
    has_before = any(first - timedelta(days=_WEEK) <= day < first for day in days)
    return _rows(connection, top, [first, last, _TOP]), _rows(connection, risen, [first, last, _TOP]) if has_before else ()


def _sample(connection: duckdb.DuckDBPyConnection) -> tuple[SampleArticle, ...]:
    """The newest of each language first, then the next of each."""
    sql = """select headline, text, agency, day, lang, script from articles_unique where headline is not null
      order by row_number() over (partition by lang order by day desc, article_id), lang limit ?"""
    return tuple(
        SampleArticle(headline, _excerpt(text), agency, day, None if lang == "und" else lang, direction_of(script))
        for headline, text, agency, day, lang, script in _rows(connection, sql, [_SAMPLE])
    )


def _excerpt(text: str) -> str:
    """The beginning of a text, cut behind a word."""
    plain = " ".join(text[: 2 * _EXCERPT_CHARS].split())
    return plain if len(plain) <= _EXCERPT_CHARS else plain[:_EXCERPT_CHARS].rsplit(" ", 1)[0] + " …"
