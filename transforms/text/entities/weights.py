"""The weights file of a language: hashed features, each with the few (pass, offset, label) slots that training gave a weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

OFFSETS = (-2, -1, 0, 1, 2)
SCALE = 512
"""What a weight of 1 is as an integer. Sums of integers are exact in any order, so what stands beside an article changes nothing in it."""

_SIEVE_BITS = 22
"""One byte for each: few keys that are not there pass, and it fits into a processor's cache."""

Ints = NDArray[np.int32]
Keys = NDArray[np.uint32]
Table = tuple[Mapping[tuple[str, str], float], Mapping[tuple[str, str], float]]
"""What a trainer gives for one pass: weights by (from label, to label), and by (`<offset>|<feature key>`, label)."""


@dataclass(frozen=True)
class CrfWeights:
    """Linear-chain CRFs over the same labels, one for each pass.

    Attributes:
        labels: `O` first, then `B-` and `I-` of each kind.
        transitions: By pass, from label, to label; in units of 1 / `SCALE`.
        keys: `feature_key` of each feature, rising.
        starts: Where each feature's slots start in `slots` and `values`; one more entry than `keys`.
        slots: (pass * offsets + offset number) * labels + label.
        values: The weights in units of 1 / `SCALE`.
    """

    labels: tuple[str, ...]
    transitions: Ints
    keys: Keys
    starts: NDArray[np.int64]
    slots: NDArray[np.uint8]
    values: NDArray[np.int16]

    @property
    def n_passes(self) -> int:
        """How many CRFs there are."""
        return len(self.transitions)

    @property
    def width(self) -> int:
        """Slots of a word: passes times offsets times labels."""
        return self.n_passes * len(OFFSETS) * len(self.labels)

    def sum_features(self, features: Sequence[Sequence[int]]) -> Ints:
        """The weights that each group of feature keys adds up to: one line a group, one column a slot; unknown keys weigh nothing."""
        owners = np.repeat(np.arange(len(features)), [len(keys) for keys in features])
        return self.sum_keys(np.array(list(chain.from_iterable(features)), np.uint32), owners, len(features))

    def sum_keys(self, keys: Keys, owners: NDArray[np.int64], count: int) -> Ints:
        """Sums what features weigh into the line that owns each; unknown keys weigh nothing."""
        likely = self.may_know(keys)
        rows, known = self.find(keys[likely])
        return self.add_rows(rows, owners[likely][known], count)

    @cached_property
    def _sieve(self) -> NDArray[np.bool_]:
        sieve = np.zeros(1 << _SIEVE_BITS, np.bool_)
        sieve[self.keys >> np.uint32(32 - _SIEVE_BITS)] = True
        return sieve

    def may_know(self, keys: Keys) -> NDArray[np.bool_]:
        """False for most keys that no feature has, at a tenth of what a search takes."""
        found: NDArray[np.bool_] = self._sieve[keys >> np.uint32(32 - _SIEVE_BITS)]
        return found

    def find(self, keys: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The numbers of the features with these keys, and which of the keys have one."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[places] == keys
        return places[known], known

    def add_rows(self, rows: NDArray[np.int64], owners: NDArray[np.int64], count: int) -> Ints:
        """Sums features by number into the line that owns each."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        cells = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths - self.starts[rows], lengths)
        places = np.repeat(owners * self.width, lengths) + self.slots[cells]
        total = np.bincount(places, self.values[cells], count * self.width)  # in doubles, which hold such integers exactly
        return total.astype(np.int32).reshape(count, self.width)

    @property
    def may_follow(self) -> NDArray[np.bool_]:
        """Whether a label (column) may follow another (row): `I-X` only `B-X` or `I-X`. The last row is the start of a sentence."""
        before = [label[2:] for label in self.labels] + [""]
        return np.array([[label[:2] != "I-" or label[2:] == kind for label in self.labels] for kind in before])


def pack(labels: Sequence[str], tables: Sequence[Table]) -> CrfWeights:
    """Weights from a trainer's tables, one for each pass; what rounds to nothing is left out."""
    number = {label: i for i, label in enumerate(labels)}
    cells: dict[int, dict[int, float]] = {}
    for turn, (_, states) in enumerate(tables):
        for (attribute, label), value in states.items():
            offset, _, key = attribute.partition("|")
            slot = (turn * len(OFFSETS) + OFFSETS.index(int(offset))) * len(labels) + number[label]
            row = cells.setdefault(int(key), {})
            row[slot] = row.get(slot, 0.0) + value
    rounded = {key: [(slot, round(value * SCALE)) for slot, value in sorted(cells[key].items())] for key in sorted(cells)}
    kept = {key: [cell for cell in row if cell[1]] for key, row in rounded.items() if any(value for _, value in row)}
    flat = [cell for row in kept.values() for cell in row]
    moves = [[[round(table.get((a, b), 0.0) * SCALE) for b in labels] for a in labels] for table, _ in tables]
    return CrfWeights(
        tuple(labels),
        np.array(moves, np.int32),
        np.array(list(kept), np.uint32),
        np.cumsum([0, *(len(row) for row in kept.values())]),
        np.array([slot for slot, _ in flat], np.uint8),
        np.array([value for _, value in flat], np.int16),
    )


def save(weights: CrfWeights, path: Path) -> None:
    """Writes a compressed array file; the same weights give the same bytes with the same numpy and zlib."""
    arrays: dict[str, Any] = {
        "labels": np.array(weights.labels),
        "transitions": weights.transitions,
        "keys": weights.keys,
        "counts": np.diff(weights.starts).astype(np.uint8),
        "slots": weights.slots,
        "values": weights.values,
    }
    np.savez_compressed(path, **arrays)


def load(file: IO[bytes]) -> CrfWeights:
    """Reads what `save` wrote."""
    with np.load(file, allow_pickle=False) as arrays:
        starts = np.concatenate([[0], np.cumsum(arrays["counts"].astype(np.int64))])
        labels = tuple(str(label) for label in arrays["labels"])
        return CrfWeights(labels, arrays["transitions"], arrays["keys"], starts, arrays["slots"], arrays["values"])
