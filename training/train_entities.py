"""Weights of the default entity engine.

    python training/train_entities.py --data DIR --out transforms/resources/entities [--lang ar]
    python training/train_entities.py --data DIR --check --lang ar
    python training/train_entities.py --data DIR --shaped-by

The first form trains on all that is allowed and writes the weights of each language. `--check` trains without the development data, prints
the scores on it as JSON; with `--out` it keeps the weights that they are of, with `--record` it puts the scores into a JSON file.
`--shaped-by` prints the digest of what the weights of each language see. Run `build_gazetteers.py` and `build_clusters.py` first: their
files are features.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pycrfsuite
from entity_corpus import ARTICLE, LabelledSentence, Span, as_articles, score_spans, spans_by_sentence
from entity_rows import Reader, Rows, with_context, word_rows
from entity_sets import LICENCES, SETS, read_sets

from transforms.text.entities.crf import CrfEngine, Sentence
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.weights import CrfWeights, pack, save

RESOURCES = Path(__file__).parents[1] / "transforms" / "resources" / "entities"
# Of eight settings on the last tenth of ANERcorp, where they lay within two points.
SETTINGS = {"c1": 0.1, "c2": 0.02, "max_iterations": 60, "feature.possible_transitions": True}
# Better by a point over two tenths of ANERcorp, five fifths of EWT, and PEYMA, with the lists as they are now.
GENTLE = {"c1": 0.05, "c2": 0.1, "max_iterations": 80}
BY_LANGUAGE = {"ar": GENTLE, "en": GENTLE, "fa": GENTLE}
# A second pass is for languages in which it pays on what was held out; `--check` tells.
PASSES = {"ar": 2, "tr": 2, "fa": 1, "en": 2}


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
    """The CRF of each pass, and the words as they saw them."""

    taggers: tuple[pycrfsuite.Tagger, ...]
    reader: Reader

    @property
    def weights(self) -> CrfWeights:
        """The weights as they ship."""
        infos = [tagger.info() for tagger in self.taggers]
        return pack(labels_of(self.reader.lang), [(info.transitions, info.state_features) for info in infos])


def train(sentences: Sequence[LabelledSentence], lang: str, passes: int) -> Trained:
    """The CRFs of one or two passes."""
    reader = Reader(lang, load_lexicon(lang))
    rows = [word_rows(sentence.words, reader) for sentence in sentences]
    first = fit(rows, sentences, lang)
    if passes == 1:
        return Trained((first,), reader)
    second = fit(with_context(rows, sentences, label_apart(rows, sentences, lang), reader, labels_of(lang)), sentences, lang)
    return Trained((first, second), reader)


def splits(data: Path, lang: str) -> Iterator[tuple[list[LabelledSentence], dict[str, list[LabelledSentence]]]]:
    """What to train on while measuring, and what to measure on; several times where parts take turns to be held out."""
    sets, corpora = SETS[lang], read_sets(data, lang)
    held = {name: corpora[name] for name in sets.measure}
    training = {name: corpora[name] for name in sets.train if name not in held}
    for fold in range(sets.folds or 1):
        if sets.held:
            whole = list(enumerate(corpora[sets.held]))
            last = len(whole) * 9 // 10
            apart = {at for at, _ in whole if (at // ARTICLE % sets.folds == fold if sets.folds else at >= last)}
            training[sets.held] = [sentence for at, sentence in whole if at not in apart]
            held[sets.held] = [sentence for at, sentence in whole if at in apart]
        yield [sentence for part in training.values() for sentence in part], held


def count_unlike(trained: Trained, sentences: Sequence[LabelledSentence]) -> list[int]:
    """How many labels of each pass differ from crfsuite's own, sentences left out in which crfsuite has an `I-` that nothing begins."""
    lang, labels = trained.reader.lang, labels_of(trained.reader.lang)
    asked = [Sentence(number // ARTICLE, 0, 0, tuple(sentence.words)) for number, sentence in enumerate(sentences)]
    rows = [word_rows(sentence.words, trained.reader) for sentence in sentences]
    unlike = []
    for turns, tagger in zip(((0,), (0, 1)), trained.taggers, strict=False):
        given, _ = CrfEngine(lang, trained.weights, trained.reader.lexicon, turns).decode(asked)
        ours = iter([labels[number] for number in given.tolist()])
        by_sentence = [[next(ours) for _ in row] for row in rows]
        theirs = [tagger.tag(row) for row in rows]
        pairs = [(a, b) for a, b in zip(theirs, by_sentence, strict=True) if _is_whole(a)]
        unlike.append(sum(one != other for a, b in pairs for one, other in zip(a, b, strict=True)))
        rows = with_context(rows, sentences, by_sentence, trained.reader, labels)
    return unlike


def _is_whole(labels: Sequence[str]) -> bool:
    """True where each `I-X` follows a `B-X` or `I-X`."""
    return all(label[:1] != "I" or before[2:] == label[2:] for before, label in pairwise(["O", *labels]))


def check(data: Path, lang: str, out: Path | None) -> dict[str, object]:
    """Scores on what was held out after one pass and two, over all parts that take turns; `out`, where given, gets the last weights."""
    found: dict[tuple[str, str], list[frozenset[Span]]] = defaultdict(list)
    gold: dict[str, list[frozenset[Span]]] = defaultdict(list)
    seconds, unlike = [], []
    for sentences, held in splits(data, lang):
        started = time.perf_counter()
        trained = train(sentences, lang, 2)
        seconds.append(round(time.perf_counter() - started))
        if out:
            write(out, data, trained)
        for name, part in held.items():
            gold[name] += [sentence.gold for sentence in part]
            for turns in ((0,), (0, 1), (0, 1, 1)):
                engine = CrfEngine(lang, trained.weights, trained.reader.lexicon, turns)
                found[name, str(turns)] += spans_by_sentence(engine.find(as_articles(part, lang)), part)
        unlike.append(count_unlike(trained, next(iter(held.values()))))
    passes: dict[str, dict[str, object]] = defaultdict(dict)
    for (name, turns_told), spans in found.items():
        passes[name][turns_told] = score_spans(spans, gold[name], SETS[lang].kinds)
    return {"seconds": seconds, "shaped_by": shaped_by(data, lang), "labels_unlike_crfsuite": unlike, "passes": passes}


def shaped_by(data: Path, lang: str) -> str:
    """A digest of what the weights of a language see: its lists and clusters, the features of every fiftieth sentence, the settings.

    Weights that were made under another digest are of other lists or features than the package has now.
    """
    digest = sha256(json.dumps([SETS[lang].kinds, settings_of(lang), PASSES[lang]]).encode())
    for name in (f"names_{lang}.tsv", f"words_{lang}.tsv", f"clusters_{lang}.npz", "homographs.tsv", "places.tsv"):
        digest.update((RESOURCES / name).read_bytes())
    reader = Reader(lang, load_lexicon(lang))
    for corpus in (read_sets(data, lang)[name] for name in SETS[lang].train):
        for sentence in corpus[::50]:
            digest.update(repr((word_rows(sentence.words, reader), sentence.labels)).encode())
    return digest.hexdigest()


def made_from(data: Path, lang: str, weights: CrfWeights) -> dict[str, object]:
    """The corpora with licence and digest, the settings, what shaped them and how many weights came of them."""
    corpora = {
        name: {"licence": LICENCES[str(Path(name).parent)], "sha256": sha256((data / "ner" / name).read_bytes()).hexdigest()}
        for name in SETS[lang].train
    }
    return {"corpora": corpora, "settings": settings_of(lang), "shaped_by": shaped_by(data, lang), "weights": len(weights.values)}


def write(out: Path, data: Path, trained: Trained) -> None:
    """Writes what the engine loads, and beside it what the weights were made from."""
    lang = trained.reader.lang
    save(trained.weights, out / f"crf_{lang}.npz")
    (out / f"crf_{lang}.json").write_text(json.dumps(made_from(data, lang, trained.weights), indent=1) + "\n", "utf-8")


def record(path: Path, scores: dict[str, dict[str, object]]) -> None:
    """The scores stand in the file, in the place of earlier ones of their languages; how long it took does not."""
    recorded = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for lang, one in scores.items():
        recorded[lang] = {key: value for key, value in one.items() if key != "seconds"}
    path.write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n", "utf-8")


def main() -> None:
    """Trains, and writes or scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/")
    parser.add_argument("--lang", choices=sorted(SETS), action="append")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--shaped-by", action="store_true")
    parser.add_argument("--record", type=Path, help="JSON file of scores by language, such as tests/quality/held_out.json")
    options = parser.parse_args()
    if options.shaped_by:
        print(json.dumps({lang: shaped_by(options.data, lang) for lang in options.lang or sorted(SETS)}))
        return
    for lang in options.lang or sorted(SETS):
        if options.check:
            scores = {lang: check(options.data, lang, options.out)}
            print(json.dumps(scores, indent=1))
            if options.record:
                record(options.record, scores)
        elif options.out:
            corpora = read_sets(options.data, lang)
            sentences = [sentence for name in SETS[lang].train for sentence in corpora[name]]
            trained = train(sentences, lang, PASSES[lang])
            write(options.out, options.data, trained)
            print(f"{lang}: {len(sentences)} sentences, {len(trained.weights.keys)} features, {len(trained.weights.values)} weights")
        else:
            sys.exit("say --out DIR to write weights, --check to score them or --shaped-by")


if __name__ == "__main__":
    main()
