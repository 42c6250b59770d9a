"""What is unusual about a night, against the median of the nights before."""

from __future__ import annotations

import json
from typing import Any

from pipeline.drift import DriftRules, find_drift
from pipeline.lake.ledger import RunRecord

RULES = DriftRules(silence_below=0.5, drift_above=0.5)
USUAL = {"agency": {"AA": 40, "DHA": 20, "": 40}, "lang": {"tr": 60, "ar": 40}, "words": 20_000, "mentions": 1_000}


def record(day: int, *, kind: str = "nightly", rejected: int = 2, **changed: Any) -> RunRecord:
    counts = USUAL | {"reason": {}, "night": f"2024-08-{day:02d}", "kind": kind} | changed
    taken = sum(counts["lang"].values())
    return RunRecord(f"r{day}", "", "", "committed", taken + rejected, taken, 0, 0, 0, rejected, day, "", "{}", json.dumps(counts), 1.0)


def warnings(tonight: RunRecord, *others: RunRecord) -> list[str]:
    return list(find_drift(tonight, others or [record(day) for day in range(1, 8)], RULES))


def test_a_night_like_the_others_has_no_warning():
    assert warnings(record(8, agency={"AA": 30, "DHA": 14, "": 50}, lang={"tr": 54, "ar": 40})) == []


def test_an_agency_and_a_language_that_fall_silent_are_named():
    assert warnings(record(8, agency={"DHA": 25, "": 50}, lang={"tr": 75})) == [
        "0 articles from AA; usual are 40",
        "0 articles in ar; usual are 40",
        "articles without a credit: 0.667; usual is 0.4",
    ]


def test_a_night_without_anything_is_named():
    assert warnings(record(8, agency={}, lang={}, words=0, mentions=0, rejected=0))[0] == "0 articles; usual are 100"


def test_ratios_that_move_are_named():
    told = warnings(record(8, mentions=100, lang={"tr": 50, "ar": 30, "und": 20}, rejected=40))
    assert told == ["share of und: 0.2; usual is 0", "mentions per 100 words: 0.5; usual is 5", "share of rejects: 0.286; usual is 0.0196"]


def test_the_usual_is_a_median_so_one_strange_night_changes_nothing():
    others = [record(day) for day in range(1, 7)] + [record(7, lang={"tr": 9_000}, agency={"AA": 9_000})]
    assert warnings(record(8), *others) == []


def test_only_the_last_seven_nights_that_took_anything_count_and_no_late_runs():
    old = [record(day, agency={"AA": 500}, lang={"tr": 500}) for day in range(1, 5)]
    late = [record(day, kind="late", lang={"tr": 1}, agency={}) for day in range(5, 12)]
    empty = [record(20, lang={}, agency={})]
    assert warnings(record(21), *old, *[record(day) for day in range(5, 12)], *late, *empty) == []


def test_too_few_nights_say_nothing():
    assert warnings(record(3, lang={}, agency={}), record(1), record(2)) == []


def test_a_backfilled_night_is_compared_with_the_nights_before_it_only():
    assert warnings(record(2, lang={}, agency={}), *[record(day) for day in range(3, 10)]) == []


def test_what_was_forgotten_is_no_reject():
    assert warnings(record(8, rejected=40, reason={"forgotten": 39})) == []
