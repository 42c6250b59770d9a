"""How often Arabic words are written, from raw text: what tells a clitic from the first letter of a name.

    python training/count_words.py --data DIR --out transforms/resources/entities

The same text gives the same file.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from build_clusters import read_lines

from transforms.text.entities.word_counts import LEVELS_PER_DOUBLING, RAREST, word_key


def count(data: Path) -> tuple[np.ndarray, np.ndarray]:
    """Keys of the words that occur often enough, rising, and the level of each."""
    counts: Counter[str] = Counter()
    for words in read_lines(data, "ar"):
        counts.update(words)
    levels: dict[int, int] = {}
    for word, seen in counts.items():
        if word and seen >= RAREST:
            key = word_key(word)
            levels[key] = max(levels.get(key, 0), round(LEVELS_PER_DOUBLING * float(np.log2(seen))))
    keys = sorted(levels)
    return np.array(keys, np.uint32), np.array([levels[key] for key in keys], np.uint8)


def main() -> None:
    """Writes the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    keys, levels = count(given.data)
    steps = np.diff(keys, prepend=np.uint32(0))  # small numbers, which compress
    np.savez_compressed(given.out / "word_counts_ar.npz", steps=steps, levels=levels)
    print(f"{len(keys)} words")


if __name__ == "__main__":
    main()
