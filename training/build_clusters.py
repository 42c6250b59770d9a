"""Word clusters for the Arabic entity weights, from raw text.

    python training/build_clusters.py --data DIR --out transforms/resources/entities

Positive pointwise mutual information of a word with its neighbours at -2, -1, +1 and +2, cut to 96 dimensions by a truncated singular value
decomposition, then k-means at three grains. Fixed seeds: the same text gives the same file with the same library versions.
Needs scipy and scikit-learn, which camel-tools brings along.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.cluster import MiniBatchKMeans  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from transforms.text.entities.arabic import fold
from transforms.text.entities.features import feature_key

VOCABULARY = 60_000  # the size that paid in the measurements behind the feature set
CONTEXTS = 8_000
DIMENSIONS = 96
GRAINS = (64, 256, 1024)
OFFSETS = (-2, -1, 1, 2)
SEED = 7
# Example: the two words of "بحر قزوين"; near miss: "2017" is a word of its own, punctuation is none.
_WORD = re.compile(r"\w+")


def read_lines(path: Path) -> Iterator[list[str]]:
    """Folded words of each line, mark-up lines left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("<"):
                yield ["0" if word[0].isdigit() else fold(word) for word in _WORD.findall(line)]


def number_words(path: Path) -> tuple[list[str], np.ndarray[Any, np.dtype[np.int32]]]:
    """The vocabulary by falling frequency, and the text as numbers: -1 for a rare word or a line's end."""
    counts: Counter[str] = Counter()
    for words in read_lines(path):
        counts.update(words)
    vocabulary = sorted(counts, key=lambda word: (-counts[word], word))[:VOCABULARY]
    number = {word: i for i, word in enumerate(vocabulary)}
    stream: list[int] = []
    for words in read_lines(path):
        stream.extend(number.get(word, -1) for word in words)
        stream.extend((-1, -1))
    return vocabulary, np.array(stream, dtype=np.int32)


def embed(stream: np.ndarray[Any, np.dtype[np.int32]], n_words: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """One unit vector per word."""
    blocks = []
    for offset in OFFSETS:
        centre, near = (stream[-offset:], stream[:offset]) if offset < 0 else (stream[:-offset], stream[offset:])
        keep = (centre >= 0) & (near >= 0) & (near < CONTEXTS)
        ones = np.ones(int(keep.sum()), dtype=np.float32)
        blocks.append(sparse.coo_matrix((ones, (centre[keep], near[keep])), shape=(n_words, CONTEXTS)).tocsr())
    table = sparse.hstack(blocks).tocoo()
    rows, columns = np.asarray(table.sum(1)).ravel(), np.asarray(table.sum(0)).ravel() ** 0.75
    share = table.data * columns.sum() / (rows[table.row] * columns[table.col])
    table.data = np.maximum(np.log(share), 0).astype(np.float32)
    left, strength, _ = randomized_svd(table.tocsr(), DIMENSIONS, n_iter=3, random_state=SEED)
    vectors = left * np.sqrt(strength)
    unit: np.ndarray[Any, np.dtype[np.float32]] = (vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)).astype(np.float32)
    return unit


def cluster(vectors: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Cluster numbers at each grain, one row per word."""
    grains = [
        MiniBatchKMeans(size, random_state=SEED, batch_size=8192, n_init=1, max_iter=40, reassignment_ratio=0.0).fit_predict(vectors)
        for size in GRAINS
    ]
    return np.stack(grains, axis=1).astype(np.int16)


def main() -> None:
    """Writes `clusters.npz`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/ar/wiki-raw")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    vocabulary, stream = number_words(options.data / "ner/ar/wiki-raw/ar.txt.gz")
    with threadpool_limits(1):  # the order in which threads add up would change the last bits, and with them some clusters
        ids = cluster(embed(stream, len(vocabulary)))
    keys = np.array([feature_key(word) for word in vocabulary], dtype=np.uint32)
    order = np.argsort(keys, kind="stable")
    np.savez_compressed(options.out / "clusters.npz", keys=keys[order], ids=ids[order])
    print(f"{len(vocabulary)} words, {len(stream)} positions, grains {GRAINS}")


if __name__ == "__main__":
    main()
