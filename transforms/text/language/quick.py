"""The language of one text in the common case, several times faster than as a batch of one, and with the same answer to the last digit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from transforms.records import Language
from transforms.text.language.characters import DROPPED, FIRST_SCRIPT, N_CLASSES, REWRITTEN, SCRIPTS
from transforms.text.language.judge import (
    CERTAIN,
    LOGARITHMS,
    MAX_MARGIN,
    MIN_STRANGER_ROWS,
    RELATIVE_PENALTY,
    STRANGER_PENALTY,
    WEIGHTY_ROWS,
    calibration,
    probabilities_of,
    score_of,
)
from transforms.text.language.measure import CAPITALS_SHARE, MAX_LETTERS, may_hold_links, sum_strangers
from transforms.text.language.model import LanguageModel
from transforms.text.language.tables import MAX_ROWS, SCALE, STRANGER_SCALE, ScriptTable
from transforms.text.language_settings import UNDETERMINED

_MAX_CHARS = MAX_ROWS - 4
_ONES = np.ones(MAX_ROWS, dtype=np.float32)
_LOGARITHM: list[float] = LOGARITHMS.tolist()
_dot = np.dot

Rows = np.ndarray[tuple[int], np.dtype[np.unsignedinteger[Any]]]


def detect_quickly(text: str, model: LanguageModel, min_letters: int, threshold: float | None) -> Language | None:
    """The language of a text, `und` below the threshold; None where the text needs more than the common case.

    The common case: no link, no mark or letter that must be rewritten, more than half of the letters in one script that several
    languages share, not mostly capitals, and no relative or stranger that is far likelier than any language.
    """
    if len(text) > _MAX_CHARS or may_hold_links(text):
        return None
    units = np.frombuffer(f"  {text}  ".encode("utf-16-le", "surrogatepass"), dtype="<u2")
    classes = model.classes.take(units)
    counts = np.bincount(classes, minlength=N_CLASSES)
    top = int(counts[FIRST_SCRIPT:].argmax())
    small = FIRST_SCRIPT + (top & ~1)
    n_small, capitals = int(counts[small]), int(counts[small + 1])
    letters = n_small + capitals
    other = len(units) - int(counts[0])
    table = model.tables.get(SCRIPTS[top >> 1])
    if table is None or letters * 2 <= other - int(counts[DROPPED]) or capitals > CAPITALS_SHARE * letters or letters < min_letters:
        return None
    if other > letters and counts[REWRITTEN]:
        return None
    if other > letters and counts[DROPPED]:
        kept = classes != DROPPED
        units, classes = units[kept], classes[kept]
    if letters > MAX_LETTERS:
        own = np.flatnonzero((classes - np.uint8(small)) < 2)  # other classes are far from it, or wrap round
        units = np.concatenate([units[: own[MAX_LETTERS - 1] + 1], _END])
    return _answer(table, _rows(table, units), threshold)


_END = np.frombuffer("  ".encode("utf-16-le"), dtype="<u2")


def _rows(table: ScriptTable, units: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> Rows:
    numbers = table.characters.take(units)
    pairs = numbers[:-2] * table.n_characters
    pairs += numbers[1:-1]
    nodes = table.nodes.take(pairs)
    return table.rows.take(nodes + numbers[2:])


def _answer(table: ScriptTable, rows: Rows, threshold: float | None) -> Language | None:
    """As `rank`, `confidences` and `answered` have it for a text without priors."""
    sums = _dot(_ONES[: len(rows)], table.scores.take(rows, axis=0).astype(np.float32)).tolist()
    first, best, runner_up, kin = _compare(table, sums)
    if kin - RELATIVE_PENALTY > best:
        return None
    n = max(sums[-1], 1.0)
    by_row, fit = (best - runner_up) / n, best / n - float(table.expected[first])
    weighty = min(n, WEIGHTY_ROWS)
    root, log_rows, one_by_rows = math.sqrt(weighty), _LOGARITHM[int(weighty)], 1.0 / weighty
    by_root, fitting = by_row * root, fit * root
    margin, ahead = min(best - runner_up, MAX_MARGIN), min(max(kin - best, 0.0), RELATIVE_PENALTY)
    model = calibration()
    w, v = model.right, model.known
    right = w[0] + w[1] * by_row + w[2] * by_root + w[3] * fitting + w[4] * log_rows + w[5] * margin + w[6] * one_by_rows
    known = v[0] + v[1] * by_row + v[2] * by_root + v[3] * fitting + v[4] * log_rows + v[5] * margin + v[6] * one_by_rows
    long = n >= MIN_STRANGER_ROWS
    if long and known + v[7] * ahead < CERTAIN:
        strange = float(sum_strangers(table, rows).max(initial=0.0)) / STRANGER_SCALE
        if strange - STRANGER_PENALTY > best:
            return None
        ahead = max(ahead, strange - best)
    chance_right, chance_known = probabilities_of(right + w[7] * ahead, known + v[7] * ahead)
    score = score_of(chance_right, chance_known)
    named = score >= (model.threshold if threshold is None else threshold)
    if threshold is None and long:
        named = named and chance_known >= model.known_threshold
    return Language(table.langs[first] if named else UNDETERMINED, score, table.script)


def _compare(table: ScriptTable, sums: list[float]) -> tuple[int, float, float, float]:
    """The best language, its gain, that of the next and of the likeliest relative."""
    # Of forty numbers in a list Python finds the greatest faster than numpy does.
    own, kins = sums[: table.n_own], sums[table.n_own : -1]
    most = max(own)
    first = own.index(most)
    own[first] = 0.0
    best, kin = most / SCALE, max(kins, default=0.0) / SCALE
    if best < kin <= best + RELATIVE_PENALTY and table.home[table.n_own + kins.index(max(kins))] == first:
        kin = 0.0
    return first, best, max(own) / SCALE, kin
