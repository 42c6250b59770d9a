"""`newswire runs`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.exit_codes import Exit, UserError

if TYPE_CHECKING:
    from pipeline.lake.ledger import RunRecord

HELP = "List the runs of a lake, those that changed nothing or failed too; show one, or what differs between two."

_SHOWN = ("run_id", "state", "snapshot", "listed", "ingested", "updated", "unchanged", "duplicate", "rejected", "seconds")
_IDS = {"list": 0, "show": 1, "diff": 2}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("action", nargs="?", choices=tuple(_IDS), default="list", help="default: list")
    parser.add_argument("run", nargs="*", metavar="RUN", help="run id or its beginning, or last; one for show, two for diff")
    parser.add_argument("--lake", required=True, type=Path, metavar="DIR", help="the lake")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from pipeline.lake.layout import Lake
    from pipeline.lake.ledger import LedgerError, list_runs

    wanted = _IDS[arguments.action]
    if len(arguments.run) != wanted:
        raise UserError(Exit.USAGE, f"runs {arguments.action} takes {wanted} runs, {len(arguments.run)} were given")
    lake = Lake(Path.cwd() / arguments.lake)
    if not lake.store.is_dir():
        raise UserError(Exit.NO_INPUT, f"{lake.root} holds no lake; make one with: newswire ingest INPUT --lake {lake.root}")
    try:
        runs = list_runs(lake)
    except LedgerError as error:
        raise UserError(Exit.IO, str(error)) from None
    if arguments.action == "show":
        return _show(_find(runs, arguments.run[0]), as_json=arguments.json)
    if arguments.action == "diff":
        return _diff(*(_find(runs, name) for name in arguments.run), as_json=arguments.json)
    return _list(runs, as_json=arguments.json)


def _find(runs: Sequence[RunRecord], name: str) -> RunRecord:
    found = list(runs[-1:]) if name == "last" else [record for record in runs if record.run_id.startswith(name)]
    if len(found) != 1:
        told = "no run" if not found else f"{len(found)} runs"
        raise UserError(Exit.NO_INPUT, f"{told} of this lake begin with {name!r}; newswire runs lists them")
    return found[0]


def _list(runs: Sequence[RunRecord], *, as_json: bool) -> int:
    if as_json:
        for record in runs:
            print(record.to_json())
        return Exit.DONE
    rows = [_SHOWN, *(tuple(f"{getattr(record, name)}" for name in _SHOWN) for record in runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_SHOWN))]
    for row in rows:
        print(
            "  ".join(text.ljust(width) if at < 2 else text.rjust(width) for at, (text, width) in enumerate(zip(row, widths, strict=True)))
        )
    return Exit.DONE


def _show(record: RunRecord, *, as_json: bool) -> int:
    if as_json:
        print(record.to_json())
        return Exit.DONE
    for name, value in _flat(json.loads(record.to_json())).items():
        print(f"{name:<24} {value}")
    return Exit.DONE


def _diff(one: RunRecord, other: RunRecord, *, as_json: bool) -> int:
    first, second = (_flat(json.loads(record.to_json())) for record in (one, other))
    names = [name for name in {**first, **second} if first.get(name) != second.get(name)]
    if as_json:
        print(json.dumps({name: [first.get(name), second.get(name)] for name in names}, ensure_ascii=False))
        return Exit.DONE
    for name in names:
        print(f"{name:<24} {_told(first.get(name))} -> {_told(second.get(name))}")
    return Exit.DONE


def _told(value: object) -> str:
    return "-" if value is None else str(value)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Nested counts under names with a full stop: `counts.lang.ar`."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        inner = _flat(value) if isinstance(value, dict) else None
        flat |= {name: value} if inner is None else {f"{name}.{key}": one for key, one in inner.items()}
    return flat
