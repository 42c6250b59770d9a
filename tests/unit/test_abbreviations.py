"""Abbreviations that an article explains."""

import pytest

from transforms.text.entities.abbreviations import find_introduced
from transforms.text.entities.engine import ArticleText, TokenSpan
from transforms.text.entities.tokens import tokenize

FULL = "Türkiye İstatistik Kurumu"


def introduced(*paragraphs: str, label: str = "ORG", lang: str = "tr") -> list[tuple[int, str]]:
    """What is found where the first three words of the first paragraph are a name."""
    article = ArticleText(lang, tuple(tokenize(text, lang) for text in paragraphs))
    spans = find_introduced(article, [TokenSpan(0, 0, 3, label, 0.9)])
    return [(span.paragraph, article.paragraphs[span.paragraph][span.first].text) for span in spans]


def test_letters_in_brackets_behind_an_organisation_are_its_name() -> None:
    assert introduced(f"{FULL} (TÜİK) verileri") == [(0, "TÜİK")]


def test_the_letters_are_found_in_the_whole_article() -> None:
    assert introduced(f"{FULL} (TÜİK) verileri", "TÜİK'in verileri") == [(0, "TÜİK"), (1, "TÜİK")]


@pytest.mark.parametrize(
    "text", [f"{FULL} (Ankara) verileri", f"{FULL} (BM) verileri", f"{FULL}, TÜİK verileri", f"{FULL} (TÜİK verileri)"]
)
def test_what_abbreviates_nothing_or_stands_elsewhere_is_none(text: str) -> None:
    assert introduced(text) == []


def test_the_letters_alone_say_nothing() -> None:
    assert introduced(f"{FULL} verileri", "TÜİK verileri") == []


def test_only_organisations_are_abbreviated() -> None:
    assert introduced(f"{FULL} (TÜİK) verileri", label="LOC") == []


def test_what_is_found_already_is_not_found_again() -> None:
    article = ArticleText("tr", (tokenize(f"{FULL} (TÜİK)", "tr"),))
    assert list(find_introduced(article, [TokenSpan(0, 0, 3, "ORG", 0.9), TokenSpan(0, 4, 5, "ORG", 0.9)])) == []
