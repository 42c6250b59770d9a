"""The best label sequence of many sentences at once, and how sure each label is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.weights import CrfWeights, Floats

_FORBIDDEN = -1e9
Ints = NDArray[np.int64]


def _steps(lengths: Sequence[int]) -> tuple[Ints, list[int]]:
    """First rows of the sentences, longest first, and how many sentences are longer than t, for each t."""
    sizes = np.array(lengths, np.int64)
    order = np.argsort(-sizes, kind="stable")
    firsts = (np.cumsum(sizes) - sizes)[order]
    longer = [int(n) for n in np.searchsorted(-sizes[order], -np.arange(int(sizes.max(initial=0))), side="left")]
    return firsts, longer


def viterbi(weights: CrfWeights, emissions: Floats, lengths: Sequence[int]) -> Ints:
    """The best label number of each row of `emissions`, whose sentences of the given lengths stand one after another.

    An `I-` label is given only after a `B-` or `I-` of its kind. Of equally good labels the one with the lower number wins.
    """
    firsts, longer = _steps(lengths)
    allowed = np.where(weights.may_follow, 0.0, _FORBIDDEN)
    moves = weights.transitions + allowed[:-1]
    back = np.zeros(emissions.shape, np.int8)
    labels = np.zeros(len(emissions), np.int64)
    best = np.zeros(emissions.shape)
    for t, count in enumerate(longer):
        rows = firsts[:count] + t
        if t == 0:
            best[rows] = emissions[rows] + allowed[-1]
            continue
        paths = best[rows - 1][:, :, None] + moves
        back[rows] = paths.argmax(1)
        best[rows] = paths.max(1) + emissions[rows]
    for t, count, ending in _backwards(longer):
        rows = firsts[:count] + t
        labels[rows[ending:]] = best[rows[ending:]].argmax(1)
        labels[rows[:ending]] = back[rows[:ending] + 1, labels[rows[:ending] + 1]]
    return labels


def _backwards(longer: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """For each t from the end: t, how many sentences reach it, how many of these go on after it."""
    for t in range(len(longer) - 1, -1, -1):
        yield t, longer[t], longer[t + 1] if t + 1 < len(longer) else 0


def marginals(weights: CrfWeights, emissions: Floats, lengths: Sequence[int]) -> Floats:
    """The probability of each label at each row, by forward-backward over the allowed sequences."""
    firsts, longer = _steps(lengths)
    allowed = weights.may_follow.astype(np.float64)
    moves = np.exp(weights.transitions) * allowed[:-1]
    local = np.exp(emissions - emissions.max(1, keepdims=True, initial=_FORBIDDEN))
    forward, backward = np.zeros(emissions.shape), np.ones(emissions.shape)
    for t, count in enumerate(longer):
        rows = firsts[:count] + t
        reach = allowed[-1] if t == 0 else (forward[rows - 1][:, :, None] * moves).sum(1)
        forward[rows] = _scaled(reach * local[rows])
    for t, _, going_on in _backwards(longer):
        rows = firsts[:going_on] + t
        onward = (local[rows + 1] * backward[rows + 1])[:, None, :]
        backward[rows] = _scaled((onward * moves).sum(2))
    return _scaled(forward * backward)


def _scaled(rows: Floats) -> Floats:
    """Each row divided by its sum, so that products over a sentence neither vanish nor overflow."""
    scaled: Floats = rows / np.maximum(rows.sum(1, keepdims=True), 1e-300)
    return scaled
