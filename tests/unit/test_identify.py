"""Norms and ids as the whole article tells them."""

from pathlib import Path

import pytest

from transforms.records import Mention
from transforms.text.entities.gazetteer import normalize_name
from transforms.text.entities.identify import identify


def told(lang: str, *paragraphs: str, registry: Path | None = None) -> list[tuple[str, str | None]]:
    """(norm, id) of the mentions, which are marked as `[PER Ilham Aliyev]`."""
    rows, texts = [], []
    for marked in paragraphs:
        text, row = "", []
        for part in marked.split("["):
            name, closed, rest = part.partition("]")
            if closed:
                label, name = name.split(" ", 1)
                row.append(Mention(name, label, len(text), len(text) + len(name), normalize_name(name, lang), None, 1.0, "test"))
            text += name + rest
        rows.append(tuple(row))
        texts.append(text)
    return [(mention.norm, mention.entity_id) for row in identify(tuple(rows), texts, lang, registry) for mention in row]


def test_a_short_form_has_the_norm_of_the_full_name_and_no_id_is_made_up() -> None:
    assert told("ar", "قال [PER علييف]", "لقاء [PER إلهام علييف]") == [("الهام علييف", None)] * 2


def test_capitals_are_the_same_name() -> None:
    assert (
        told("tr", "[PER ERDOĞAN] KONUŞTU", "[PER Recep Tayyip Erdoğan] dedi, [PER RECEP TAYYİP ERDOĞAN]")
        == [("Recep Tayyip Erdoğan", None)] * 3
    )


def test_a_title_is_no_part_of_the_norm_where_the_name_stands_without_it() -> None:
    assert told("en", "[PER Mr Tsutsumi] said, [PER Tsutsumi] went") == [("Tsutsumi", None)] * 2
    assert told("en", "[PER Yoshi Tsutsumi] said, [PER Mr Tsutsumi] went") == [("Yoshi Tsutsumi", None)] * 2


def test_people_and_organisations_of_one_name_are_not_joined() -> None:
    assert told("en", "[PER Margaret Reuters]", "[ORG Reuters]") == [("Margaret Reuters", None), ("Reuters", "agency:Reuters")]


@pytest.mark.parametrize(("lang", "place"), [("tr", "[LOC BURSA]"), ("tr", "[LOC Bursa]")])
def test_a_place_in_capitals_has_its_listed_spelling_and_id(lang: str, place: str) -> None:
    assert told(lang, place) == [("Bursa", "city:bursa")]


def test_dotted_and_dotless_i_are_told_apart_in_capitals() -> None:
    assert told("tr", "[LOC İZMİR]", "[LOC DİYARBAKIR]") == [("İzmir", "city:izmir"), ("Diyarbakır", "city:diyarbakir")]


def test_a_kurmanji_place_that_loses_its_vowel_before_the_ending_has_it_in_the_norm() -> None:
    assert told("ku", "li [LOC Silêmaniyê]") == [("Silêmanî", "city:sulaymaniyah")]


def test_a_place_of_several_and_an_unknown_place_have_no_id() -> None:
    assert told("en", "[LOC Georgia] and [LOC Xyzzy]") == [("Georgia", None), ("Xyzzy", None)]


def test_a_person_of_the_name_of_a_place_has_no_id() -> None:
    assert told("en", "[PER Paris] came") == [("Paris", None)]


def test_an_abbreviation_has_the_name_it_stands_behind_in_the_whole_article() -> None:
    article = ("[ORG AFAD] tatbikatı", "[ORG Afet ve Acil Durum Yönetimi Başkanlığı] ([ORG AFAD]) dedi")
    assert {norm for norm, _ in told("tr", *article)} == {"Afet ve Acil Durum Yönetimi Başkanlığı"}
    assert told("en", "the [ORG WMO] ([ORG World Meteorological Organization])")[0] == ("World Meteorological Organization", None)


def test_what_stands_in_brackets_and_abbreviates_nothing_keeps_its_name() -> None:
    assert told("tr", "[ORG Galatasaray Spor Kulübü] ([ORG AA])")[1] == ("AA", "agency:AA")


def test_a_body_that_is_abbreviated_like_an_agency_has_no_agencys_id() -> None:
    assert told("tr", "[ORG Avrupa Parlamentosu] ([ORG AP])", "[ORG AP] üyeleri") == [("Avrupa Parlamentosu", None)] * 3


def test_an_abbreviation_of_two_bodies_is_joined_to_neither() -> None:
    assert told("en", "[ORG Arab Press] ([ORG AP]), [ORG Asian Post] ([ORG AP])")[3][0] == "AP"


@pytest.mark.parametrize(
    ("lang", "name", "agency"),
    [
        *(("ar", "رويترز", "Reuters"), ("ar", "وكالة فرانس برس", "AFP"), ("tr", "AA", "AA"), ("en", "The Associated Press", "AP")),
        *(("ku", "Rûdaw", "Rudaw"), ("fa", "خبرگزاری فارس", "Fars"), ("fa", "ایسنا", "ISNA"), ("tr", "İLKHA", "ILKHA")),
    ],
)
def test_an_agency_has_the_id_of_the_registry(lang: str, name: str, agency: str) -> None:
    assert told(lang, f"[ORG {name}]")[0][1] == f"agency:{agency}"


def test_a_weak_name_is_an_agency_only_beside_a_strong_one() -> None:
    assert told("ar", "[ORG الأناضول]")[0][1] is None
    assert [entity for _, entity in told("ar", "[ORG الأناضول]", "[ORG وكالة أنباء الأناضول]")] == ["agency:AA"] * 2


def test_a_users_agency_has_its_id(tmp_path: Path) -> None:
    registry = tmp_path / "agencies.csv"
    registry.write_text("short_name,type,names_en\nOwl,agency,Night Owl News\n", encoding="utf-8")
    assert told("en", "[ORG Night Owl News]", registry=registry) == [("Night Owl News", "agency:Owl")]
    assert told("en", "[ORG Night Owl News]") == [("Night Owl News", None)]
