"""A labelled corpus in the pipeline's own tokens, and strict entity scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transforms.text.entities.crf import read_spans
from transforms.text.entities.engine import TokenSpan
from transforms.text.entities.tokens import tokenize_arabic

_KINDS = {"PERS": "PER"}
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence of the corpus.

    Attributes:
        words: In the pipeline's tokens.
        labels: `O`, `B-PER`, ... one per word.
        origin: For each word the number of the corpus token that it is part of.
        gold: The entities, counted in corpus tokens.
    """

    words: list[str]
    labels: list[str]
    origin: list[int]
    gold: frozenset[Span]


def read_corpus(path: Path) -> list[LabelledSentence]:
    """The sentences of a file of `token TAG` lines with a blank line after each sentence."""
    return [_sentence(lines) for lines in _blocks(path)]


def _blocks(path: Path) -> Iterator[list[tuple[str, str]]]:
    lines: list[tuple[str, str]] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        parts = line.split()
        if len(parts) > 1:
            prefix, _, kind = parts[-1].partition("-")
            lines.append((parts[0], f"{prefix}-{_KINDS.get(kind, kind)}" if kind else "O"))
        elif lines:
            yield lines
            lines = []


def _sentence(lines: Sequence[tuple[str, str]]) -> LabelledSentence:
    words: list[str] = []
    labels: list[str] = []
    origin: list[int] = []
    gold = frozenset(read_spans([label for _, label in lines]))
    starts = {first for first, _, _ in gold}
    kinds = {at: kind for first, last, kind in gold for at in range(first, last)}
    for number, (token, _) in enumerate(lines):
        inner = number not in starts
        for part in tokenize_arabic(token):
            kind = kinds.get(number)
            if kind and not any(letter.isalnum() for letter in part.text) and len(token) > 1:
                kind = kind if inner and _goes_on(kinds, number, starts) else None
            words.append(part.text)
            origin.append(number)
            labels.append("O" if not kind else f"{'I' if inner else 'B'}-{kind}")
            inner = inner or bool(kind)
    return LabelledSentence(words, labels, origin, gold)


def _goes_on(kinds: dict[int, str], number: int, starts: set[int]) -> bool:
    """Whether the entity at `number` has a further token: then a mark inside is part of the name, else it is glued on."""
    return number + 1 in kinds and number + 1 not in starts


def labels_of(spans: Sequence[TokenSpan], length: int) -> list[str]:
    """One label per word."""
    labels = ["O"] * length
    for span in spans:
        labels[span.first : span.last] = [f"B-{span.label}"] + [f"I-{span.label}"] * (span.last - span.first - 1)
    return labels


def spans_of(sentence: LabelledSentence, labels: Sequence[str]) -> frozenset[Span]:
    """Entities counted in corpus tokens."""
    return frozenset((sentence.origin[first], sentence.origin[last - 1] + 1, kind) for first, last, kind in read_spans(labels))


def score_spans(found: Sequence[frozenset[Span]], gold: Sequence[frozenset[Span]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 in percent of exact spans with the right label, by label and over all (`micro`)."""
    scores = {}
    for label in ("PER", "LOC", "ORG", "MISC", "micro"):
        hits = made = wanted = 0
        for ours, theirs in zip(found, gold, strict=True):
            ours, theirs = (frozenset(span for span in spans if label in (span[2], "micro")) for spans in (ours, theirs))
            hits, made, wanted = hits + len(ours & theirs), made + len(ours), wanted + len(theirs)
        precision, recall = hits / max(made, 1), hits / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        scores[label] = {"precision": round(100 * precision, 2), "recall": round(100 * recall, 2), "f1": round(100 * f1, 2), "gold": wanted}
    return scores
