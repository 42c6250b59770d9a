"""Work that one step leaves for the next changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from transforms.batch import detect_batch, read_batch, split_batch, strip_batch
from transforms.records import Batch, Chunk, Source
from transforms.text.language import LanguageSettings, detect_article


@pytest.fixture(scope="module")
def stripped(seeds) -> Batch:
    paths = sorted(seeds.glob("*.txt"))
    chunk = Chunk("c", date(2026, 11, 23), tuple(Source(path.name, path.name, str(path), path.stat().st_size, 0, 0) for path in paths))
    return strip_batch(detect_batch(read_batch(chunk, max_article_bytes=2**20, max_paragraphs=999)))


def test_what_the_language_step_told_is_what_the_paragraph_step_would_tell(stripped):
    untold = replace(stripped, articles=tuple(replace(article, told=()) for article in stripped.articles))
    assert sum(bool(article.told) for article in stripped.articles) > 20
    assert split_batch(stripped) == split_batch(untold)


def test_every_paragraph_has_its_own_language_also_behind_a_credit_and_nothing_is_left_over(stripped):
    for article in split_batch(stripped).articles:
        alone = [detect_article([p.text], article=article.language)[1][0] for p in article.paragraphs]
        assert [p.language for p in article.paragraphs] == alone
        assert article.told == ()


def test_nothing_is_told_ahead_of_the_sampling_engine(stripped):
    settings = LanguageSettings(engine="langdetect")
    (article,) = detect_batch(replace(stripped, articles=stripped.articles[:1]), settings).articles
    assert article.told == ()
    assert article.language.lang == stripped.articles[0].language.lang
