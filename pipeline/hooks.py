"""Commands of the operator's that are told how a run ended."""

from __future__ import annotations

import os
import signal
import subprocess


def run_hook(command: str, report: str, time_limit_s: float) -> str | None:
    """The shell has run the command with the report on its standard input; None, or the sentence that says what went wrong.

    It never raises: whatever a hook does, the run ended as it ended. Its own output goes to standard error.
    """
    try:
        process = subprocess.Popen(
            command, shell=True, stdin=subprocess.PIPE, stdout=2, start_new_session=True, text=True, encoding="utf-8", errors="replace"
        )
    except OSError as error:
        return f"the hook could not be started: {error.strerror or error}: {command}"
    try:
        process.communicate(report, timeout=time_limit_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return f"the hook was killed after {time_limit_s:g} s: {command}"
    except OSError as error:
        process.wait()
        return f"the hook did not take the report: {error.strerror or error}: {command}"
    return f"the hook left with {process.returncode}: {command}" if process.returncode else None
