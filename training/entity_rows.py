"""Features of labelled sentences as crfsuite reads them, from the functions that the run time uses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from entity_corpus import ARTICLE, LabelledSentence

from transforms.text.entities.context import Words, code_features, context_codes
from transforms.text.entities.features import AFTER, BEFORE, Word, describe
from transforms.text.entities.lexicon import Lexicon
from transforms.text.entities.phrases import pair_keys, phrase_keys

Rows = list[list[str]]


class Reader:
    """Words of one language as one lexicon shows them."""

    def __init__(self, lang: str, lexicon: Lexicon) -> None:
        self.lang, self.lexicon = lang, lexicon
        self._known: dict[str, Word] = {}

    def describe(self, word: str) -> Word:
        """What a word shows."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = describe(word, self.lang, self.lexicon)
        return known


@lru_cache(maxsize=1 << 20)
def _attributes(offset: int, keys: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{offset}|{key}" for key in keys)


def word_rows(words: Sequence[str], reader: Reader) -> Rows:
    """The features of each word of a sentence: `<offset>|<feature key>`."""
    seen = [reader.describe(word) for word in (BEFORE, BEFORE, *words, AFTER, AFTER)]
    pairs = pair_keys(np.array([word.symbols for word in seen], np.uint64), np.arange(2, len(seen) - 2)).tolist()
    rows: Rows = []
    for at in range(2, len(seen) - 2):
        row = [*_attributes(0, seen[at].here), *(f"0|{key}" for key in pairs[at - 2])]
        for offset in (-1, 0, 1):
            row += _attributes(offset, seen[at + offset].near)
        for offset in (-2, -1, 0, 1, 2):
            row += _attributes(offset, seen[at + offset].wide)
        rows.append(row)
    openings = {at: word.openings for at, word in enumerate(seen) if word.openings}
    for at, key in phrase_keys([word.form for word in seen], openings, reader.lexicon):
        rows[at - 2].append(f"0|{key}")
    return rows


def with_context(
    rows: Sequence[Rows], sentences: Sequence[LabelledSentence], given: Sequence[Sequence[str]], reader: Reader, labels: Sequence[str]
) -> list[Rows]:
    """The rows with the features of a further pass; as the corpora mark no articles, runs of sentences stand for them."""
    number = {label: i for i, label in enumerate(labels)}
    forms: dict[str, int] = {}
    seen = [reader.describe(word) for sentence in sentences for word in sentence.words]
    ids = [forms.setdefault(word.form, len(forms)) for word in seen]
    bare = [forms.setdefault(word.bare, len(forms)) if word.bare else -1 for word in seen]
    articles = [at // ARTICLE for at, sentence in enumerate(sentences) for _ in sentence.tokens]
    flat = np.array([number[label] for row in given for label in row])
    codes = context_codes(Words(np.array(articles), np.array(ids), np.array(bare)), flat, len(labels)).tolist()
    table = code_features(labels)
    widened, start = [], 0
    for row in rows:
        here = [[key for group, code in zip(table, codes[start + at], strict=True) for key in group[code]] for at in range(len(row))]
        widened.append([[*row[at], *_near(here, at)] for at in range(len(row))])
        start += len(row)
    return widened


def _near(here: Sequence[Sequence[int]], at: int) -> list[str]:
    """Context features of a word and of its neighbours."""
    return [f"{o}|{key}" for o in (-1, 0, 1) if 0 <= at + o < len(here) for key in here[at + o]]
