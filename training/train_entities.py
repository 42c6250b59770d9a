"""Weights of the default entity engine.

    python training/train_entities.py --data DIR --out transforms/resources/entities [--lang ar]
    python training/train_entities.py --data DIR --check --lang ar

The first form trains on all that is allowed and writes the weights of each language. `--check` trains without the development data, prints
the scores on it as JSON; with `--out` it keeps the weights that they are of. Run `build_gazetteers.py` and `build_clusters.py` first: their
files are features.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pycrfsuite
from entity_corpus import ARTICLE, LabelledSentence, as_articles, score_spans, spans_by_sentence
from entity_rows import Reader, Rows, with_context, word_rows
from entity_sets import LICENCES, SETS, read_sets

from transforms.text.entities.crf import CrfEngine, Sentence
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.weights import CrfWeights, pack, save

# Of eight settings on the last tenth of ANERcorp, where they lay within two points.
SETTINGS = {"c1": 0.1, "c2": 0.02, "max_iterations": 60, "feature.possible_transitions": True}
# Over two tenths of ANERcorp, with the lists as they are now, better by a point.
BY_LANGUAGE = {"ar": {"c1": 0.05, "c2": 0.1, "max_iterations": 80}}


def labels_of(lang: str) -> tuple[str, ...]:
    """`O`, then `B-` and `I-` of each kind."""
    return ("O", *(f"{prefix}-{kind}" for kind in SETS[lang].kinds for prefix in "BI"))


def settings_of(lang: str) -> dict[str, float]:
    """What the trainer is told for a language."""
    return SETTINGS | BY_LANGUAGE.get(lang, {})


def fit(rows: Sequence[Rows], sentences: Sequence[LabelledSentence], lang: str) -> pycrfsuite.Tagger:
    """A CRF for the sentences, whose features are `rows`, with the settings of `lang`."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=settings_of(lang), verbose=False)
    for row, sentence in zip(rows, sentences, strict=True):
        trainer.append(row, sentence.labels)
    tagger = pycrfsuite.Tagger()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger.open(path)
    return tagger


def label_apart(rows: Sequence[Rows], sentences: Sequence[LabelledSentence], lang: str) -> list[list[str]]:
    """Labels for each half of the sentences by a CRF that saw only the other half: as wrong as a first pass is on new text."""
    middle = len(sentences) // 2
    by_second = fit(rows[middle:], sentences[middle:], lang)
    by_first = fit(rows[:middle], sentences[:middle], lang)
    return [by_second.tag(row) for row in rows[:middle]] + [by_first.tag(row) for row in rows[middle:]]


@dataclass(frozen=True, slots=True)
class Trained:
    """The CRFs of the two passes, and the words as they saw them."""

    taggers: tuple[pycrfsuite.Tagger, pycrfsuite.Tagger]
    reader: Reader

    @property
    def weights(self) -> CrfWeights:
        """The weights as they ship."""
        infos = [tagger.info() for tagger in self.taggers]
        return pack(labels_of(self.reader.lang), [(info.transitions, info.state_features) for info in infos])


def train(sentences: Sequence[LabelledSentence], lang: str) -> Trained:
    """The CRFs of the two passes."""
    reader = Reader(lang, load_lexicon(lang))
    rows = [word_rows(sentence.words, reader) for sentence in sentences]
    first = fit(rows, sentences, lang)
    second = fit(with_context(rows, sentences, label_apart(rows, sentences, lang), reader, labels_of(lang)), sentences, lang)
    return Trained((first, second), reader)


def measure(engine: CrfEngine, lang: str, sentences: Sequence[LabelledSentence]) -> dict[str, dict[str, float]]:
    """Strict entity scores of an engine."""
    found = engine.find(as_articles(sentences, lang))
    return score_spans(spans_by_sentence(found, sentences), [sentence.gold for sentence in sentences], SETS[lang].kinds)


def split(data: Path, lang: str) -> tuple[list[LabelledSentence], dict[str, list[LabelledSentence]]]:
    """What to train on while measuring, and what to measure on."""
    sets, corpora = SETS[lang], read_sets(data, lang)
    held = {name: corpora[name] for name in sets.measure}
    training = {name: corpora[name] for name in sets.train if name not in held}
    if sets.held:
        whole = list(enumerate(corpora[sets.held]))
        last = len(whole) * 9 // 10
        apart = {at for at, _ in whole if (at // ARTICLE % sets.every == 0 if sets.every else at >= last)}
        training[sets.held] = [sentence for at, sentence in whole if at not in apart]
        held[sets.held] = [sentence for at, sentence in whole if at in apart]
    return [sentence for part in training.values() for sentence in part], held


def count_unlike(trained: Trained, sentences: Sequence[LabelledSentence]) -> list[int]:
    """How many labels of each pass differ from crfsuite's own."""
    lang, labels = trained.reader.lang, labels_of(trained.reader.lang)
    asked = [Sentence(number // ARTICLE, 0, 0, tuple(sentence.words)) for number, sentence in enumerate(sentences)]
    rows = [word_rows(sentence.words, trained.reader) for sentence in sentences]
    unlike = []
    for turns, tagger in zip(((0,), (0, 1)), trained.taggers, strict=True):
        given, _ = CrfEngine(lang, trained.weights, trained.reader.lexicon, turns).decode(asked)
        ours = iter([labels[number] for number in given.tolist()])
        by_sentence = [[next(ours) for _ in row] for row in rows]
        unlike.append(
            sum(a != b for row, given_row in zip(rows, by_sentence, strict=True) for a, b in zip(tagger.tag(row), given_row, strict=True))
        )
        rows = with_context(rows, sentences, by_sentence, trained.reader, labels)
    return unlike


def check(data: Path, lang: str, out: Path | None) -> dict[str, object]:
    """Scores on what was held out; the weights go to `out`, if that is given."""
    sentences, held = split(data, lang)
    started = time.perf_counter()
    trained = train(sentences, lang)
    seconds = round(time.perf_counter() - started)
    if out:
        write(out, data, trained)
    passes: dict[str, dict[str, object]] = {name: {} for name in held}
    for turns in ((0,), (0, 1), (0, 1, 1)):
        engine = CrfEngine(lang, trained.weights, trained.reader.lexicon, turns)
        for name, part in held.items():
            passes[name][str(turns)] = measure(engine, lang, part)
    unlike = count_unlike(trained, next(iter(held.values())))
    return {"seconds": seconds, "weights": len(trained.weights.values), "labels_unlike_crfsuite": unlike, "passes": passes}


def made_from(data: Path, lang: str, weights: CrfWeights) -> dict[str, object]:
    """The corpora with licence and digest, the settings, and how many weights came of them."""
    corpora = {
        name: {"licence": LICENCES[str(Path(name).parent)], "sha256": sha256((data / "ner" / name).read_bytes()).hexdigest()}
        for name in SETS[lang].train
    }
    return {"corpora": corpora, "settings": settings_of(lang), "weights": len(weights.values)}


def write(out: Path, data: Path, trained: Trained) -> None:
    """Writes what the engine loads, and beside it what the weights were made from."""
    lang = trained.reader.lang
    save(trained.weights, out / f"crf_{lang}.npz")
    (out / f"crf_{lang}.json").write_text(json.dumps(made_from(data, lang, trained.weights), indent=1) + "\n", "utf-8")


def main() -> None:
    """Trains, and writes or scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/")
    parser.add_argument("--lang", choices=sorted(SETS), action="append")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    for lang in options.lang or sorted(SETS):
        if options.check:
            print(json.dumps({lang: check(options.data, lang, options.out)}, indent=1))
        elif options.out:
            corpora = read_sets(options.data, lang)
            sentences = [sentence for name in SETS[lang].train for sentence in corpora[name]]
            trained = train(sentences, lang)
            write(options.out, options.data, trained)
            print(f"{lang}: {len(sentences)} sentences, {len(trained.weights.keys)} features, {len(trained.weights.values)} weights")
        else:
            sys.exit("say --out DIR to write weights or --check to score them")


if __name__ == "__main__":
    main()
