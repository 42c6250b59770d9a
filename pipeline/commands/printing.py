"""Print what a command that has published has to say."""

from __future__ import annotations

import os
import sys


def print_result(report: str) -> None:
    """The report is printed; what is published stands even if nobody listens."""
    try:
        print(report, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"newswire: published, but the report could not be printed: {error.strerror}", file=sys.stderr)
