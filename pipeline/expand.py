"""Turn a file into what is listed of it: one source, or one for each article of a container."""

from __future__ import annotations

import io
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace

from pipeline.listing import ListingRules, Passed, real_path, source_of
from transforms.containers.entry import Entry
from transforms.containers.kinds import ARCHIVES, find_kind
from transforms.containers.members import list_members
from transforms.records import Reason, Rejection, Source
from transforms.sources import open_regular

_CREATE = """create table members
  (name text, number integer primary key, place integer, size_bytes integer, sha256 text, problem text, detail text)"""
_DOUBLED = (
    "select name, number from members where name in (select name from members group by name having count(*) > 1) order by name, number"
)
_ROWS = "select name, place, size_bytes, sha256, problem, detail from members order by name"


def expand(file: Source, rules: ListingRules, passed: Passed) -> Iterator[Source] | None:
    """Every article of a container as a source of its own, sorted by key; None where the file is one article or cannot be opened.

    One source of the file's own key, with a problem, stands for what is lost in a damaged container. Memory does not grow with what
    is in it: the list is sorted in a temporary database.
    """
    try:
        with open_regular(file.path) as (opened, status):
            kind = find_kind(opened, os.path.basename(file.path))  # noqa: PTH119 # may hold undecodable bytes
            if not kind:
                return None
            members = _Members()
            problem = _collect(opened, kind, members, rules, passed)
            members.settle_doubles(refused=kind in ARCHIVES)
            if _signature(os.fstat(opened.fileno())) != _signature(status):
                members, problem = _Members(), Rejection(Reason.CHANGED_WHILE_READ, "still being written; it is taken by the next run")
    except (OSError, Rejection):
        return None  # reading it will tell why
    size, mtime_ns, ctime_ns = _signature(status)
    container = replace(file, size_bytes=size, mtime_ns=mtime_ns, ctime_ns=ctime_ns, container=kind)
    return members.sources(container, problem)


def list_known(known: Iterable[tuple[str, str, str]], rules: ListingRules, passed: Passed) -> Iterator[Source]:
    """The sources of these keys, stored paths and members that are still there, as a listing would find them, sorted by key.

    Of a container only these; all that is in it where its own key is among them, since then something of it was lost. A folder that
    could not be entered is none: what is in it is listed by the next run over its input.
    """
    rows = list(known)
    wanted = {key for key, _, _ in rows}
    files = {(key.removesuffix(f"#{member}"), uri.removesuffix(f"#{member}")) if member else (key, uri) for key, uri, member in rows}
    there = (
        source_of(real_path(uri), "", key, rules.excluded_names)
        for key, uri in sorted(files)
        if not uri.endswith("/") and os.path.lexists(real_path(uri))
    )
    queue = Queue(there)
    for source in queue:
        is_file = source.n_members == 0 and source.problem is None
        members = expand(source, rules, passed) if is_file else None
        if members is not None:
            queue.push(members if source.key in wanted else (member for member in members if member.key in wanted))
        elif source.n_members or source.key in wanted:
            yield source


def _collect(opened: io.FileIO, kind: str, members: _Members, rules: ListingRules, passed: Passed) -> Rejection | None:
    """What the container holds is in `members`; returns why that is not all."""
    try:
        for entry in list_members(opened, kind, rules.limits):
            if kind not in ARCHIVES:
                members.add(entry)
            elif _is_hidden(entry.name):
                passed.hidden += 1
            else:
                members.add(_excluded(entry, rules.excluded_names))
    except Rejection as rejection:
        if rejection.reason == Reason.TOO_MANY_MEMBERS:
            members.clear()
        return rejection
    return None if members.count else Rejection(Reason.EMPTY, "the container holds no article")


def _excluded(entry: Entry, names: frozenset[str]) -> Entry:
    name = entry.name.rsplit("/", 1)[-1]
    if entry.problem is not None or name not in names:
        return entry
    detail = f"{name} is in excluded_names of the configuration"
    return Entry(entry.name, entry.place, problem=Reason.EXCLUDED_NAME, detail=detail, length=len(entry.data))


class _Members:
    """Entries on their way from the order in which they lie to that of their names."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("")  # a temporary file, written only where its cache is full
        self._connection.execute(_CREATE)
        self.count = 0

    def add(self, entry: Entry) -> None:
        self.count += 1
        length = len(entry.data) if entry.length is None else entry.length
        row = (entry.name, self.count, entry.place, length, entry.sha256, entry.problem, entry.detail)
        self._connection.execute("insert into members values (?, ?, ?, ?, ?, ?, ?)", row)

    def clear(self) -> None:
        self._connection.execute("delete from members")
        self.count = 0

    def settle_doubles(self, *, refused: bool) -> None:
        """All names differ: the second `x` is `x#2`, and no article where `refused`."""
        self._connection.execute("create index by_name on members (name)")
        last, seen = None, 0
        for name, number in self._connection.execute(_DOUBLED).fetchall():
            last, seen = (name, seen + 1) if name == last else (name, 1)
            if seen == 1:
                continue
            seen = self._rename(name, number, seen)
            if refused:
                self._connection.execute(
                    "update members set problem = ?, detail = ?, sha256 = '' where number = ? and problem is null",
                    (Reason.DUPLICATE_MEMBER, f"the archive has {name} before", number),
                )

    def sources(self, container: Source, problem: Rejection | None) -> Iterator[Source]:
        n_members = self.count + (problem is not None)
        if problem is not None:
            lost = f"{problem.detail}; {self.count} articles before it are listed" if self.count else problem.detail
            yield replace(container, container="", problem=problem.reason, detail=lost, n_members=n_members)
        with closing(self._connection):
            for name, place, size_bytes, sha256, reason, detail in self._connection.execute(_ROWS):
                yield replace(
                    container,
                    key=f"{container.key}#{name}",
                    uri=f"{container.uri}#{name}",
                    size_bytes=size_bytes,
                    problem=Reason(reason) if reason else None,
                    detail=detail,
                    member=name,
                    place=place,
                    n_members=n_members,
                    sha256=sha256,
                )

    def _rename(self, name: str, number: int, seen: int) -> int:
        """The entry has the first name with a number from `seen` on that is free; returns the number."""
        taken = "select 1 from members where name = ?"
        while self._connection.execute(taken, (f"{name}#{seen}",)).fetchone():
            seen += 1
        self._connection.execute("update members set name = ? where number = ?", (f"{name}#{seen}", number))
        return seen


class Queue:
    """Sources in the order of their keys, while the files among them become many."""

    def __init__(self, files: Iterable[Source]) -> None:
        """Files come sorted by key."""
        self._files = iter(files)
        self._next_file = next(self._files, None)
        self._members: list[tuple[Source, Iterator[Source]]] = []

    def push(self, members: Iterator[Source]) -> None:
        """These come each at its place; their keys do not sort before that of the last source given out."""
        first = next(members, None)
        if first is not None:
            self._members.append((first, members))

    def __iter__(self) -> Iterator[Source]:
        """Until there is nothing more. A member whose key is that of a file gets one of its own."""
        last = ""
        while self._members or self._next_file is not None:
            source = self._take()
            if source.key == last and source.member:
                self._put_back(source)
                continue
            last = source.key
            yield source

    def _take(self) -> Source:
        at = min(range(len(self._members)), key=lambda number: self._members[number][0].key, default=None)
        file = self._next_file
        if at is None or (file is not None and file.key <= self._members[at][0].key):
            assert file is not None
            self._next_file = next(self._files, None)
            return file
        member, rest = self._members.pop(at)
        self.push(rest)
        return member

    def _put_back(self, member: Source) -> None:
        """The member of `a` called `x` beside a file called `a#x`."""
        self.push(iter((replace(member, key=f"{member.key}#", uri=f"{member.uri}#", member=f"{member.member}#"),)))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part != ".." and part != "." for part in name.split("/"))


def _signature(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
