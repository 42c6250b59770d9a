"""The engine of those who have camel-tools' data: its BERT token classifier, for Arabic.

camel-tools' own `NERecognizer.predict` pads every sentence to 256 pieces and loses the label of a word that its tokenizer makes
nothing of (a stray diacritic, a bidirectional mark), so that every later label of the sentence stands at the wrong word. Here sentences
are padded to the longest beside them and every word has a label; else the answers are the same. PyTorch is imported with the model.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from transforms.text.entities.crf import read_spans, split_sentences
from transforms.text.entities.engine import ArticleText, TokenSpan

INSTALL = "camel_data -i ner-arabert"
_COMPONENT = "NamedEntityRecognition"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_LONGEST_SEGMENT = 254  # pieces between the marks of start and end: `NERecognizer.predict` cuts there
_SEGMENTS_AT_ONCE = 32
_LABELS = {"PERS": "PER"}  # where camel-tools' name of a kind is not ours

Label = tuple[str, float]
"""A BIO label with its probability."""


class CamelDataError(Exception):
    """camel-tools' data for named entities is not there or cannot be used; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words of a sentence that the model reads at once: the number of each in its sentence, and its pieces."""

    words: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return sum(map(len, self.pieces))


def find_model() -> Path:
    """The folder of camel-tools' default model for named entities; nothing is imported or downloaded.

    The data lies where the environment variable `CAMELTOOLS_DATA` says, else in `~/.camel_tools`.

    Raises:
        CamelDataError: The catalogue or a file of the model is missing.
    """
    folder = Path(os.environ.get("CAMELTOOLS_DATA") or Path.home() / ".camel_tools").expanduser().absolute()
    catalogue = folder / "catalogue.json"
    try:
        component = json.loads(catalogue.read_text("utf-8"))["components"][_COMPONENT]
        model = folder / "data" / str(component["datasets"][component["default"]]["path"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _missing(catalogue) from None
    for name in ("config.json", "vocab.txt"):
        if not (model / name).is_file():
            raise _missing(model / name)
    if not any((model / name).is_file() for name in _WEIGHTS):
        raise _missing(model / _WEIGHTS[-1])
    return model


def _missing(path: Path) -> CamelDataError:
    return CamelDataError(
        f"camel-tools' model for named entities is not installed: {path} is missing or damaged; install it with `{INSTALL}`, "
        "or name the folder it is in with CAMELTOOLS_DATA, or use the engine crf"
    )


class CamelEngine:
    """Labels by a BERT token classifier.

    The sentences of an article are read together, those of two articles never: the last digit of a probability depends on what is
    multiplied beside it. The score of a span is the mean probability of its labels.
    """

    name = "camel"

    def __init__(self, recognizer: Any) -> None:
        """Takes a `camel_tools.ner.NERecognizer`."""
        self._model = recognizer.model.eval()
        self._tokenizer = recognizer.tokenizer
        self._names: dict[int, str] = recognizer.labels_map
        self._pieces = lru_cache(maxsize=1 << 16)(self._cut)

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The spans of each article."""
        return tuple(tuple(self._find_one(article)) for article in articles)

    def _find_one(self, article: ArticleText) -> Iterator[TokenSpan]:
        bounds = [
            (paragraph, first, last) for paragraph, tokens in enumerate(article.paragraphs) for first, last in split_sentences(tokens)
        ]
        labels = self.label([[token.text for token in article.paragraphs[number][first:last]] for number, first, last in bounds])
        for (paragraph, start, _), row in zip(bounds, labels, strict=True):
            for first, last, kind in read_spans([name for name, _ in row]):
                sure = sum(probability for _, probability in row[first:last]) / (last - first)
                yield TokenSpan(paragraph, start + first, start + last, _LABELS.get(kind, kind), min(1.0, round(sure, 4)))

    def label(self, sentences: Sequence[Sequence[str]]) -> list[list[Label]]:
        """The label of each word of each sentence.

        A word without pieces continues the name it stands in and is else `O`, surely.
        """
        labels: list[list[Label | None]] = [[None] * len(words) for words in sentences]
        segments = [(number, segment) for number, words in enumerate(sentences) for segment in self._segments(words)]
        segments.sort(key=lambda pair: len(pair[1]))
        for at in range(0, len(segments), _SEGMENTS_AT_ONCE):
            batch = segments[at : at + _SEGMENTS_AT_ONCE]
            for (number, segment), found in zip(batch, self._read([segment for _, segment in batch]), strict=True):
                for word, label in zip(segment.words, found, strict=True):
                    labels[number][word] = label
        return [_filled(row) for row in labels]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces; more than a segment holds are cut, since only the first decides."""
        numbers: list[int] = self._tokenizer.convert_tokens_to_ids(self._tokenizer.tokenize(word))
        return tuple(numbers[:_LONGEST_SEGMENT])

    def _segments(self, words: Sequence[str]) -> Iterator[_Segment]:
        """The words of a sentence that have pieces, cut before the word that would be too much."""
        held: list[tuple[int, tuple[int, ...]]] = []
        size = 0
        for number, word in enumerate(words):
            pieces = self._pieces(word)
            if pieces and held and size + len(pieces) > _LONGEST_SEGMENT:
                yield _segment(held)
                held, size = [], 0
            if pieces:
                held.append((number, pieces))
                size += len(pieces)
        if held:
            yield _segment(held)

    def _read(self, segments: Sequence[_Segment]) -> Iterator[list[Label]]:
        """The label of each word of each segment, by its first piece."""
        import torch

        width = max(map(len, segments)) + 2
        ids = torch.full((len(segments), width), self._tokenizer.pad_token_id)
        mask = torch.zeros_like(ids)
        for row, segment in enumerate(segments):
            numbers = [self._tokenizer.cls_token_id, *(n for word in segment.pieces for n in word), self._tokenizer.sep_token_id]
            ids[row, : len(numbers)] = torch.tensor(numbers)
            mask[row, : len(numbers)] = 1
        with torch.inference_mode():
            logits = self._model(input_ids=ids, attention_mask=mask, token_type_ids=torch.zeros_like(ids))[0]
        best, sure = logits.argmax(2).tolist(), logits.softmax(2).max(2).values.tolist()
        for row, segment in enumerate(segments):
            yield [(self._names[best[row][at]], sure[row][at]) for at in _first_pieces(segment)]


def _segment(held: Sequence[tuple[int, tuple[int, ...]]]) -> _Segment:
    return _Segment(tuple(number for number, _ in held), tuple(pieces for _, pieces in held))


def _first_pieces(segment: _Segment) -> Iterator[int]:
    """Where each word begins; the mark of the start stands before the first."""
    at = 1
    for pieces in segment.pieces:
        yield at
        at += len(pieces)


def _filled(labels: Sequence[Label | None]) -> list[Label]:
    """Labels also where the model saw nothing."""
    onward, coming = "O", []
    for label in reversed(labels):
        onward = label[0] if label else onward
        coming.append(onward)
    filled: list[Label] = []
    for label, after in zip(labels, reversed(coming), strict=True):
        inside = bool(filled) and after.startswith("I-") and filled[-1][0][2:] == after[2:]
        filled.append(label or (after if inside else "O", 1.0))
    return filled


@lru_cache(maxsize=1)
def load_engine() -> CamelEngine:
    """The engine with the model that is installed, one copy per process; nothing is downloaded.

    PyTorch keeps to one thread in this process: a run uses many cores by many workers, and the last digit of a sum depends on its threads.

    Raises:
        CamelDataError: The model is not installed or cannot be loaded.
    """
    folder = find_model()  # first: without a catalogue the next import would try to download it
    import torch
    from camel_tools.ner import NERecognizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    torch.set_num_threads(1)
    try:
        return CamelEngine(NERecognizer(str(folder), use_gpu=False))
    except (OSError, ValueError, RuntimeError) as error:
        raise CamelDataError(f"{folder}: cannot be loaded ({error}); install it again with `{INSTALL} -f`") from error
