"""Organisations that are known by name."""

import pytest

from transforms.text.entities.engine import ArticleText
from transforms.text.entities.organisations import OrganisationEngine
from transforms.text.entities.tokens import tokenize


def found(lang: str, text: str) -> list[str]:
    (spans,) = OrganisationEngine().find([ArticleText(lang, (tokenize(text, lang),))])
    tokens = tokenize(text, lang)
    return [text[tokens[span.first].start : tokens[span.last - 1].end] for span in spans]


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("tr", "Fazilet Partisi açıkladı", "Fazilet Partisi"),
        ("tr", "CHP'nin kararı", "CHP"),
        ("en", "talks at the United Nations", "United Nations"),
        ("ar", "لوكالة فرانس برس", "فرانس برس"),
        ("fa", "به گزارش ایسنا", "ایسنا"),
    ],
)
def test_a_known_organisation_is_found(lang: str, text: str, name: str) -> None:
    assert found(lang, text) == [name]


def test_the_longest_name_wins() -> None:
    assert found("tr", "Genelkurmay Başkanlığı") == ["Genelkurmay Başkanlığı"]


def test_small_letters_are_no_name() -> None:
    assert found("tr", "bir meclis toplandı") == []
    assert found("en", "the congress of apes") == []


def test_an_agency_that_shares_its_letters_with_a_thing_is_left_to_the_engines() -> None:
    assert found("tr", "havalanan İHA") == []
    assert found("tr", "DHA muhabiri") == ["DHA"]


def test_words_of_a_list_without_capitals_are_no_names() -> None:
    assert found("fa", "استقلال کشور") == []


def test_other_languages_have_no_list() -> None:
    assert found("de", "Fazilet Partisi") == []
