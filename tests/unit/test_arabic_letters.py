"""Arabic letters as names are compared."""

from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

from transforms.text.entities.arabic import fold, strip_marks, without_invisible

LETTERS = [chr(code) for code in (*range(0x0600, 0x0700), *range(0x0750, 0x0780), *range(0x08A0, 0x0900), *range(0xFB50, 0xFE00))]


def test_letters_are_folded_as_camel_tools_folds_them() -> None:
    for letter in LETTERS:
        theirs = normalize_teh_marbuta_ar(
            normalize_alef_maksura_ar(normalize_alef_ar(dediac_ar(without_invisible(letter).replace("ـ", ""))))
        )
        assert fold(letter) == theirs.strip(), hex(ord(letter))


def test_marks_come_off_as_camel_tools_takes_them_off() -> None:
    for letter in LETTERS:
        assert strip_marks(letter) == dediac_ar(without_invisible(letter).replace("ـ", "")), hex(ord(letter))


def test_every_invisible_mark_comes_off() -> None:
    marks = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c"
    assert without_invisible(f"ر{marks}وسيا") == "روسيا"
