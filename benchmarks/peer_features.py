"""What python-crfsuite is given: the very features that this project's weights were trained on, and what a first pass said elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from entity_rows import Reader, Rows, word_rows

from transforms.text.entities.lexicon import load_lexicon


@cache
def _reader(lang: str) -> Reader:
    return Reader(lang, load_lexicon(lang))


def sentence_features(words: Sequence[str], lang: str) -> Rows:
    """One list of features for each word; what a word shows by itself is remembered."""
    return word_rows(words, _reader(lang))


def with_context(features: Sequence[Rows], words: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> list[Rows]:
    """The features of an article's sentences, and how the first pass labelled each word elsewhere in it."""
    counts: dict[str, Counter[str]] = {}
    for sentence, given in zip(words, labels, strict=True):
        for word, label in zip(sentence, given, strict=True):
            counts.setdefault(word, Counter())[label] += 1
    commonest = {word: found.most_common(1)[0][0] for word, found in counts.items() if found.total() > 1}
    return [
        [[*row, f"x={commonest.get(word, '')}"] for row, word in zip(rows, sentence, strict=True)]
        for rows, sentence in zip(features, words, strict=True)
    ]
