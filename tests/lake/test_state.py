"""What the lake remembers of sources, read from a key on."""

from __future__ import annotations

from pipeline.lake import state


def test_reading_from_a_key_gives_everything_from_it_on(lab, monkeypatch):
    monkeypatch.setattr("pipeline.lake.build._STATE_GROUP_ROWS", 10)
    keys = [f"in/{number:03d}" for number in range(60)]
    lab.run({key: f"text {key}" for key in keys})
    for first in ("", "in/000", "in/0335", "in/059", "in/06"):
        found = [source.key for source in state.seen_sources(lab.lake, first)]
        assert [key for key in found if key >= first] == [key for key in keys if key >= first]
        assert found == keys[len(keys) - len(found) :]
    assert len(found) == 0


def test_most_of_what_sorts_before_is_not_read(lab, monkeypatch):
    monkeypatch.setattr("pipeline.lake.build._STATE_GROUP_ROWS", 10)
    lab.run({f"in/{number:03d}": f"text {number}" for number in range(60)})
    assert len(list(state.seen_sources(lab.lake, "in/055"))) == 10
