"""Fit how sure the language detector may be of its answers.

    python training/fit_confidence.py --data DIR --out transforms/resources/language_confidence.json

Two logistic models on the features of `transforms.text.language.judge`, whose product is the score: that the best language is right if the
text is in a language that has a profile, and that it is in one. The same inputs give the same bytes. The first is fitted on text whose
licence allows it: KurdishLID and Azerbaijani Wikipedia, a third of which the profiles have not seen, sentences of entity corpora, and
news in Arabic and Turkish. The second holds what is right there against text drawn from each profile, as seen by a model without it. The
evaluation sets have no part in either.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from build_profiles import RECIPES, raw_lines, training_lines
from drawn_text import draw_texts
from numpy.typing import NDArray
from relatives import relative_texts

from transforms.text.language.judge import FEATURES, log_prior, rank
from transforms.text.language.measure import measure
from transforms.text.language.model import LanguageModel, build_model
from transforms.text.language.profiles import Profile, build_profile, profile_files, read_profile, relative_files

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
UNKNOWN_SHARE = 0.01
"""Of texts, those in a language without a profile, as the score assumes."""
THRESHOLD = 0.2
"""Low: what is named wrongly shows in its score, and hardly one news sentence in a thousand is `und`. From 0.5 on short text loses F1."""
MISLABELLED_ROWS, MISLABELLED_NATS = 60, 15.0
"""A text this long that is in another language by so much is, whatever its label: five lines of a hundred in KurdishLID's Sorani
are Kurmanji in Arabic letters."""
_HELD_OUT, _LINES, _JOINED, _DRAWN, _OF_RELATIVE = 3, 400, 4, 240, 40
_CUTS = ((10, 30), (30, 70))

Rows = list[tuple[str, str]]
Source = tuple[str, str]
Floats = NDArray[np.float64]
Observed = tuple[Floats, Floats]


def main() -> None:
    """Write the calibration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds lid/, ner/ and news/")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    arguments = parser.parse_args()
    model = held_out_model(arguments.data)
    sources = known_features(arguments.data, model)
    strangers = np.concatenate([drawn_features(), relative_features(arguments.data, model)])
    content = {
        "provenance": "training/fit_confidence.py; KurdishLID, Azerbaijani Wikipedia, ANERcorp, wikigold, UNER EWT, ParsTwiNER, "
        "Turkish Wiki NER, ANTCorpus, CNN Türk of zemberek-nlp; langdetect's profiles",
        "threshold": THRESHOLD,
        "right": fit_right(sources),
        "known": fit_known(sources, strangers),
    }
    arguments.out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for source, left_out in leave_one_out(sources, strangers):
        print(f"{'/'.join(source):<24} calibration error where it is left out {left_out:.4f}")


def fit_right(sources: Mapping[Source, Observed]) -> dict[str, object]:
    """The model that the best language is right; all languages weigh the same."""
    features, right = (np.concatenate([one[part] for one in sources.values()]) for part in (0, 1))
    return described(fit(features, right, even_weights(sources)), 0.0)


def fit_known(sources: Mapping[Source, Observed], strangers: Floats) -> dict[str, object]:
    """The model that a text is in a language with a profile: fitted on as much of both, then told how much there is."""
    features, known = (
        np.concatenate([*(one[0] for one in sources.values()), strangers]),
        np.concatenate([one[1] for one in sources.values()]),
    )
    weights = even_weights(sources)
    weights = np.concatenate([weights, np.full(len(strangers), weights.sum() / len(strangers))])
    known = np.concatenate([known, np.zeros(len(strangers))])
    return described(fit(features, known, weights), math.log((1.0 - UNKNOWN_SHARE) / UNKNOWN_SHARE))


def even_weights(sources: Mapping[Source, Observed]) -> Floats:
    """A weight for each text, so that each language weighs 1,000 and its sources the same."""
    of_language = Counter(lang for lang, _ in sources)
    return np.concatenate([np.full(len(right), 1000 / of_language[lang] / len(right)) for (lang, _), (_, right) in sources.items()])


def described(solution: Sequence[float], shift: float) -> dict[str, object]:
    """A model as the calibration file has it."""
    return {"intercept": float(f"{solution[0] + shift:.7g}"), "weights": dict(zip(FEATURES, solution[1:], strict=True))}


def known_features(data: Path, model: LanguageModel) -> dict[Source, Observed]:
    """Features and rightness of texts of all lengths, by language and source."""
    return {source: observe(list(cut(labelled_well(rows, model))), model) for source, rows in known_texts(data).items()}


def drawn_features() -> Floats:
    """Features of text drawn from each profile, as a model of the script's other languages sees it."""
    profiles = [read_profile(name, path.read_bytes()) for name, path in profile_files().items()]
    relatives = [read_profile(name, path.read_bytes(), relative=True) for name, path in relative_files().items()]
    found = [features_of_drawn(one, [*profiles, *relatives]) for one in profiles]
    return np.concatenate([features for features in found if len(features)])


def features_of_drawn(stranger: Profile, profiles: Sequence[Profile]) -> Floats:
    """Features of text drawn from one profile; none where no two other languages share its script."""
    others = [one for one in profiles if one.script == stranger.script and one.lang != stranger.lang]
    if len(others) < 2:
        return np.empty((0, len(FEATURES)))
    return observe([(stranger.lang, text) for text in draw_texts(stranger, _DRAWN)], build_model(others))[0]


def relative_features(data: Path, model: LanguageModel) -> Floats:
    """Features of relatives' text, unseen, that no relative's profile claims."""
    lines = [line for found in relative_texts(data).values() for line in spread(found[::_HELD_OUT], _OF_RELATIVE)]
    return observe(list(cut([("und", line) for line in lines])), model)[0]


def known_texts(data: Path) -> dict[Source, Rows]:
    """Sentences, and some of them in a row as a paragraph, by language and source."""
    texts = {(recipe.lang, "profile"): list(training_lines(raw_lines(data, recipe)[::_HELD_OUT], ())) for recipe in RECIPES}
    texts |= {(lang, "entities"): corpus_sentences(data / file) for lang, file in ENTITY_CORPORA.items()}
    texts["en", "tagged"] = [line[8:] for line in (data / TAGGED_CORPUS).read_text("utf-8").splitlines() if line.startswith("# text = ")]
    for lang, files in NEWS.items():
        lines = [line.strip() for path in sorted(data.glob(files)) for line in path.read_text("utf-8").splitlines()]
        texts[lang, "news"] = [line for line in lines if line]
    return {source: [(source[0], text) for text in with_paragraphs(spread(lines, _LINES))] for source, lines in texts.items()}


def labelled_well(rows: Rows, model: LanguageModel) -> Rows:
    """The texts in a script that languages share, without those whose label cannot be right."""
    kept = []
    for first, batch in measure([text for _, text in rows], model):
        for one in batch.measured:
            ranking = rank(one, log_prior(one.table, (), model.n_languages))
            for place, number in enumerate(one.which.tolist()):
                label, values = rows[first + number][0], ranking.values[place]
                own = max((value for value, lang in zip(values, one.table.langs, strict=True) if lang == label), default=0.0)
                if one.sums[place, -1] < MISLABELLED_ROWS or values[ranking.best[place]] - own < MISLABELLED_NATS:
                    kept.append(rows[first + number])
    return kept


def held_out_model(data: Path) -> LanguageModel:
    """A model whose own profiles and relatives have not seen a third of their text."""
    own = {recipe.lang: recipe for recipe in RECIPES}
    profiles = [read_profile(name, path.read_bytes()) for name, path in profile_files().items() if name not in own]
    for name, recipe in own.items():
        lines = list(training_lines(seen(raw_lines(data, recipe)), recipe.spellings))
        profiles.append(read_profile(name, build_profile(name, lines).encode()))
    relatives = {name: build_profile(name, seen(lines)) for name, lines in relative_texts(data).items()}
    return build_model([*profiles, *(read_profile(name, text.encode(), relative=True) for name, text in relatives.items())])


def seen(lines: Sequence[str]) -> list[str]:
    """Two lines of three."""
    return [line for number, line in enumerate(lines) if number % _HELD_OUT]


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


def observe(rows: Rows, model: LanguageModel) -> Observed:
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


def leave_one_out(sources: Mapping[Source, Observed], strangers: Floats) -> Iterator[tuple[Source, float]]:
    """For each source the mean distance between score and rightness, in ten bins, of a fit without it."""
    for source, (features, right) in sources.items():
        others = {other: observed for other, observed in sources.items() if other != source}
        scores = probability(fit_right(others), features) * probability(fit_known(others, strangers), features)
        bins = np.minimum((scores * 10).astype(np.int64), 9)
        yield source, sum(abs((scores - right)[bins == number].sum()) for number in range(10)) / len(right)


def probability(model: Mapping[str, Any], features: Floats) -> Floats:
    """What a model gives each text."""
    logits = model["intercept"] + features @ np.array(list(model["weights"].values()))
    found: Floats = 1.0 / (1.0 + np.exp(-logits))
    return found


if __name__ == "__main__":
    main()
