"""`newswire doctor`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from pipeline.commands.failures import told_as_one_line
from pipeline.exit_codes import Exit, UserError

HELP = "Say whether this machine and this lake are fit for a night, and what to do where they are not."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--lake", type=Path, metavar="DIR", help="the lake, which need not be there yet (default: as configured)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings, as configs/nightly.yaml")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import load_config
    from pipeline.doctor import examine
    from pipeline.lake.layout import Lake

    with told_as_one_line(arguments.lake or "the lake"):
        config = load_config(arguments.config)
        folder = arguments.lake or config.nightly.lake
        if folder is None:
            raise UserError(Exit.USAGE, "name the lake with --lake, or a configuration that does")
        findings = list(examine(Lake(Path.cwd() / Path(folder).expanduser()), config))
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.state:<5} {finding.name:<15} {finding.text}" + (f"\n{'':<21} -> {finding.remedy}" if finding.remedy else ""))
    bad = [finding.name for finding in findings if finding.state == "bad"]
    if bad:
        raise UserError(Exit.IO, f"not fit for a night: {', '.join(bad)}")
    return Exit.DONE
