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
    CANNOT_CREATE = 73
    IO = 74
    LOCKED = 75
    PERMISSION = 77
    CONFIG = 78
    INTERRUPTED = 130
    TERMINATED = 143


class UserError(Exception):
    """Something that the user can mend: what happened, where, and what to do."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Terminated(KeyboardInterrupt):
    """SIGTERM, to be cleaned up after like Ctrl-C."""


STOPPED = "stopped; the lake is whole, and the next run continues where this one stopped"


def exit_of(error: BaseException) -> tuple[int, str]:
    """The exit code of what ended a command, and its line."""
    if isinstance(error, UserError):
        return error.code, str(error)
    if isinstance(error, KeyboardInterrupt):
        return (Exit.TERMINATED if isinstance(error, Terminated) else Exit.INTERRUPTED), STOPPED
    if isinstance(error, OSError):
        return Exit.IO, f"{error.filename or 'input or output'}: {error.strerror or error}"
    told = f"internal error: {type(error).__name__}: {error} (set NEWSWIRE_DEBUG=1 for details, and please report it)"
    return Exit.BUG, told
