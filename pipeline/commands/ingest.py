"""`newswire ingest`."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.printing import print_result
from pipeline.exit_codes import Exit, UserError
from pipeline.judge import find_reject_excess
from pipeline.progress import Progress
from transforms.text.entities.engine import ENGINES

if TYPE_CHECKING:
    from pipeline.ingest import Ingest, Outcome
    from pipeline.plan import Plan

HELP = "Read articles from files and folders into a lake."

_LOCAL_RUNNERS = {"DirectRunner", "FnApiRunner", "direct"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.usage = "newswire ingest INPUT... --lake DIR [options] [-- BEAM FLAGS]"
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, or a folder of which every file is read")
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the output folder; made if it is not there")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings that differ from the defaults, as configs/local.yaml")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; 0 is one a core (default: as configured)")
    parser.add_argument("--entities", choices=ENGINES, help="what finds names in Arabic (default: as configured)")
    parser.add_argument("--date", type=_date, metavar="DAY", help="the day that counts as the day of ingestion (default: today, UTC)")
    parser.add_argument("--reprocess", action="store_true", help="make the rows of unchanged articles again")
    parser.add_argument("--dry-run", action="store_true", help="say what would be read, write nothing")
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import ConfigError, load_config
    from pipeline.ingest import Ingest, with_options
    from pipeline.lake.layout import Lake, NotALakeError
    from pipeline.listing import NoInputError
    from transforms.text.agency.registry import RegistryError, load_agencies
    from transforms.text.entities.camel import CamelDataError

    if not str(arguments.lake).strip("."):
        raise UserError(Exit.USAGE, "--lake is empty or the current folder; name a folder for the lake")
    if arguments.workers is not None and not 0 <= arguments.workers <= 256:
        raise UserError(Exit.USAGE, f"--workers is {arguments.workers}; allowed are 0 to 256")
    flags, distributed = _beam_flags(arguments.beam_flags)
    try:
        config = with_options(load_config(arguments.config), arguments.workers, arguments.entities)
        load_agencies(config.agencies_path())
        lake = Lake(Path.cwd() / arguments.lake)
        day = arguments.date or datetime.now(UTC).date()
        ask = Ingest(tuple(arguments.inputs), lake, config, day, arguments.reprocess, flags, distributed)
        return _dry_run(ask, as_json=arguments.json) if arguments.dry_run else _ingest(ask, as_json=arguments.json)
    except (ConfigError, RegistryError, CamelDataError) as error:
        raise UserError(Exit.CONFIG, str(error)) from None
    except NoInputError as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    except NotALakeError as error:
        raise UserError(Exit.IO, str(error)) from None


def _beam_flags(flags: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The flags for Beam, without the runner if it is the local one; and whether it is another."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--runner")
    known, rest = parser.parse_known_args(list(flags))
    if known.runner is None or known.runner in _LOCAL_RUNNERS:
        if known.runner == "DirectRunner":
            print("newswire: DirectRunner: using Beam's local runner in this machine's processes; nothing is downloaded", file=sys.stderr)
        return tuple(rest), False
    if known.runner in {"DaskRunner", "dask"}:
        raise UserError(Exit.USAGE, "DaskRunner loses data silently in Beam 2.77; use the local runner, FlinkRunner or DataflowRunner")
    return flags, True


def _ingest(ask: Ingest, *, as_json: bool) -> int:
    from pipeline.ingest import Events, ingest
    from pipeline.lake.lock import LockedError
    from pipeline.run import WorkerError

    progress = Progress(sys.stderr)
    try:
        outcome = ingest(ask, Events(planned=lambda plan: progress.start(plan.to_read), progress=progress.add))
    except LockedError as error:
        raise UserError(Exit.LOCKED, str(error)) from None
    except WorkerError as error:
        raise UserError(Exit.IO, f"{error}; the lake is as it was") from None
    except OSError as error:
        place = error.filename or ask.lake.root
        raise UserError(Exit.IO, f"{place}: {error.strerror or error}; the lake is as it was") from None
    finally:
        progress.end()
    print_result(outcome.to_json() if as_json else _summary(outcome))
    return _judge_rejects(outcome, ask.config.max_rejected_ratio)


def _judge_rejects(outcome: Outcome, limit: float | None) -> int:
    if excess := find_reject_excess([outcome.record], limit):
        raise UserError(Exit.TOO_MANY_REJECTS, excess)
    return Exit.DONE


def _dry_run(ask: Ingest, *, as_json: bool) -> int:
    from pipeline.ingest import plan_only

    plan, passed = plan_only(ask)
    counts = _planned(plan) | {"hidden": passed.hidden}
    print(json.dumps(counts) if as_json else "dry run, nothing written\n" + _lines(counts))
    return Exit.DONE


def _planned(plan: Plan) -> dict[str, int]:
    return {
        "listed": plan.listed,
        "new": plan.new,
        "to_read": plan.to_read,
        "unchanged": plan.unchanged,
        "rejected": plan.rejected.total(),
        "chunks": len(plan.chunk_sizes),
    }


def _summary(outcome: Outcome) -> str:
    record = outcome.record
    counts = {name: getattr(record, name) for name in ("listed", "ingested", "updated", "unchanged", "duplicate", "rejected")}
    reasons = json.loads(record.counts)["reason"]
    told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    read = record.listed - record.unchanged - outcome.resumed
    pace = f"{record.seconds:.1f} s" + (f", {read / record.seconds:.0f} articles/s" if read > 100 else "")
    head = f"snapshot {record.snapshot} committed" if record.state == "committed" else f"nothing changed; snapshot {record.snapshot} stands"
    notes = [
        (outcome.resumed, "were finished by an earlier run that did not get to publish them"),
        (outcome.outdated, "unchanged articles were made by an older version or under other settings; --reprocess makes them again"),
        (outcome.passed.hidden, "hidden files and folders were passed over"),
    ]
    hidden = "".join(f"\n{count:,} {text}" for count, text in notes if count)
    workers = f", {outcome.workers} worker{'s' if outcome.workers > 1 else ''}" if outcome.workers else ""
    return f"{head} in {pace}{workers}\n{_lines(counts)}{f' ({told})' if told else ''}{hidden}"


def _lines(counts: dict[str, int]) -> str:
    width = max(len(f"{count:,}") for count in counts.values())
    return "\n".join(f"  {name:<10} {count:>{width},}" for name, count in counts.items())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day as 2024-08-21") from None
