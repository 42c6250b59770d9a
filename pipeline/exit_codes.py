"""Exit codes, after sysexits.h."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the shell and a scheduler see; the table in docs/operations.md explains each."""

    DONE = 0
    USAGE = 64
    TOO_MANY_REJECTS = 65
    NO_INPUT = 66
    BUG = 70
    IO = 74
    LOCKED = 75
    CONFIG = 78
    INTERRUPTED = 130
    TERMINATED = 143


class UserError(Exception):
    """Something that the user can mend: what happened, where, and what to do."""

    def __init__(self, code: Exit, text: str) -> None:
        super().__init__(text)
        self.code = code
