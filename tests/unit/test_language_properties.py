"""What holds for the language of every text."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.language import LanguageSettings, detect_article, detect_language, detect_languages, rank_languages

_WORDS = """
haber ajans THE ýygnak ñemişler o‘zbekiston qo'shma ərizə þessi hefur გ hizkuntza җ қазақ тілінде жаңалықтар
د پښتو ژبه څخه ANKARA Şêx û mîr وزير التعليم إنَّ وەزیری پەروەردە ه\u200c школа ÉCOLE 東京 の 서울 https://a.b/c @ajans #tag 12 ﻷ é̂
ÇAĞRI İSTANBUL ılık ʼ שלום יידיש हिन्दी \ud800 😀 𐤀 ａｂｃ ไทย
"""
WORDS = st.sampled_from(_WORDS.split())
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=80).map(" ".join), st.characters().map(lambda char: char * 500))
MANY = st.lists(TEXTS, max_size=8)


@given(MANY)
@settings(max_examples=300, deadline=None)
def test_no_text_raises_and_each_answer_is_well_formed(texts: list[str]) -> None:
    for text, found in zip(texts, detect_languages(texts), strict=True):
        assert 0.0 <= found.score <= 1.0
        assert len(found.script) == 4
        assert found.lang != "und" or found.score == 0.0 or any(map(str.isalpha, unicodedata.normalize("NFKC", text)))


@given(MANY)
@settings(max_examples=300, deadline=None)
def test_a_text_gets_the_same_answer_alone_in_a_batch_and_in_another_order(texts: list[str]) -> None:
    together = detect_languages(texts)
    assert together == [detect_language(text) for text in texts]
    assert together == detect_languages(texts[::-1])[::-1]
    assert together == [one.language for one in rank_languages(texts)]


@given(MANY)
@settings(max_examples=100, deadline=None)
def test_expected_languages_never_raise_and_do_not_depend_on_the_batch(texts: list[str]) -> None:
    core = LanguageSettings(expected=("ar", "tr", "xx"))
    assert detect_languages(texts, core) == [detect_language(text, core) for text in texts]


@given(MANY)
@settings(max_examples=100, deadline=None)
def test_every_paragraph_of_an_article_gets_an_answer(texts: list[str]) -> None:
    article, paragraphs = detect_article(texts)
    assert len(paragraphs) == len(texts)
    assert detect_article(texts, article=article)[1] == paragraphs


@given(MANY)
@settings(max_examples=200, deadline=None)
def test_candidates_come_best_first_and_share_one_probability(texts: list[str]) -> None:
    for found in rank_languages(texts):
        scores = [score for _, score in found.candidates]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1.00001
