"""What is passed over at a glance is nothing that the grammar would take."""

from __future__ import annotations

import unicodedata

import pytest

from transforms.text.agency.lexicon import _SIGNS, _words, load_lexicon
from transforms.text.agency.registry import load_agencies
from transforms.text.agency.signs import counts_places, may_sign

LEXICON = load_lexicon()


def test_every_name_of_every_agency_is_seen() -> None:
    names = [name for agency in load_agencies() for name in agency.names]
    assert len(names) > 1000
    for name in names:
        for form in (name, f"({name})", f"x{name}"[1:], unicodedata.normalize("NFD", name), name.replace(" ", "  ")):
            assert may_sign(form, LEXICON, by_place=False), form


def test_every_word_that_signs_is_seen() -> None:
    words = [word for kind, word in _words() if kind in _SIGNS]
    assert len(words) > 100
    assert [word for word in words if not may_sign(word, LEXICON, by_place=False)] == []


@pytest.mark.parametrize(
    "text", ["ا ف ب", "أ.ف.ب", "İ L K H A", "والوكالات", "سی ان ان", "فرانسپرس", "رُويترز", "رويـترز", "\u202bواس\u202c"]
)
def test_names_in_every_spelling_are_seen(text: str) -> None:
    assert may_sign(text, LEXICON, by_place=False)


@pytest.mark.parametrize("text", ["Los Angeles", "ankara", "كوالا لمبور", "سنندج"])
def test_a_place_is_seen_where_places_count(text: str) -> None:
    assert may_sign(text, LEXICON)
    assert not may_sign(text, LEXICON, by_place=False)


@pytest.mark.parametrize("text", ["", "12:30", "yeni açılan kütüphane", "the harvest begins", "يبدأ القطاف", "و گفت", "د"])
def test_running_text_is_passed_over(text: str) -> None:
    assert not may_sign(text, LEXICON)


def test_a_place_counts_beside_a_dash_or_before_a_reporter() -> None:
    assert all(counts_places(f"a {dash} b") for dash in "-–—_=~\u2212\u2015")
    assert counts_places("الكويت من انور الجاسم:")
    assert not any(counts_places(text) for text in ("a b: c / d", "منطقة الرياض:", "fromage: a", "الضمن"))
