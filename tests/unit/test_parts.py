"""Spans that hold two names."""

import pytest

from transforms.text.entities.parts import cut_apart
from transforms.text.entities.suffixes import APOSTROPHES


def parts(text: str, label: str, lang: str = "tr") -> list[str]:
    marked = f"«{text}»"
    return [marked[start:end] for start, end in cut_apart(marked, (1, len(marked) - 1), label, lang)]


@pytest.mark.parametrize("text", ["Avrupa Parlamentosu (AP)", "Avrupa Parlamentosu (AP", "Avrupa Parlamentosu( AP )"])
def test_an_organisation_and_its_abbreviation_are_two(text: str) -> None:
    assert parts(text, "ORG") == ["Avrupa Parlamentosu", "AP"]


def test_a_bracket_that_never_closes_ends_the_name() -> None:
    assert parts("منظمة الأمم المتحدة (اليونيسف", "ORG", "ar") == ["منظمة الأمم المتحدة"]


@pytest.mark.parametrize("text", ["Galatasaray (Futbol Takımı)", "AP", "(AP)", "Türkiye'nin Sesi Radyosu"])
def test_another_organisation_is_one(text: str) -> None:
    assert parts(text, "ORG") == [text]


def test_a_turkish_place_behind_the_genitive_of_another_is_of_its_own() -> None:
    assert parts("BURSA'nın Karacabey", "LOC") == ["BURSA", "Karacabey"]
    for apostrophe in APOSTROPHES:
        assert parts(f"Diyarbakır{apostrophe}ın Sur", "LOC") == ["Diyarbakır", "Sur"]
    assert parts("Türkiye'nin İzmir'deki Konak", "LOC") == ["Türkiye", "İzmir", "Konak"]


@pytest.mark.parametrize(
    ("text", "lang"), [("Kur'an Dağı", "tr"), ("O'Brien Köyü", "tr"), ("Türkiye'nin güneyi", "tr"), ("London's Soho", "en")]
)
def test_another_place_is_one(text: str, lang: str) -> None:
    assert parts(text, "LOC", lang) == [text]
