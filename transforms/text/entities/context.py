"""What the rest of an article says of a word: how the pass before labelled it elsewhere. Shared by training and run time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.features import feature_key

Numbers = NDArray[np.int64]
GROUPS = ("x", "xw", "xv")
"""The word itself; the word without its conjunction; the word with a conjunction."""
_NOTHING, _NO_NAME, _OFTEN_NO_NAME, _NAME = range(4)  # what a code says; from _NAME on: label, kind, whether mostly no name
_OFTEN = 2


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch, each column as long as there are words.

    Attributes:
        articles: Number of the article.
        forms: Number of the form.
        bare: Number of the form without its conjunction, -1 where there is none.
    """

    articles: Numbers
    forms: Numbers
    bare: Numbers


def context_codes(words: Words, given: Numbers, n_labels: int) -> Numbers:
    """For each word (line) and each of `GROUPS` (column) the code of what is known from elsewhere in its article.

    Args:
        words: What stands where.
        given: The number of each word's label in the pass before; the word's own is not counted.
        n_labels: Number of labels, `O` being 0, then `B-` and `I-` of each kind.
    """
    codes = np.zeros((len(given), len(GROUPS)), np.int64)
    if not len(given):
        return codes
    span = int(max(words.forms.max(), words.bare.max())) + 1
    groups, member = np.unique(words.articles * span + words.forms, return_inverse=True)
    counts = np.bincount(member * n_labels + given, minlength=len(groups) * n_labels).reshape(-1, n_labels)
    others = counts[member]
    others[np.arange(len(given)), given] -= 1
    codes[:, 0] = _summary(others)
    whole = _summary(counts)
    conjoined = np.nonzero(words.bare >= 0)[0]
    wanted = words.articles[conjoined] * span + words.bare[conjoined]
    place = np.minimum(np.searchsorted(groups, wanted), len(groups) - 1)
    found = groups[place] == wanted
    codes[conjoined[found], 1] = whole[place[found]]
    with_conjunction = np.zeros(len(groups), np.int64)
    with_conjunction[place[found]] = whole[member[conjoined[found]]]
    codes[:, 2] = with_conjunction[member]
    return codes


def _summary(counts: Numbers) -> Numbers:
    """The code of each line of label counts: the commonest entity label, the commonest kind, and whether most places have none."""
    names = counts[:, 1:]
    kinds = names[:, ::2] + names[:, 1::2]
    label, kind = names.argmax(1), kinds.argmax(1)
    mixed = counts[:, 0] > names.max(1)
    of_name = _NAME + (label * kinds.shape[1] + kind) * 2 + mixed
    of_none = np.where(counts[:, 0] > _OFTEN, _OFTEN_NO_NAME, np.where(counts[:, 0] > 0, _NO_NAME, _NOTHING))
    return np.where(names.any(1), of_name, of_none)


def code_features(labels: Sequence[str]) -> list[list[tuple[int, ...]]]:
    """For each of `GROUPS` the feature keys of each code."""
    kinds = [label[2:] for label in labels[1::2]]
    table = []
    for group in GROUPS:
        rows = [(), (feature_key(group, "O"),), (feature_key(group, "O+"),)]
        for label in labels[1:]:
            for kind in kinds:
                keys = (feature_key(group, label), feature_key(f"{group}k", kind))
                rows += [keys, (*keys, feature_key(group, "mixed"))]
        table.append(rows)
    return table
