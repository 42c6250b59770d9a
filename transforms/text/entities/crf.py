"""The Arabic engine: two linear-chain CRFs whose weights ship with the package, run in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby

import numpy as np

from transforms.text.entities import weights
from transforms.text.entities.context import context_features
from transforms.text.entities.decode import marginals, viterbi
from transforms.text.entities.emissions import REACH, Emissions, gather
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.lexicon import Lexicon, load_lexicon
from transforms.text.entities.weights import OFFSETS, CrfWeights, Floats

WEIGHT_FILES = ("crf_ar.npz", "crf_ar_context.npz")  # first and second pass
_SENTENCE_ENDS = frozenset(".!?؟…")
_LONGEST_SENTENCE = 256  # tokens; a longer run without a full stop is cut, which bounds memory and time
_SENTENCES_AT_ONCE = 2048


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
    """Labels by linear-chain CRFs in one or two passes.

    A second pass also sees how the first labelled the same word elsewhere in the article. The score of a span is the mean posterior
    probability of its labels in the last pass.
    """

    name = "crf"

    def __init__(self, passes: Sequence[CrfWeights], lexicon: Lexicon) -> None:
        self._passes = tuple(passes)
        self._emissions = Emissions(passes, lexicon)
        self._contexts: dict[tuple[str, ...], Floats] = {}

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The spans of each article."""
        found: list[list[TokenSpan]] = [[] for _ in articles]
        for sentences in _batches(articles):
            for sentence, spans in zip(sentences, self.label(sentences), strict=True):
                found[sentence.article].extend(spans)
        return tuple(tuple(spans) for spans in found)

    def label(self, sentences: Sequence[Sentence]) -> list[list[TokenSpan]]:
        """The spans of each sentence; all sentences of an article are there, one after another."""
        lengths = [len(sentence.words) for sentence in sentences]
        crf, *further = self._passes
        table, *tables = self._emissions.sum([sentence.words for sentence in sentences])
        numbers = viterbi(crf, table, lengths)
        for crf, table in zip(further, tables, strict=True):
            table += self._context(crf, sentences, [crf.labels[number] for number in numbers])
            numbers = viterbi(crf, table, lengths)
        sure = marginals(crf, table, lengths)[np.arange(len(numbers)), numbers]
        found, row = [], 0
        for sentence, length in zip(sentences, lengths, strict=True):
            labels = [crf.labels[number] for number in numbers[row : row + length]]
            found.append([_span(sentence, span, sure[row : row + length]) for span in read_spans(labels)])
            row += length
        return found

    def _context(self, crf: CrfWeights, sentences: Sequence[Sentence], labels: Sequence[str]) -> Floats:
        """What the first pass, whose labels stand one after another, adds to each word."""
        given = iter(labels)
        vectors: list[list[Floats]] = []
        nothing = [np.zeros((len(OFFSETS), len(crf.labels)))] * REACH
        for _, group in groupby(sentences, key=lambda sentence: sentence.article):
            words = [sentence.words for sentence in group]
            rows = context_features(self._emissions.forms(words), [[next(given) for _ in sentence] for sentence in words])
            vectors += [[*nothing, *(self._context_vector(crf, names) for names in row), *nothing] for row in rows]
        return gather(vectors, crf)

    def _context_vector(self, crf: CrfWeights, names: tuple[str, ...]) -> Floats:
        """What context features weigh; there are few sets of them."""
        known = self._contexts.get(names)
        if known is None:
            known = self._contexts[names] = crf.sum_features(names)
        return known


def _span(sentence: Sentence, span: tuple[int, int, str], sure: Floats) -> TokenSpan:
    """The span as the engine reports it; `sure` holds the probability of each word's label."""
    first, last, kind = span
    score = min(1.0, round(float(sure[first:last].mean()), 4))
    return TokenSpan(sentence.paragraph, sentence.first + first, sentence.first + last, kind, score)


def _batches(articles: Sequence[ArticleText]) -> Iterator[list[Sentence]]:
    """The sentences of whole articles, enough at a time to be worth an array operation."""
    batch: list[Sentence] = []
    for number, article in enumerate(articles):
        batch.extend(_sentences(number, article))
        if len(batch) >= _SENTENCES_AT_ONCE or number == len(articles) - 1:
            yield batch
            batch = []


def _sentences(number: int, article: ArticleText) -> Iterator[Sentence]:
    for paragraph, tokens in enumerate(article.paragraphs):
        for first, last in split_sentences(tokens):
            yield Sentence(number, paragraph, first, tuple(token.text for token in tokens[first:last]))


@lru_cache(maxsize=1)
def load_engine() -> CrfEngine:
    """The engine with the packaged weights, one copy per process."""
    folder = resources.files("transforms").joinpath("resources", "entities")
    passes = []
    for name in WEIGHT_FILES:
        with folder.joinpath(name).open("rb") as file:
            passes.append(weights.load(file))
    return CrfEngine(passes, load_lexicon())
