"""The weights file of a CRF: hashed features, each with the few (offset, label) slots that training gave a weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.features import feature_key

OFFSETS = (-2, -1, 0, 1, 2)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CrfWeights:
    """A linear-chain CRF.

    Attributes:
        labels: `O` first, then `B-` and `I-` of each kind.
        transitions: From label (row) to label (column).
        keys: `feature_key` of each feature.
        starts: Where each feature's slots start in `slots` and `values`; one more entry than `keys`.
        slots: Number of the offset times the number of labels, plus the label.
        values: The weights, rounded to half precision.
    """

    labels: tuple[str, ...]
    transitions: Floats
    keys: NDArray[np.uint32]
    starts: NDArray[np.int64]
    slots: NDArray[np.uint8]
    values: Floats

    @cached_property
    def cells(self) -> dict[int, tuple[tuple[int, float], ...]]:
        """From a feature's key to its (slot, weight) pairs: Python numbers, as features are looked up one by one."""
        pairs = list(zip(self.slots.tolist(), self.values.tolist(), strict=True))
        bounds = self.starts.tolist()
        return {key: tuple(pairs[bounds[row] : bounds[row + 1]]) for row, key in enumerate(self.keys.tolist())}

    def sum_features(self, names: Sequence[str]) -> Floats:
        """The weights that features add, by offset and label."""
        total = [0.0] * (len(OFFSETS) * len(self.labels))
        for name in names:
            for slot, value in self.cells.get(feature_key(name), ()):
                total[slot] += value
        return np.array(total).reshape(len(OFFSETS), len(self.labels))

    @property
    def may_follow(self) -> NDArray[np.bool_]:
        """Whether a label (column) may follow another (row): `I-X` only `B-X` or `I-X`. The last row is the start of a sentence."""
        before = [label[2:] for label in self.labels] + [""]
        return np.array([[label[:2] != "I-" or label[2:] == kind for label in self.labels] for kind in before])


def pack(labels: Sequence[str], transitions: Mapping[tuple[str, str], float], states: Mapping[tuple[str, str], float]) -> CrfWeights:
    """Weights from a trainer's tables.

    Args:
        labels: All labels, `O` first.
        transitions: By (from label, to label); what is absent weighs nothing.
        states: By (attribute, label), an attribute being `<offset>|<feature>`.
    """
    number = {label: i for i, label in enumerate(labels)}
    table: dict[int, dict[int, float]] = {}
    for (attribute, label), value in states.items():
        offset, _, name = attribute.partition("|")
        slot = OFFSETS.index(int(offset)) * len(labels) + number[label]
        row = table.setdefault(feature_key(name), {})
        row[slot] = row.get(slot, 0.0) + value
    keys = sorted(table)
    matrix = np.array([[transitions.get((a, b), 0.0) for b in labels] for a in labels])
    cells = [cell for key in keys for cell in sorted(table[key].items())]
    starts = np.cumsum([0] + [len(table[key]) for key in keys])
    slots = np.array([slot for slot, _ in cells], np.uint8)
    values = np.array([value for _, value in cells], np.float16).astype(np.float64)
    return CrfWeights(tuple(labels), matrix.astype(np.float32).astype(np.float64), np.array(keys, np.uint32), starts, slots, values)


def save(weights: CrfWeights, path: Path) -> None:
    """Writes a compressed array file; the same weights give the same bytes with the same numpy and zlib."""
    arrays: dict[str, Any] = {
        "labels": np.array(weights.labels),
        "transitions": weights.transitions.astype(np.float32),
        "keys": weights.keys,
        "counts": np.diff(weights.starts).astype(np.uint8),
        "slots": weights.slots,
        "values": weights.values.astype(np.float16),
    }
    np.savez_compressed(path, **arrays)


def load(file: IO[bytes]) -> CrfWeights:
    """Reads what `save` wrote."""
    with np.load(file, allow_pickle=False) as arrays:
        starts = np.concatenate([[0], np.cumsum(arrays["counts"].astype(np.int64))])
        labels = tuple(str(label) for label in arrays["labels"])
        transitions = arrays["transitions"].astype(np.float64)
        return CrfWeights(labels, transitions, arrays["keys"], starts, arrays["slots"], arrays["values"].astype(np.float64))
