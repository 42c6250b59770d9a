"""Fit how sure the language detector may be of its answers.

    python training/fit_confidence.py --data DIR --out transforms/resources/language_confidence.json

A logistic model of "the best language is right" on the features of `transforms.text.language.judge`. The same inputs give the same bytes.
Right answers come from text whose licence allows it: KurdishLID and Azerbaijani Wikipedia, a third of which the profiles have not seen,
and the sentences of entity corpora in Arabic, Turkish, Persian and English. Wrong ones come from relatives, and from the same texts as
models see them that lack the profile of their language. The evaluation sets have no part in it.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from build_profiles import RECIPES, raw_lines, training_lines
from numpy.typing import NDArray
from relatives import relative_texts

from transforms.text.language.judge import FEATURES, log_prior, rank
from transforms.text.language.measure import measure
from transforms.text.language.model import LanguageModel, build_model
from transforms.text.language.profiles import build_profile, profile_files, read_profile

CORPORA = {
    "ar": "ner/ar/anercorp-camel/train.txt",
    "en": "ner/en/wikigold/wikigold.conll.txt",
    "fa": "ner/fa/parstwiner/train.txt",
    "tr": "ner/tr/turkish-wiki-ner/train.conll",
}
"""Entity corpora: a word and its tag a line, a blank line between sentences."""
UNKNOWN_SHARE = 0.03
"""Of the weight of all texts, what those in relatives and unknown languages have."""
THRESHOLD = 0.2
"""F1 on sentences and short texts falls from 0.50 on, and little is gained below."""
_HELD_OUT, _LINES, _JOINED = 3, 400, 4
_CUTS = ((10, 30), (30, 70))

Rows = list[tuple[str, str]]
Floats = NDArray[np.float64]


def main() -> None:
    """Write the calibration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds lid/ and ner/")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    arguments = parser.parse_args()
    known = [row for rows in known_texts(arguments.data).values() for row in rows]
    unknown = [("und", line) for lines in relative_texts(arguments.data).values() for line in spread(lines[::_HELD_OUT], 40)]
    model = held_out_model(arguments.data, without="")
    sides = [observe(list(cut(known)), model), observe(list(cut(unknown)), model)]
    for lang, rows in known_texts(arguments.data).items():
        sides.append(observe(list(cut(rows[::5])), held_out_model(arguments.data, without=lang)))
    n_known, n_other = len(sides[0][1]), sum(len(right) for _, right in sides[1:])
    weights = np.repeat([1.0, UNKNOWN_SHARE / (1 - UNKNOWN_SHARE) * n_known / n_other], [n_known, n_other])
    solution = fit(np.concatenate([side[0] for side in sides]), np.concatenate([side[1] for side in sides]), weights)
    content = {
        "provenance": "training/fit_confidence.py; KurdishLID, Azerbaijani Wikipedia, ANERcorp, wikigold, ParsTwiNER, Turkish Wiki NER",
        "threshold": THRESHOLD,
        "intercept": solution[0],
        "weights": dict(zip(FEATURES, solution[1:], strict=True)),
    }
    arguments.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{n_known} texts in known languages, {n_other} in others")


def held_out_model(data: Path, *, without: str) -> LanguageModel:
    """A model whose own profiles and relatives have not seen a third of their text, and that lacks a language."""
    own = {recipe.lang: recipe for recipe in RECIPES}
    profiles = []
    for name, path in profile_files().items():
        if name in own:
            lines = list(training_lines(seen(raw_lines(data, own[name])), own[name].spellings))
            profiles.append(read_profile(name, build_profile(name, lines).encode()))
        elif name != without:
            profiles.append(read_profile(name, path.read_bytes()))
    relatives = {name: build_profile(name, seen(lines)) for name, lines in relative_texts(data).items()}
    profiles += [read_profile(name, text.encode(), relative=True) for name, text in relatives.items()]
    return build_model([profile for profile in profiles if profile.lang != without])


def seen(lines: Sequence[str]) -> list[str]:
    """Two lines of three."""
    return [line for number, line in enumerate(lines) if number % _HELD_OUT]


def known_texts(data: Path) -> dict[str, Rows]:
    """Sentences, and some of them in a row as a paragraph, by language."""
    texts = {recipe.lang: list(training_lines(raw_lines(data, recipe)[::_HELD_OUT], ())) for recipe in RECIPES}
    texts |= {lang: corpus_sentences(data / file) for lang, file in CORPORA.items()}
    return {lang: [(lang, text) for text in with_paragraphs(spread(lines, _LINES))] for lang, lines in texts.items()}


def corpus_sentences(path: Path) -> list[str]:
    """The sentences of an entity corpus, words joined by a space."""
    sentences: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            sentences[-1].append(line.split()[0])
        elif sentences[-1]:
            sentences.append([])
    return [" ".join(words) for words in sentences if len(words) > 3]


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


def observe(rows: Rows, model: LanguageModel) -> tuple[Floats, Floats]:
    """Features and rightness of the texts that have candidates and are no relative's."""
    features, right = [], []
    for first, batch in measure([text for _, text in rows], model):
        for one in batch.measured:
            ranking = rank(one, log_prior(one.table, (), model.n_languages))
            for place, number in enumerate(one.which.tolist()):
                if not ranking.foreign[place]:
                    features.append(ranking.features[:, place])
                    right.append(one.table.langs[ranking.best[place]] == rows[first + number][0])
    return np.array(features), np.array(right, dtype=np.float64)


def fit(features: Floats, right: Floats, weights: Floats) -> list[float]:
    """Intercept and weights of the likeliest logistic model, to seven digits, by Newton's method with a small penalty."""
    mean, spread = features.mean(axis=0), features.std(axis=0)
    inputs = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    penalty = np.diag([0.0, *[1.0] * features.shape[1]])
    solution = np.zeros(inputs.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-inputs @ solution))
        slope = inputs.T @ (weights * (right - p)) - penalty @ solution
        bend = (inputs * (weights * p * (1.0 - p))[:, None]).T @ inputs + penalty
        solution = solution + np.linalg.solve(bend, slope)
    scaled: Sequence[float] = (solution[1:] / spread).tolist()
    return [float(f"{value:.7g}") for value in (solution[0] - float(np.dot(scaled, mean)), *scaled)]


if __name__ == "__main__":
    main()
