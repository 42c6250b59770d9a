"""Nights one after another: the inputs of each, late files of the ones before, each night a commit of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.config import Config
from pipeline.ingest import Events, Ingest, Outcome, ingest, plan_only
from pipeline.lake.layout import Lake
from pipeline.listing import ListingRules, Passed, list_matches, match_inputs
from pipeline.plan import Plan
from transforms.records import Source


@dataclass(frozen=True, slots=True)
class Night:
    """One day of input.

    Attributes:
        day: For the patterns, and the `--date` of what is found.
        late: It was not asked for and is only looked at again, for what came late.
    """

    day: date
    late: bool = False


@dataclass(frozen=True, slots=True)
class Nightly:
    """What was asked for.

    Attributes:
        config: With the inputs.
        lake: Where to.
        wait_s: How long to wait while another run writes to the lake.
        now_ns: When this began; what changed just before is not read.
    """

    config: Config
    lake: Lake
    wait_s: float
    now_ns: int


@dataclass(frozen=True, slots=True)
class NightPlan:
    """What a night would do.

    Attributes:
        matched: Files and folders that the patterns name.
        plan: None where they name nothing.
        passed: What would be passed over.
    """

    night: Night
    matched: int
    plan: Plan | None
    passed: Passed


@dataclass(frozen=True, slots=True)
class NightResult:
    """How a night ended.

    Attributes:
        matched: Files and folders that the patterns name.
        outcome: None where they name nothing, or nothing that the lake has not.
        passed: What was passed over.
    """

    night: Night
    matched: int
    outcome: Outcome | None
    passed: Passed


def list_nights(first: date, last: date, late_days: int) -> list[Night]:
    """The nights that were asked for, and before them those to look at again, in the order of the calendar.

    >>> [(night.day.day, night.late) for night in list_nights(date(2024, 8, 21), date(2024, 8, 22), 1)]
    [(20, True), (21, False), (22, False)]
    """
    begin = first - timedelta(days=late_days)
    days = (begin + timedelta(days=count) for count in range((last - begin).days + 1))
    return [Night(day, late=day < first) for day in days]


def run_night(ask: Nightly, night: Night, events: Events) -> NightResult:
    """What has settled of a night's inputs is in the lake; a late night without anything new costs a look and no more.

    Raises:
        Exception: What `ingest` raises.
    """
    if night.late:
        planned = plan_night(ask, night)
        if planned.plan is None or planned.plan.to_read == 0:
            return NightResult(night, planned.matched, None, planned.passed)
    wanted = _ingest_of(ask, night)
    if not wanted.inputs:
        return NightResult(night, 0, None, Passed())
    outcome = ingest(wanted, events)
    return NightResult(night, len(wanted.inputs), outcome, outcome.passed)


def plan_night(ask: Nightly, night: Night) -> NightPlan:
    """What a night would do to the lake as it is; nothing is written."""
    wanted = _ingest_of(ask, night)
    if not wanted.inputs:
        return NightPlan(night, 0, None, Passed())
    plan, passed = plan_only(wanted)
    return NightPlan(night, len(wanted.inputs), plan, passed)


def _ingest_of(ask: Nightly, night: Night) -> Ingest:
    settle_ns = int(ask.config.nightly.settle_s * 1e9)

    def list_settled(inputs: Sequence[str], rules: ListingRules, passed: Passed) -> Iterator[Source]:
        return list_matches(inputs, replace(rules, unsettled_ns=(ask.now_ns - settle_ns, ask.now_ns + settle_ns)), passed)

    paths = match_inputs(ask.config.nightly.inputs, night.day)
    labels = {"night": f"{night.day}", "kind": "late" if night.late else "nightly"}
    return Ingest(tuple(paths), ask.lake, ask.config, night.day, listing=list_settled, wait_s=ask.wait_s, labels=labels)
