"""Endings behind an apostrophe."""

import unicodedata

import pytest

from transforms.text.entities.suffixes import cut_suffix


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘", "ʼ", "＇", "`", "´"])
def test_a_turkish_ending_is_cut_behind_any_apostrophe(apostrophe: str) -> None:
    assert cut_suffix(f"Ankara{apostrophe}dakilerden", "tr") == "Ankara"


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        *(
            ("BURSA'nın", "BURSA"),
            ("TÜRKİYE'NİN", "TÜRKİYE"),
            ("AB'nin", "AB"),
            ("PKK'lı", "PKK"),
            ("Recep Tayyip Erdoğan'a", "Recep Tayyip Erdoğan"),
        ),
        *(("Kur'an'dan", "Kur'an"), ("O'Brien'ın", "O'Brien"), ("Mes'ut'un", "Mes'ut"), ("Konya'ymış", "Konya"), ("NATO'ya", "NATO")),
    ],
)
def test_a_turkish_ending_is_cut(name: str, cut: str) -> None:
    assert cut_suffix(name, "tr") == cut
    assert cut_suffix(unicodedata.normalize("NFD", name), "tr") == unicodedata.normalize("NFD", cut)


@pytest.mark.parametrize("lang", ["tr", "ku", "en"])
@pytest.mark.parametrize(
    "name", ["O'Brien", "O’Neill", "N'Djamena", "D'Angelo", "Mes'ut", "Kur'an", "Qur'an", "Sana'a", "Se'îd", "'ın", "x'", "'"]
)
def test_an_apostrophe_inside_a_name_stays(name: str, lang: str) -> None:
    assert cut_suffix(name, lang) == name


@pytest.mark.parametrize(("name", "cut"), [("K24'ê", "K24"), ("Erdogan'î", "Erdogan"), ("DYA’yê", "DYA")])
def test_a_kurmanji_ending_is_cut(name: str, cut: str) -> None:
    assert cut_suffix(name, "ku") == cut


@pytest.mark.parametrize(
    ("name", "cut"), [("Trump's", "Trump"), ("O'Brien’s", "O'Brien"), ("McDonald's", "McDonald's"), ("Ankara'da", "Ankara'da")]
)
def test_an_english_genitive_is_cut(name: str, cut: str) -> None:
    assert cut_suffix(name, "en") == cut


@pytest.mark.parametrize("lang", ["ar", "fa", "ckb", "de", "und"])
def test_other_languages_have_no_such_endings(lang: str) -> None:
    assert cut_suffix("Ankara'da", lang) == "Ankara'da"
