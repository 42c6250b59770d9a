"""Tell which language a text, many texts, or an article and its paragraphs are in. Nothing here raises, whatever the text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from transforms.records import Language
from transforms.text.language.characters import SCRIPTS
from transforms.text.language.judge import Floats, Ranking, answered, confidences, log_prior, rank, script_confidence
from transforms.text.language.measure import Batch, Measured, add_up, measure
from transforms.text.language.model import LanguageModel, load_model
from transforms.text.language.quick import detect_quickly
from transforms.text.language.reference import inherit_languages, load_reference
from transforms.text.language.tables import ScriptTable
from transforms.text.language_settings import DEFAULT, EXACT, UNDETERMINED, LanguageSettings
from transforms.text.scripts import NO_LETTERS

_MIN_LETTERS = 6
"""Of a script that languages share: fewer are an acronym (AFP, NATO, ILKHA) that is in no language."""
_INHERITING_LETTERS = 60
"""A paragraph with fewer letters that cannot be told is in the language of its article."""
_MOST = 0.5
_TEMPERATURE = 8.0
"""Nats by which runners-up are told apart: n-grams overlap, so that likelihoods are far too sure of themselves."""
_NOTHING = Language(UNDETERMINED, 0.0, NO_LETTERS)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The languages that a text may be in.

    Attributes:
        language: The answer.
        candidates: The likeliest languages with their probability, at most three.
    """

    language: Language
    candidates: tuple[tuple[str, float], ...]


def detect_language(text: str, settings: LanguageSettings = DEFAULT) -> Language:
    """The language most of a text is in; `und` where that cannot be told.

    >>> detect_language("2024 ... 7 %")
    Language(lang='und', score=0.0, script='Zyyy')
    """
    if settings.engine == EXACT and not settings.expected:
        found = detect_quickly(text, load_model(settings.profiles), _MIN_LETTERS, settings.threshold)
        if found is not None:
            return found
    return detect_languages((text,), settings)[0]


def detect_languages(texts: Sequence[str], settings: LanguageSettings = DEFAULT) -> list[Language]:
    """The language of each text, in order; the answers do not depend on which texts are asked for together."""
    if settings.engine != EXACT:
        return _ask_reference(texts, settings)
    model = load_model(settings.profiles)
    found: list[Language] = []
    for _, batch in measure(texts, model):
        languages = _by_script(batch, model)
        for one in batch.measured:
            ranking = rank(one, _prior(one.table, settings.expected, model))
            for number, language in zip(one.which.tolist(), _name(one, ranking, batch, settings), strict=True):
                languages[number] = language
        found += languages
    return found


def rank_languages(texts: Sequence[str], settings: LanguageSettings = DEFAULT) -> list[Candidates]:
    """The language of each text and what else it may be."""
    if settings.engine != EXACT:
        return [Candidates(one, ((one.lang, one.score),) if one.score else ()) for one in _ask_reference(texts, settings)]
    model = load_model(settings.profiles)
    found: list[Candidates] = []
    for _, batch in measure(texts, model):
        answers = [Candidates(one, ((model.alone[one.script], one.score),) if one.score else ()) for one in _by_script(batch, model)]
        for one in batch.measured:
            ranking = rank(one, _prior(one.table, settings.expected, model))
            languages = _name(one, ranking, batch, settings)
            scores = confidences(ranking)
            for place, number in enumerate(one.which.tolist()):
                answers[number] = Candidates(languages[place], _candidates(one.table, ranking, place, float(scores[place])))
        found += answers
    return found


def detect_article(
    paragraphs: Sequence[str], settings: LanguageSettings = DEFAULT, article: Language | None = None
) -> tuple[Language, tuple[Language, ...]]:
    """The language of an article and each paragraph's own, from one pass over the text.

    An article is in the language that its paragraphs together are likeliest in, of the script that most of its letters are in; where
    they are too mixed for that, in the one that paragraphs with at least half of the letters are in. A paragraph is taken to be in
    the article's language unless its own letters outweigh that; one too short to tell is in it.

    Args:
        paragraphs: The article's text.
        settings: How languages are told.
        article: The article's language, where it is known already.
    """
    if settings.engine != EXACT:
        whole = article or _ask_reference(("\n".join(paragraphs),), settings)[0]
        return whole, inherit_languages(paragraphs, whole, lambda text: _ask_reference((text,), settings)[0])
    model = load_model(settings.profiles)
    batches = list(measure(paragraphs, model))
    whole = article or _sum_up([batch for _, batch in batches], settings, model)
    if not article and whole.lang == UNDETERMINED:
        whole = _most([batch for _, batch in batches], whole, settings, model)
    found: list[Language] = []
    for _, batch in batches:
        found += _name_paragraphs(batch, whole, settings, model)
    return whole, tuple(found)


def _sum_up(batches: Sequence[Batch], settings: LanguageSettings, model: LanguageModel) -> Language:
    """The language that all texts together are likeliest in."""
    if not batches:
        return _NOTHING
    letters = np.sum([batch.letters.sum(axis=0) for batch in batches], axis=0).reshape(1, -1)
    code = SCRIPTS[int(letters.argmax())]
    parts = [one for batch in batches for one in batch.measured if one.table.script == code]
    if not parts or not letters.any():
        return _by_script(Batch(letters, ()), model)[0]
    one = add_up(parts)
    return _name(one, rank(one, _prior(one.table, settings.expected, model)), Batch(letters, ()), settings)[0]


def _most(batches: Sequence[Batch], whole: Language, settings: LanguageSettings, model: LanguageModel) -> Language:
    """The language of half of the letters or more, by what each text is in on its own; else what is known of the whole."""
    letters: Counter[str] = Counter()
    scores: dict[str, float] = {}
    for batch in batches:
        for language, n in zip(_name_paragraphs(batch, whole, settings, model), batch.letters.max(axis=1).tolist(), strict=True):
            if language.script == whole.script:
                letters[language.lang] += n
                scores[language.lang] = max(language.score, scores.get(language.lang, 0.0))
    (lang, n), *_ = letters.most_common(1) or [(UNDETERMINED, 0)]
    share = n / max(letters.total(), 1)
    return Language(lang, round(share * scores[lang], 6), whole.script) if lang != UNDETERMINED and share >= _MOST else whole


def _name_paragraphs(batch: Batch, article: Language, settings: LanguageSettings, model: LanguageModel) -> list[Language]:
    languages = _by_script(batch, model)
    known = article.lang != UNDETERMINED
    for one in batch.measured:
        ranking = rank(one, _prior(one.table, (article.lang,) if known else settings.expected, model))
        for number, language in zip(one.which.tolist(), _name(one, ranking, batch, settings), strict=True):
            short = language.lang == UNDETERMINED and batch.letters[number].max() < _INHERITING_LETTERS
            languages[number] = article if short and language.script == article.script else language
    return languages


def _by_script(batch: Batch, model: LanguageModel) -> list[Language]:
    """The language of each text as far as its script tells it; a place holder for the texts that were measured."""
    rest = np.ones(len(batch.letters), dtype=bool)
    for one in batch.measured:
        rest[one.which] = False
    found = [_NOTHING] * len(rest)
    for number in np.flatnonzero(rest).tolist():
        main = int(batch.letters[number].argmax())
        found[number] = _of_script(SCRIPTS[main], model.alone.get(SCRIPTS[main]), int(batch.letters[number, main]))
    return found


@lru_cache(maxsize=4096)
def _of_script(script: str, lang: str | None, letters: int) -> Language:
    if lang is None or not letters:
        return Language(UNDETERMINED, 0.0, script if letters else NO_LETTERS)
    return Language(lang if letters > 1 else UNDETERMINED, script_confidence(letters), script)


def _name(one: Measured, ranking: Ranking, batch: Batch, settings: LanguageSettings) -> list[Language]:
    """The answers for the texts of one script, `und` where the best language is not likely enough."""
    table, script = one.table, one.table.script
    few = batch.letters[one.which, SCRIPTS.index(script)] < _MIN_LETTERS
    answers = np.where(answered(ranking, settings.threshold) & ~few, ranking.best, -1).tolist()
    langs = (*table.langs, UNDETERMINED)  # which -1 points to
    return [Language(langs[answer], score, script) for answer, score in zip(answers, confidences(ranking).tolist(), strict=True)]


def _prior(table: ScriptTable, expected: Sequence[str], model: LanguageModel) -> Floats:
    return log_prior(table, expected, model.n_languages)


def _candidates(table: ScriptTable, ranking: Ranking, place: int, score: float) -> tuple[tuple[str, float], ...]:
    """The best language at its score and the next two: by likelihood they share what is left, which may be in no language known here."""
    values: dict[str, float] = {}
    for column, value in enumerate(ranking.values[place].tolist()):
        if not table.relative[column] or column == ranking.best[place]:
            values.setdefault(table.langs[column], value)
    best = table.langs[ranking.best[place]]
    rest = sorted((lang for lang in values if lang != best), key=lambda lang: (-values[lang], lang))
    weights = [math.exp((values[lang] - values[rest[0]]) / _TEMPERATURE) for lang in rest]
    shared = [(lang, round(min((1.0 - score) * weight / sum(weights), score), 6)) for lang, weight in zip(rest[:2], weights, strict=False)]
    return ((best, score), *shared)


def _ask_reference(texts: Sequence[str], settings: LanguageSettings) -> list[Language]:
    reference = load_reference(settings.profiles)
    return [reference.detect(text, settings.expected, settings.threshold) for text in texts]
