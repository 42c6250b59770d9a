"""The texts that the confidence of the language detector is fitted on, by language and source."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from build_profiles import RECIPES, raw_lines, training_lines
from relatives import corpus_sentences, stranger_texts

ENTITY_CORPORA = {
    "ar": "ner/ar/anercorp-camel/train.txt",
    "en": "ner/en/wikigold/wikigold.conll.txt",
    "fa": "ner/fa/parstwiner/train.txt",
    "tr": "ner/tr/turkish-wiki-ner/train.conll",
}
"""A word and its tag a line, a blank line between sentences."""
TAGGED_CORPUS = "ner/en/uner-ewt/dev.iob2"
"""Sentences stand in comments."""
NEWS = {"ar": "news/ar/antcorpus/txt/*.txt", "tr": "news/tr/cnnturk10k/*.txt"}
HELD_OUT = 3
"""Of so many lines one is not in the profiles."""
_LINES, _JOINED, _PIECES = 400, 4, 400
_CUTS = ((10, 30), (30, 70))
_LENGTHS = ((10, 30), (30, 70), (70, 140), (140, 300))
"""A headline's words, a headline, a short and a long sentence: as many pieces of each."""

Rows = list[tuple[str, str]]
Source = tuple[str, str]


def known_texts(data: Path) -> dict[Source, Rows]:
    """Sentences, and some of them in a row as a paragraph, by language and source."""
    texts = {(recipe.lang, "profile"): list(training_lines(raw_lines(data, recipe)[::HELD_OUT], ())) for recipe in RECIPES}
    texts |= {(lang, "entities"): corpus_sentences(data / file) for lang, file in ENTITY_CORPORA.items()}
    texts["en", "tagged"] = [line[8:] for line in (data / TAGGED_CORPUS).read_text("utf-8").splitlines() if line.startswith("# text = ")]
    for lang, files in NEWS.items():
        lines = [line.strip() for path in sorted(data.glob(files)) for line in path.read_text("utf-8").splitlines()]
        texts[lang, "news"] = [line for line in lines if line]
    return {source: [(source[0], text) for text in with_paragraphs(spread(lines, _LINES))] for source, lines in texts.items()}


def message_texts(collected: Path) -> dict[Source, Rows]:
    """Pieces of the messages of a program in each language with a profile."""
    files = sorted((collected / "messages").glob("*.txt"))
    return {(path.stem, "messages"): pieces(path.stem, path.read_text(encoding="utf-8").splitlines()) for path in files}


def stranger_pieces(collected: Path) -> Mapping[str, Rows]:
    """Pieces of the text of each stranger."""
    return {name: pieces(name, lines) for name, lines in stranger_texts(collected).items()}


def pieces(name: str, lines: Sequence[str]) -> Rows:
    """So many pieces of `_LENGTHS`, from lines one after another; the same lines give the same ones."""
    chance = random.Random(name)
    found = []
    for number in range(_PIECES):
        length = chance.randint(*_LENGTHS[number % len(_LENGTHS)])
        at = chance.randrange(len(lines))
        text = lines[at]
        while len(text) < length:
            at = (at + 1) % len(lines)
            text += " " + lines[at]
        start = text.find(" ", chance.randrange(len(text) - length + 1)) + 1 if len(text) > length else 0
        found.append((name, text[start : start + length]))
    return found


def seen(lines: Sequence[str]) -> list[str]:
    """All lines but those held out."""
    return [line for number, line in enumerate(lines) if number % HELD_OUT]


def spread(lines: Sequence[str], count: int) -> list[str]:
    """So many lines, evenly over the whole."""
    return list(lines[:: max(1, len(lines) // count)][:count])


def with_paragraphs(lines: Sequence[str]) -> list[str]:
    """The lines, and every four of them as one text."""
    return [*lines, *(" ".join(lines[at : at + _JOINED]) for at in range(0, len(lines), _JOINED))]


def cut(rows: Rows) -> Iterator[tuple[str, str]]:
    """Each text, and pieces of it as long as headlines and captions are."""
    chance = random.Random(0)
    for lang, text in rows:
        yield lang, text
        words = text.split()
        for low, high in _CUTS:
            piece = " ".join(words[chance.randrange(len(words)) :])[: chance.randint(low, high)].strip()
            if len(piece) >= low:
                yield lang, piece
