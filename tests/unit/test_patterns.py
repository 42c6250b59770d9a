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


@pytest.mark.parametrize(("lang", "text", "name"), [("ku", "li gundê Xirbekê ne", "Xirbekê"), ("ckb", "لە گوندی بەزرخان", "بەزرخان")])
def test_the_word_for_a_kind_of_place_announces_its_name_and_is_outside(lang: str, text: str, name: str) -> None:
    assert named(lang, text) == [(name, "LOC")]


@pytest.mark.parametrize(("lang", "name"), [("ku", "Pira Delal"), ("ckb", "پردی دەلال")])
def test_a_bridge_is_called_one_in_its_name(lang: str, name: str) -> None:
    assert named(lang, name) == [(name, "LOC")]


@pytest.mark.parametrize("text", ["gundê me", "pira nû ya gund", "گوندی ، بەزرخان"])
def test_a_village_without_a_name_is_none(text: str) -> None:
    assert named("ku" if text.isascii() or "ê" in text or "û" in text else "ckb", text) == []


def test_the_word_for_a_province_is_outside() -> None:
    assert named("ckb", "لە پارێزگای هەڵەبجە") == [("هەڵەبجە", "LOC")]


def test_an_unlisted_given_name_before_a_listed_name_is_part_of_it() -> None:
    assert named("ku", "mamoste Xezal Ehmed got") == [("Xezal Ehmed", "PER")]


def test_a_capital_at_the_start_of_a_sentence_is_no_given_name() -> None:
    assert named("ku", "Îro Ehmed hat") == []


def test_a_title_counts_in_small_letters_too() -> None:
    assert named("ku", "ji serokê Azad re") == [("Azad", "PER")]


def test_a_sorani_organisation_takes_in_the_place_that_it_is_linked_to() -> None:
    assert named("ckb", "ئەنجوومەنی ئاسایشی عێراق ڕایگەیاند") == [("ئەنجوومەنی ئاسایشی عێراق", "ORG")]


def test_a_place_that_is_not_linked_stays_apart() -> None:
    assert named("ckb", "ئەنجوومەنی ئاسایش لە عێراق") == [("ئەنجوومەنی ئاسایش", "ORG"), ("عێراق", "LOC")]


@pytest.mark.parametrize("text", ["لە ئەورووپا", "لە ئەوروپا", "لە ئەورووپادا"])
def test_a_long_u_is_written_with_one_letter_or_two(text: str) -> None:
    assert [mention.entity_id for row in extract_mentions([("ckb", (text,))])[0] for mention in row] == ["region:europe"]


@pytest.mark.parametrize("ending", ["", "یە", "دا", "یەوە", "ش", "ن"])
def test_a_listed_place_is_found_with_what_sorani_writes_on_to_it(ending: str) -> None:
    assert named("ckb", f"لە تورکیا{ending} .") != []


def test_other_languages_have_no_patterns() -> None:
    assert named("de", "Mazlum Ebdî") == []
