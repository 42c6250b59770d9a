"""Word clusters for the entity weights, from raw text.

    python training/build_clusters.py --data DIR --out transforms/resources/entities [--lang ar]

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

from transforms.text.entities.features import read_form
from transforms.text.entities.lexicon import form_key

VOCABULARY = 60_000  # the size that paid in the measurements behind the feature set
CONTEXTS = 8_000
DIMENSIONS = 96
GRAINS = (64, 256, 1024)
OFFSETS = (-2, -1, 1, 2)
SEED = 7
LEAST_COUNT = 3  # of a small corpus the rarer words have no neighbours worth counting
# Raw text whose licences allow it to shape shipped files; labelled corpora give their words only.
TEXTS = {
    "ar": ("ner/ar/wiki-raw/ar.txt.gz",),
    "tr": ("ner/tr/turkish-wiki-ner/train.conll", "news/tr/cnnturk10k"),
    "fa": ("ner/fa/parstwiner/train.txt",),
    "en": ("ner/en/wikigold/wikigold.conll.txt", "ner/en/wnut17/train.conll", "ner/en/wnut17/dev.conll", "ner/en/wnut17/test.conll"),
}
# Example: the two words of "بحر قزوين"; near miss: "2017" is a word of its own, punctuation is none.
_WORD = re.compile(r"\w+(?:\u200c\w+)*")


def read_lines(data: Path, lang: str) -> Iterator[list[str]]:
    """Folded words of each line or labelled sentence, mark-up lines left out."""
    for name in TEXTS[lang]:
        for line in read_text(data / name):
            if not line.startswith("<"):
                yield ["0" if word[0].isdigit() else read_form(word, lang) for word in _WORD.findall(line)]


def read_text(path: Path) -> Iterator[str]:
    """The lines of a compressed text, of the files of a folder, or the sentences of a labelled corpus."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from lines
    elif path.is_dir():
        for file in sorted(path.rglob("*.txt")):
            yield from file.read_text("utf-8", "replace").splitlines()
    else:
        for sentence in path.read_text("utf-8").split("\n\n"):
            yield " ".join(line.split()[0] for line in sentence.splitlines() if line.split())


def number_words(data: Path, lang: str) -> tuple[list[str], np.ndarray[Any, np.dtype[np.int32]]]:
    """The vocabulary by falling frequency, and the text as numbers: -1 for a rare word or a line's end."""
    counts: Counter[str] = Counter()
    for words in read_lines(data, lang):
        counts.update(words)
    common = (word for word, count in counts.items() if count >= LEAST_COUNT)
    vocabulary = sorted(common, key=lambda word: (-counts[word], word))[:VOCABULARY]
    number = {word: i for i, word in enumerate(vocabulary)}
    stream: list[int] = []
    for words in read_lines(data, lang):
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
        MiniBatchKMeans(
            min(size, len(vectors) // 8), random_state=SEED, batch_size=8192, n_init=1, max_iter=40, reassignment_ratio=0.0
        ).fit_predict(vectors)
        for size in GRAINS
    ]
    return np.stack(grains, axis=1).astype(np.int16)


def main() -> None:
    """Writes `clusters_*.npz`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/ and news/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lang", choices=sorted(TEXTS), action="append")
    options = parser.parse_args()
    for lang in options.lang or sorted(TEXTS):
        vocabulary, stream = number_words(options.data, lang)
        with threadpool_limits(1):  # the order in which threads add up would change the last bits, and with them some clusters
            ids = cluster(embed(stream, len(vocabulary)))
        keys = np.array([form_key(word) for word in vocabulary], dtype=np.uint32)
        order = np.argsort(keys, kind="stable")
        np.savez_compressed(options.out / f"clusters_{lang}.npz", keys=keys[order], ids=ids[order])
        print(f"{lang}: {len(vocabulary)} words, {len(stream)} positions, grains {GRAINS}")


if __name__ == "__main__":
    main()
