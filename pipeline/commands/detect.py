"""`newswire detect`."""

from __future__ import annotations

import argparse
import json
import sys

from pipeline.exit_codes import Exit

HELP = "Name the language of each line on standard input: one JSON object a line."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""


def run(_: argparse.Namespace) -> int:
    """Runs the command; returns its exit code."""
    from transforms.text.language import detect_language

    for line in sys.stdin.buffer:
        found = detect_language(line.decode("utf-8", "replace").rstrip("\r\n"))
        print(json.dumps({"lang": found.lang, "score": found.score, "script": found.script}))
    return Exit.DONE
