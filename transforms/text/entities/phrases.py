"""What words show together with those beside them: pairs, and listed names of two words or more. Shared by training and run time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.features import feature_key
from transforms.text.entities.lexicon import Lexicon

Keys = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
# Odd numbers without a pattern (the fractional parts of the golden ratio and of roots of 2, 3), so that products spread over all bits.
_LEFT, _RIGHT, _FINAL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x6A09E667F3BCC909), np.uint64(0xBB67AE8584CAA73B)
# (symbol, offset of the left word, offset of the right word, number that keeps the kind apart)
PAIRS = ((0, -1, 0, 1), (0, 0, 1, 2), (0, -1, 1, 3), (1, -1, 0, 4), (1, 0, 1, 5), (2, -1, 0, 6), (2, 0, 1, 7))


def pair_keys(symbols: Hashes, at: NDArray[np.int64]) -> Keys:
    """The keys of the pairs around each word: one line a word, one column a pair.

    Args:
        symbols: One line for each word of the padded sentences, one column for each of `Word.symbols`.
        at: The lines of the words that are asked for.
    """
    columns = [mix(symbols[at + left, symbol], symbols[at + right, symbol], kind) for symbol, left, right, kind in PAIRS]
    return np.stack(columns, axis=1)


def mix(left: Hashes, right: Hashes, kind: int) -> Keys:
    """One key for two: the same in any order of work, different for (a, b) and (b, a)."""
    mixed = (left * _LEFT) ^ ((right + np.uint64(kind << 32)) * _RIGHT)
    keys: Keys = (((mixed ^ (mixed >> np.uint64(29))) * _FINAL) >> np.uint64(32)).astype(np.uint32)
    return keys


def phrase_keys(forms: Sequence[str], openings: Mapping[int, Sequence[str]], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Listed names of two words or more: (position, key) for each word of each longest match, leftmost first, disjoint.

    Args:
        forms: Folded words; stand-ins keep the ends of sentences apart.
        openings: Where names may begin, rising, and with what: a word or its rest without clitics.
        lexicon: What is listed.
    """
    end = 0
    for at, firsts in openings.items():
        if at < end:
            continue
        size, kind = _longest_phrase(forms, at, firsts, lexicon)
        for step in range(size):
            yield at + step, phrase_key(kind, inside=step > 0)
        end = at + size


def phrase_key(kind: str, *, inside: bool) -> int:
    """The feature of the first or of a further word of a listed name."""
    return feature_key("ph", f"{kind}{'I' if inside else 'B'}")


def _longest_phrase(forms: Sequence[str], at: int, firsts: Sequence[str], lexicon: Lexicon) -> tuple[int, str]:
    """Length and kind of the longest listed name at `at`; (0, "") for none."""
    best = (0, "")
    following = forms[at + 1] if at + 1 < len(forms) else ""
    for first in firsts:
        if f"{first} {following}" not in lexicon.two_words:
            continue
        for size in range(min(lexicon.longest[first], len(forms) - at), max(best[0], 1), -1):
            kind = lexicon.phrases.get(" ".join((first, *forms[at + 1 : at + size])))
            if kind:
                best = (size, kind)
                break
    return best
