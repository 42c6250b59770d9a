"""The section `watch` of a configuration: what is followed, and how much is taken at once."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pipeline.config_error import ConfigError


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """What `newswire watch` needs beside what every run needs.

    Attributes:
        lake: The output folder.
        inputs: Folders to follow.
        poll_interval_s: The folders are searched this often; seldom enough, where that takes long, that it is a tenth of the time.
        settle_s: A file that changed less than this many seconds ago may still be written, unless it was renamed into place.
        batch_articles: A commit takes at most so many files.
        batch_bytes: It takes no more once its files reach this.
        batch_interval_s: Commits begin no closer together than this.
        backlog_files: So many waiting files are remembered; what is more is found again by a later search.
        compact_interval_s: So often small files are folded, where there are any.
        compact_above_files: And at once where more than so many could be.
        keep_snapshots_s: Snapshots younger than this stay; of older ones the last of each hour stays for a day.
        retry_pause_max_s: After failures the pauses double from one second up to this.
        metrics_file: Where Prometheus' node exporter looks for text files, with a name that ends in `.prom`.
    """

    lake: str | None = None
    inputs: tuple[str, ...] = ()
    poll_interval_s: float = 1.0
    settle_s: float = 2.0
    batch_articles: int = 1_000
    batch_bytes: int = 16 * 2**20
    batch_interval_s: float = 1.0
    backlog_files: int = 100_000
    compact_interval_s: float = 3_600.0
    compact_above_files: int = 1_000
    keep_snapshots_s: float = 900.0
    retry_pause_max_s: float = 60.0
    metrics_file: str | None = None


_RANGES: dict[str, tuple[float, float]] = {
    "poll_interval_s": (0.05, 3_600),
    "settle_s": (0.05, 86_400),
    "batch_articles": (1, 100_000),
    "batch_bytes": (1, 2**32),
    "batch_interval_s": (0, 3_600),
    "backlog_files": (1, 10_000_000),
    "compact_interval_s": (1, 604_800),
    "compact_above_files": (1, 1_000_000),
    "keep_snapshots_s": (0, 604_800),
    "retry_pause_max_s": (1, 3_600),
}


def read_watch_settings(path: Path, given: object) -> WatchSettings:
    """The defaults, and over them what the section says.

    Args:
        path: Of the configuration, for messages.
        given: What YAML read under `watch`.

    Raises:
        ConfigError: It is no mapping, or has a key or a value that is not allowed.
    """
    if not isinstance(given, dict):
        raise ConfigError(f"{path}: watch is {given!r}; expected `key: value` lines below it")
    return replace(WatchSettings(), **{str(key): _checked(path, str(key), value) for key, value in given.items()})


def _checked(path: Path, key: str, value: object) -> Any:
    defaults = {one.name: one.default for one in fields(WatchSettings)}
    if key not in defaults:
        raise ConfigError(f"{path}: unknown key watch.{key}; allowed are {', '.join(defaults)}")
    if key == "inputs":
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise ConfigError(f"{path}: watch.inputs is {value!r}; expected a list of folders")
        return tuple(value)
    if key not in _RANGES:
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{path}: watch.{key} is {value!r}; expected text")
        return value
    kind = int if isinstance(defaults[key], int) else float
    low, high = _RANGES[key]
    if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float):
        raise ConfigError(f"{path}: watch.{key} is {value!r}; expected {kind.__name__}")
    if not low <= value <= high:
        raise ConfigError(f"{path}: watch.{key} is {value:g}; allowed are {low:g} to {high:g}")
    return kind(value)
