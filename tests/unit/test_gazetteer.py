"""Places by name."""

import pytest

from transforms.text.entities.engine import ArticleText
from transforms.text.entities.gazetteer import LANGUAGES, GazetteerEngine, find_entity_id, load_places, normalize_name, read_resource
from transforms.text.entities.tokens import tokenize


def places(text: str, lang: str) -> list[str]:
    article = ArticleText(lang, (tokenize(text, lang),))
    tokens = article.paragraphs[0]
    return [text[tokens[span.first].start : tokens[span.last - 1].end] for span in GazetteerEngine().find([article])[0]]


@pytest.mark.parametrize(
    ("lang", "name"),
    [("ar", "أذربيجان"), ("tr", "Azerbaycan"), ("ku", "Azerbaycan"), ("ckb", "ئازەربایجان"), ("fa", "آذربایجان"), ("en", "Azerbaijan")],
)
def test_a_country_has_one_id_in_all_languages(lang: str, name: str) -> None:
    assert find_entity_id(name, lang) == "country:AZ"


@pytest.mark.parametrize(("lang", "name"), [("ar", "البحر الأسود"), ("tr", "Karadeniz"), ("fa", "دریای سیاه"), ("en", "Black Sea")])
def test_a_sea_has_one_id_in_all_languages(lang: str, name: str) -> None:
    assert find_entity_id(name, lang) == "sea:black-sea"


def test_a_name_of_several_places_has_no_id() -> None:
    assert find_entity_id("عمان", "ar") is None
    assert find_entity_id("سلطنة عمان", "ar") == "country:OM"


def test_an_unknown_name_and_an_unknown_language_have_no_id() -> None:
    assert find_entity_id("Xyzzy", "en") is None
    assert find_entity_id("Berlin", "de") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_name_belongs_to_two_places(lang: str) -> None:
    rows = list(read_resource("places.tsv"))
    column = rows[0].index(lang)
    names = [name for row in rows[1:] for name in row[column].split("|") if name]
    assert len(names) > 150
    assert len(names) == len(set(names))


def test_the_longest_name_wins() -> None:
    assert places("He left South Korea for the Gulf of Aden.", "en") == ["South Korea", "Gulf of Aden"]


def test_a_turkish_suffix_after_either_apostrophe_is_left_out() -> None:
    assert places("Türkiye'nin Moskova’ya cevabı", "tr") == ["Türkiye", "Moskova"]


def test_a_turkish_name_in_lower_case_is_a_common_word() -> None:
    assert places("mısır ekmeği ve hindistan cevizi", "tr") == []


def test_a_homograph_is_not_matched_but_has_its_id() -> None:
    assert places("Chad met Jordan.", "en") == []
    assert find_entity_id("Chad", "en") == "country:TD"


def test_a_name_inside_a_hyphenated_word_is_not_matched() -> None:
    assert places("the Anti-France league", "en") == []
    assert places("- France", "en") == ["France"]


def test_a_kurmanji_case_ending_is_part_of_the_match() -> None:
    assert places("li Îranê û Enqereyê", "ku") == ["Îranê", "Enqereyê"]
    assert find_entity_id("Enqereyê", "ku") == "city:ankara"


def test_sorani_and_persian_spelling_variants_match() -> None:
    assert places("لە ھەولێر", "ckb") == ["ھەولێر"]
    assert places("لە هەولێر", "ckb") == ["هەولێر"]
    assert places("در تركيه", "fa") == ["تركيه"]


def test_a_zero_width_non_joiner_does_not_hide_a_persian_name() -> None:
    assert find_entity_id("سن‌پترزبورگ", "fa") == find_entity_id("سن پترزبورگ", "fa") == "city:saint-petersburg"


def test_a_language_without_a_list_finds_nothing() -> None:
    assert places("Berlin und Paris", "de") == []


def test_a_norm_loses_the_suffix_and_keeps_its_case() -> None:
    assert normalize_name("  Ankara’nın", "tr").strip() == "Ankara"


def test_an_english_norm_keeps_what_follows_an_apostrophe() -> None:
    assert normalize_name("Sana'a", "en") == "Sana'a"


def test_a_one_letter_part_before_an_apostrophe_is_no_name_with_a_suffix() -> None:
    assert normalize_name("N'Djamena", "tr") == "N'Djamena"


def test_an_arabic_norm_has_no_diacritics_tatweel_or_alef_variants() -> None:
    assert normalize_name("أَرْمِيـنـيَا", "ar") == normalize_name("ارمينيا", "ar") == "ارمينيا"


def test_loading_twice_gives_the_same_copy() -> None:
    assert load_places("tr") is load_places("tr")


def test_a_persian_norm_is_the_same_on_any_keyboard() -> None:
    assert normalize_name("ايران", "fa") == normalize_name("ایران", "fa")


@pytest.mark.parametrize(
    ("lang", "name", "entity_id"),
    [
        ("en", "Ljubljana", "city:ljubljana"),
        ("ar", "المنامة", "city:manama"),
        ("fa", "تالین", "city:tallinn"),
    ],
)
def test_a_capital_is_listed_however_small(lang: str, name: str, entity_id: str) -> None:
    assert find_entity_id(name, lang) == entity_id


@pytest.mark.parametrize(
    ("kind", "lang", "name"),
    [
        ("river", "en", "Danube"),
        ("lake", "tr", "Van Gölü"),
        ("mountain", "ar", "جبال الألب"),
        ("island", "ckb", "کرێت"),
        ("city", "ku", "Nisêbîn"),
        ("region", "fa", "خوزستان"),
    ],
)
def test_a_place_of_any_kind_has_its_id(kind: str, lang: str, name: str) -> None:
    assert (find_entity_id(name, lang) or "").startswith(f"{kind}:")


@pytest.mark.parametrize(("lang", "text"), [("en", "Stanley came home"), ("tr", "Ren geyiği"), ("fa", "بانه")])
def test_a_place_that_is_also_a_word_is_never_matched_on_its_own(lang: str, text: str) -> None:
    assert places(text, lang) == []
