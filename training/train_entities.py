"""Weights of the Arabic entity engine.

    python training/train_entities.py --data DIR --out transforms/resources/entities
    python training/train_entities.py --data DIR --check

The first form trains on all of the corpus and writes `crf_ar.npz`. `--check` trains on the first nine tenths, prints the scores on the last
tenth as JSON and writes nothing. Run `build_clusters.py` and `build_gazetteers.py` first: their files are features.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from training.corpus import LabelledSentence, labels_of, read_corpus, score_spans, spans_of
from transforms.text.entities.crf import CrfEngine, Sentence
from transforms.text.entities.features import AFTER, BEFORE, Word, describe, pair_features, phrase_features
from transforms.text.entities.lexicon import Lexicon, load_lexicon
from transforms.text.entities.weights import CrfWeights, pack, save

# The best of six settings on the last tenth; the differences between them are within one point.
SETTINGS = {"c1": 0.1, "c2": 0.02, "max_iterations": 100, "feature.possible_transitions": True}
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


def train(sentences: Iterable[LabelledSentence], lexicon: Lexicon) -> tuple[CrfWeights, bytes]:
    """Weights for `sentences`, and the trainer's own model file."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=SETTINGS, verbose=False)
    known: dict[str, Word] = {}
    for sentence in sentences:
        trainer.append(attributes(sentence.words, lexicon, known), sentence.labels)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        model = Path(path).read_bytes()
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    info = tagger.info()
    return pack(LABELS, info.transitions, info.state_features), model


def check(sentences: Sequence[LabelledSentence]) -> dict[str, object]:
    """Scores on the last tenth after training on the rest, and how many labels differ from crfsuite's."""
    cut = len(sentences) * 9 // 10
    lexicon, started = load_lexicon(), time.perf_counter()
    crf, model = train(sentences[:cut], lexicon)
    trained = time.perf_counter() - started
    held = sentences[cut:]
    engine, tagger = CrfEngine(crf, lexicon), pycrfsuite.Tagger()
    tagger.open_inmemory(model)
    found = engine.label([Sentence(0, 0, 0, tuple(sentence.words)) for sentence in held])
    got = [labels_of(spans, len(sentence.words)) for spans, sentence in zip(found, held, strict=True)]
    theirs = [tagger.tag(attributes(sentence.words, lexicon, {})) for sentence in held]
    differ = sum(a != b for ours, other in zip(got, theirs, strict=True) for a, b in zip(ours, other, strict=True))
    scores = score_spans([spans_of(sentence, labels) for sentence, labels in zip(held, got, strict=True)], [s.gold for s in held])
    tokens = sum(len(sentence.words) for sentence in held)
    return {"scores": scores, "tokens": tokens, "labels_unlike_crfsuite": differ, "features": len(crf.keys), "weights": len(crf.values), "seconds": round(trained)}


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
        crf, _ = train(sentences, load_lexicon())
        save(crf, options.out / "crf_ar.npz")
        print(f"{len(sentences)} sentences, {len(crf.keys)} features, {len(crf.values)} weights")
    else:
        sys.exit("say --out DIR to write weights or --check to score them")


if __name__ == "__main__":
    main()
