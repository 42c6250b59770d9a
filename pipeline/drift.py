"""Whether a night is like the nights before it: who fell silent, and which ratio moved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from pipeline.judge import WITHDRAWN
from pipeline.lake.ledger import RunRecord

_COMPARED = 7
"""Runs that the usual value is the median of: a week."""

_ENOUGH_RUNS = 3
"""With fewer there is no usual value."""

_ENOUGH = 5
"""An agency that usually sends fewer articles than this may well send none."""

_FEW_ARTICLES = 20
"""Ratios of fewer articles than this say nothing."""

_SMALLEST_MOVE = {"share of und": 0.02, "articles without a credit": 0.05, "mentions per 100 words": 0.5, "share of rejects": 0.02}
"""A move smaller than this is none, however small the usual value is."""


@dataclass(frozen=True, slots=True)
class DriftRules:
    """What is unusual.

    Attributes:
        silence_below: Less than this share of the usual count.
        drift_above: Further from the usual ratio than this share of it.
    """

    silence_below: float
    drift_above: float


def find_drift(tonight: RunRecord, runs: Sequence[RunRecord], rules: DriftRules) -> Iterator[str]:
    """One sentence for each thing that is unusual about a night.

    Args:
        tonight: The run of the night.
        runs: All that were published, oldest first; the last 7 runs of other nights that took anything are what is usual.
        rules: What is unusual.
    """
    before = [_counts(record) for record in _comparable(tonight, runs)]
    if len(before) < _ENOUGH_RUNS:
        return
    now = _counts(tonight)
    yield from _silence(now, before, rules)
    if sum(now["lang"].values()) >= _FEW_ARTICLES or now["rejected"] >= _FEW_ARTICLES:
        yield from _moved_ratios(now, before, rules)


def _comparable(tonight: RunRecord, runs: Sequence[RunRecord]) -> list[RunRecord]:
    """Runs of nights before this one, each night once, that took anything."""
    night = json.loads(tonight.counts).get("night")
    found: dict[str, RunRecord] = {}
    for record in runs:
        labels = json.loads(record.counts)
        earlier = labels.get("night", "") < (night or "")
        if labels.get("kind") == "nightly" and earlier and record.ingested + record.updated + record.duplicate:
            found.setdefault(labels["night"], record)
    return [found[name] for name in sorted(found)][-_COMPARED:]


def _counts(record: RunRecord) -> dict[str, Any]:
    counts: dict[str, Any] = json.loads(record.counts)
    rejected = record.rejected - counts.get("reason", {}).get(WITHDRAWN, 0)
    told: dict[str, Any] = {"agency": {}, "lang": {}, "words": 0, "mentions": 0}
    return told | counts | {"rejected": rejected, "listed": record.listed}


def _silence(now: Mapping[str, Any], before: Sequence[Mapping[str, Any]], rules: DriftRules) -> Iterator[str]:
    usual_total = median(sum(one["lang"].values()) for one in before)
    if sum(now["lang"].values()) < rules.silence_below * usual_total:
        yield f"{sum(now['lang'].values())} articles; usual are {usual_total:g}"
    for column, told in (("agency", "from"), ("lang", "in")):
        for name in sorted({name for one in before for name in one[column]} - {""}):
            usual = median(one[column].get(name, 0) for one in before)
            count = now[column].get(name, 0)
            if usual >= _ENOUGH and count < rules.silence_below * usual:
                yield f"{count} articles {told} {name}; usual are {usual:g}"


def _moved_ratios(now: Mapping[str, Any], before: Sequence[Mapping[str, Any]], rules: DriftRules) -> Iterator[str]:
    tonight = _ratios(now)
    others = [_ratios(one) for one in before]
    for name, smallest in _SMALLEST_MOVE.items():
        usual = median(one[name] for one in others)
        if abs(tonight[name] - usual) > max(smallest, rules.drift_above * usual):
            yield f"{name}: {tonight[name]:.3g}; usual is {usual:.3g}"


def _ratios(one: Mapping[str, Any]) -> dict[str, float]:
    articles = max(sum(one["lang"].values()), 1)
    return {
        "share of und": one["lang"].get("und", 0) / articles,
        "articles without a credit": one["agency"].get("", 0) / articles,
        "mentions per 100 words": 100 * one["mentions"] / max(one["words"], 1),
        "share of rejects": one["rejected"] / max(one["listed"], 1),
    }
