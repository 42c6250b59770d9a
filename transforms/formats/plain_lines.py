"""Paragraphs of plain text whose lines are broken at a column."""

from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
"""Matches the bytes that steer printers, STX and DEL among them; a near miss is a tab."""
_BULLET = re.compile(r"[-*#\u2022]+\s")
"""Matches the `- ` of `- Editing by: Ann Lee`; a near miss is `-5 degrees`."""
_WRAPPED_MIN_CHARS = 40
"""Shorter lines end where their writer wanted: wires wrap at 64 to 70 columns."""


def join_wrapped(text: str) -> tuple[str, ...]:
    """Paragraphs, each on one line: blank lines part them, and so do short lines, bullets and indents."""
    paragraphs: list[list[str]] = []
    previous = ""
    for raw in text.split("\n"):
        line = " ".join(CONTROL.sub(" ", raw).split())
        goes_on = len(previous) >= _WRAPPED_MIN_CHARS and not raw.startswith(("\t", "   ")) and not _BULLET.match(line)
        if line and goes_on:
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        previous = line
    return tuple(map(" ".join, paragraphs))
