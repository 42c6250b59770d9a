"""The default engine: linear-chain CRFs whose weights ship with the package, run in numpy over whole batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities import weights
from transforms.text.entities.context import Words, code_features, context_codes
from transforms.text.entities.decode import Floats, Steps, marginals, viterbi
from transforms.text.entities.emissions import REACH, Emissions, Rows
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.lexicon import Lexicon, load_lexicon
from transforms.text.entities.weights import OFFSETS, CrfWeights, Ints

LANGUAGES = ("ar", "tr", "fa", "en")
"""Languages that have weights."""
_SENTENCE_ENDS = frozenset(".!?؟…")
_LONGEST_SENTENCE = 256  # tokens; a longer run without a full stop is cut, which bounds memory and time
_TOKENS_AT_ONCE = 1 << 14  # enough to be worth an array operation; a call on 250 articles then takes 28 MB at its peak (tracemalloc)
Numbers = NDArray[np.int64]


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
    """Bounds of the sentences of a paragraph.

    After a full stop, question or exclamation mark, and at the latest after 256 tokens. A mark that touches what follows or stands after
    a single letter ends nothing: `U.S.`, `3.5`, `J. Smith`.
    """
    first = 0
    for at, token in enumerate(tokens, 1):
        if at == len(tokens) or at - first == _LONGEST_SENTENCE or (token.text in _SENTENCE_ENDS and _ends(tokens, at - 1)):
            yield first, at
            first = at


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether the mark at `at`, not the last token, ends a sentence."""
    initial = at > 0 and tokens[at - 1].end - tokens[at - 1].start == 1 and tokens[at - 1].text.isalpha()
    return tokens[at].end != tokens[at + 1].start and not (initial and tokens[at].text == ".")


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
    """Labels by linear-chain CRFs in one or more passes.

    A further pass also sees how the pass before labelled the same word elsewhere in the article. The score of a span is the mean posterior
    probability of its labels in the last pass.
    """

    name = "crf"

    def __init__(self, lang: str, crf: CrfWeights, lexicon: Lexicon, turns: Sequence[int] | None = None) -> None:
        self._crf = crf
        self._turns = tuple(turns if turns is not None else range(crf.n_passes))
        self._emissions = Emissions(lang, crf, lexicon)
        shape = (-1, crf.n_passes, len(OFFSETS), len(crf.labels))
        self._contexts = [crf.sum_features(keys).reshape(shape).transpose(1, 2, 0, 3) for keys in code_features(crf.labels)]

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The spans of each article."""
        found: list[list[TokenSpan]] = [[] for _ in articles]
        for sentences in _batches(articles):
            for sentence, spans in zip(sentences, self.label(sentences), strict=True):
                found[sentence.article].extend(spans)
        return tuple(tuple(spans) for spans in found)

    def label(self, sentences: Sequence[Sentence]) -> list[list[TokenSpan]]:
        """The spans of each sentence; all sentences of an article are there, one after another."""
        if not sentences:
            return []
        given, table = self.decode(sentences)
        return self._spans(sentences, given, table)

    def decode(self, sentences: Sequence[Sentence]) -> tuple[Numbers, Ints]:
        """The number of each word's label, the sentences one after another, and what each label weighed in the last pass."""
        rows = self._emissions.read([sentence.words for sentence in sentences])
        steps, size = Steps.of(rows.lengths), len(self._crf.labels)
        tables = self._emissions.sum(rows)
        words = Words(np.repeat([sentence.article for sentence in sentences], rows.lengths), *self._emissions.forms(rows))
        given: Numbers = np.zeros(0, np.int64)
        for turn, number in enumerate(self._turns):
            table = tables[:, number * size : (number + 1) * size]
            if turn:
                table = table + self._context(number, rows, context_codes(words, given, size))
            given = viterbi(self._crf, number, table, steps)
        return given, table

    def _context(self, turn: int, rows: Rows, codes: Numbers) -> Ints:
        """What the pass before, read as `codes`, adds to each word."""
        total = np.zeros((len(codes), len(self._crf.labels)), np.int32)
        padded = np.zeros(len(rows.padded), np.int64)
        for group, column in zip(self._contexts, codes.T, strict=True):
            padded[rows.at] = column
            for slot, offset in enumerate(OFFSETS):
                if abs(offset) < REACH:
                    total += group[turn, slot][padded[rows.at + offset]]
        return total

    def _spans(self, sentences: Sequence[Sentence], given: Numbers, table: Ints) -> list[list[TokenSpan]]:
        """The spans that labels say, with their scores; only sentences with names are scored."""
        lengths = [len(sentence.words) for sentence in sentences]
        found: list[list[TokenSpan]] = [[] for _ in sentences]
        owner = np.repeat(np.arange(len(lengths)), lengths)
        kept = np.unique(owner[given > 0])
        inside = np.isin(owner, kept)
        named, sizes = given[inside], [lengths[number] for number in kept.tolist()]
        sure = marginals(self._crf, self._turns[-1], table[inside], Steps.of(sizes))[np.arange(len(named)), named]
        row = 0
        for number, size in zip(kept.tolist(), sizes, strict=True):
            labels = [self._crf.labels[label] for label in named[row : row + size].tolist()]
            found[number] = [_span(sentences[number], span, sure[row : row + size]) for span in read_spans(labels)]
            row += size
        return found


def _span(sentence: Sentence, span: tuple[int, int, str], sure: Floats) -> TokenSpan:
    """The span as the engine reports it; `sure` holds the probability of each word's label."""
    first, last, kind = span
    score = min(1.0, round(float(sum(sure[first:last].tolist())) / (last - first), 4))
    return TokenSpan(sentence.paragraph, sentence.first + first, sentence.first + last, kind, score)


def _batches(articles: Sequence[ArticleText]) -> Iterator[list[Sentence]]:
    """The sentences of whole articles, enough at a time to be worth an array operation; a longer article by itself, in parts.

    So memory is bounded, and what is found in an article does not depend on those beside it.
    """
    batch: list[Sentence] = []
    tokens = 0
    for number, article in enumerate(articles):
        size = sum(map(len, article.paragraphs))
        if size > _TOKENS_AT_ONCE:
            yield from _parts(_sentences(number, article))
            continue
        batch.extend(_sentences(number, article))
        tokens += size
        if tokens >= _TOKENS_AT_ONCE:
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def _parts(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    part: list[Sentence] = []
    tokens = 0
    for sentence in sentences:
        if part and tokens + len(sentence.words) > _TOKENS_AT_ONCE:
            yield part
            part, tokens = [], 0
        part.append(sentence)
        tokens += len(sentence.words)
    if part:
        yield part


def _sentences(number: int, article: ArticleText) -> Iterator[Sentence]:
    for paragraph, tokens in enumerate(article.paragraphs):
        words = [token.text for token in tokens]
        for first, last in split_sentences(tokens):
            yield Sentence(number, paragraph, first, tuple(words[first:last]))


@cache  # one for each language
def load_engine(lang: str = "ar") -> CrfEngine:
    """The engine with the packaged weights, one copy per process and language."""
    with resources.files("transforms").joinpath("resources", "entities", f"crf_{lang}.npz").open("rb") as file:
        return CrfEngine(lang, weights.load(file), load_lexicon(lang))
