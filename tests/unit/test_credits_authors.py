"""Authors who sign with nothing but their name, above a column or below a report."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from transforms.records import Credits
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks

TITLE = "حديقة جديدة على ضفة الوادي"
STORY = "افتتحت البلدية صباح اليوم حديقة جديدة على ضفة الوادي بعد عامين من العمل، وحضر الافتتاح عدد كبير من سكان الأحياء القريبة."
END = "وتضم الحديقة ملاعب للأطفال وممرات للمشي ومكتبة صغيرة تفتح أبوابها طوال أيام الأسبوع لكل من يرغب في القراءة."
TURKISH = "Belediye nehir kıyısında iki yıl süren çalışmanın ardından yeni bir park açtı ve mahalleliler ilk gün parkı doldurdu."


def credits_of(*lines: str) -> Credits:
    raw = "\n".join(lines)
    return find_credits(raw, find_blocks(raw, max_paragraphs=99), path="", logical_date=date(2026, 11, 23))


def author_of(*lines: str) -> str | None:
    found = credits_of(*lines)
    assert [r.text for r in found.removed if r.rule == "author_line"] == ([found.byline] if found.byline else [])
    return found.byline


@pytest.mark.parametrize(
    "name",
    [
        "سمير الحلبي",
        "د. ليلى بنت ناصر العمري",
        "عبد الرحمن الطويل",
        "محمـد باسودان",
        "أ.د عبدالله مفلح",
        "مريم كاظمی",
        "سید رضا کریمی نژاد",
    ],
)
def test_a_name_below_the_headline_is_the_authors(name: str) -> None:
    assert author_of(TITLE, name, STORY, END) == name
    assert author_of(TITLE, STORY, END, name) == name


@pytest.mark.parametrize("name", ["Ayşe KARAGÜL", "Ayşe Karagül", "AYŞE KARAGÜL", "Ömer Faruk Çınaroğlu"])
def test_a_name_below_a_turkish_report_is_the_authors(name: str) -> None:
    assert author_of("Nehir kıyısında park", TURKISH, TURKISH.replace("yeni", "geniş"), name) == name


def test_above_a_turkish_report_only_a_surname_in_capitals_tells_the_author() -> None:
    assert author_of("Nehir kıyısında park", "Ayşe KARAGÜL", TURKISH) == "Ayşe KARAGÜL"
    assert author_of("Nehir kıyısında park", "Ayşe Karagül", TURKISH) is None
    assert author_of("Nehir kıyısında park", "AYŞE KARAGÜL", TURKISH) is None


def test_a_kicker_may_stand_between_headline_and_author() -> None:
    assert author_of("نگاه", "کنار رودخانه", "مريم كاظمي", STORY, END) == "مريم كاظمي"
    assert author_of("نگاه", "کنار رودخانه چه خبر است.", "مريم كاظمي", STORY, END) is None


def test_whoever_the_text_speaks_of_is_its_subject() -> None:
    assert author_of("حوار مع الحلبي", "سمير الحلبي", STORY, END) is None
    assert author_of(TITLE, "سمير الحلبي", STORY, f"{END} وقال الحلبي إن العمل مستمر.") is None
    assert author_of("Ödül Karagül'ün", TURKISH, TURKISH.replace("yeni", "geniş"), "AYŞE KARAGÜL") is None


@pytest.mark.parametrize(
    "line",
    [
        "جمال الطبيعة",  # a noun that is a name, too
        "صلاح الدين في القدس",  # a word of sentences
        "سمير",  # one word
        "سمير الحلبي ومنى السالم وعمر الزين",  # six words
        "الحلبي سمير",  # no given name first
        "سمير الحلبي؟",
        "سمير ـ الحلبي",
        "سمير الحلبي- كاتب",  # his trade: no space before the dash
        "سمير الحلبي - مدير المكتبة",  # his office
        "سمير الحلبي - نزار",  # a second given name
        "سمير ع",
        "سمير 24",
    ],
)
def test_what_only_begins_like_a_name_stays(line: str) -> None:
    assert credits_of(TITLE, line, STORY, END).removed == ()


def test_a_name_whose_first_word_is_a_word_needs_a_family_name() -> None:
    assert author_of(TITLE, "جمال الشهري", STORY, END) == "جمال الشهري"
    assert author_of(TITLE, "جمال بن نايف", STORY, END) == "جمال بن نايف"


def test_a_name_needs_a_story_beside_it() -> None:
    assert author_of(TITLE, "سمير الحلبي", "شاعر", END) is None
    assert author_of(TITLE, STORY, "شارك في الندوة:", "سمير الحلبي") is None


def test_a_name_inside_the_story_stays() -> None:
    assert author_of(TITLE, STORY, "سمير الحلبي", END) is None


def test_names_are_told_in_every_spelling() -> None:
    for name in ("يحيى الكعبي", "یحیی الکعبی", "يحيـى الكعبـي", "يَحيى الكعبيّ"):
        assert author_of(TITLE, name, STORY, END) == name
        assert credits_of(TITLE, f"\u202b{name}\u202c", STORY, END).byline == name
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, "Şükrü ÇELİKÖZ")
        assert author_of("Park", TURKISH, TURKISH.replace("yeni", "geniş"), name) == name


def test_an_author_beside_a_desk_or_a_time_is_found() -> None:
    assert credits_of(TITLE, "سمير الحلبي – متابعات", STORY, END).byline == "سمير الحلبي"
    found = credits_of(TITLE, "جدة – سمير الحلبي | Tuesday, 11 August 2015 - 13:08 pm", STORY, END)
    assert (found.byline, found.dateline_place, found.dateline_date) == ("سمير الحلبي", "جدة", "Tuesday, 11 August 2015")


def test_a_town_behind_a_dash_is_the_datelines() -> None:
    for line, town in (("سمير الحلبي - بقعاء", "بقعاء"), ("بقعاء -  سمير الحلبي:", "بقعاء")):
        for found in (credits_of(TITLE, line, STORY, END), credits_of(TITLE, STORY, END, line)):
            assert (found.byline, found.dateline_place) == ("سمير الحلبي", town)


def test_two_reporters_in_capitals_sign_below_a_report_only() -> None:
    found = credits_of("Park", TURKISH, TURKISH.replace("yeni", "geniş"), "AYŞE KARAGÜL -CAN ÖZPINAR")
    assert (found.byline, [r.rule for r in found.removed]) == ("AYŞE KARAGÜL", ["author_line"])
    assert credits_of("Park", "AYŞE KARAGÜL - CAN ÖZPINAR", TURKISH).removed == ()


def test_a_reporter_above_a_town_signs_with_it() -> None:
    found = credits_of("Park", TURKISH, "BAHTİYAR DAĞLICA", "BURSA")
    assert (found.byline, found.dateline_place) == ("BAHTİYAR DAĞLICA", "BURSA")
    assert [r.text for r in found.removed] == ["BAHTİYAR DAĞLICA", "BURSA"]
    assert credits_of("Park", TURKISH, "Bahtiyar Dağlıca", "BURSA").removed == ()
    assert credits_of("Park", TURKISH.rstrip("."), "BAHTİYAR DAĞLICA", "BURSA").removed == ()
    assert credits_of("Park", TURKISH, "YENİ", "BURSA").removed == ()


@pytest.mark.parametrize("name", ["Ömer Çınaroğlu", "Ömer ÇINAROĞLU", "سمير الحلبي"])
def test_a_name_in_brackets_behind_the_last_sentence_is_the_authors(name: str) -> None:
    found = credits_of("Park", TURKISH, f"{TURKISH.replace('yeni', 'geniş')} ({name})")
    assert ([r.rule for r in found.removed], found.byline) == (["author_tail"], name)


@pytest.mark.parametrize("end", ["(Umut Kervanı)", "(Ömer Çınaroğlu hayatını kaybetti)", "(Ömer)", "(Ömer Çınaroğlu) hayatını kaybetti."])
def test_other_brackets_behind_the_last_sentence_stay(end: str) -> None:
    assert credits_of("Park", TURKISH, f"{TURKISH} {end}").removed == ()


def test_brackets_inside_the_last_sentence_stay() -> None:
    assert credits_of("Park", TURKISH, f"{TURKISH.rstrip('.')} (Ömer Çınaroğlu)").removed == ()
    assert credits_of("Park", f"Çınaroğlu: {TURKISH}", f"{TURKISH} (Ömer Çınaroğlu)").removed == ()
