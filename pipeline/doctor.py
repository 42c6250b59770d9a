"""Whether this machine and this lake are fit for a night, and what to do where they are not."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Config
from pipeline.lake.layout import Lake, NotALakeError
from pipeline.lake.lock import LockedError, writer_lock
from pipeline.lake.manifest import read_manifest

_SPACE_FACTOR = 2
"""A commit that touches every partition writes every file anew beside the old ones."""

_LEAST_FREE_BYTES = 500 * 2**20
_CLOCK_SLACK_S = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Attributes:
        state: `well`, `note` (it works, but) or `bad` (a night would fail).
        text: What was seen.
        remedy: What to do; empty where all is well.
    """

    name: str
    state: str
    text: str
    remedy: str = ""


def examine(lake: Lake, config: Config) -> Iterator[Finding]:
    """One finding a check; what is written to try things out is removed again."""
    place = _nearest_folder(lake.root)
    yield _permissions(lake, place)
    yield _disk(lake, place)
    for check in (_hard_links, _symbolic_links, _clock):
        yield _tried(check, place)
    yield _lock(lake)
    yield _snapshot(lake)
    yield _weights()
    yield _camel_data()
    yield from _inputs(config)
    yield from _metrics(config)


def _nearest_folder(root: Path) -> Path:
    """The lake's folder, or the one that it would be made in."""
    return next(folder for folder in (root, *root.parents) if folder.is_dir())


def _permissions(lake: Lake, place: Path) -> Finding:
    folders = [place, *(folder for folder in (lake.store, lake.snapshots, lake.staging, lake.reports) if folder.is_dir())]
    closed = [str(folder) for folder in folders if not os.access(folder, os.R_OK | os.W_OK | os.X_OK)]
    if closed:
        return Finding(
            "permissions", "bad", f"may not write to {', '.join(closed)}", f"chown them to user {os.geteuid()}, or run as their owner"
        )
    return Finding("permissions", "well", f"{place} can be read and written")


def _disk(lake: Lake, place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    with suppress(OSError, NotALakeError, ValueError):
        needed = max(_LEAST_FREE_BYTES, _SPACE_FACTOR * sum(file.size_bytes for file in read_manifest(lake, lake.current_number()).files))
        if free < needed:
            text = f"{free / 2**20:,.0f} MiB free, {needed / 2**20:,.0f} MiB may be needed"
            return Finding("disk", "bad", text, "free some: newswire gc, or a larger disk")
    return Finding("disk", "well", f"{free / 2**20:,.0f} MiB free")


def _tried(check: Callable[[Path], Finding], place: Path) -> Finding:
    name = check.__name__.strip("_").replace("_", " ")
    try:
        with tempfile.TemporaryDirectory(prefix=".newswire-doctor-", dir=place) as folder:
            return check(Path(folder))
    except OSError as error:
        return Finding(name, "bad", f"{place}: {error.strerror or error}", "put the lake on a local disk that this user may write to")


def _hard_links(folder: Path) -> Finding:
    (folder / "file").touch()
    try:
        os.link(folder / "file", folder / "link")
    except OSError as error:
        remedy = "it works with copies, which cost space and time; ext4, xfs, btrfs and zfs have hard links"
        return Finding("hard links", "note", f"none here: {error.strerror}", remedy)
    return Finding("hard links", "well", "can be made")


def _symbolic_links(folder: Path) -> Finding:
    (folder / "one").symlink_to("target")
    (folder / "two").symlink_to("other")
    (folder / "two").replace(folder / "one")
    swapped = (folder / "one").readlink() == Path("other")
    return Finding(
        "symbolic links",
        "well" if swapped else "bad",
        "can be swapped" if swapped else "cannot be swapped",
        "" if swapped else "use a local disk",
    )


def _clock(folder: Path) -> Finding:
    (folder / "file").touch()
    skew = (folder / "file").stat().st_mtime - time.time()
    if abs(skew) > _CLOCK_SLACK_S:
        return Finding(
            "clock", "bad", f"the disk's clock is {skew:+.0f} s off this machine's", "set both by NTP: files would not settle in time"
        )
    return Finding("clock", "well", "the disk and this machine agree")


def _lock(lake: Lake) -> Finding:
    if not lake.store.is_dir():
        return Finding("lock", "well", "no lake yet")
    try:
        with writer_lock(lake):
            return Finding("lock", "well", "free")
    except LockedError as error:
        return Finding("lock", "note", str(error), "a run is going on; a night that starts now leaves with 75, or waits with --wait")
    except OSError as error:
        return Finding("lock", "bad", f"{lake.store}/lock: {error.strerror}", "make the file writable, or use a disk that has flock")


def _snapshot(lake: Lake) -> Finding:
    try:
        number = lake.current_number()
        if number == 0:
            return Finding("snapshot", "well", "none yet")
        age = time.time() - lake.snapshot_folder(number).stat().st_mtime
        files = len(read_manifest(lake, number).files)
    except (OSError, ValueError, NotALakeError) as error:
        return Finding("snapshot", "bad", str(error), "newswire verify names the damage, newswire rollback goes back")
    if age < -_CLOCK_SLACK_S:
        return Finding("snapshot", "bad", f"snapshot {number} is of the future, by {-age:.0f} s", "set the clock")
    return Finding("snapshot", "well", f"snapshot {number}, {files} files, {age / 3600:.1f} hours old")


def _weights() -> Finding:
    from transforms.batch import extract_batch  # noqa: F401 # what it imports must be importable
    from transforms.text.agency.registry import load_agencies
    from transforms.text.entities.extract import extract_mentions
    from transforms.text.language import detect_article

    try:
        found = extract_mentions([("en", ("The president of France spoke in London.",))])
        detect_article(["The president of France spoke in London."])
        count = len(load_agencies(None))
    except (OSError, ValueError, KeyError) as error:
        return Finding("weights", "bad", str(error), "install newswire again: its resources are incomplete")
    if not any(found[0]):
        return Finding("weights", "bad", "no entity found in a sentence with two", "install newswire again: its resources are incomplete")
    return Finding("weights", "well", f"languages, entities and {count} agencies load")


def _camel_data() -> Finding:
    home = Path(os.environ.get("CAMELTOOLS_DATA") or Path.home() / ".camel_tools")
    if not home.is_dir():
        remedy = "nothing, as long as the packaged weights are used; camel_data -i ner-arabert gets it"
        return Finding("camel data", "note", f"{home} is not there", remedy)
    return Finding("camel data", "well", str(home))


def _inputs(config: Config) -> Iterator[Finding]:
    for pattern in config.nightly.inputs:
        fixed = Path(pattern.split("%")[0].split("*")[0]).expanduser()
        folder = fixed if pattern.split("%")[0].split("*")[0].endswith("/") else fixed.parent
        if folder.is_dir() and os.access(folder, os.R_OK | os.X_OK):
            yield Finding("inputs", "well", f"{folder} can be read")
        else:
            yield Finding("inputs", "bad", f"{folder} is not there or may not be read", f"mend nightly.inputs: {pattern}")


def _metrics(config: Config) -> Iterator[Finding]:
    if config.nightly.metrics_file:
        folder = Path(config.nightly.metrics_file).expanduser().absolute().parent
        if os.access(folder, os.W_OK | os.X_OK):
            yield Finding("metrics", "well", f"{folder} can be written")
        else:
            yield Finding("metrics", "bad", f"{folder} is not there or may not be written", "mend nightly.metrics_file")
