"""One way into every kind of container: list what is in it, and read what was listed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence

from transforms.containers import kinds
from transforms.containers.entry import Entry, Limits
from transforms.containers.feed import list_entries, read_entries
from transforms.containers.json_lines import list_lines
from transforms.containers.ranges import open_stream, read_ranges
from transforms.containers.table import list_rows, read_rows
from transforms.containers.tar_archive import list_files as list_tar
from transforms.containers.warc import list_records, read_records
from transforms.containers.zip_archive import list_files as list_zip
from transforms.containers.zip_archive import read_files as read_zip
from transforms.records import Reason, Rejection, Source

_CHANGED = Rejection(Reason.CHANGED_WHILE_READ, "its container is no longer what was listed; it is taken by the next run")


def list_members(file: io.FileIO, kind: str, limits: Limits) -> Iterator[Entry]:
    """Every article of the container in the order in which they lie there, or in its place what keeps it from being one.

    Raises:
        Rejection: What is further on cannot be had.
    """
    for number, entry in enumerate(_list(file, kind, limits)):
        if number >= limits.max_container_articles:
            raise Rejection(Reason.TOO_MANY_MEMBERS, f"more than max_container_articles = {limits.max_container_articles}; none is taken")
        yield _without_depth(entry) if kind in kinds.ARCHIVES else entry


def read_members(file: io.FileIO, sources: Sequence[Source], limits: Limits) -> dict[str, bytes | Rejection]:
    """By key the bytes of these members of one container, each exactly what was listed, or why they cannot be had."""
    found: dict[str, bytes | Rejection] = {source.key: _CHANGED for source in sources}
    by_place = {source.place: source for source in sources}
    try:
        for place, data in _read(file, sources, limits):
            if hashlib.sha256(data).hexdigest() == by_place[place].sha256:
                found[by_place[place].key] = data
    except Rejection:
        pass  # it was whole when it was listed
    return found


def _list(file: io.FileIO, kind: str, limits: Limits) -> Iterator[Entry]:
    if kind == kinds.ZIP:
        return list_zip(file, limits)
    if kind == kinds.WARC:
        return list_records(file, limits)
    stream = open_stream(file, limits.max_container_bytes)
    if kind == kinds.TAR:
        return list_tar(stream, limits)
    if kind == kinds.FEED:
        return list_entries(stream, limits)
    return list_rows(stream, limits) if kind == kinds.TABLE else list_lines(stream, limits)


def _read(file: io.FileIO, sources: Sequence[Source], limits: Limits) -> Iterator[tuple[int, bytes]]:
    kind, places = sources[0].container, [source.place for source in sources]
    if kind == kinds.ZIP:
        return read_zip(file, places, limits)
    if kind == kinds.WARC:
        return read_records(file, places, limits)
    if kind == kinds.FEED:
        return read_entries(open_stream(file), places, limits)
    ranges = [(source.place, source.size_bytes) for source in sources]
    return read_rows(open_stream(file), ranges) if kind == kinds.TABLE else read_ranges(open_stream(file), ranges)


def _without_depth(entry: Entry) -> Entry:
    """A container in an archive is told and not opened."""
    if entry.problem is None and kinds.is_container(entry.data, entry.name):
        return Entry(entry.name, entry.place, problem=Reason.NESTED_CONTAINER, detail="a container in an archive; unpack the archive")
    return entry
