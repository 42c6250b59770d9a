"""`newswire agencies`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    from transforms.records import Credits
    from transforms.text.agency.explain import Explanation
    from transforms.text.agency.registry import Agency

HELP = "List the agencies that are known, or try a line of an article against them."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="only agencies with this in their short name or in a name")
    parser.add_argument("--try", dest="line", metavar="LINE", help="what the line's parts are, and what would be taken off it")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings; their key agencies adds agencies of your own")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.config import ConfigError, load_config
    from transforms.text.agency.explain import explain_line
    from transforms.text.agency.lexicon import load_lexicon
    from transforms.text.agency.registry import RegistryError, load_agencies

    try:
        extra = load_config(arguments.config).agencies_path()
        if arguments.line is not None:
            found = explain_line(arguments.line, load_lexicon(extra))
            print(json.dumps(asdict(found), ensure_ascii=False, default=str) if arguments.json else _explained(found))
            return Exit.DONE
        agencies = load_agencies(extra)
    except (ConfigError, RegistryError) as error:
        raise UserError(Exit.CONFIG, str(error)) from None
    wanted = (arguments.name or "").casefold()
    for agency in agencies:
        if any(wanted in name.casefold() for name in (agency.short_name, *agency.names)):
            print(json.dumps(asdict(agency), ensure_ascii=False) if arguments.json else _row(agency))
    return Exit.DONE


def _row(agency: Agency) -> str:
    return f"{agency.short_name:<16} {agency.type:<9} {agency.country:<3} {' | '.join(agency.names)}"


def _explained(found: Explanation) -> str:
    lines = [f"  {part.kind:<10} {part.text}{_named(part.agencies)}" for part in found.parts]
    lines += _verdict("near the top", found.at_top) + _verdict("at the bottom", found.at_bottom)
    return "\n".join(lines)


def _named(agencies: tuple[str, ...]) -> str:
    return f"  = {', '.join(agencies)}" if agencies else ""


def _verdict(where: str, found: Credits) -> list[str]:
    if not found.removed:
        return [f"{where}: nothing is taken off"]
    fields = {name: getattr(found, name) for name in ("agency", "relayed_by", "byline", "dateline_place", "dateline_date")}
    told = ", ".join(f"{name} {value}" for name, value in fields.items() if value)
    return [f"{where}: {told}", *(f"  takes off {span.text!r} ({span.kind} by {span.rule})" for span in found.removed)]
