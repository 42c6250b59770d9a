"""`newswire watch`."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.failures import told_as_one_line
from pipeline.commands.maintenance import add_wait_argument
from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    from pipeline.lake.layout import Lake
    from pipeline.watch import Watch

HELP = "Follow folders: what comes into them is in the lake seconds later, until a signal stops it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="a folder to follow, with all below it (default: as configured)")
    parser.add_argument("--lake", type=Path, metavar="DIR", help="the output folder (default: as configured)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="with a section watch, as configs/watch.yaml")
    parser.add_argument("--workers", type=int, metavar="N", help="processes; 0 is one a core (default: as configured)")
    add_wait_argument(parser, "another watcher follows for this lake")
    parser.add_argument("--status", action="store_true", help="print what the watcher of the lake is doing, and leave; writes nothing")
    parser.add_argument("--json", action="store_true", help="print the status as one JSON object")
    parser.add_argument("--quiet", action="store_true", help="say nothing where all is well")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import load_config
    from pipeline.ingest import with_options
    from pipeline.lake.layout import Lake
    from pipeline.watch import Watch
    from transforms.text.agency.registry import load_agencies

    if arguments.workers is not None and not 0 <= arguments.workers <= 256:
        raise UserError(Exit.USAGE, f"--workers is {arguments.workers}; allowed are 0 to 256")
    with told_as_one_line(arguments.lake or "the lake"):
        config = with_options(load_config(arguments.config), arguments.workers)
        lake = Lake(Path.cwd() / _lake_folder(arguments, config.watch.lake))
        if arguments.status:
            return _tell_status(lake, as_json=arguments.json)
        load_agencies(config.agencies_path())
        inputs = tuple(arguments.inputs) or config.watch.inputs
        if not inputs:
            raise UserError(Exit.USAGE, "there is nothing to follow; name a folder, or give watch.inputs in the configuration")
        config = replace(config, watch=replace(config.watch, inputs=inputs))
        return _follow(Watch(config, lake, inputs, arguments.wait, _keep_quiet, _warn, _keep_quiet), quiet=arguments.quiet)


def _follow(ask: Watch, *, quiet: bool) -> int:
    """With the live line on a terminal, and a line a commit elsewhere."""
    from pipeline.stops import Stops
    from pipeline.watch import watch

    if sys.stderr.isatty():
        ask = replace(ask, show=_show)
    elif not quiet:
        ask = replace(ask, tell=_tell)
    stops = Stops()
    stops.install()
    watch(ask, stops)


def _lake_folder(arguments: argparse.Namespace, configured: str | None) -> Path:
    if arguments.lake is None and configured is None:
        raise UserError(Exit.USAGE, "no lake is named; give --lake DIR, or watch.lake in the configuration")
    folder: Path = arguments.lake or Path(str(configured)).expanduser()
    if not str(folder).strip("."):
        raise UserError(Exit.USAGE, "the lake is empty or the current folder; name a folder for it")
    return folder


def _tell_status(lake: Lake, *, as_json: bool) -> int:
    from pipeline.watch import status_text
    from pipeline.watch_status import read_status

    row = read_status(lake)
    if row is None:
        raise UserError(Exit.NO_INPUT, f"no watcher ever ran on {lake.root}; start one with: newswire watch INPUT --lake {lake.root}")
    print(json.dumps(row, ensure_ascii=False) if as_json else status_text(row))
    return Exit.DONE


def _tell(text: str) -> None:
    print(f"newswire: {text}", file=sys.stderr, flush=True)


def _warn(text: str) -> None:
    print(("\r\x1b[K" if sys.stderr.isatty() else "") + f"newswire: {text}", file=sys.stderr, flush=True)


def _show(text: str) -> None:
    sys.stderr.write(f"\r\x1b[K{text}")
    sys.stderr.flush()


def _keep_quiet(text: str) -> None:
    """Nothing is said."""
