"""The Arabic engine: a linear-chain CRF whose weights ship with the package, run in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from transforms.text.entities import features, weights
from transforms.text.entities.decode import marginals, viterbi
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.features import AFTER, BEFORE, Word
from transforms.text.entities.lexicon import Lexicon, load_lexicon
from transforms.text.entities.weights import OFFSETS, CrfWeights, Floats

_SENTENCE_ENDS = frozenset(".!?؟…")
_LONGEST_SENTENCE = 256  # tokens; a longer run without a full stop is cut, which bounds memory and time
_SENTENCES_AT_ONCE = 2048
_WORDS_REMEMBERED = 60_000
_REACH = 2  # words on either side that count: the range of OFFSETS


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of a paragraph that is labelled on its own.

    Attributes:
        article: Number of the article in the call.
        paragraph: Number of the paragraph in the article.
        first: Number of the first token in the paragraph.
        words: The tokens' texts.
    """

    article: int
    paragraph: int
    first: int
    words: tuple[str, ...]


def split_sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Bounds of the sentences of a paragraph: after a full stop, question or exclamation mark, and at the latest after 256 tokens."""
    first = 0
    for at, token in enumerate(tokens, 1):
        if token.text in _SENTENCE_ENDS or at - first == _LONGEST_SENTENCE or at == len(tokens):
            yield first, at
            first = at


def read_spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Entities in a label sequence: (first, one past the last, kind). An `I-` of another kind than what is before it starts a new one."""
    first, kind = 0, ""
    for at, label in enumerate([*labels, "O"]):
        if kind and label != f"I-{kind}":
            yield first, at, kind
            kind = ""
        if label != "O" and not kind:
            first, kind = at, label[2:]


class CrfEngine:
    """Labels by a linear-chain CRF; the score of a span is the mean posterior probability of its labels."""

    name = "crf"

    def __init__(self, crf: CrfWeights, lexicon: Lexicon) -> None:
        self._crf = crf
        self._lexicon = lexicon
        self._words: dict[str, tuple[Word, Floats]] = {}
        self._pairs: dict[str, Floats | None] = {}

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The spans of each article."""
        sentences = [sentence for number, article in enumerate(articles) for sentence in _sentences(number, article)]
        found: list[list[TokenSpan]] = [[] for _ in articles]
        for start in range(0, len(sentences), _SENTENCES_AT_ONCE):
            some = sentences[start : start + _SENTENCES_AT_ONCE]
            for sentence, spans in zip(some, self.label(some), strict=True):
                found[sentence.article].extend(spans)
        return tuple(tuple(spans) for spans in found)

    def label(self, sentences: Sequence[Sentence]) -> list[list[TokenSpan]]:
        """The spans of each sentence."""
        lengths = [len(sentence.words) for sentence in sentences]
        emissions = self.emissions([sentence.words for sentence in sentences])
        labels = [self._crf.labels[number] for number in viterbi(self._crf, emissions, lengths)]
        sure = marginals(self._crf, emissions, lengths)
        numbers = {label: number for number, label in enumerate(self._crf.labels)}
        found, row = [], 0
        for sentence, length in zip(sentences, lengths, strict=True):
            spans = []
            for first, last, kind in read_spans(labels[row : row + length]):
                score = float(np.mean([sure[row + at, numbers[labels[row + at]]] for at in range(first, last)]))
                at = sentence.first
                spans.append(TokenSpan(sentence.paragraph, at + first, at + last, kind, min(1.0, round(score, 4))))
            found.append(spans)
            row += length
        return found

    def emissions(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """What each word's surroundings say of its label, the sentences one after another."""
        known = [[self._word(word) for word in (*[BEFORE] * _REACH, *words, *[AFTER] * _REACH)] for words in sentences]
        table = (
            np.stack([vector for sentence in known for _, vector in sentence])
            if known
            else np.zeros((0, len(OFFSETS), len(self._crf.labels)))
        )
        inside = np.concatenate([np.arange(len(s)) >= _REACH for s in known] or [np.zeros(0, bool)])
        inside &= np.concatenate([np.arange(len(s))[::-1] >= _REACH for s in known] or [np.zeros(0, bool)])
        rows = np.flatnonzero(inside)
        total = np.zeros((len(rows), len(self._crf.labels)))
        for slot, offset in enumerate(OFFSETS):
            total += table[rows + offset, slot]
        self._add_neighbours(total, [[word for word, _ in sentence] for sentence in known])
        return total

    def _add_neighbours(self, total: Floats, sentences: Sequence[Sequence[Word]]) -> None:
        """Adds the features of word pairs and of listed phrases."""
        row = 0
        for words in sentences:
            length = len(words) - 2 * _REACH
            for at in range(length):
                for name in features.pair_features(words[at + 1], words[at + 2], words[at + 3]):
                    pair = self._pair(name)
                    if pair is not None:
                        total[row + at] += pair
            for at, name in features.phrase_features(words[_REACH : _REACH + length], self._lexicon):
                total[row + at] += self._crf.sum_features([name])[_REACH]
            row += length

    def _word(self, text: str) -> tuple[Word, Floats]:
        """What a word shows and weighs, remembered."""
        known = self._words.get(text)
        if known is None:
            if len(self._words) >= _WORDS_REMEMBERED:
                self._words.clear()
            word = features.describe(text, self._lexicon)
            vector = self._crf.sum_features([*word.wide, *word.near, *word.here])
            known = self._words[text] = (word, vector)
        return known

    def _pair(self, name: str) -> Floats | None:
        """What a pair feature weighs; only the pairs that have weights are looked at twice."""
        row = self._crf.rows.get(features.feature_key(name))
        if row is None:
            return None
        first, last = self._crf.starts[row], self._crf.starts[row + 1]
        vector = np.zeros(self._crf.width)
        vector[self._crf.slots[first:last]] = self._crf.values[first:last]
        middle: Floats = vector.reshape(len(OFFSETS), -1)[_REACH]
        return middle


def _sentences(number: int, article: ArticleText) -> Iterator[Sentence]:
    for paragraph, tokens in enumerate(article.paragraphs):
        for first, last in split_sentences(tokens):
            yield Sentence(number, paragraph, first, tuple(token.text for token in tokens[first:last]))


@lru_cache(maxsize=1)
def load_engine() -> CrfEngine:
    """The engine with the packaged weights, one copy per process."""
    with resources.files("transforms").joinpath("resources", "entities", "crf_ar.npz").open("rb") as file:
        return CrfEngine(weights.load(file), load_lexicon())
