"""The language of one text in the common case, several times faster than as a batch of one, and with the same answer to the last digit."""

from __future__ import annotations

import math

import numpy as np

from transforms.records import Language
from transforms.text.language.characters import DROPPED, FIRST_SCRIPT, N_CLASSES, REWRITTEN, SCRIPTS
from transforms.text.language.judge import LOGARITHMS, MAX_MARGIN, RELATIVE_PENALTY, WEIGHTY_ROWS, calibration, confidence_of
from transforms.text.language.measure import CAPITALS_SHARE, MAX_LETTERS, may_hold_links
from transforms.text.language.model import LanguageModel
from transforms.text.language.tables import MAX_ROWS, SCALE, ScriptTable

_MAX_CHARS = MAX_ROWS - 4
_ONES = np.ones(MAX_ROWS, dtype=np.float32)
_LOGARITHM: list[float] = LOGARITHMS.tolist()
_dot = np.dot


def detect_quickly(text: str, model: LanguageModel, min_letters: int) -> Language | None:
    """The best language, whatever its score; None where the text needs more than the common case.

    The common case: no link, no mark or letter that must be rewritten, more than half of the letters in one script that several
    languages share, not mostly capitals, and no relative that is likelier than any language.
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
    return _answer(table, _add_up(table, units))


_END = np.frombuffer("  ".encode("utf-16-le"), dtype="<u2")


def _add_up(table: ScriptTable, units: np.ndarray[tuple[int], np.dtype[np.uint16]]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    numbers = table.characters.take(units)
    pairs = numbers[:-2] * table.n_characters
    pairs += numbers[1:-1]
    nodes = table.nodes.take(pairs)
    rows = table.rows.take(nodes + numbers[2:])
    sums: np.ndarray[tuple[int], np.dtype[np.float32]] = _dot(_ONES[: len(rows)], table.scores.take(rows, axis=0))
    return sums


def _answer(table: ScriptTable, sums: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Language | None:
    """As `rank` and `confidences` have it for a text without priors."""
    own = sums[: table.n_own]
    first = int(own.argmax())
    best = float(own[first]) / SCALE
    own[first] = -1.0
    runner_up = max(float(own.max()), 0.0) / SCALE
    kin = float(sums[table.n_own : -1].max()) / SCALE if table.n_own < len(table.langs) else 0.0
    if kin - RELATIVE_PENALTY > best:
        return None
    n = max(float(sums[-1]), 1.0)
    by_row, fit = (best - runner_up) / n, best / n - float(table.expected[first])
    weighty = min(n, WEIGHTY_ROWS)
    root, log_rows, one_by_rows = math.sqrt(weighty), _LOGARITHM[int(weighty)], 1.0 / weighty
    by_root, fitting = by_row * root, fit * root
    margin, ahead = min(best - runner_up, MAX_MARGIN), min(max(kin - best, 0.0), RELATIVE_PENALTY)
    model = calibration()
    w, v = model.right, model.known
    right = w[0] + w[1] * by_row + w[2] * by_root + w[3] * fitting + w[4] * log_rows + w[5] * margin + w[6] * one_by_rows + w[7] * ahead
    known = v[0] + v[1] * by_row + v[2] * by_root + v[3] * fitting + v[4] * log_rows + v[5] * margin + v[6] * one_by_rows + v[7] * ahead
    return Language(table.langs[first], confidence_of(right, known), table.script)
