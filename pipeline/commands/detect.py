"""`newswire detect`."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.exit_codes import Exit, UserError

HELP = "Name the language of each line on standard input: one JSON object a line."
_READ_BYTES = 1 << 16
_MAX_LINE_BYTES = 1 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("--prior", choices=["core"], help="expect the languages of the agencies that the registry knows")
    parser.add_argument("--profiles", metavar="DIR", help="further language profiles, as `newswire profile build` writes them")
    parser.add_argument("--engine", choices=["langdetect-exact", "langdetect"], default="langdetect-exact", help="default: %(default)s")
    parser.add_argument(
        "--threshold", type=_probability, metavar="P", help="answer und below this score, 0 to 1; default: the calibrated one"
    )


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is no number from 0 to 1")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from transforms.text.language import CORE_LANGUAGES, LanguageSettings, ProfileError, rank_languages

    if arguments.profiles and not Path(arguments.profiles).is_dir():
        raise UserError(Exit.NO_INPUT, f"{arguments.profiles}: no such folder")
    expected = CORE_LANGUAGES if arguments.prior else ()
    settings = LanguageSettings(arguments.engine, arguments.profiles, expected, arguments.threshold)
    for lines in read_lines(sys.stdin.fileno()):
        try:
            found = rank_languages(lines, settings)
        except ProfileError as error:
            raise UserError(Exit.CONFIG, str(error)) from None
        for one in found:
            language, candidates = one.language, [{"lang": lang, "score": score} for lang, score in one.candidates]
            print(json.dumps({"lang": language.lang, "score": language.score, "script": language.script, "candidates": candidates}))
        sys.stdout.flush()
    return Exit.DONE


def read_lines(file: int) -> Iterator[list[str]]:
    """The lines of a file as they come: all that one read gives at once, so that a person at a terminal is answered line by line.

    A line longer than a megabyte is cut there: a language is told from far less.
    """
    parts: list[bytes] = []
    size = 0
    while block := os.read(file, _READ_BYTES):
        head, newline, tail = block.rpartition(b"\n")
        if not newline:
            parts.append(block if size < _MAX_LINE_BYTES else b"")
            size += len(block)
            continue
        text = b"".join([*parts, head])
        parts, size = [tail], len(tail)
        yield [_decode(line) for line in text.split(b"\n")]
    if rest := b"".join(parts):
        yield [_decode(rest)]


def _decode(line: bytes) -> str:
    return line.decode("utf-8", "replace").removesuffix("\r")
