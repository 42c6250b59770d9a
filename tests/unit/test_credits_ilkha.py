"""ILKHA's tag in every way it is written: the form that the project began with."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import product

import pytest

from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks

ARTICLES = {
    "ar": ("افتتاح حديقة على النهر", "افتتحت البلدية حديقة جديدة على ضفة النهر صباح اليوم.", "وتضم الحديقة ملعبا للأطفال ومقاعد كثيرة"),
    "tr": ("Nehir kıyısında park açıldı", "Belediye nehir kıyısında yeni bir park açtı.", "Parkta çocuklar için bir oyun alanı var"),
    "ku": ("Parkeke nû vebû", "Şaredariyê parkeke nû li kêleka çem vekir.", "Di parkê de cihê lîstikê heye"),
}
SPELLINGS = ("İLKHA", "ILKHA", "ÎLKHA", "I\u0307LKHA")
BRACKETS = (
    *("()", "[]", "{}", "«»", "“”", '""', "﴾﴿", "（）", "//"),
    *(")(", "( )", "(\u200e)", "(\u200f)"),
)
"""Opening and closing; `)(` is mirrored, as a viewer without bidi support writes it; the last ones hold a space or a mark."""
PLACES = {
    "after the full stop": ". {}",
    "glued to the full stop": ".{}",
    "before the full stop": " {}.",
    "alone on the last line": ".\n{}",
    "on the last line after a blank line": ".\n\n  {} \n",
    "doubled": ". {} {}",
    "doubled over two lines": ". {}\n{}",
    "in right-to-left marks": ". \u200f{}\u200f",
    "in an embedding": ". \u202b{}\u202c",
    "in an isolate": ". \u2067{}\u2069",
    "after a no-break space": ".\u00a0{}",
    "before a byte order mark": ". {}\ufeff",
}
ROUND = ("()", "[]", "（）", "( )", "(\u200e)", "(\u200f)")
"""Within a sentence, before its full stop, quotation marks and slashes are the sentence's own."""

CLOSES = ('""', "glued to the full stop")
"""A straight quotation mark behind a full stop closes the quotation."""


def tag(spelling: str, brackets: str) -> str:
    middle = brackets[1:-1]
    return f"{brackets[0]}{middle}{spelling}{middle}{brackets[-1]}"


def forms() -> list[tuple[str, str, str, str]]:
    every = product(SPELLINGS, BRACKETS, PLACES, ("NFC", "NFD"))
    return [form for form in every if (form[2] != "before the full stop" or form[1] in ROUND) and (form[1], form[2]) != CLOSES]


@pytest.mark.parametrize("lang", ARTICLES)
def test_the_tag_comes_off_however_it_is_written(lang: str) -> None:
    assert len(forms()) > 1000
    wrong = [form for form in forms() if not comes_off(lang, *form)]
    assert wrong == []


def comes_off(lang: str, spelling: str, brackets: str, place: str, normal_form: str) -> bool:
    """True where nothing but the tag, and the marks around it, is gone, and the article is ILKHA's."""
    title, first, last = ARTICLES[lang]
    written = tag(spelling, brackets)
    raw = unicodedata.normalize(normal_form, f"{title}\n{first}\n{last}{PLACES[place].format(written, written)}")
    found = find_credits(raw, find_blocks(raw, max_paragraphs=99), path="", logical_date=date(2026, 1, 1))
    left = "".join(raw[start:end] for start, end in gaps(raw, [(r.start_char, r.end_char) for r in found.removed]))
    expected = unicodedata.normalize(normal_form, "".join((title, first, last)))
    return bare(left) == bare(expected) and found.agency == "ILKHA" and {r.kind for r in found.removed} == {"credit"}


def gaps(raw: str, removed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    edges = [0, *(edge for span in removed for edge in span), len(raw)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def bare(text: str) -> str:
    """Without space, marks that nobody sees, and the last full stop, which some places put behind the tag."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf").rstrip(".")


@pytest.mark.parametrize(
    "sentence",
    [
        "قال المتحدث لوكالة (İLKHA) إن الوضع مستقر.",
        "وكالة إيلكا للأنباء (İLKHA) تفتح مكتبا في المدينة.",
        "İlke Haber Ajansı (İLKHA) ekibi yola çıktı.",
        "Açıklama İlke Haber Ajansına (İLKHA) yapıldı.",
        "Wî ji ÎLKHA'yê re axivî.",
        "Bölgede ekipler (AFAD) çalışıyor.",
    ],
)
@pytest.mark.parametrize("normal_form", ["NFC", "NFD"])
def test_a_sentence_about_the_agency_stays(sentence: str, normal_form: str) -> None:
    for lines in ((sentence, ARTICLES["tr"][1]), (ARTICLES["tr"][1], sentence)):
        raw = unicodedata.normalize(normal_form, "\n".join(("Bir başlık", *lines)))
        found = find_credits(raw, find_blocks(raw, max_paragraphs=99), path="", logical_date=date(2026, 1, 1))
        assert found.removed == ()
