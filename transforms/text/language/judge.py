"""Name languages from likelihoods, and say how sure that is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transforms.text.language.measure import Measured, likeliest_stranger
from transforms.text.language.tables import SCALE, ScriptTable

RELATIVE_PENALTY = 25.0
"""Nats by which a relative must beat the best language. At 25 no news sentence of NTREX-128 is lost to one; at 10 F1 falls by 0.001
to 0.004."""
STRANGER_PENALTY = 6.0
"""The same for a stranger, which is asked only in doubt: odds of 400 to 1. The evaluation sets score alike from 6 to 25; at 4 a sentence
of theirs is lost."""
MIN_STRANGER_ROWS = 32
"""A text of fewer characters is told from neighbours at most: to ask strangers, too, would cost F1 there, and time."""
CERTAIN = 6.0
"""Logit of `Calibration.known` from which strangers are not asked: five news sentences in six, and 4 % of UDHR paragraphs in
a language that some stranger's profile is of."""
EXPECTED_SHARE = 0.99
"""Probability that a text is in one of the expected languages, where some are expected."""
_CALIBRATION = Path(__file__).parents[2] / "resources" / "language_confidence.json"
_MAX_LOGIT, _STEPS_PER_LOGIT, _DIGITS = 16, 1024, 1e6

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two logistic models, of how often the best language is right and of how often a text is in a language that has a profile.

    Attributes:
        threshold: Below this probability of both the answer is `und`.
        known_threshold: It is, too, below this probability of the second, in a text of `MIN_STRANGER_ROWS` and more.
        right: Intercept of the first, then a weight for each of `FEATURES`.
        known: The same of the second.
    """

    threshold: float
    known_threshold: float
    right: tuple[float, ...]
    known: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Columns of a table by likelihood, for some texts.

    Attributes:
        best: The column that answers.
        foreign: True where a relative or stranger that is no language of ours explains the text far better.
        values: Text and column to log-likelihood in nats, priors included.
        features: What the confidence rests on, one row a feature.
        rows: How many characters told anything.
    """

    best: NDArray[np.int64]
    foreign: NDArray[np.bool_]
    values: Floats
    features: Floats
    rows: Floats


@cache
def calibration() -> Calibration:
    """The packaged calibration, fitted by `training/fit_confidence.py`."""
    told = json.loads(_CALIBRATION.read_text(encoding="utf-8"))
    right, known = ((told[name]["intercept"], *(told[name]["weights"][one] for one in FEATURES)) for name in ("right", "known"))
    return Calibration(told["threshold"], told["known_threshold"], right, known)


def log_prior(table: ScriptTable, expected: Sequence[str], n_languages: int) -> Floats:
    """Log prior of each column but for a constant; all alike where nothing is expected."""
    if not expected:
        return np.zeros(len(table.langs))
    others = max(n_languages - len(expected), 1)
    known, unknown = math.log(EXPECTED_SHARE / len(expected)), math.log((1 - EXPECTED_SHARE) / others)
    return np.array([max(known - unknown, 0.0) if lang in expected else 0.0 for lang in table.langs])


def rank(found: Measured, priors: Floats, certain: float = CERTAIN) -> Ranking:
    """Each text's best language.

    Args:
        found: At least one text.
        priors: A row for all texts, or one for each.
        certain: Logit of `Calibration.known` from which strangers are not asked; infinite: all are.
    """
    table = found.table
    values = found.sums[:, :-1] / SCALE + priors
    n_own = table.n_own
    first, second = _two_best(values[:, :n_own])
    at = np.arange(len(values))
    best, runner_up = values[at, first], np.maximum(values[at, second], 0.0) if n_own > 1 else np.zeros(len(values))
    kin, kin_value = first, np.zeros(len(values))
    if n_own < len(table.langs):
        kin = values[:, n_own:].argmax(axis=1) + n_own
        kin_value = np.maximum(values[at, kin], 0.0)
    beaten = kin_value - RELATIVE_PENALTY > best
    is_own = np.array([lang in OWN_RELATIVES for lang in table.langs])
    renamed = beaten & is_own[kin]
    answer = np.where(renamed, kin, first)
    lead = np.where(renamed, kin_value, best)
    same = np.array(table.home)[kin] == first
    rival, kin_rival = np.where(renamed & ~same, best, runner_up), np.where(renamed, best, kin_value)
    kin_rival[same] = 0.0  # another spelling of the answer is no rival
    features = _features(found, answer, lead, rival, kin_rival)
    ranking = Ranking(answer, beaten & ~renamed, values, features, found.sums[:, -1])
    _ask_strangers(found, ranking, lead, certain)
    return ranking


def _ask_strangers(found: Measured, ranking: Ranking, lead: Floats, certain: float) -> None:
    """The texts in doubt are foreign where a stranger is far likelier, and by how much it leads is among their features."""
    doubtful = np.flatnonzero((ranking.rows >= MIN_STRANGER_ROWS) & (_logits(ranking.features)[1] < certain))
    if len(doubtful):
        strange = likeliest_stranger(found, doubtful.tolist())
        ranking.features[-1, doubtful] = np.maximum(ranking.features[-1, doubtful], _ahead(strange, lead[doubtful]))
        ranking.foreign[doubtful] |= strange - STRANGER_PENALTY > lead[doubtful]


OWN_RELATIVES = frozenset({"az", "ckb", "ku", "tr"})
"""Languages that relatives are only another spelling of: Kurmanji in Arabic letters, Sorani in Latin ones, Azerbaijani in Cyrillic ones,
Turkish that was read as Latin-1."""
FEATURES = ("margin_by_row", "margin_times_root", "fit_times_root", "log_rows", "margin", "one_by_rows", "relative_ahead")
MAX_MARGIN = 60.0
WEIGHTY_ROWS = 256
"""A longer text is taken to be so many rows of its averages: the models were fitted on no longer ones."""
LOGARITHMS = np.array([0.0, *(math.log(n) for n in range(1, WEIGHTY_ROWS + 1))])


def _features(found: Measured, answer: NDArray[np.int64], lead: Floats, rival: Floats, kin: Floats) -> Floats:
    """One row for each of `FEATURES`; each number is made by operations that are exact whatever is computed beside it."""
    n = np.maximum(found.sums[:, -1], 1.0)
    by_row, fit = (lead - rival) / n, lead / n - found.table.expected[answer]
    weighty = np.minimum(n, WEIGHTY_ROWS)
    root, log_rows = np.sqrt(weighty), LOGARITHMS[weighty.astype(np.int64)]
    margin = np.minimum(lead - rival, MAX_MARGIN)
    return np.stack([by_row, by_row * root, fit * root, log_rows, margin, 1.0 / weighty, _ahead(kin, lead)])


def _ahead(kin: Floats, lead: Floats) -> Floats:
    return np.minimum(np.maximum(kin - lead, 0.0), RELATIVE_PENALTY)


def _logits(features: Floats) -> Floats:
    """What the two models give each text, one row a model."""
    model = calibration()
    weights = np.array([model.right, model.known])[:, :, None]
    logits: Floats = np.repeat(weights[:, 0], features.shape[1], axis=1)
    for number, feature in enumerate(features, start=1):
        logits += weights[:, number] * feature
    return logits


def confidences(ranking: Ranking) -> Floats:
    """Probability that the text is in a language known here and the best one is right, 0 to 1, to six digits."""
    right, known = _probabilities(_logits(ranking.features))
    scores: Floats = np.rint(right * known * _DIGITS) / _DIGITS
    return scores


def answered(ranking: Ranking, threshold: float | None) -> NDArray[np.bool_]:
    """Which texts are named: those that score so much, or, where no threshold is given, that pass both of the calibration's."""
    model = calibration()
    named: NDArray[np.bool_] = ~ranking.foreign & (confidences(ranking) >= (model.threshold if threshold is None else threshold))
    if threshold is None:
        known = _probabilities(_logits(ranking.features))[1]
        named &= (known >= model.known_threshold) | (ranking.rows < MIN_STRANGER_ROWS)
    return named


def _probabilities(logits: Floats) -> Floats:
    return _logistic().take(((logits + _MAX_LOGIT) * _STEPS_PER_LOGIT).astype(np.int64), mode="clip")


def probabilities_of(right: float, known: float) -> tuple[float, float]:
    """The probabilities of two logits, to the last digit as for many texts at once."""
    steps = _logistic_list()
    last = len(steps) - 1
    first, second = int((right + _MAX_LOGIT) * _STEPS_PER_LOGIT), int((known + _MAX_LOGIT) * _STEPS_PER_LOGIT)
    return steps[min(max(first, 0), last)], steps[min(max(second, 0), last)]


def score_of(right: float, known: float) -> float:
    """`confidences` for the two probabilities of one text."""
    return round(right * known * _DIGITS) / _DIGITS


@cache
def _logistic_list() -> list[float]:
    steps: list[float] = _logistic().tolist()
    return steps


@cache
def _logistic() -> Floats:
    """The logistic function in steps: a table gives the same digits however many it is asked for at once."""
    steps = range(2 * _MAX_LOGIT * _STEPS_PER_LOGIT + 1)
    return 1.0 / (1.0 + np.exp(_MAX_LOGIT - np.array(steps) / _STEPS_PER_LOGIT))


def script_confidence(letters: int) -> float:
    """How sure a language is that has its script to itself: two letters may be a symbol, twenty are a text."""
    return round(letters**2 / (letters**2 + 2.0), 6)


def _two_best(values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = values.argmax(axis=1)
    rest = values.copy()
    rest[np.arange(len(values)), first] = -np.inf
    return first, rest.argmax(axis=1)
