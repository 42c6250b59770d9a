"""`newswire nightly`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import add_wait_argument
from pipeline.commands.printing import print_result
from pipeline.exit_codes import Exit, UserError, exit_of
from pipeline.judge import find_reject_excess
from pipeline.progress import Progress

if TYPE_CHECKING:
    from pipeline.ingest import Events
    from pipeline.nightly import Night, Nightly, NightPlan, NightResult
    from pipeline.nightly_settings import NightlySettings

HELP = "Read the inputs of a night, or of several, as a configuration names them."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--config", required=True, type=Path, metavar="FILE", help="with a section nightly, as configs/nightly.yaml")
    parser.add_argument("--lake", type=Path, metavar="DIR", help="the output folder (default: as configured)")
    parser.add_argument("--date", type=_day, metavar="DAY", help="the night: 2024-08-21, today or yesterday (default: today, UTC)")
    parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="the first of several nights")
    parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help="the last of several nights (default: --date)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; 0 is one a core (default: as configured)")
    add_wait_argument(parser, "another run writes to the lake")
    parser.add_argument("--skip-code", type=int, default=int(Exit.NO_INPUT), metavar="N", help="exit code where there is no input (66)")
    parser.add_argument("--on-success", metavar="COMMAND", help="gets the report on standard input where the exit code is 0")
    parser.add_argument("--on-failure", metavar="COMMAND", help="gets it where the exit code is another")
    parser.add_argument("--dry-run", action="store_true", help="say what each night would do, write nothing")
    parser.add_argument("--quiet", action="store_true", help="print nothing where all is well")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import load_config
    from pipeline.ingest import with_options
    from pipeline.lake.layout import Lake
    from pipeline.nightly import Nightly, list_nights
    from transforms.text.agency.registry import load_agencies

    first, last = _first_and_last(arguments)
    if arguments.workers is not None and not 0 <= arguments.workers <= 256:
        raise UserError(Exit.USAGE, f"--workers is {arguments.workers}; allowed are 0 to 256")
    with told_as_one_line(arguments.lake or "the lake"):
        config = with_options(load_config(arguments.config), arguments.workers)
        load_agencies(config.agencies_path())
        lake = _lake_folder(arguments, config.nightly.lake)
        if not config.nightly.inputs:
            raise UserError(Exit.CONFIG, f"{arguments.config}: nightly.inputs is missing; give patterns as inbox/%Y/%m/%d/*.txt")
        ask = Nightly(config, Lake(Path.cwd() / lake), arguments.wait, time.time_ns())
        nights = list_nights(first, last, config.nightly.late_days)
        if arguments.dry_run:
            return _dry_run(ask, nights, arguments)
        return _run_all(ask, nights, arguments)


def _first_and_last(arguments: argparse.Namespace) -> tuple[date, date]:
    if arguments.first is None and arguments.last is not None:
        raise UserError(Exit.USAGE, "--to goes with --from")
    if arguments.date is not None and arguments.last is not None:
        raise UserError(Exit.USAGE, "--date and --to are two names of the last night; give one")
    last = arguments.last or arguments.date or datetime.now(UTC).date()
    first = arguments.first or last
    if first > last:
        raise UserError(Exit.USAGE, f"--from {first} is after {last}")
    return first, last


def _lake_folder(arguments: argparse.Namespace, configured: str | None) -> Path:
    if arguments.lake is None and configured is None:
        raise UserError(Exit.CONFIG, f"{arguments.config}: nightly.lake is missing; name a folder for the lake")
    folder: Path = arguments.lake or Path(str(configured)).expanduser()
    if not str(folder).strip("."):
        raise UserError(Exit.USAGE, "the lake is empty or the current folder; name a folder for it")
    return folder


def _dry_run(ask: Nightly, nights: Sequence[Night], arguments: argparse.Namespace) -> int:
    from pipeline.nightly import plan_night
    from pipeline.withdrawals import find_withdrawals

    plans = [plan_night(ask, night) for night in nights]
    rows = [_planned(one) for one in plans]
    withdrawals = find_withdrawals(ask, [night.day for night in nights])
    if arguments.json:
        print(json.dumps({"dry_run": True, "withdrawals": len(withdrawals), "nights": rows}))
    else:
        print("dry run, nothing written" + (f"\n  {len(withdrawals)} withdrawals" if withdrawals else ""))
        for row in rows:
            print(f"  {row.pop('night')} {'late' if row.pop('late') else '    '} {_counts_text(row)}")
    asked = [one for one in plans if not one.night.late]
    return Exit.DONE if any(one.matched for one in asked) else int(arguments.skip_code)


def _counts_text(row: dict[str, object]) -> str:
    return ", ".join(f"{value} {name}" for name, value in row.items() if value != 0 or name == "listed") or "no input"


def _planned(one: NightPlan) -> dict[str, object]:
    counts: dict[str, object] = {"night": f"{one.night.day}", "late": one.night.late}
    if one.plan is not None:
        counts |= {"listed": one.plan.listed, "new": one.plan.new, "to_read": one.plan.to_read, "unchanged": one.plan.unchanged}
        counts |= {"rejected": one.plan.rejected.total(), "unsettled": one.passed.unsettled}
    return counts


def _run_all(ask: Nightly, nights: Sequence[Night], arguments: argparse.Namespace) -> int:
    from pipeline.night_report import make_report, recover_reports, send_report

    started = datetime.now(UTC)
    results: list[NightResult] = []
    withdrawn: list[int] = []
    error: BaseException | None = None
    try:
        with told_as_one_line(ask.lake.root):
            recover_reports(ask.lake)
            _work(ask, nights, results, withdrawn)
        _judge(ask, results, int(arguments.skip_code))
    except BaseException as ended:  # noqa: BLE001 # the report is sent however the run ends, and the error goes on its way
        error = ended
    warnings = _warnings(ask, results)
    if error is None and warnings and ask.config.nightly.warning_code:
        error = UserError(ask.config.nightly.warning_code, f"{len(warnings)} warnings: {'; '.join(warnings[:3])}")
    report = make_report(results, lake=ask.lake, started_at=started, ended=exit_of(error) if error else (Exit.DONE, None))
    report.warnings += warnings
    report.withdrawn = sum(withdrawn)
    for text in send_report(report, ask.lake, _with_hooks(ask.config.nightly, arguments)):
        print(f"newswire: {text}", file=sys.stderr)
    if arguments.json:
        print_result(report.to_json())
    elif not arguments.quiet or report.warnings:
        print_result(report.to_text())
    if error:
        raise error
    return report.exit_code


def _work(ask: Nightly, nights: Sequence[Night], results: list[NightResult], withdrawn: list[int]) -> None:
    """What is done is in the lists, also where it ends in an error."""
    from pipeline.withdrawals import find_withdrawals, withdraw

    withdrawn.append(withdraw(ask, find_withdrawals(ask, [night.day for night in nights])))
    for result in _results(ask, nights):
        results.append(result)


def _results(ask: Nightly, nights: Sequence[Night]) -> Iterator[NightResult]:
    from pipeline.nightly import run_night

    for night in nights:
        progress = Progress(sys.stderr)
        try:
            yield run_night(ask, night, _events(progress))
        finally:
            progress.end()


def _events(progress: Progress) -> Events:
    from pipeline.ingest import Events

    return Events(planned=lambda plan: progress.start(plan.to_read), progress=progress.add)


def _warnings(ask: Nightly, results: Sequence[NightResult]) -> list[str]:
    """What is unusual in the nights that were asked for, measured by the runs of the nights before."""
    from pipeline.drift import DriftRules, find_drift
    from pipeline.lake.contents import published_runs

    records = [result.outcome.record for result in results if result.outcome and not result.night.late]
    if not records:
        return []
    try:
        before = published_runs(ask.lake)
    except (OSError, ValueError) as error:  # the night is published, whatever can be said of it
        return [f"the nights before cannot be read: {error}"]
    rules = DriftRules(ask.config.nightly.silence_below, ask.config.nightly.drift_above)
    return [warning for record in records for warning in find_drift(record, before, rules)]


def _judge(ask: Nightly, results: Sequence[NightResult], skip_code: int) -> None:
    """What was done is enough, or a `UserError` says what was not."""
    from pipeline.night_report import named_rejects

    asked = [result for result in results if not result.night.late]
    if not any(result.matched for result in asked):
        days = f"{asked[0].night.day}" + (f" to {asked[-1].night.day}" if len(asked) > 1 else "")
        raise UserError(skip_code, f"no input for {days}: nothing matches {', '.join(ask.config.nightly.inputs)}")
    records = [result.outcome.record for result in results if result.outcome]
    names = [f"{uri} ({reason})" for record in records for uri, reason in named_rejects(ask.lake, record)]
    if excess := find_reject_excess(records, ask.config.max_rejected_ratio, names):
        raise UserError(Exit.TOO_MANY_REJECTS, excess)


def _with_hooks(settings: NightlySettings, arguments: argparse.Namespace) -> NightlySettings:
    """The settings, with the hooks of the command line where it names any."""
    return replace(settings, on_success=arguments.on_success or settings.on_success, on_failure=arguments.on_failure or settings.on_failure)


def _day(text: str) -> date:
    named = {"today": 0, "yesterday": 1}
    try:
        return datetime.now(UTC).date() - timedelta(days=named[text]) if text in named else date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day as 2024-08-21") from None
