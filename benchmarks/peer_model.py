"""The CRF of the obvious pipeline: trained on labelled Arabic news, kept and reused.

python benchmarks/peer_model.py NER MODEL
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pycrfsuite
from peer_features import sentence_features, with_context

_SENTENCES, _ITERATIONS = 3000, 30
"""Enough for weights of a usual number; what a decoder costs does not hang on how good they are."""


def main() -> None:
    """MODEL is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ner", type=Path)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params={"c1": 0.1, "c2": 0.02, "max_iterations": _ITERATIONS}, verbose=False)
    for words, labels in islice(_sentences(arguments.ner / "ar/anercorp-camel/train.txt"), _SENTENCES):
        (rows,) = with_context([sentence_features(words)], [words], [labels])
        trainer.append(rows, labels)
    arguments.model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(arguments.model))


def _sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    pairs: list[list[str]] = []
    for line in path.read_text("utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 2:
            pairs.append([parts[0], parts[-1].replace("PERS", "PER")])
        elif pairs:
            yield [word for word, _ in pairs], [label for _, label in pairs]
            pairs = []


if __name__ == "__main__":
    main()
