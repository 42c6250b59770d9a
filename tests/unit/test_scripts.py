"""Scripts by the ranges that letters lie in."""

import re
import sys
import unicodedata

import pytest

from transforms.text.scripts import LETTERS, SCRIPT_MAX_CHARS, count_letters, script_of

NAMES = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Beng": "BENGALI",
    "Cyrl": "CYRILLIC",
    "Deva": "DEVANAGARI",
    "Ethi": "ETHIOPIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Gujr": "GUJARATI",
    "Guru": "GURMUKHI",
    "Hang": "HANGUL",
    "Hani": "CJK",
    "Hebr": "HEBREW",
    "Hira": "HIRAGANA",
    "Kana": "KATAKANA",
    "Knda": "KANNADA",
    "Latn": "LATIN",
    "Mlym": "MALAYALAM",
    "Syrc": "SYRIAC",
    "Taml": "TAMIL",
    "Telu": "TELUGU",
    "Thai": "THAI",
}
UNTOLD_BY_NAME = "\u0640\u3005\u3006\u30fc\uff70"  # tatweel and the long mark of kana are of no script, the marks of iteration are Chinese


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("قال المتحدث", "Arab"),
        ("ﺍﻟﻌﺮﺑﻴﺔ", "Arab"),
        ("Diyarbakır'da kış", "Latn"),
        ("Кабул", "Cyrl"),
        ("ירושלים", "Hebr"),
        ("Αθήνα", "Grek"),
        ("서울에서", "Hang"),
        ("北京的新闻", "Hani"),
        ("東京でニュース", "Jpan"),
        ("नई दिल्ली", "Deva"),
        ("Երևան", "Armn"),
        ("ᏣᎳᎩ", "Zzzz"),
    ],
)
def test_a_text_is_in_the_script_of_its_letters(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize("text", ["", " \n", "2024 - 7 %", "١٢٣", "ـــ", "“”…", "\u064b\u0650", "😀", "\ud800"])
def test_a_text_without_letters_is_in_no_script(text: str) -> None:
    assert script_of(text) == "Zyyy"


def test_the_script_of_most_letters_wins() -> None:
    assert script_of("وكالة الأنباء AFP") == "Arab"
    assert script_of("Al Jazeera (الجزيرة)") == "Latn"


def test_equal_counts_are_decided_by_the_code_not_by_the_order() -> None:
    assert script_of("ab اب") == script_of("اب ab") == "Arab"


def test_a_chinese_text_that_cites_a_japanese_name_stays_chinese() -> None:
    assert script_of("记者从北京发回的报道说会议已经结束并且双方签署了协议の") == "Hani"


def test_only_the_head_of_a_very_long_text_is_counted() -> None:
    assert count_letters("a" * SCRIPT_MAX_CHARS + "ب" * 5) == {"Latn": SCRIPT_MAX_CHARS}


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_the_ranges_hold_the_letters_that_unicode_names_so_and_no_others(code: str) -> None:
    pattern = re.compile(f"[{LETTERS[code]}]")
    for char in map(chr, range(0x10000)):
        name = unicodedata.name(char, "")
        if not char.isalpha() or char in UNTOLD_BY_NAME or name.startswith("MODIFIER LETTER"):
            continue
        named = name.removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ").startswith(NAMES[code] + " ")
        assert bool(pattern.match(char)) == named, f"U+{ord(char):04X} {name}"


@pytest.mark.parametrize("code", sorted(LETTERS))
def test_the_ranges_hold_letters_only(code: str) -> None:
    pattern = re.compile(f"[{LETTERS[code]}]")
    assert [f"U+{ord(char):04X}" for char in map(chr, range(sys.maxunicode + 1)) if pattern.match(char) and not char.isalpha()] == []


def test_a_code_point_that_is_not_assigned_is_in_no_script() -> None:
    assert script_of("\U0002ebe1") == "Zyyy"


def test_the_table_of_names_covers_every_script() -> None:
    assert NAMES.keys() == LETTERS.keys()
