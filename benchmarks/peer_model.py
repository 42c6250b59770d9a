"""The CRF of the obvious pipeline: one for all languages that have weights, from a part of what those were trained on.

python benchmarks/peer_model.py NER MODEL
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pycrfsuite
from entity_corpus import read_corpus
from entity_sets import SETS
from peer_features import sentence_features, with_context

_SENTENCES, _ITERATIONS = 1200, 25
"""Of each language; enough for weights of a usual number, and what a decoder costs does not hang on how good they are."""


def main() -> None:
    """MODEL is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ner", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params={"c1": 0.1, "c2": 0.02, "max_iterations": _ITERATIONS}, verbose=False)
    for lang, sets in SETS.items():
        for sentence in read_corpus(arguments.ner / sets.train[0], lang, sets.kinds)[:_SENTENCES]:
            (rows,) = with_context([sentence_features(sentence.words, lang)], [sentence.words], [sentence.labels])
            trainer.append(rows, sentence.labels)
    arguments.model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(arguments.model))


if __name__ == "__main__":
    main()
