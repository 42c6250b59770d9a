"""Folding is for matching: spellings of one name become equal, and offsets lead back to the raw text."""

from __future__ import annotations

import unicodedata

import pytest

from transforms.text.fold import fold, fold_text, is_invisible


@pytest.mark.parametrize("spelling", ["İLKHA", "ILKHA", "ÎLKHA", "ılkha", "I\u0307LKHA", "\uff29LKHA", "İ\u200bLKHA", "\ufeffİLKHA"])
def test_every_spelling_of_the_turkish_i_is_one_letter(spelling: str) -> None:
    assert fold_text(spelling) == "ilkha"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ايسنا", "ایسنا"),
        ("كركوك", "کرکوک"),
        ("أنقرة", "انقره"),
        ("إيران", "ايران"),
        ("ٱلأردن", "الاردن"),
        ("مصطفى", "مصطفي"),
        ("رويـتـرز", "رويترز"),
        ("رُويتَرز", "رويترز"),
        ("ﺭﻭﻳﺘﺮﺯ", "رويترز"),
        ("هه‌ولێر", "هەولێر"),
        ("شین‌هوا", "شینهوا"),
        ("١٥ مارس", "15 مارس"),
        ("۱۵ مهر", "15 مهر"),
        ("Jan.\u00a021", "Jan. 21"),
        ("（AA）", "(AA)"),
        ("San’a", "San'a"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@pytest.mark.parametrize(("one", "other"), [("ومع", "و م ع"), ("أب", "أ ب"), ("Hewlêr", "Helwêr"), ("وات", "واس")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


@pytest.mark.parametrize("text", ["Diyarbakır'da İHA", "الأناضول أُنشئت", "Hewlêr û Şengal", "آذربایجان", "São Tomé"])
def test_composed_and_decomposed_text_fold_to_the_same(text: str) -> None:
    assert fold_text(unicodedata.normalize("NFC", text)) == fold_text(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "mark", ["\u200e", "\u200f", "\u061c", "\u202a", "\u202b", "\u202c", "\u202e", "\u2066", "\u2069", "\u200b", "\u200c", "\ufeff"]
)
def test_what_has_no_width_is_gone(mark: str) -> None:
    assert fold_text(f"a{mark}b") == "ab"


def test_offsets_lead_back_over_dropped_and_grown_characters() -> None:
    raw = "x\u200fﬁ أ"
    folded = fold(raw)
    assert folded.text == "xfi ا"
    assert [raw[i] for i in folded.offsets] == ["x", "ﬁ", "ﬁ", " ", "أ"]


def test_a_part_of_a_text_keeps_offsets_of_the_whole() -> None:
    assert list(fold("ab CD", 3, 5).offsets) == [3, 4]


def test_a_tatweel_between_spaces_is_a_dash() -> None:
    assert fold_text("لندن ـ رويترز") == fold_text("لندن - رويترز")


def test_a_tatweel_inside_a_word_is_nothing() -> None:
    assert fold_text("لنـدن") == fold_text("لندن")


@pytest.mark.parametrize("text", ["\u200f", "\ufeff \u200b", "\u202b\u202c", "\u00a0"])
def test_bidi_marks_and_spaces_alone_are_invisible(text: str) -> None:
    assert is_invisible(text)


def test_a_full_stop_is_visible() -> None:
    assert not is_invisible("\u200f.")
