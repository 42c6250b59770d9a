"""`newswire estimate`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    from pipeline.estimate import Estimate

HELP = "Predict the time, memory and disk of ingesting files and folders on this machine, from a sample of them."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, or a folder of which every file is read")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings that differ from the defaults, as configs/local.yaml")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; 0 is one a core (default: as configured)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import ConfigError, load_config
    from pipeline.estimate import estimate
    from pipeline.ingest import Ingest, with_options
    from pipeline.lake.layout import Lake
    from pipeline.listing import NoInputError

    if arguments.workers is not None and not 0 <= arguments.workers <= 256:
        raise UserError(Exit.USAGE, f"--workers is {arguments.workers}; allowed are 0 to 256")
    try:
        config = with_options(load_config(arguments.config), arguments.workers)
        ask = Ingest(tuple(arguments.inputs), Lake(Path()), config, datetime.now(UTC).date())
        found = estimate(ask)
    except ConfigError as error:
        raise UserError(Exit.CONFIG, str(error)) from None
    except NoInputError as error:
        raise UserError(Exit.NO_INPUT, str(error)) from None
    print(json.dumps(asdict(found)) if arguments.json else _told(found))
    return Exit.DONE


def _told(found: Estimate) -> str:
    shares = ", ".join(f"{name} {share:.0%}" for name, share in sorted(found.step_shares.items(), key=lambda one: -one[1]))
    workers = f"{found.workers} worker{'s' if found.workers > 1 else ''}"
    return f"""{found.files:,} files, {found.input_mb:,.1f} MB; {found.sampled} of them ingested to find out
  time    {_duration(found.seconds)} with {workers}, {found.articles_per_second:,.0f} articles/s
  memory  {found.worker_mb} MB a worker, {found.parent_mb} MB to publish
  disk    {found.lake_mb:,.1f} MB of lake, at most {found.working_disk_mb:,.1f} MB while it runs
  slowest {found.slowest_step} ({shares})"""


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
