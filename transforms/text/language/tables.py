"""Tables from which the likelihood of a text in each language of a script is looked up, one row for each character.

langdetect draws n-grams of one to three characters at random and multiplies by `0.5 / 10,000 + p` until one language is left; the sum
of the logarithms over all of a text's n-grams is what its draws approach. The n-grams that end at one character depend on it and the
two before it, so their sum is one row: a pair of characters leads to a node, a node and the next character to a row. Rows are whole
numbers small enough for sums of `MAX_ROWS` of them to be exact, so that no sum depends on its order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.text.language.characters import FOREIGN, character_classes, normal_form
from transforms.text.language.profiles import OWN, RELATIVE, STRANGER, Profile

SCALE = 256.0
"""Parts of a nat that rows count in."""
STRANGER_SCALE = 8.0
"""Parts of a nat that rows of strangers count in: 30 nats fit a byte."""
MAX_ROWS = 2048
"""Rows of at most 30 nats whose sum a float32 holds exactly: 2048 * 30 * 256 is below 2^24."""
UNKNOWN, SPACE, UNKNOWN_CAPITAL = 0, 1, 2
_UNITS = 0x10000


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How n-grams count.

    Attributes:
        missing: Probability of an n-gram that a language does not have.
        weights: Of single characters, pairs and triples, which overlap.
    """

    missing: float
    weights: tuple[float, float, float]


AS_LANGDETECT = Smoothing(0.5 / 10_000, (1.0, 1.0, 1.0))
SHARPER = Smoothing(0.15 / 10_000, (0.25, 0.75, 1.0))
"""Tuned on half of short news text: F1 0.944 to 0.951 there, 0.9966 to 0.9971 on sentences, and the answers of langdetect's own numbers on
99.9 % of texts of 40 characters and more."""


@dataclass(frozen=True, slots=True, eq=False)
class ScriptTable:
    """All that is known of the languages of one script.

    Attributes:
        script: ISO 15924 code.
        langs: The columns, by CLDR code.
        relative: Which columns are relatives: known only so that they are not taken for a neighbour.
        characters: UTF-16 code unit to character number.
        nodes: Two character numbers (first times `n_characters` plus second) to node times `n_characters`.
        rows: Node times `n_characters` plus character number to row.
        scores: Row and language to the gain over a text whose n-grams the language has none of, in nats times `SCALE`; in the last
            column 1 for each row but the empty one. All whole numbers.
        strangers: Row and stranger to the same gain times `STRANGER_SCALE`.
        expected: Mean score of a row in text of the language, in nats.
    """

    script: str
    langs: tuple[str, ...]
    relative: tuple[bool, ...]
    characters: NDArray[np.int32]
    nodes: NDArray[np.int32]
    rows: NDArray[np.unsignedinteger[Any]]
    scores: NDArray[np.int16]
    strangers: NDArray[np.uint8]
    expected: NDArray[np.float64]
    n_characters: int = field(init=False)
    n_own: int = field(init=False)
    home: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Counts characters, and the languages that are no relatives; finds for each column the first of its language."""
        object.__setattr__(self, "n_characters", math.isqrt(len(self.nodes)))
        object.__setattr__(self, "n_own", self.relative.count(False))
        object.__setattr__(self, "home", tuple(self.langs.index(lang) for lang in self.langs))


def build_table(script: str, profiles: Sequence[Profile], smoothing: Smoothing = SHARPER) -> ScriptTable:
    """The table of a script's languages, columns in the order of their codes, relatives after the others."""
    profiles = sorted(profiles, key=lambda profile: ((OWN, RELATIVE, STRANGER).index(profile.kind), profile.lang))
    named = [profile for profile in profiles if profile.kind != STRANGER]
    numbers, characters = _number_characters(script, profiles)
    grams = sorted({gram for profile in profiles for gram in profile.frequencies if all(char in numbers for char in gram)})
    gains = _gains(grams, profiles, smoothing)
    index = {gram: position for position, gram in enumerate(grams)}
    ends = [[index.get(gram[start:], -1) if start < len(gram) else -1 for start in range(3)] for gram in grams]
    parts = np.array(ends, dtype=np.intp).reshape(len(grams), 3)  # -1 is the row of zeros that is added last
    padded = np.vstack([gains, np.zeros((1, len(profiles)))])
    sums = padded[parts].sum(axis=1)
    columns = np.column_stack([np.rint(sums[:, : len(named)] * SCALE), np.ones(len(grams))])
    strangers = np.rint(sums[:, len(named) :] * STRANGER_SCALE)
    nodes, rows = _automaton(grams, numbers)
    return ScriptTable(
        script=script,
        langs=tuple(profile.lang for profile in named),
        relative=tuple(profile.kind == RELATIVE for profile in named),
        characters=characters,
        nodes=nodes,
        rows=rows,
        scores=np.vstack([np.zeros(columns.shape[1]), columns]).astype(np.int16),
        strangers=np.vstack([np.zeros(strangers.shape[1]), strangers]).astype(np.uint8),
        expected=np.array([_expected(profile, smoothing) for profile in named]),
    )


def _number_characters(script: str, profiles: Sequence[Profile]) -> tuple[dict[str, int], NDArray[np.int32]]:
    """Characters of the profiles by number, and UTF-16 code units by number; letters of other scripts are spaces."""
    classes = character_classes(script)
    used = {gram for profile in profiles for gram in profile.frequencies if len(gram) == 1 and classes[ord(gram)] != FOREIGN}
    numbers = {" ": SPACE} | {char: number for number, char in enumerate(sorted(used - {" "}), start=UNKNOWN_CAPITAL + 1)}
    forms = [" " if classes[unit] == FOREIGN else normal_form(unit) for unit in range(_UNITS)]
    table = [numbers.get(form, UNKNOWN_CAPITAL if form.isupper() else UNKNOWN) for form in forms]
    return numbers, np.array(table, dtype=np.int32)


def _gains(grams: Sequence[str], profiles: Sequence[Profile], smoothing: Smoothing) -> NDArray[np.float64]:
    """Weighted log of what an n-gram's probability is over that of a missing one, by n-gram and language."""
    frequencies = np.array([[profile.frequencies.get(gram, 0.0) for profile in profiles] for gram in grams])
    weights = np.array([[smoothing.weights[len(gram) - 1]] for gram in grams])
    gains: NDArray[np.float64] = weights.reshape(-1, 1) * np.log1p(frequencies.reshape(len(grams), len(profiles)) / smoothing.missing)
    return gains


def _automaton(grams: Sequence[str], numbers: Mapping[str, int]) -> tuple[NDArray[np.int32], NDArray[np.unsignedinteger[Any]]]:
    """Nodes and rows; row 0 is empty, row i + 1 holds what ends with n-gram i.

    Where no triple is known the pair decides, and where no pair is, the character. Of two capitals in a row langdetect counts nothing
    that ends with the second.
    """
    n = len(numbers) + 2
    pairs, capital = _pair_rows(grams, numbers)
    triples = [(gram[:2], numbers[gram[2]], row) for row, gram in enumerate(grams, start=1) if len(gram) == 3]
    prefixes = {prefix: n + position for position, prefix in enumerate(sorted({prefix for prefix, _, _ in triples}))}
    nodes = np.tile(np.arange(n, dtype=np.int32), (n, 1))
    for prefix, node in prefixes.items():
        nodes[numbers[prefix[0]], numbers[prefix[1]]] = node
    rows = np.vstack([pairs, pairs[[numbers[prefix[1]] for prefix in prefixes]]])
    for prefix, char, row in triples:
        if not (capital[char] and capital[numbers[prefix[1]]]):
            rows[prefixes[prefix], char] = row
    narrow: NDArray[np.unsignedinteger[Any]] = rows.ravel().astype(np.min_scalar_type(len(grams)))
    return (nodes * n).ravel(), narrow


def _pair_rows(grams: Sequence[str], numbers: Mapping[str, int]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """The row of each two characters, as far as they decide, and which characters are capitals."""
    n = len(numbers) + 2
    capital = np.zeros(n, dtype=bool)
    capital[[UNKNOWN_CAPITAL, *(number for char, number in numbers.items() if char.isupper())]] = True
    singles, pairs = np.zeros(n, dtype=np.int32), np.zeros((n, n), dtype=np.int32)
    for row, gram in enumerate(grams, start=1):
        if len(gram) == 1:
            singles[numbers[gram]] = row
    pairs[:] = singles
    for row, gram in enumerate(grams, start=1):
        if len(gram) == 2:
            pairs[numbers[gram[0]], numbers[gram[1]]] = row
    pairs[np.outer(capital, capital)] = 0
    return pairs, capital


def _expected(profile: Profile, smoothing: Smoothing) -> float:
    """What the n-grams that end at one character gain, on average, in text that is as its profile says.

    A pair ends at every character and at every space; a single one, and a triple that is not too rare for the profile, does not.
    """
    parts = [0.0, 0.0, 0.0]
    for gram, p in profile.frequencies.items():
        parts[len(gram) - 1] += p * smoothing.weights[len(gram) - 1] * math.log1p(p / smoothing.missing)
    singles, pairs, triples = profile.totals
    return parts[0] * min(singles / max(pairs, 1.0), 1.0) + parts[1] + parts[2] * min(triples / max(pairs, 1.0), 1.0)
