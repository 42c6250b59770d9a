"""Where a name begins and ends."""

import pytest

from transforms.text.entities.engine import ArticleText, TokenSpan
from transforms.text.entities.gazetteer import match_key
from transforms.text.entities.seen import SeenNames, collect_names
from transforms.text.entities.tokens import tokenize
from transforms.text.entities.trim import trim_marks, trim_name, widen_to_apostrophes


def seen(lang: str, *names: str) -> SeenNames:
    return collect_names(("PER", match_key(name, lang)) for name in names)


def trimmed(text: str, lang: str, label: str = "LOC", others: tuple[str, ...] = ()) -> tuple[str, str]:
    name = trim_name(text, (0, len(text)), label, lang, seen(lang, text, *others))
    assert name is not None
    return text[name.start : name.end], name.norm


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        *(
            ("«روسيا»،", "روسيا"),
            ("\u200fروسيا\u200f", "روسيا"),
            (" ـروسياـ ", "روسيا"),
            ("رُوسِيَا", "رُوسِيَا"),
            ("(U.S.)", "U.S."),
            ("😀\u0301روسيا👍🏽", "روسيا"),
        ),
        *(
            ("Ankara.", "Ankara"),
            ("J. R. R.", "J. R. R"),
            ("ش.م.م.", "ش.م.م."),
            ("I\u0307zmi\u0307", "I\u0307zmi\u0307"),
            ("٢٠٢٣؟", "٢٠٢٣"),
        ),
    ],
)
def test_marks_at_the_ends_are_outside(text: str, inside: str) -> None:
    start, end = trim_marks(text, 0, len(text))
    assert text[start:end] == inside


def test_the_full_stop_of_an_abbreviation_is_inside_also_where_the_span_ends_before_it() -> None:
    assert trim_marks("in the U.S. today", 7, 10) == (7, 11)
    assert trim_marks("in Ankara. Then", 3, 9) == (3, 9)


@pytest.mark.parametrize("text", ["", "  ", "«»", "ـ", "\u0651", "😀", "…"])
def test_where_there_is_no_letter_there_is_no_name(text: str) -> None:
    assert trim_name(text, (0, len(text)), "LOC", "ar", SeenNames()) is None


@pytest.mark.parametrize(
    ("text", "name", "norm"),
    [
        *(
            ("وبالمملكة العربية السعودية", "المملكة العربية السعودية", "المملكه العربيه السعوديه"),
            ("للصين", "صين", "الصين"),
            ("وَأرمينيا", "أرمينيا", "ارمينيا"),
        ),
        *(("وليد", "وليد", "وليد"), ("فلسطين", "فلسطين", "فلسطين")),
    ],
)
def test_arabic_clitics_are_outside_and_the_norm_is_whole(text: str, name: str, norm: str) -> None:
    assert trimmed(text, "ar") == (name, norm)


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        *(
            ("Hewlêrê", "ku", "Hewlêr"),
            ("Dîcleyê", "ku", "Dîcle"),
            ("Îranî", "ku", "Îran"),
            ("Enqereyê", "ku", "Enqere"),
            ("Rûdawê", "ku", "Rûdaw"),
        ),
        *(
            ("هەولێردا", "ckb", "هەولێر"),
            ("سلێمانییە", "ckb", "سلێمانی"),
            ("کوردستانەوە", "ckb", "کوردستان"),
            ("تهران\u200cها", "fa", "تهران"),
        ),
    ],
)
def test_an_ending_behind_a_listed_name_is_outside(text: str, lang: str, name: str) -> None:
    assert trimmed(text, lang) == (name, name)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        *(
            ("Silêmanî", "ku"),
            ("Amerîka", "ku"),
            ("Tirkiyê", "ku"),
            ("Demîrê", "ku"),
            ("سلێمانی", "ckb"),
            ("کەریمی", "ckb"),
            ("تورکیا", "ckb"),
            ("تهرانی", "fa"),
        ),
        *(("Zanîngeha Hewlêrê", "ku"), ("Herêma Kurdistanê", "ku"), ("پارتی کوردستانی", "ckb"), ("زانکۆی سلێمانی", "ckb")),
        *(("Ankaralı", "tr"), ("Bakanlığına", "tr")),
    ],
)
def test_an_ending_stays_where_nothing_tells_that_it_is_one(text: str, lang: str) -> None:
    assert trimmed(text, lang)[0] == text


@pytest.mark.parametrize(("name", "lang"), [("مەسعوود کوردستانی", "ckb"), ("هەولێری", "ckb"), ("Îranî", "ku"), ("Sebrî Hewlêrî", "ku")])
def test_a_person_called_after_a_place_keeps_the_ending(name: str, lang: str) -> None:
    assert trimmed(name, lang, "PER")[0] == name


def test_an_ending_goes_where_the_article_has_the_name_without_it() -> None:
    assert trimmed("Mehmûd Demîrî", "ku", "PER", ("Mehmûd Demîr",))[0] == "Mehmûd Demîr"
    assert trimmed("Demîrî", "ku", "PER", ("Mehmûd Demîr",))[0] == "Demîr"
    assert trimmed("ئارام کەریمی", "ckb", "PER", ("ئارام کەریم",))[0] == "ئارام کەریم"


def test_an_ending_stays_where_the_article_has_both_names() -> None:
    assert trimmed("Demîrî", "ku", "PER", ("Mehmûd Demîr", "Azad Demîrî"))[0] == "Demîrî"


@pytest.mark.parametrize("found", ["Brien", "O", "O'Brien"])
def test_a_name_with_an_apostrophe_inside_is_whole_whatever_part_was_found(found: str) -> None:
    text = "Edna O'Brien öldü"
    tokens = tokenize(text, "tr")
    first = next(at for at, token in enumerate(tokens) if token.text == found[:1] or token.text == found)
    last = first + (3 if "'" in found else 1)
    start, end = widen_to_apostrophes(ArticleText("tr", (tokens,)), TokenSpan(0, first, last, "PER", 1.0))
    assert text[start:end] == "O'Brien"


def test_what_follows_the_apostrophe_of_a_long_name_is_not_taken_in() -> None:
    tokens = tokenize("Ankara'Da", "tr")
    assert widen_to_apostrophes(ArticleText("tr", (tokens,)), TokenSpan(0, 0, 1, "LOC", 1.0)) == (0, 6)
