"""The best label sequence of many sentences at once, and how sure each label is.

Everything runs over all sentences together, word by word: the longest sentences first, so that those that go on are always a prefix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.weights import SCALE, CrfWeights, Ints

_FORBIDDEN = -(1 << 28)  # beyond any sum over 256 words, and twice it is still an int32
_LOW_BITS = 4  # room for the number of the label before, in the low bits of a score: 16 labels at most
_LOW = (1 << _LOW_BITS) - 1
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Steps:
    """The words of sentences in the order in which they are decoded.

    Attributes:
        order: For each place in that order the row of the word.
        firsts: Where each step starts in that order.
        counts: How many sentences have a word at each step.
    """

    order: NDArray[np.int64]
    firsts: list[int]
    counts: list[int]

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Steps:
        """The steps of sentences that stand one after another."""
        sizes = np.array(lengths, np.int64)
        ranks = np.empty(len(sizes), np.int64)
        ranks[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
        counts = np.bincount(sizes, minlength=1)[::-1].cumsum()[::-1][1:]
        firsts = np.cumsum(counts) - counts
        at = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        order = np.empty(len(at), np.int64)
        order[firsts[at] + np.repeat(ranks, sizes)] = np.arange(len(at))
        return cls(order, firsts.tolist(), counts.tolist())


def viterbi(weights: CrfWeights, turn: int, emissions: Ints, steps: Steps) -> NDArray[np.int64]:
    """The best label number of each row of `emissions` by the CRF of one pass.

    An `I-` label is given only after a `B-` or `I-` of its kind. Of equally good labels the one with the lower number wins.
    """
    size = len(weights.labels)
    barred = np.where(weights.may_follow, 0, _FORBIDDEN).astype(np.int32)
    tie = (_LOW - np.arange(size, dtype=np.int32))[:, None]
    moves = ((weights.transitions[turn] + (barred[:-1] >> _LOW_BITS)) << _LOW_BITS) + tie
    local = np.ascontiguousarray(emissions[steps.order].T) << _LOW_BITS
    back = np.zeros(local.shape, np.int8)
    ends = np.zeros(local.shape[1], np.int64)
    best = np.zeros((size, 0), np.int32)
    for t, (first, count) in enumerate(zip(steps.firsts, steps.counts, strict=True)):
        here = local[:, first : first + count]
        if t:
            paths = (best[0, :count] + moves[0][:, None]).copy()
            for label in range(1, size):
                np.maximum(paths, best[label, :count] + moves[label][:, None], out=paths)
            low = paths & _LOW
            back[:, first : first + count] = _LOW - low
            best = paths - low + here
        else:
            best = here + barred[-1][:, None]
        going_on = steps.counts[t + 1] if t + 1 < len(steps.counts) else 0
        ends[first + going_on : first + count] = best[:, going_on:].argmax(0)
    return _trace(back, ends, steps)


def _trace(back: NDArray[np.int8], ends: NDArray[np.int64], steps: Steps) -> NDArray[np.int64]:
    """The labels by row, from those of the last words and, for each word and label, the best label before it."""
    for t in range(len(steps.counts) - 1, 0, -1):
        now, before, count = steps.firsts[t], steps.firsts[t - 1], steps.counts[t]
        places = np.arange(now, now + count)
        ends[before : before + count] = back[ends[now : now + count], places]
    labels = np.empty(len(ends), np.int64)
    labels[steps.order] = ends
    return labels


def marginals(weights: CrfWeights, turn: int, emissions: Ints, steps: Steps) -> Floats:
    """The probability of each label at each row, by forward-backward over the allowed sequences; sums are made in a fixed order."""
    allowed = weights.may_follow.astype(np.float64)
    moves = np.exp(weights.transitions[turn] / SCALE) * allowed[:-1]
    ordered = emissions[steps.order].T
    local = np.exp((ordered - ordered.max(0, initial=_FORBIDDEN)) / SCALE)
    forward, backward = np.empty(local.shape), np.ones(local.shape)
    for t, (first, count) in enumerate(zip(steps.firsts, steps.counts, strict=True)):
        before = steps.firsts[t - 1]
        reach = _combine(forward[:, before : before + count], moves) if t else allowed[-1][:, None]
        forward[:, first : first + count] = _scaled(reach * local[:, first : first + count])
    for t in range(len(steps.counts) - 1, 0, -1):
        now, before, count = steps.firsts[t], steps.firsts[t - 1], steps.counts[t]
        onward = local[:, now : now + count] * backward[:, now : now + count]
        backward[:, before : before + count] = _scaled(_combine(onward, moves.T))
    sure = np.empty((local.shape[1], local.shape[0]))
    sure[steps.order] = _scaled(forward * backward).T
    return sure


def _combine(columns: Floats, moves: Floats) -> Floats:
    """`moves.T @ columns`, label by label: a library's product may add in another order for another number of sentences."""
    total: Floats = columns[0] * moves[0][:, None]
    for label in range(1, len(moves)):
        total += columns[label] * moves[label][:, None]
    return total


def _scaled(columns: Floats) -> Floats:
    """Each column divided by its sum, so that products over a sentence neither vanish nor overflow."""
    total = columns[0].copy()
    for row in columns[1:]:
        total += row
    scaled: Floats = columns / np.maximum(total, 1e-300)
    return scaled
