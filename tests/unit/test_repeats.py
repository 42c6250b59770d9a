"""People who are named in full once and by their family name elsewhere."""

import pytest

from transforms.text.entities.engine import ArticleText, TokenSpan
from transforms.text.entities.repeats import repeat_people
from transforms.text.entities.tokens import tokenize


def again(lang: str, full: str, *paragraphs: str) -> list[str]:
    """What is found in the further paragraphs where the first one is a person's name."""
    article = ArticleText(lang, tuple(tokenize(text, lang) for text in (full, *paragraphs)))
    person = TokenSpan(0, 0, len(article.paragraphs[0]), "PER", 0.9)
    return [article.paragraphs[span.paragraph][span.first].text for span in repeat_people(article, [person])]


@pytest.mark.parametrize(
    ("lang", "full", "text"),
    [
        ("tr", "İbrahim Yıldız", "Yıldız, kitapları anlattı."),
        ("en", "Milica Jovanović", "Jovanović said nothing more."),
        ("ar", "خالد بنجلون", "وتابع بنجلون حديثه."),
        ("fa", "لیلا مرادپور", "مرادپور گفت"),
    ],
)
def test_a_family_name_alone_is_the_person_again(lang: str, full: str, text: str) -> None:
    assert again(lang, full, text) == [full.split()[-1]]


def test_a_family_name_is_found_in_any_spelling_of_its_letters() -> None:
    assert again("tr", "İbrahim Yıldız", "YILDIZ geldi.") == ["YILDIZ"]
    assert again("ar", "خالد بنجلون", "قال بنـجلون") == ["بنـجلون"]
    assert again("fa", "علی یزدانی‌پور", "يزداني‌پور گفت") == ["يزداني‌پور"]


def test_a_word_in_small_letters_is_no_name() -> None:
    assert again("tr", "İbrahim Yıldız", "Gökte bir yıldız var.") == []


def test_a_capital_says_nothing_where_the_article_has_the_word_in_small_letters() -> None:
    assert again("tr", "İbrahim Yıldız", "Yıldız çok uzak.", "Her yıldız parlar.") == []


def test_a_common_word_is_no_name_where_there_are_no_capitals() -> None:
    assert again("ar", "محمد السعيد", "في اليوم السعيد") == []


def test_a_place_is_no_person_again() -> None:
    assert again("en", "Anna London", "In London it rains.") == []


def test_a_given_name_alone_says_nothing() -> None:
    assert again("en", "Milica Jovanović", "Milica waved.") == []


def test_what_is_found_already_stays() -> None:
    article = ArticleText("en", tuple(tokenize(text, "en") for text in ("Milica Jovanović", "Jovanović Group")))
    found = [TokenSpan(0, 0, 2, "PER", 0.9), TokenSpan(1, 0, 2, "ORG", 0.9)]
    assert list(repeat_people(article, found)) == []


def test_a_doubtful_name_is_not_repeated() -> None:
    article = ArticleText("en", tuple(tokenize(text, "en") for text in ("Milica Jovanović", "Jovanović spoke")))
    assert list(repeat_people(article, [TokenSpan(0, 0, 2, "PER", 0.3)])) == []


def test_other_languages_are_left_alone() -> None:
    assert again("ckb", "نێچیرڤان بارزانی", "بارزانی گوتی") == []
