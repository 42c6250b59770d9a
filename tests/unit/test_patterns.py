"""Names of languages without weights."""

import pytest

from transforms.text.entities.extract import extract_mentions


def named(lang: str, *paragraphs: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.label) for row in extract_mentions([(lang, paragraphs)])[0] for mention in row]


def test_two_listed_names_are_a_person() -> None:
    assert named("ku", "Îro Mazlum Ebdî axivî.") == [("Mazlum Ebdî", "PER")]
    assert named("ckb", "دوێنێ نێچیرڤان بارزانی گوتی") == [("نێچیرڤان بارزانی", "PER")]


def test_a_given_name_alone_is_a_word() -> None:
    assert named("ckb", "ئەو ئازاد بوو") == []


def test_a_given_name_after_a_title_is_a_person() -> None:
    assert named("ckb", "بەڕێز ئازاد گوتی") == [("ئازاد", "PER")]


def test_capitals_go_on_with_a_name_in_latin_letters() -> None:
    assert named("ku", "Serok Barzan Xyzo hat.") == [("Barzan Xyzo", "PER")]


def test_a_part_of_a_longer_name_is_found_again() -> None:
    assert named("ckb", "نێچیرڤان بارزانی گوتی", "پاشان نێچیرڤان ڕۆیشت") == [("نێچیرڤان بارزانی", "PER"), ("نێچیرڤان", "PER")]


def test_a_head_word_makes_an_organisation_of_what_it_is_linked_to() -> None:
    assert named("ku", "li Wezareta Pêşmerge") == [("Wezareta Pêşmerge", "ORG")]
    assert named("ku", "ev wezareta me ye") == []


@pytest.mark.parametrize(("text", "name"), [("Herêma Kurdistanê", "Herêma Kurdistanê"), ("Hewlêrê", "Hewlêr")])
def test_a_place_with_its_ending_is_found(text: str, name: str) -> None:
    assert named("ku", f"li {text} ye") == [(name, "LOC")]


def test_other_languages_have_no_patterns() -> None:
    assert named("de", "Mazlum Ebdî") == []
