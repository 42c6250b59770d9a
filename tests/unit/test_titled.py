"""Arabic people behind a title."""

import pytest

from transforms.text.entities.engine import ArticleText
from transforms.text.entities.titled import TitledEngine
from transforms.text.entities.tokens import tokenize


def people(text: str, lang: str = "ar") -> list[str]:
    tokens = tokenize(text, lang)
    (spans,) = TitledEngine().find([ArticleText(lang, (tokens,))])
    return [text[tokens[span.first].start : tokens[span.last - 1].end] for span in spans]


@pytest.mark.parametrize("name", ["صابر مسعد", "محمد علي", "خالد بنجلون", "أحمد بن سعيد", "دلال عبد العزيز", "محمد بن راشد آل مكتوم"])
def test_a_given_name_behind_a_title_opens_a_name(name: str) -> None:
    assert people(f"قال السيد {name} في المؤتمر") == [name]


def test_diacritics_tatweel_and_marks_change_nothing() -> None:
    assert people("قال السيـد خَالِد بنجلون\u200f في المؤتمر") == ["خَالِد بنجلون\u200f"]  # the mark is in the token


@pytest.mark.parametrize("text", ["قال السيد المدير العام", "قال السيد خالد في المؤتمر", "قال خالد بنجلون في المؤتمر", "الرئيس على علم"])
def test_a_title_without_a_name_or_a_name_without_a_title_says_nothing(text: str) -> None:
    assert people(text) == []


def test_other_languages_are_left_alone() -> None:
    assert people("دکتر خالد محمد", "fa") == []
