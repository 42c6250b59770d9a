"""How much each word's surroundings speak for each label: the CRF's features summed, with words remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from transforms.text.entities.features import AFTER, BEFORE, Word, describe, feature_key, pair_features, phrase_features
from transforms.text.entities.lexicon import Lexicon
from transforms.text.entities.weights import OFFSETS, CrfWeights, Floats

REACH = 2  # words on either side that count: the range of OFFSETS
_WORDS_REMEMBERED = 40_000  # about 2 kB each


class Emissions:
    """Sums the weights of features, for several CRFs at once; what a word shows by itself is summed once and remembered."""

    def __init__(self, crfs: Sequence[CrfWeights], lexicon: Lexicon) -> None:
        self._crfs = tuple(crfs)
        self._lexicon = lexicon
        self._words: dict[str, tuple[Word, tuple[Floats, ...]]] = {}

    def forms(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The words as features compare them."""
        return [[self._word(word)[0].form for word in words] for words in sentences]

    def sum(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """For each CRF one row per word and one column per label, the sentences one after another."""
        known = [[self._word(word) for word in (*[BEFORE] * REACH, *words, *[AFTER] * REACH)] for words in sentences]
        totals = [gather([[vectors[number] for _, vectors in words] for words in known], crf) for number, crf in enumerate(self._crfs)]
        for row, name in self._neighbour_features([[word for word, _ in words] for words in known]):
            key = feature_key(name)
            for total, crf in zip(totals, self._crfs, strict=True):
                if key in crf.cells:
                    total[row] += crf.sum_features([name])[REACH]
        return totals

    def _neighbour_features(self, sentences: Sequence[Sequence[Word]]) -> Iterator[tuple[int, str]]:
        """The features of word pairs and of listed phrases, each with its row."""
        row = 0
        for words in sentences:
            inner = words[REACH:-REACH]
            for at in range(len(inner)):
                for name in pair_features(words[at + REACH - 1], inner[at], words[at + REACH + 1]):
                    yield row + at, name
            for at, name in phrase_features(inner, self._lexicon):
                yield row + at, name
            row += len(inner)

    def _word(self, text: str) -> tuple[Word, tuple[Floats, ...]]:
        """What a word weighs in each CRF, and of what it shows only what its neighbours need."""
        known = self._words.get(text)
        if known is None:
            if len(self._words) >= _WORDS_REMEMBERED:
                self._words.clear()
            word = describe(text, self._lexicon)
            names = (*word.wide, *word.near, *word.here)
            known = replace(word, here=(), near=(), wide=()), tuple(crf.sum_features(names) for crf in self._crfs)
            self._words[text] = known
        return known


def gather(sentences: Sequence[Sequence[Floats]], crf: CrfWeights) -> Floats:
    """Adds to each word what it and its neighbours weigh for it.

    Args:
        sentences: What each word weighs by offset and label, with `REACH` vectors before and after each sentence.
        crf: The weights that the vectors are from.
    """
    vectors = [vector for sentence in sentences for vector in sentence]
    table = np.stack(vectors) if vectors else np.zeros((0, len(OFFSETS), len(crf.labels)))
    rows = np.array(list(_inner_rows([len(sentence) for sentence in sentences])), np.int64)
    total = np.zeros((len(rows), len(crf.labels)))
    for slot, offset in enumerate(OFFSETS):
        total += table[rows + offset, slot]
    return total


def _inner_rows(lengths: Sequence[int]) -> Iterator[int]:
    """The rows of the words in a table that also holds what pads each sentence."""
    first = 0
    for length in lengths:
        yield from range(first + REACH, first + length - REACH)
        first += length
