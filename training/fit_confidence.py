"""Fit how sure the language detector may be of its answers.

    python training/fit_confidence.py --data DIR --collected DIR --out transforms/resources/language_confidence.json

Two logistic models on the features of `transforms.text.language.judge`, whose product is the score: that the best language is right if the
text is in a language that has a profile, and that it is in one. The same inputs give the same bytes. The first is fitted on text whose
licence allows it: KurdishLID and Azerbaijani Wikipedia, a third of which the profiles have not seen, sentences of entity corpora, and
news in Arabic and Turkish. The second holds what is right there, and in messages of a program in 44 languages, against the same texts and
those of strangers as a model sees them that lacks their language. The evaluation sets have no part in either.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from build_profiles import RECIPES, raw_lines, training_lines
from confidence_texts import HELD_OUT, Rows, Source, cut, known_texts, message_texts, seen, spread, stranger_pieces
from numpy.typing import NDArray
from relatives import relative_texts

from transforms.text.language.judge import FEATURES, log_prior, rank
from transforms.text.language.measure import measure
from transforms.text.language.model import LanguageModel, build_model
from transforms.text.language.profiles import (
    CLDR_CODES,
    RELATIVE,
    STRANGER,
    Profile,
    build_profile,
    profile_files,
    read_profile,
    stranger_files,
)

UNKNOWN_SHARE = 0.01
"""Of texts, those in a language without a profile, as the score assumes."""
THRESHOLD = 0.2
"""Low: what is named wrongly shows in its score, and hardly one news sentence in a thousand is `und`. From 0.5 on short text loses F1."""
KNOWN_THRESHOLD = 0.92
"""As high as news sentences allow: two in a thousand are below it, and at 0.93 the F1 of `cross_sent` is."""
MISLABELLED_ROWS, MISLABELLED_NATS = 60, 15.0
"""A text this long that is in another language by so much is, whatever its label: five lines of a hundred in KurdishLID's Sorani
are Kurmanji in Arabic letters."""
_OF_RELATIVE = 40

Texts = Mapping[Source, Rows]
Floats = NDArray[np.float64]
Observed = tuple[Floats, Floats]


def main() -> None:
    """Write the calibration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds lid/, ner/ and news/")
    parser.add_argument("--collected", type=Path, required=True, help="folder that collect_strangers.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    arguments = parser.parse_args()
    profiles = held_out_profiles(arguments.data)
    model = build_model(profiles)
    texts = {source: list(cut(labelled_well(rows, model))) for source, rows in known_texts(arguments.data).items()}
    sources = {source: observe(rows, model) for source, rows in texts.items()}
    messages = message_texts(arguments.collected)
    more = told({source: observe(rows, model) for source, rows in messages.items()})
    strangers = strange_features({**texts, **messages}, arguments.collected, profiles)
    strangers["relatives", ""] = relative_features(arguments.data, model)
    content = {
        "provenance": "training/fit_confidence.py; KurdishLID, Azerbaijani Wikipedia, ANERcorp, wikigold, UNER EWT, ParsTwiNER, "
        "Turkish Wiki NER, ANTCorpus, CNN Türk of zemberek-nlp; CLDR's annotations; Django's messages",
        "threshold": THRESHOLD,
        "known_threshold": KNOWN_THRESHOLD,
        "right": fit_right(sources),
        "known": fit_known({**sources, **more}, strangers),
    }
    arguments.out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for source, left_out in leave_one_out(sources, more, strangers):
        print(f"{'/'.join(source):<24} calibration error where it is left out {left_out:.4f}")


def fit_right(sources: Mapping[Source, Observed]) -> dict[str, object]:
    """The model that the best language is right; all languages weigh the same."""
    features, right = (np.concatenate([one[part] for one in sources.values()]) for part in (0, 1))
    return described(fit(features, right, even_weights(sources)), 0.0)


def fit_known(sources: Mapping[Source, Observed], strangers: Mapping[Source, Observed]) -> dict[str, object]:
    """The model that a text is in a language with a profile: what is right against as much in languages without, all weighing the same."""
    right = {
        source: (features[is_right == 1.0], is_right[is_right == 1.0]) for source, (features, is_right) in sources.items() if is_right.any()
    }
    weights, against = even_weights(right), even_weights(strangers)
    features = np.concatenate([one[0] for one in (*right.values(), *strangers.values())])
    known = np.concatenate([np.ones(len(weights)), np.zeros(len(against))])
    weights = np.concatenate([weights, against * (weights.sum() / against.sum())])
    return described(fit(features, known, weights), math.log((1.0 - UNKNOWN_SHARE) / UNKNOWN_SHARE))


def even_weights(sources: Mapping[Source, Observed]) -> Floats:
    """A weight for each text, so that each language weighs 1,000 and its sources the same."""
    of_language = Counter(lang for lang, _ in sources)
    return np.concatenate([np.full(len(right), 1000 / of_language[lang] / len(right)) for (lang, _), (_, right) in sources.items()])


def described(solution: Sequence[float], shift: float) -> dict[str, object]:
    """A model as the calibration file has it."""
    return {"intercept": float(f"{solution[0] + shift:.7g}"), "weights": dict(zip(FEATURES, solution[1:], strict=True))}


def strange_features(known: Texts, collected: Path, profiles: Sequence[Profile]) -> dict[Source, Observed]:
    """Features of each text as a model sees it that lacks the text's language, where two others share its script."""
    texts = {**known, **{(name.partition("-")[0], "stranger " + name): rows for name, rows in stranger_pieces(collected).items()}}
    found: dict[Source, Observed] = {}
    for lang in sorted({lang for lang, _ in texts}):
        scripts = {one.script for one in profiles if one.lang == CLDR_CODES.get(lang, lang)}
        rest = build_model([one for one in profiles if one.lang != CLDR_CODES.get(lang, lang) and one.script in scripts])
        found |= {source: observe(rows, rest) for source, rows in texts.items() if source[0] == lang}
    return told(found)


def told(sources: Mapping[Source, Observed]) -> dict[Source, Observed]:
    """The sources of which something is told: not those of a language that is alone in its script."""
    return {source: observed for source, observed in sources.items() if len(observed[0])}


def relative_features(data: Path, model: LanguageModel) -> Observed:
    """Features of relatives' text, unseen, that no relative's profile claims."""
    lines = [
        line for name, found in relative_texts(data).items() if name != "tr-Latin1" for line in spread(found[::HELD_OUT], _OF_RELATIVE)
    ]
    return observe(list(cut([("und", line) for line in lines])), model)


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


def held_out_profiles(data: Path) -> list[Profile]:
    """All profiles; our own and the relatives' have not seen a third of their text."""
    own = {recipe.lang: recipe for recipe in RECIPES}
    profiles = [read_profile(name, path.read_bytes()) for name, path in profile_files().items() if name not in own]
    for name, recipe in own.items():
        lines = list(training_lines(seen(raw_lines(data, recipe)), recipe.spellings))
        profiles.append(read_profile(name, build_profile(name, lines).encode()))
    relatives = {name: build_profile(name, seen(lines)) for name, lines in relative_texts(data).items()}
    profiles += [read_profile(name, text.encode(), RELATIVE) for name, text in relatives.items()]
    return [*profiles, *(read_profile(name, path.read_bytes(), STRANGER) for name, path in stranger_files().items())]


def observe(rows: Rows, model: LanguageModel) -> Observed:
    """Features and rightness of the texts that have candidates and are no relative's."""
    features, right = [], []
    for first, batch in measure([text for _, text in rows], model):
        for one in batch.measured:
            ranking = rank(one, log_prior(one.table, (), model.n_languages), math.inf)
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


def leave_one_out(
    sources: Mapping[Source, Observed], more: Mapping[Source, Observed], strangers: Mapping[Source, Observed]
) -> Iterator[tuple[Source, float]]:
    """For each source the mean distance between score and rightness, in ten bins, of a fit without it."""
    for source, (features, right) in sources.items():
        others = {other: observed for other, observed in sources.items() if other != source}
        known = fit_known({**others, **more}, {other: observed for other, observed in strangers.items() if other != source})
        scores = probability(fit_right(others), features) * probability(known, features)
        bins = np.minimum((scores * 10).astype(np.int64), 9)
        yield source, sum(abs((scores - right)[bins == number].sum()) for number in range(10)) / len(right)


def probability(model: Mapping[str, Any], features: Floats) -> Floats:
    """What a model gives each text."""
    logits = model["intercept"] + features @ np.array(list(model["weights"].values()))
    found: Floats = 1.0 / (1.0 + np.exp(-logits))
    return found


if __name__ == "__main__":
    main()
