"""The command line: results on stdout, progress and errors on stderr, one line for an error."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from types import FrameType, ModuleType
from typing import NoReturn

from pipeline.exit_codes import Exit, Terminated, UserError, exit_of

COMMANDS = (
    "ingest",
    "nightly",
    "watch",
    "retry-rejects",
    "estimate",
    "query",
    "report",
    "inspect",
    "detect",
    "agencies",
    "profile",
    "runs",
    "verify",
    "compact",
    "forget",
    "rollback",
    "gc",
    "doctor",
)
"""Each is a module of `pipeline.commands`, with an underscore for a hyphen, with `HELP`, `add_arguments` and `run`."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and leaves with its exit code."""
    _open_closed_streams()
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """The exit code of a command; what it prints is printed."""
    try:
        given, beam_flags = _split_at_dashes(arguments)
        parsed = _parser().parse_args(given)
        if beam_flags is not None and parsed.command != "ingest":
            raise UserError(Exit.USAGE, f"newswire {parsed.command} takes no Beam flags; leave out everything after --")
        parsed.beam_flags = tuple(beam_flags or ())
        code: int = _module(parsed.command).run(parsed)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `newswire query ... | head` is no error
        return Exit.DONE
    except (UserError, KeyboardInterrupt, OSError) as error:
        return _fail(*exit_of(error))
    except Exception as error:  # noqa: BLE001 # the last line of defence: one line, and the details for whoever asks
        if os.environ.get("NEWSWIRE_DEBUG"):
            traceback.print_exc()
        return _fail(*exit_of(error))


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


def _open_closed_streams() -> None:
    """Standard streams that the caller closed lead nowhere, so that no file of ours is opened under their numbers."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest free number, which is this one
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 # for the life of the process


def _module(command: str) -> ModuleType:
    return import_module(f"pipeline.commands.{command.replace('-', '_')}")


def _split_at_dashes(arguments: list[str]) -> tuple[list[str], list[str] | None]:
    if "--" not in arguments:
        return arguments, None
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def _fail(code: int, text: str) -> int:
    line = " ".join(text.splitlines())
    print(f"newswire: {line}", file=sys.stderr)
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(Exit.USAGE, f"{message} (see {self.prog} --help)")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="newswire", description="Raw agency articles in; languages, credits, paragraphs and entities found; Parquet out.")
    parser.add_argument("--version", action="version", version=f"newswire {version('newswire')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        module = _module(name)
        module.add_arguments(commands.add_parser(name, help=module.HELP, description=module.HELP))
    return parser
