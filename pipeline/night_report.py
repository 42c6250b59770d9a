"""The report of a nightly run: one JSON object, a short text, files beside the lake, hooks and metrics."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.hooks import run_hook
from pipeline.lake.contents import count_live_files, published_runs, rejects_of_run
from pipeline.lake.durable import write_durably
from pipeline.lake.layout import Lake, NotALakeError
from pipeline.lake.ledger import LedgerError, RunRecord, list_runs, record_run
from pipeline.metrics import write_metrics
from pipeline.nightly import NightResult
from pipeline.nightly_settings import NightlySettings

_LOG = logging.getLogger(__name__)

COUNTS = ("listed", "ingested", "updated", "unchanged", "duplicate", "rejected")
_REJECTS_NAMED = 20


@dataclass(slots=True)
class Report:
    """How a run of `newswire nightly` ended, over all its nights.

    Attributes:
        nights: One object a night that was asked for, or that had anything late.
        withdrawn: Articles that were forgotten because a list of withdrawals names them.
        warnings: What a person should look at; none of it stopped anything.
    """

    run_id: str
    started_at: datetime
    finished_at: datetime
    exit_code: int
    error: str | None
    snapshot: int
    nights: list[dict[str, Any]]
    withdrawn: int = 0
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """One line for a program."""
        row = {name: getattr(self, name) for name in ("run_id", "exit_code", "error", "snapshot", "nights", "withdrawn", "warnings")}
        times = {"started_at": self.started_at.isoformat(), "finished_at": self.finished_at.isoformat(), "seconds": self.seconds}
        return json.dumps(row | times, ensure_ascii=False)

    @property
    def seconds(self) -> float:
        """From begin to end."""
        return round((self.finished_at - self.started_at).total_seconds(), 3)

    def total(self, name: str) -> int:
        """Sum of a count over the nights."""
        return sum(int(night.get(name, 0)) for night in self.nights)

    def to_text(self) -> str:
        """A few lines for a person; the error is not among them."""
        head = [f"{self.withdrawn} articles withdrawn"] if self.withdrawn else []
        return "\n".join([*head, *map(_night_line, self.nights), *(f"warning: {text}" for text in self.warnings)])


def make_report(results: Sequence[NightResult], *, lake: Lake, started_at: datetime, ended: tuple[int, str | None]) -> Report:
    """The report of these nights.

    Args:
        results: In the order of the calendar.
        lake: Asked which files were rejected.
        started_at: In UTC.
        ended: The exit code, and the line that goes with it where it is not 0.
    """
    shown = [result for result in results if result.outcome or not result.night.late]
    nights = [_night_row(result, lake) for result in shown]
    run_ids = [night["run_id"] for night in nights if "run_id" in night]
    name = run_ids[-1] if run_ids else f"{started_at:%Y%m%dT%H%M%SZ}-nothing"
    return Report(name, started_at, datetime.now(UTC), ended[0], ended[1], _snapshot(lake), nights)


def send_report(report: Report, lake: Lake, settings: NightlySettings) -> list[str]:
    """The report lies beside the lake and in the metrics, and the hook has had it; what of this failed is returned and changes nothing."""
    failed = []
    try:
        if lake.store.is_dir():
            _keep(report, lake)
    except OSError as error:
        failed.append(f"the report could not be kept: {error.filename}: {error.strerror}")
    try:
        if settings.metrics_file:
            write_metrics(Path(settings.metrics_file).expanduser(), _metrics(report, lake))
    except (OSError, ValueError) as error:
        failed.append(f"the metrics could not be written: {error}")
    hook = settings.on_failure if report.exit_code else settings.on_success
    if hook and (trouble := run_hook(hook, report.to_json(), settings.hook_time_limit_s)):
        failed.append(trouble)
    return failed


def _keep(report: Report, lake: Lake) -> None:
    lake.reports.mkdir(exist_ok=True)
    write_durably(lake.reports / f"{report.run_id}.json", f"{report.to_json()}\n".encode())
    write_durably(lake.reports / f"{report.run_id}.txt", _whole_text(report).encode())


def _whole_text(report: Report) -> str:
    error = f"failed with {report.exit_code}: {report.error}\n" if report.error else ""
    return f"{report.to_text()}\n{error}"


def recover_reports(lake: Lake) -> None:
    """Runs that died between their commit and their report are in the ledger and have a report, made of the lake's own history."""
    if not lake.store.is_dir():
        return
    try:
        known = {record.run_id for record in list_runs(lake)}
        lost = [record for record in published_runs(lake) if record.run_id not in known] if lake.current_number() else []
        for record in lost:
            night = json.loads(record.counts).get("night")
            if night:
                row = {"night": night, "late": False, "matched": record.listed, "hidden": 0, "unsettled": 0, "recovered": True}
                row |= _record_row(record, lake)
                times = (datetime.fromisoformat(record.started_at), datetime.fromisoformat(record.finished_at))
                _keep(Report(record.run_id, *times, 0, None, record.snapshot, [row]), lake)
            record_run(lake, record)
    except (OSError, ValueError, NotALakeError, LedgerError, sqlite3.Error) as error:
        _LOG.debug("reports of earlier runs could not be made up for: %s", error)  # what is wrong with the lake the run itself will tell


def _snapshot(lake: Lake) -> int:
    try:
        return lake.current_number()
    except (NotALakeError, OSError):
        return 0


def _night_row(result: NightResult, lake: Lake) -> dict[str, Any]:
    row: dict[str, Any] = {"night": f"{result.night.day}", "late": result.night.late, "matched": result.matched}
    if result.outcome is None:
        return row
    passed, outcome = result.passed, result.outcome
    row |= {"hidden": passed.hidden, "unsettled": passed.unsettled, "outdated": outcome.outdated, "resumed": outcome.resumed}
    return row | _record_row(outcome.record, lake)


def _record_row(record: RunRecord, lake: Lake) -> dict[str, Any]:
    counts = json.loads(record.counts)
    told: dict[str, Any] = {"run_id": record.run_id, "state": record.state, "snapshot": record.snapshot, "seconds": record.seconds}
    told |= {name: getattr(record, name) for name in COUNTS}
    told |= {"reasons": counts["reason"], "agencies": counts["agency"], "languages": counts["lang"]}
    return told | {"rejects": [{"file": uri, "reason": reason} for uri, reason in named_rejects(lake, record)]}


def named_rejects(lake: Lake, record: RunRecord) -> list[tuple[str, str]]:
    """Path and reason of the first files that a run was the first to reject; none where the lake cannot be read any more."""
    if record.rejected == 0:
        return []
    try:
        return sorted(rejects_of_run(lake, record.run_id))[:_REJECTS_NAMED]
    except (OSError, ValueError):
        return []


def _night_line(night: dict[str, Any]) -> str:
    head = f"{night['night']}{' late' if night['late'] else ''}: "
    if "state" not in night:
        return head + ("no input" if not night["matched"] else "nothing new")
    counts = ", ".join(f"{night[name]} {name}" for name in COUNTS if night[name] or name == "listed")
    unsettled = f", {night['unsettled']} still being written" if night["unsettled"] else ""
    rejects = "".join(f"\n  rejected as {one['reason']}: {one['file']}" for one in night["rejects"])
    return f"{head}snapshot {night['snapshot']} {night['state']} in {night['seconds']:.1f} s: {counts}{unsettled}{rejects}"


def _metrics(report: Report, lake: Lake) -> dict[str, float]:
    ended = report.finished_at.timestamp()
    values = {
        "last_run_timestamp_seconds": ended,
        "last_run_exit_code": report.exit_code,
        "last_run_duration_seconds": report.seconds,
        "last_run_listed": report.total("listed"),
        "last_run_ingested": report.total("ingested") + report.total("updated") + report.total("duplicate"),
        "last_run_rejected": report.total("rejected"),
        "last_run_warnings": len(report.warnings),
        "snapshot": report.snapshot,
        "live_files": count_live_files(lake) if report.snapshot else 0,
    }
    return values | ({} if report.exit_code else {"last_success_timestamp_seconds": ended})
