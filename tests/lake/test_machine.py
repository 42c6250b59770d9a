"""Any sequence of commits, crashes, late runs, updates, forgettings, compactions, rollbacks and collections equals a model of dicts."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

EXAMPLES = int(os.environ.get("NEWSWIRE_MACHINE_EXAMPLES", "8"))
"""`make crash` sets more."""

KEYS = ("a", "b", "c/d", "e", "f")
TEXTS = st.sampled_from([None, "ar: one", "ar: two @2024-01-02", "tr: three", "four"])
DAYS = st.sampled_from([date(2024, 8, 20), date(2024, 8, 21), date(2024, 9, 1)])
BATCHES = st.dictionaries(st.sampled_from(KEYS), TEXTS, min_size=1, max_size=4)
CALLS = st.integers(1, 60)


class Crash(BaseException):
    """Stands for SIGKILL: nobody catches it, and nothing of the process is there any more."""


@contextmanager
def crash_at(number: int):
    """The n-th call that changes a file system dies instead."""
    count = 0
    names = [
        (Path, "rename"),
        (Path, "replace"),
        (Path, "mkdir"),
        (Path, "symlink_to"),
        (os, "link"),
        (os, "fsync"),
        (os, "rmdir"),
        (Path, "unlink"),
    ]

    def dying(real):
        def call(*arguments, **options):
            nonlocal count
            count += 1
            if count == number:
                raise Crash
            return real(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in names:
            patch.setattr(owner, name, dying(getattr(owner, name)))
        yield


class Model:
    """What a lake should hold, and what it held at each snapshot that is kept."""

    def __init__(self) -> None:
        self.articles: dict[str, tuple[str, int, date]] = {}
        self.rejects: set[str] = set()
        self.forgotten: set[str] = set()
        self.kept: dict[int, tuple[dict[str, tuple[str, int, date]], set[str]]] = {}

    def run(self, day: date, texts: dict[str, str | None]) -> None:
        for key, text in texts.items():
            if key in self.forgotten:
                continue
            if text is None:
                self.rejects.add(key)
                continue
            self.rejects.discard(key)
            old = self.articles.get(key)
            if old is None or old[0] != text:
                self.articles[key] = (text, old[1] + 1 if old else 1, day)

    def forget(self, key: str) -> None:
        self.forgotten.add(key)
        self.articles.pop(key, None)
        self.rejects.discard(key)

    def originals(self) -> dict[str, str]:
        first: dict[str, tuple[date, str]] = {}
        for key, (text, _, day) in self.articles.items():
            first[text] = min(first.get(text, (day, key)), (day, key))
        return {key: first[text][1] for key, (text, _, _) in self.articles.items()}


class Machine(RuleBasedStateMachine):
    lab_class = None
    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        assert Machine.lab_class
        self.lab = Machine.lab_class(Path(self.folder.name) / "lake")
        self.model = Model()

    def teardown(self) -> None:
        Machine.counts["sequences"] += 1
        self.folder.cleanup()

    @initialize(day=DAYS, texts=BATCHES)
    def first(self, day, texts):
        self.commit(day, texts)

    @rule(day=DAYS, texts=BATCHES)
    def commit_without_folding(self, day, texts):
        """As where files are large: a partition gets a further file, and compaction has something to do."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pipeline.lake.rows.SMALL_FILE_BYTES", 0)
            self.commit(day, texts)

    @rule(day=DAYS, texts=BATCHES)
    def commit(self, day, texts):
        """Late where the day is older than the last, an update where a text is another."""
        self.lab.run(texts, day=day)
        self.model.run(day, texts)
        self.keep("commit")

    @rule(day=DAYS, texts=BATCHES, number=CALLS)
    def crash_in_a_commit(self, day, texts, number):
        after = deepcopy(self.model)
        after.run(day, texts)
        self.crashed(lambda: self.lab.run(texts, day=day), number, after)
        self.commit(day, texts)

    @rule(key=st.sampled_from(KEYS))
    def forget(self, key):
        self.lab.forget(key)
        if key in self.model.articles or key in self.model.rejects:
            self.model.kept.clear()
        self.model.forget(key)
        self.model.kept = {number: state for number, state in self.model.kept.items() if number == self.number()}
        self.keep("forget")

    @rule(key=st.sampled_from(KEYS), number=CALLS)
    def crash_while_forgetting(self, key, number):
        after = deepcopy(self.model)
        after.forget(key)
        self.crashed(lambda: self.lab.forget(key), number, after, drops_snapshots=True)
        self.forget(key)

    @rule()
    def compact(self):
        self.keep("compact" if self.lab.compact() else "nothing to compact")

    @rule(number=CALLS)
    def crash_in_a_compaction(self, number):
        self.crashed(self.lab.compact, number, self.model)
        self.compact()

    @precondition(lambda self: len(self.model.kept) > 1)
    @rule(data=st.data())
    def rollback(self, data):
        target = data.draw(st.sampled_from(sorted(set(self.model.kept) - {self.number()})))
        self.lab.rollback(target)
        articles, rejects = deepcopy(self.model.kept[target])
        self.model.articles, self.model.rejects = articles, rejects
        self.keep("rollback")

    @rule(keep=st.integers(1, 4))
    def collect(self, keep):
        self.lab.gc(keep)
        self.model.kept = {number: self.model.kept[number] for number in sorted(self.model.kept)[-keep:]}
        Machine.counts["gc"] += 1

    def crashed(self, work, number, after, *, drops_snapshots=False):
        """Whatever was killed, a reader sees the state before or the state after; a forgetting may have dropped earlier ones."""
        before = self.number()
        died = False
        with crash_at(number):
            try:
                work()
            except Crash:
                died = True
        Machine.counts["crash" if died else "no crash"] += 1
        if self.number() != before:
            self.model.articles, self.model.rejects = deepcopy(after.articles), set(after.rejects)
            self.model.forgotten |= after.forgotten
            self.keep("commit of a crashed run")
        if drops_snapshots:
            kept = self.numbers_kept()
            self.model.kept = {number: state for number, state in self.model.kept.items() if number in kept or number == self.number()}
        self.equals_the_model()

    def number(self):
        return self.lab.lake.current_number()

    def numbers_kept(self):
        return {int(path.name) for path in self.lab.lake.snapshots.iterdir()}

    def keep(self, what):
        Machine.counts[what] += 1
        self.model.kept[self.number()] = (deepcopy(self.model.articles), set(self.model.rejects))

    @invariant()
    def equals_the_model(self):
        if self.number() == 0:
            return
        originals = self.model.originals()
        rows = self.lab.rows(
            "select a.source_uri[5:], a.text, a.version, a.ingested_on, coalesce(o.source_uri, a.source_uri)[5:] "
            "from {articles} a left join {articles} o on a.duplicate_of = o.article_id order by 1"
        )
        assert rows == [(key, *values, originals[key]) for key, values in sorted(self.model.articles.items())]
        assert self.lab.rows("select source_uri[5:] from {rejects} order by 1") == [(key,) for key in sorted(self.model.rejects)]
        assert set(self.model.kept) <= self.numbers_kept()

    @rule()
    def verify(self):
        assert self.lab.damage() == []


def test_any_history_equals_the_model(lab):
    Machine.lab_class = type(lab)
    few = settings(max_examples=EXAMPLES, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck))
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Machine, settings=few)
    assert Machine.counts["crash"] > 0
    os.write(2, f"\n{dict(Machine.counts)}\n".encode())
