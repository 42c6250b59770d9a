"""One-letter words before Arabic names."""

import pytest

from transforms.text.entities.arabic import fold
from transforms.text.entities.clitics import announces_place, count_clitics, restore_article, skip_letters


def count(name: str, label: str, bare: tuple[str, ...] = ()) -> int:
    return count_clitics(tuple(fold(word) for word in name.split()), label, tuple(fold(word) for word in bare))


@pytest.mark.parametrize("name", ["وأرمينيا", "وروسيا", "والبحر الأسود", "ففرنسا", "والمحيط الهندي"])
def test_a_conjunction_before_a_listed_place_is_counted(name: str) -> None:
    assert count(name, "LOC") == 1


@pytest.mark.parametrize(
    "name", ["فلسطين", "لبنان", "كوريا", "فرنسا", "فنلندا", "بغداد", "باكستان", "كندا", "لندن", "ليبيا", "واشنطن", "والي", "لاهاي"]
)
def test_a_place_that_merely_begins_with_a_clitic_letter_stays_whole(name: str) -> None:
    assert count(name, "LOC") == 0


@pytest.mark.parametrize("name", ["وليد", "وليد سالم", "وسام", "بوتين", "فهد", "فريد", "كريم", "لبنى", "باسل", "فاروق حسن"])
def test_a_person_whose_name_begins_with_a_clitic_letter_stays_whole(name: str) -> None:
    assert count(name, "PER") == 0


def test_a_conjunction_goes_where_the_name_stands_bare_in_the_article() -> None:
    assert count("وزخلوبان", "PER", bare=("زخلوبان",)) == 1


def test_a_conjunction_stays_where_nothing_tells_that_it_is_one() -> None:
    assert count("وزخلوبان", "PER") == 0


@pytest.mark.parametrize(("name", "letters"), [("ببغداد", 1), ("لمصر", 1), ("وبغداد", 1), ("وببغداد", 2)])
def test_a_preposition_before_a_listed_place_is_counted(name: str, letters: int) -> None:
    assert count(name, "LOC") == letters


def test_a_preposition_before_a_person_stays() -> None:
    assert count("لبغداد", "PER") == 0


def test_the_article_behind_a_preposition_is_made_whole_for_a_listed_name() -> None:
    assert restore_article(fold("للصين"), "LOC", ()) == fold("الصين")


def test_a_name_that_begins_with_two_lams_keeps_them_without_evidence() -> None:
    assert restore_article("للخزوب", "PER", ()) == "للخزوب"


def test_a_diacritic_goes_with_its_letter() -> None:
    assert "وَأرمينيا"[skip_letters("وَأرمينيا", 1) :] == "أرمينيا"


def test_a_tatweel_goes_with_its_letter() -> None:
    assert "وـأرمينيا"[skip_letters("وـأرمينيا", 1) :] == "أرمينيا"


def test_a_sea_is_announced_with_and_without_a_conjunction() -> None:
    assert announces_place("بحر")
    assert announces_place("وبحر")
    assert not announces_place("غزة")
