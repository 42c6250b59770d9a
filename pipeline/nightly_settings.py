"""The section `nightly` of a configuration: what a scheduled run reads, and whom it tells."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pipeline.config_error import ConfigError


@dataclass(frozen=True, slots=True)
class NightlySettings:
    """What `newswire nightly` needs beside what every run needs.

    Attributes:
        lake: The output folder.
        inputs: Patterns of files and folders, with the fields of `strftime` for the night: `inbox/%Y/%m/%d/*.txt`.
        withdrawals: Patterns of CSV files that name what is to be forgotten before the night is read, and why.
        settle_s: A file that changed less than this many seconds ago may still be written, and is left for the next run.
        late_days: So many nights before the one that was asked for are looked at again for files that came late.
        silence_below: An agency or a language with less than this share of its usual count is a warning.
        drift_above: A ratio that differs from its usual value by more than this share of it is a warning.
        warning_code: Exit code of a run that did its work and has warnings.
        on_success: Command that gets the report on standard input where the exit code is 0.
        on_failure: The same for every other exit code.
        hook_time_limit_s: Such a command is killed after so many seconds.
        metrics_file: Where Prometheus' node exporter looks for text files, with a name that ends in `.prom`.
    """

    lake: str | None = None
    inputs: tuple[str, ...] = ()
    withdrawals: tuple[str, ...] = ()
    settle_s: float = 60.0
    late_days: int = 7
    silence_below: float = 0.5
    drift_above: float = 0.5
    warning_code: int = 0
    on_success: str | None = None
    on_failure: str | None = None
    hook_time_limit_s: float = 60.0
    metrics_file: str | None = None


_RANGES: dict[str, tuple[float, float]] = {
    "settle_s": (0, 86_400),
    "late_days": (0, 3_660),
    "silence_below": (0, 1),
    "drift_above": (0, 10),
    "warning_code": (0, 255),
    "hook_time_limit_s": (1, 3_600),
}


def read_nightly_settings(path: Path, given: object) -> NightlySettings:
    """The defaults, and over them what the section says.

    Args:
        path: Of the configuration, for messages.
        given: What YAML read under `nightly`.

    Raises:
        ConfigError: It is no mapping, or has a key or a value that is not allowed.
    """
    if not isinstance(given, dict):
        raise ConfigError(f"{path}: nightly is {given!r}; expected `key: value` lines below it")
    return replace(NightlySettings(), **{str(key): _checked(path, str(key), value) for key, value in given.items()})


def _checked(path: Path, key: str, value: object) -> Any:
    defaults = {one.name: one.default for one in fields(NightlySettings)}
    if key not in defaults:
        raise ConfigError(f"{path}: unknown key nightly.{key}; allowed are {', '.join(defaults)}")
    if key in {"inputs", "withdrawals"}:
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise ConfigError(f"{path}: nightly.{key} is {value!r}; expected a list of patterns")
        return tuple(value)
    if key not in _RANGES:
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{path}: nightly.{key} is {value!r}; expected text")
        return value
    kind = int if isinstance(defaults[key], int) else float
    low, high = _RANGES[key]
    if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float):
        raise ConfigError(f"{path}: nightly.{key} is {value!r}; expected {kind.__name__}")
    if not low <= value <= high:
        raise ConfigError(f"{path}: nightly.{key} is {value:g}; allowed are {low:g} to {high:g}")
    return kind(value)
