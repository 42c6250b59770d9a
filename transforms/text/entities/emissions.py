"""How much each word and its surroundings speak for each label: the CRF's features summed for a whole batch at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.features import AFTER, BEFORE, describe
from transforms.text.entities.lexicon import Lexicon
from transforms.text.entities.phrases import Hashes, pair_keys, phrase_keys
from transforms.text.entities.weights import OFFSETS, CrfWeights, Ints, Keys

REACH = 2  # words on either side that count: the range of OFFSETS
_WORDS_REMEMBERED = 40_000  # about 0.7 kB each
_COMMON = 2
"""A word that came in so many batches is likely to come again: half of all words of news come once."""
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The words of some sentences as lines of the word table.

    Attributes:
        padded: Lines in text order, with `REACH` stand-ins before and after each sentence.
        at: Where the words themselves are in `padded`.
        lengths: Words of each sentence.
    """

    padded: Numbers
    at: Numbers
    lengths: list[int]

    @property
    def words(self) -> Numbers:
        """The lines of the words, stand-ins left out."""
        lines: Numbers = self.padded[self.at]
        return lines


class Emissions:
    """Sums the weights of features; what a word shows by itself is summed once and remembered."""

    def __init__(self, lang: str, weights: CrfWeights, lexicon: Lexicon) -> None:
        self._lang, self._weights, self._lexicon = lang, weights, lexicon
        self._forget()

    def _forget(self) -> None:
        """An empty table but for the words that stand before and after a sentence."""
        self._lines: dict[str, int] = {}
        self._seen = np.zeros(0, np.int32)
        self._form_texts: list[str] = []
        self._openings: dict[int, tuple[str, ...]] = {}
        self._forms: dict[str, int] = {}
        self._sums = np.zeros((len(OFFSETS), 0, self._weights.n_passes * len(self._weights.labels)), np.int32)
        self._symbols = np.zeros((0, 3), np.uint64)
        self._form_ids = np.zeros((0, 2), np.int64)
        self._opens = np.zeros(0, np.bool_)
        self._add([BEFORE, AFTER])

    def _forget_rare(self) -> None:
        """The words that came in more than one batch since the last time are left, no more than half of the table."""
        kept = np.flatnonzero(self._seen >= _COMMON)
        kept = np.sort(kept[np.argsort(-self._seen[kept], kind="stable")[: _WORDS_REMEMBERED // 2]])
        texts = np.array(list(self._lines), object)[kept].tolist()
        openings, forms = self._openings, [self._form_texts[line] for line in kept.tolist()]
        self._lines = {text: line for line, text in enumerate(texts)}
        self._openings = {new: openings[old] for new, old in enumerate(kept.tolist()) if old in openings}
        self._form_texts = forms
        self._sums, self._symbols = self._sums[:, kept], self._symbols[kept]
        self._opens, self._seen = self._opens[kept], np.ones(len(kept), np.int32)
        numbers = list(self._forms)
        ids = [[numbers[number] if number >= 0 else "" for number in pair] for pair in self._form_ids[kept].tolist()]
        self._forms = {}
        self._form_ids = self._number_forms([(form, bare) for form, bare in ids])

    def _number_forms(self, forms: Sequence[tuple[str, str]]) -> Numbers:
        """The numbers of pairs of a form and a bare form, -1 for an empty one."""
        number = self._forms
        ids = [(number.setdefault(form, len(number)), number.setdefault(bare, len(number)) if bare else -1) for form, bare in forms]
        return np.array(ids, np.int64).reshape(-1, 2)

    def read(self, sentences: Sequence[Sequence[str]]) -> Rows:
        """The sentences as lines of the word table; words that are not in it yet are added."""
        if len(self._lines) > _WORDS_REMEMBERED:
            self._forget_rare()
        lines = self._lines
        flat: list[str] = []
        for words in sentences:
            flat += (BEFORE, BEFORE, *words, AFTER, AFTER)
        new = set(flat).difference(lines)
        if new:
            self._add(sorted(new))
        padded = np.array([lines[word] for word in flat], np.int64)
        self._seen[np.unique(padded)] += 1
        lengths = [len(words) for words in sentences]
        sizes = np.array(lengths, np.int64)
        at = np.arange(int(sizes.sum())) + np.repeat(np.arange(len(sizes)) * 2 * REACH + REACH, sizes)
        return Rows(padded, at, lengths)

    def forms(self, rows: Rows) -> tuple[Numbers, Numbers]:
        """For each word the number of its form and of its bare form, -1 where it has none."""
        ids = self._form_ids[rows.words]
        return ids[:, 0], ids[:, 1]

    def sum(self, rows: Rows) -> Ints:
        """One line a word, one column for each label in each pass."""
        total: Ints = self._sums[0][rows.padded[rows.at + OFFSETS[0]]]
        for slot, offset in enumerate(OFFSETS[1:], 1):
            total += self._sums[slot][rows.padded[rows.at + offset]]
        self._add_pairs(total, rows)
        self._add_phrases(total, rows)
        return total

    def _add(self, texts: Sequence[str]) -> None:
        """Puts words into the table, and of what they show keeps only what their neighbours need."""
        words = [describe(text, self._lang, self._lexicon) for text in texts]
        sums = self._weights.sum_features([(*word.wide, *word.near, *word.here) for word in words])
        by_offset = sums.reshape(len(words), self._weights.n_passes, len(OFFSETS), -1).transpose(2, 0, 1, 3)
        self._sums = np.concatenate([self._sums, by_offset.reshape(len(OFFSETS), len(words), -1)], axis=1)
        self._symbols = np.concatenate([self._symbols, np.array([word.symbols for word in words], np.uint64)])
        self._opens = np.concatenate([self._opens, np.array([bool(word.openings) for word in words])])
        self._form_ids = np.concatenate([self._form_ids, self._number_forms([(word.form, word.bare) for word in words])])
        self._seen = np.concatenate([self._seen, np.zeros(len(words), np.int32)])
        start = len(self._form_texts)
        self._lines.update(zip(texts, range(start, start + len(texts)), strict=True))
        self._openings.update((line, word.openings) for line, word in enumerate(words, start) if word.openings)
        self._form_texts += [word.form for word in words]

    def _add_pairs(self, total: Ints, rows: Rows) -> None:
        symbols: Hashes = self._symbols[rows.padded]
        keys = pair_keys(symbols, rows.at)
        owners, columns = np.nonzero(self._weights.may_know(keys))
        self._add_features(total, owners, keys[owners, columns])

    def _add_phrases(self, total: Ints, rows: Rows) -> None:
        opened = np.nonzero(self._opens[rows.padded])[0].tolist()
        forms = [self._form_texts[line] for line in rows.padded.tolist()]
        openings = {at: self._openings[line] for at, line in zip(opened, rows.padded[opened].tolist(), strict=True)}
        found = list(phrase_keys(forms, openings, self._lexicon))
        owners = np.searchsorted(rows.at, np.array([at for at, _ in found], np.int64))
        self._add_features(total, owners, np.array([key for _, key in found], np.uint32))

    def _add_features(self, total: Ints, owners: Numbers, keys: Keys) -> None:
        """Adds what features of a word itself weigh; unknown keys weigh nothing."""
        found, known = self._weights.find(keys)
        if not len(found):
            return
        lines, owner = np.unique(owners[known], return_inverse=True)
        sums = self._weights.add_rows(found, owner, len(lines))
        of_word = sums.reshape(len(lines), self._weights.n_passes, len(OFFSETS), -1)[:, :, REACH]
        total[lines] += of_word.reshape(len(lines), -1)
