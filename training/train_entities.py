"""Weights of the Arabic entity engine.

    python training/train_entities.py --data DIR --out transforms/resources/entities
    python training/train_entities.py --data DIR --check

The first form trains on all of the corpus and writes the weights of both passes. `--check` trains on the first nine tenths, prints the
scores on the last tenth as JSON and writes nothing. Run `build_clusters.py` and `build_gazetteers.py` first: their files are features.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pycrfsuite
from entity_corpus import LabelledSentence, labels_of, read_corpus, score_spans, spans_of

from transforms.text.entities.context import context_features
from transforms.text.entities.crf import WEIGHT_FILES, CrfEngine, Sentence
from transforms.text.entities.features import AFTER, BEFORE, Word, describe, pair_features, phrase_features, read_form
from transforms.text.entities.lexicon import Lexicon, load_lexicon
from transforms.text.entities.weights import CrfWeights, pack, save

# The best of eight settings on the last tenth, where they lie within two points; more iterations fit the training text only.
SETTINGS = {"c1": 0.1, "c2": 0.02, "max_iterations": 60, "feature.possible_transitions": True}
ARTICLE = 15  # sentences, about the length of a news item
Rows = list[list[str]]
LABELS = ("O", *(f"{prefix}-{kind}" for kind in ("PER", "LOC", "ORG", "MISC") for prefix in "BI"))


def attributes(words: Sequence[str], lexicon: Lexicon, known: dict[str, Word]) -> list[list[str]]:
    """The features of each word of a sentence as crfsuite reads them: `<offset>|<feature>`."""
    padded = [BEFORE, BEFORE, *words, AFTER, AFTER]
    seen = [known.setdefault(word, describe(word, lexicon)) if word not in known else known[word] for word in padded]
    rows = []
    for at in range(2, len(seen) - 2):
        row = [f"0|{name}" for name in (*seen[at].here, *pair_features(seen[at - 1], seen[at], seen[at + 1]))]
        row += [f"{offset}|{name}" for offset in (-1, 0, 1) for name in seen[at + offset].near]
        row += [f"{offset}|{name}" for offset in (-2, -1, 0, 1, 2) for name in seen[at + offset].wide]
        rows.append(row)
    for at, name in phrase_features(seen[2:-2], lexicon):
        rows[at].append(f"0|{name}")
    return rows


def fit(rows: Sequence[Rows], sentences: Sequence[LabelledSentence]) -> pycrfsuite.Tagger:
    """A CRF for the sentences, whose features are `rows`."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    for row, sentence in zip(rows, sentences, strict=True):
        trainer.append(row, sentence.labels)
    tagger = pycrfsuite.Tagger()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger.open(path)
    return tagger


def label_apart(rows: Sequence[Rows], sentences: Sequence[LabelledSentence]) -> list[list[str]]:
    """Labels for each half of the sentences by a CRF that saw only the other half: as wrong as a first pass is on new text."""
    middle = len(sentences) // 2
    by_second = fit(rows[middle:], sentences[middle:])
    by_first = fit(rows[:middle], sentences[:middle])
    return [by_second.tag(row) for row in rows[:middle]] + [by_first.tag(row) for row in rows[middle:]]


def with_context(rows: Sequence[Rows], sentences: Sequence[LabelledSentence], labels: Sequence[Sequence[str]]) -> list[Rows]:
    """The rows with the features of the second pass; as the corpus marks no articles, runs of sentences stand for them."""
    widened = []
    for start in range(0, len(rows), ARTICLE):
        some = slice(start, start + ARTICLE)
        forms = [[read_form(word) for word in sentence.words] for sentence in sentences[some]]
        for row, seen in zip(rows[some], context_features(forms, labels[some]), strict=True):
            near = [[(offset, at + offset) for offset in (-1, 0, 1) if 0 <= at + offset < len(row)] for at in range(len(row))]
            widened.append([[*row[at], *(f"{o}|{name}" for o, there in near[at] for name in seen[there])] for at in range(len(row))])
    return widened


def train(sentences: Sequence[LabelledSentence], lexicon: Lexicon) -> list[pycrfsuite.Tagger]:
    """The CRFs of the two passes."""
    known: dict[str, Word] = {}
    rows = [attributes(sentence.words, lexicon, known) for sentence in sentences]
    return [fit(rows, sentences), fit(with_context(rows, sentences, label_apart(rows, sentences)), sentences)]


def weights_of(tagger: pycrfsuite.Tagger) -> CrfWeights:
    """The CRF's weights as they ship."""
    info = tagger.info()
    return pack(LABELS, info.transitions, info.state_features)


def label(crfs: Sequence[CrfWeights], sentences: Sequence[LabelledSentence]) -> list[list[str]]:
    """Labels as the engine gives them."""
    asked = [Sentence(number // ARTICLE, 0, 0, tuple(sentence.words)) for number, sentence in enumerate(sentences)]
    found = CrfEngine(crfs, load_lexicon()).label(asked)
    return [labels_of(spans, len(sentence.words)) for spans, sentence in zip(found, sentences, strict=True)]


def score(sentences: Sequence[LabelledSentence], labels: Sequence[Sequence[str]]) -> dict[str, dict[str, float]]:
    """Strict entity scores of labels."""
    found = [spans_of(sentence, given) for sentence, given in zip(sentences, labels, strict=True)]
    return score_spans(found, [sentence.gold for sentence in sentences])


def count_unlike(tagger: pycrfsuite.Tagger, rows: Sequence[Rows], labels: Sequence[Sequence[str]]) -> int:
    """How many labels differ from crfsuite's own."""
    theirs = [tagger.tag(row) for row in rows]
    return sum(a != b for ours, other in zip(labels, theirs, strict=True) for a, b in zip(ours, other, strict=True))


def check(sentences: Sequence[LabelledSentence]) -> dict[str, object]:
    """Scores on the last tenth after training on the rest, and how many labels of each pass differ from crfsuite's."""
    cut, started = len(sentences) * 9 // 10, time.perf_counter()
    passes, held = train(sentences[:cut], load_lexicon()), sentences[cut:]
    seconds = round(time.perf_counter() - started)
    crfs = [weights_of(tagger) for tagger in passes]
    first, second = label(crfs[:1], held), label(crfs, held)
    rows = [attributes(sentence.words, load_lexicon(), {}) for sentence in held]
    return {
        "scores": score(held, second),
        "first_pass": score(held, first),
        "tokens": len([word for sentence in held for word in sentence.words]),
        "labels_unlike_crfsuite": [count_unlike(passes[0], rows, first), count_unlike(passes[1], with_context(rows, held, first), second)],
        "weights": [len(crf.values) for crf in crfs],
        "seconds": seconds,
    }


def main() -> None:
    """Trains, and writes or scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/ar/anercorp-camel")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    sentences = read_corpus(options.data / "ner/ar/anercorp-camel/train.txt")
    if options.check:
        print(json.dumps(check(sentences), indent=1))
    elif options.out:
        for name, tagger in zip(WEIGHT_FILES, train(sentences, load_lexicon()), strict=True):
            crf = weights_of(tagger)
            save(crf, options.out / name)
            print(f"{name}: {len(sentences)} sentences, {len(crf.keys)} features, {len(crf.values)} weights")
    else:
        sys.exit("say --out DIR to write weights or --check to score them")


if __name__ == "__main__":
    main()
