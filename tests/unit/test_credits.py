"""Agency credits: each rule takes its own forms off, and leaves what only looks like them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest

from transforms.records import Credits
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks

TODAY = date(2026, 1, 1)
AR = (
    "افتتاح حديقة على النهر",
    "افتتحت البلدية حديقة جديدة على ضفة النهر صباح اليوم بعد أعمال طويلة.",
    "وتضم الحديقة ملعبا للأطفال ومقاعد كثيرة.",
)
EN = (
    "A park opens by the river",
    "The council opened a new park by the river this morning after long works.",
    "It has a playground and many benches.",
)
TR = (
    "Nehir kıyısında park açıldı",
    "Belediye nehir kıyısında yeni bir park açtı ve halk sabah gezdi.",
    "Parkta çocuklar için oyun alanı var.",
)
KU = ("Parkeke nû vebû", "Şaredariyê parkeke nû li kêleka çem vekir û gel çû wir.", "Di parkê de cihê lîstikê heye.")
CKB = ("پارکێکی نوێ کرایەوە", "شارەوانی پارکێکی نوێی لەسەر ڕووبار کردەوە و خەڵک سەردانیان کرد.", "لە پارکەکەدا یاریگایەک هەیە.")
FA = ("بوستان تازه گشوده شد", "شهرداری بوستان تازه‌ای کنار رودخانه گشود و مردم از آن دیدن کردند.", "در این بوستان زمین بازی ساخته شده است.")


def credits_of(raw: str, *, path: str = "") -> Credits:
    return find_credits(raw, find_blocks(raw, max_paragraphs=1000), path=path, logical_date=TODAY)


def body_of(raw: str) -> list[str]:
    """What is left of each body block."""
    removed = credits_of(raw).removed
    left = []
    for block in find_blocks(raw, max_paragraphs=1000):
        at, pieces = block.span.start_char, []
        for span in (r for r in removed if at <= r.start_char < block.span.end_char):
            pieces.append(raw[at : span.start_char])
            at = span.end_char
        pieces.append(raw[at : block.span.end_char])
        left.append("\n".join(piece.strip() for piece in pieces if piece.strip()))
    return [text for text in left[1:] if text]


def head(article: tuple[str, str, str], credit: str) -> str:
    return f"{article[0]}\n{credit}{article[1]}\n{article[2]}"


def tail(article: tuple[str, str, str], credit: str) -> str:
    return f"{article[0]}\n{article[1]}\n{article[2]}{credit}"


TAG_SHAPES = (
    *(
        " (İLKHA)",
        " (ILKHA)",
        " (ÎLKHA)",
        " (I\u0307LKHA)",
        " (İlkha)",
        "(İLKHA)",
        "\u00a0(İLKHA)",
        "\t(İLKHA)",
        " ( İLKHA )",
        " (İ L K H A)",
        " (İ.L.K.H.A)",
    ),
    *(
        " [İLKHA]",
        " {İLKHA}",
        " «İLKHA»",
        " “İLKHA”",
        ' "İLKHA"',
        " ﴾İLKHA﴿",
        " （İLKHA）",
        " )İLKHA(",
        " /İLKHA/",
        " //İLKHA//",
        " /İLKHA",
        " – İLKHA",
        " - İLKHA",
    ),
    *(
        " \u200f(İLKHA)\u200f",
        " \u202b(İLKHA)\u202c",
        " (\u200eİLKHA\u200e)",
        " (İLKHA)\ufeff",
        " (İLKHA).",
        " (İLKHA) .",
        " (İLKHA) (İLKHA)",
        "\n(İLKHA)",
        "\nİLKHA",
        "\n\u200f(İLKHA)",
    ),
)


@pytest.mark.parametrize("tag", TAG_SHAPES)
@pytest.mark.parametrize("article", [AR, TR, CKB], ids=["ar", "tr", "ckb"])
def test_a_tag_at_the_end_goes_in_every_shape(article: tuple[str, str, str], tag: str) -> None:
    raw = tail(article, tag)
    assert body_of(raw) == list(article[1:])
    assert credits_of(raw).agency == "ILKHA"


def test_the_tag_is_kept_as_it_stood() -> None:
    found = credits_of(tail(AR, " (İLKHA)"))
    assert (found.agency_text, [r.text for r in found.removed], [r.kind for r in found.removed]) == ("İLKHA", ["(İLKHA)"], ["credit"])


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    raw = f'{AR[0]}\n{AR[1]}\nوقال: "سنعمل معا". (İLKHA)'
    assert body_of(raw)[-1] == 'وقال: "سنعمل معا".'


@pytest.mark.parametrize(
    "sentence",
    [
        "ذكرت وكالة الأنباء السورية (سانا) أن الموسم بدأ.",
        "ونقلت الخبر وكالة الأنباء السورية (سانا)",
        "وأكد ذلك مصدر لوكالة «فرانس برس».",
        "ولم تتمكن «رويترز» من الوصول إليه.",
        "وبدأ ذلك في أغسطس (أب)",
        "وحصل المزارع على قرض (وام)",
        "واجتمع قادة الحلف (الناتو)",
        "صنعت في آسيا الصغرى (الأناضول)",
        "رويترز تفتح مكتبا جديدا في المدينة.",
        "الرياض - جدة: رحلة جديدة كل صباح.",
        "دمشق - قال وزير الزراعة إن الموسم جيد.",
        "وقع الاتفاق في (واشنطن)",
        '"سبق" تقول للمسؤول: كفى.',
        "من جهة أخرى: عاد الهدوء إلى المدينة.",
        "Reuters reported the sale on Monday.",
        "The official told The Associated Press (AP).",
        "He was hired by the Associated Press (AP)",
        "The alliance met again (NATO)",
        "LONDON - PARIS trains were late again.",
        "Paris - city of light - was calm.",
        "Pan-European trains were late again.",
        "A spokesman told dpa.",
        "Ten people were there (Essex)",
        "İnsansız hava aracı (İHA)",
        "İnsansız hava aracı (İHA) düştü.",
        "Bakan, AA muhabirine konuştu.",
        "ANKARA - İSTANBUL hattında seferler durdu.",
        "İlke Haber Ajansı (İLKHA) ekibi yola çıktı.",
        "Adalet Partisi (AP) kuruldu.",
        "Türkiye - Almanya",
        "Wî ji ANF'ê re axivî.",
        "Ew bi Rûdawê re axivî",
        "بە ئاژانسی هەواڵی فورات (ANF) ڕاگەیاند.",
        "به گزارش خبرگزاری فارس، هوا سرد است.",
        "وزیر بهداشت: هوا سرد است.",
        "گروه طالبان: هوا سرد است.",
    ],
)
def test_an_agency_that_is_part_of_the_sentence_stays(sentence: str) -> None:
    first, last = f"{AR[0]}\n{sentence}\n{AR[2]}", f"{AR[0]}\n{AR[1]}\n{sentence}"
    assert body_of(first)[0] == sentence
    assert body_of(last)[-1] == sentence


@pytest.mark.parametrize("credit", ["(İLKHA)", "ANKARA (AA) -", "واس - الرياض"])
def test_a_credit_in_the_middle_of_an_article_stays(credit: str) -> None:
    lines = [AR[0], AR[1], AR[2], EN[1], f"{credit} {EN[2]}", TR[1], TR[2]]
    assert body_of("\n".join(lines)) == lines[1:]


@pytest.mark.parametrize(
    ("article", "credit", "agency", "place"),
    [
        (AR, "باريس (أ ف ب) ", "AFP", "باريس"),
        (AR, "باريس - أ.ف.ب: ", "AFP", "باريس"),
        (AR, "بيروت (أ. ف. ب.) – ", "AFP", "بيروت"),
        (AR, "روما أ ش أ: ", "MENA", "روما"),
        (AR, "* طوكيو - «رويترز»: ", "Reuters", "طوكيو"),
        (AR, "القاهرة في 15 سبتمبر /أ ش أ/ ", "MENA", "القاهرة"),
        (AR, "أبوظبي في 19 أغسطس / وام / ", "WAM", "أبوظبي"),
        (AR, "الدوحة /قنا/ ", "QNA", "الدوحة"),
        (AR, "رام الله 19-8-2024 وفا- ", "WAFA", "رام الله"),
        (AR, "سبق- الرياض: ", "Sabq", "الرياض"),
        (AR, "دمشق - سبوتنيك. ", "Sputnik", "دمشق"),
        (AR, "لندن ـ رويترز: ", "Reuters", "لندن"),
        (AR, "عواصم - وكالات: ", "AGENCIES", None),
        (AR, "المخيم (أ ف ب) - ", "AFP", "المخيم"),
        (AR, "كركوك (العراق) - ", None, "كركوك"),
        (AR, "شفق نيوز/ ", "Shafaq", None),
        (EN, "LIMA, Jan 21 (Reuters) - ", "Reuters", "LIMA"),
        (EN, "ST. JOSEPH, Mich. (AP) — ", "AP", "ST. JOSEPH, Mich."),
        (EN, "(ANSA) - ROME, JUL 11 - ", "ANSA", "ROME"),
        (EN, "MOSCOW, January 21. /TASS/. ", "TASS", "MOSCOW"),
        (EN, "SAITAMA, Japan, Dec. 9 Kyodo - ", "Kyodo", "SAITAMA, Japan"),
        (EN, "STONE MOUNTAIN, Ga. _ ", None, "STONE MOUNTAIN, Ga."),
        (EN, "BASLE, March 3 - ", None, "BASLE"),
        (TR, "ŞANLIURFA (AA) - ", "AA", "ŞANLIURFA"),
        (TR, "DİYARBAKIR - ", None, "DİYARBAKIR"),
        (TR, "RADİKAL - ", "Radikal", None),
        (KU, "Hewlêr (Rûdaw) - ", "Rudaw", "Hewlêr"),
        (KU, "Navenda Nûçeyan (K24) – ", "Kurdistan24", None),
        (KU, "AMED - ", None, "AMED"),
        (CKB, "هەولێر (رووداو)- ", "Rudaw", "هەولێر"),
        (FA, "ايسنا:", "ISNA", None),
        (FA, "خبرگزاري فارس: ", "Fars", None),
        (FA, "تهران - خبرگزاری جمهوری اسلامی: ", "IRNA", "تهران"),
        (FA, "گروه اقتصادي - سارا احمدي: ", None, None),
    ],
)
def test_a_dateline_goes_from_the_first_sentence(article: tuple[str, str, str], credit: str, agency: str | None, place: str | None) -> None:
    raw = head(article, credit)
    found = credits_of(raw)
    assert body_of(raw) == list(article[1:])
    assert (found.agency, found.dateline_place) == (agency, place)


@pytest.mark.parametrize(
    ("line", "agency", "relayed_by", "byline"),
    [
        ("واس - الرياض", "SPA", None, None),
        ("الوئام - يو بي اي:", "UPI", "Alweeam", None),
        ("المدينة - وكالات ـ طهران ـ خاص", "AGENCIES", "Al Madina", None),
        ("محمد سالم – عين اليوم", "Ain Alyoum", None, "محمد سالم"),
        ("&nbsp;محمد سالم (صنعاء)", None, None, "محمد سالم"),
        ("الرياض: محمد علي", None, None, "محمد علي"),
        ("أنقرة / الأناضول", "AA", None, None),
        ("K24 - Riha", "Kurdistan24", None, None),
        ("رووداو-DW", "Rudaw", "DW", None),
        ("By Jane Doe, dpa  =", "dpa", None, "Jane Doe"),
        ("Jane DOE / LOS ANGELES, (DHA)", "DHA", None, "Jane DOE"),
        ("لندن - (أ ف ب) | Tuesday, 11 August 2015 - 16:00 pm", "AFP", None, None),
        ("لەلایەن سارا ئەحمەد 3 کاژێر لەمەوبەر", None, None, "سارا ئەحمەد"),
    ],
)
def test_a_byline_line_goes_whole(line: str, agency: str | None, relayed_by: str | None, byline: str | None) -> None:
    raw = head(AR, line + "\n")
    found = credits_of(raw)
    assert body_of(raw) == list(AR[1:])
    assert (found.agency, found.relayed_by, found.byline) == (agency, relayed_by, byline)


@pytest.mark.parametrize("line", ["اليوم", "الرياض", "الرياض: عاصمة", "Fenerbahçe - Ankara", "DAYI-YEĞEN BAŞLADIK", "Kaynak", "محمد علي"])
def test_a_line_that_only_looks_like_a_byline_stays(line: str) -> None:
    assert body_of(head(AR, line + "\n"))[0] == line


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("AA", "AA"),
        ("BURSA, (DHA)", "DHA"),
        ("Ahmet YILMAZ / BURSA, (DHA)", "DHA"),
        ("DHA-REUTERS", "DHA"),
        ("المصدر : الجزيرة + وكالات", "AGENCIES"),
        ("Kaynak: ILKHA", "ILKHA"),
        ("Haber: BATMAN, ()", None),
        ("* خدمة «نيويورك تايمز»", "NYT"),
        ("© 2019 Associated Press. All Rights Reserved.", "AP"),
        ("(Reporting by Jane Doe in Cairo; Writing by Will Poe)", None),
        ("hh/ph/ts/hd", None),
        ("// انتهى //", "SPA"),
        ("20:26 ت م NNNN", "SPA"),
        ("انتهای پیام/63002/", None),
        ("writer@example.com", None),
        ("\u200f", None),
        ("\ufffd", None),
    ],
)
def test_a_line_at_the_bottom_goes_whole(line: str, agency: str | None) -> None:
    raw = tail(AR, "\n" + line)
    assert body_of(raw) == list(AR[1:])
    assert credits_of(raw).agency == agency


@pytest.mark.parametrize("line", [", DHA)", "BURSA", "0025", "Jane Doe", "Sayfa 3 / 4", "Fenerbahçe - Galatasaray"])
def test_a_line_at_the_bottom_that_only_looks_like_a_credit_stays(line: str) -> None:
    assert body_of(tail(AR, "\n" + line))[-1] == line


def test_credits_come_off_until_nothing_more_does() -> None:
    raw = tail(TR, " (İLKHA)\nYASAL UYARI: Haberin tüm hakları İlke Haber Ajansına aittir.\nyazar@example.com")
    assert body_of(raw) == list(TR[1:])
    assert [r.rule for r in credits_of(raw).removed] == ["agency_tail", "rights_notice", "below_notice"]


def test_other_stories_below_the_notice_go_with_it() -> None:
    raw = tail(TR, " (İLKHA)\nYASAL UYARI: Haberin tüm hakları ajansa aittir.\nBaşka bir haberin ilk cümlesi burada.")
    assert body_of(raw) == list(TR[1:])


def test_a_notice_without_a_credit_takes_nothing_below_it() -> None:
    raw = tail(TR, "\nYASAL UYARI: Haberin tüm hakları ajansa aittir.\nBaşka bir cümle burada.")
    assert body_of(raw)[-1] == "Başka bir cümle burada."


def test_the_headline_stays_as_it_is() -> None:
    raw = f"ANKARA (AA) - Park açıldı (AA)\n{TR[1]}\n{TR[2]}"
    assert credits_of(raw).removed == ()


def test_a_file_of_one_short_paragraph_is_stripped_too() -> None:
    assert [r.text for r in credits_of(f"{AR[1]} (İLKHA)").removed] == ["(İLKHA)"]


@pytest.mark.parametrize("raw", ["(İLKHA)", "\u200f(رويترز)", "AA"])
def test_an_article_that_is_all_credit_keeps_its_text(raw: str) -> None:
    assert credits_of(raw).removed == ()


def test_a_body_that_is_all_credit_is_flagged() -> None:
    found = credits_of(f"{AR[0]}\n(رويترز)")
    assert (found.agency, found.flags) == ("Reuters", ("credit_only",))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_text_give_the_same_answer(form: str) -> None:
    raw = unicodedata.normalize(form, tail(TR, "\nGülşen ÇAKIR / İSTANBUL, (İLKHA)"))
    found = credits_of(raw)
    assert (found.agency, unicodedata.normalize("NFC", found.byline or "")) == ("ILKHA", "Gülşen ÇAKIR")


@pytest.mark.parametrize("name", ["رويترز", "رويـتـرز", "رُويترز", "ﺭﻭﻳﺘﺮﺯ", "رویترز", "روي\u200cترز"])
def test_spellings_of_an_agency_are_one_agency(name: str) -> None:
    assert credits_of(tail(AR, f" ({name})")).agency == "Reuters"


def test_letters_of_a_name_never_join_to_a_word() -> None:
    assert credits_of(tail(AR, " ومع")).removed == ()
    assert credits_of(tail(AR, " (و م ع)")).agency == "MAP"


def test_the_first_lines_of_a_hard_wrapped_text_are_stripped_inside_their_block() -> None:
    lines = (
        "    CAIRO, May 3 (Reuters) - The council opened a park\nby the river on Friday after two years of works that\n"
        "cost more than it had planned, said the mayor in the\n"
        "town hall where he met some reporters and gave them a\nshort tour of the new lawns and of the lake."
    )
    raw = f"Park opens\n{lines}\n Reuter"
    assert [r.text for r in credits_of(raw).removed] == ["CAIRO, May 3 (Reuters) -", "Reuter"]


def test_an_agency_comes_before_the_outlet_that_printed_it() -> None:
    found = credits_of(head(AR, "سبق - رويترز - لندن:\n"))
    assert (found.agency, found.relayed_by, found.agency_text) == ("Reuters", "Sabq", "رويترز")


def test_several_agencies_stand_in_printed_order() -> None:
    found = credits_of(tail(AR, " (رويترز، أ ف ب، الأناضول)"))
    assert (found.agency, found.relayed_by) == ("Reuters", "AFP;AA")


def test_a_name_that_two_rows_share_is_flagged() -> None:
    assert "agency_ambiguous" in credits_of(head(EN, "LONDON, Sept. 8 (CNA) -- ")).flags


@pytest.mark.parametrize(
    ("credit", "agency"),
    [
        ("TAIPEI, Sept. 8 (CNA) -- ", "CNA (Taiwan)"),
        ("NICOSIA, Sept. 8 (CNA) -- ", "CNA (Cyprus)"),
        ("MANILA, Sept. 8 (PNA) -- ", "PNA"),
        ("VIENNA (APA) - ", "APA (Austria)"),
        ("BAKU (APA) - ", "APA (Azerbaijan)"),
        ("الرياض - «الجزيرة»: ", "Al Jazirah"),
        ("الدوحة - «الجزيرة»: ", "Al Jazeera"),
    ],
)
def test_a_name_that_two_rows_share_is_that_of_the_dateline_s_country(credit: str, agency: str) -> None:
    found = credits_of(head(EN, credit))
    assert (found.agency, found.flags) == (agency, ())


def test_a_written_date_dates_the_article() -> None:
    found = credits_of(head(AR, " الباحة 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس\n"), path="2014-01-01/7.txt")
    assert found.dateline_date == "25 شوال 1436 هـ الموافق 10 أغسطس 2015 م"
    assert (found.published_at, found.published_from) == (datetime(2015, 8, 10, tzinfo=UTC), "dateline")


def test_a_path_dates_the_article_where_the_dateline_has_no_year() -> None:
    found = credits_of(head(EN, "LIMA, Jan 21 (Reuters) - "), path="2018-01-21/7.txt")
    assert (found.published_at, found.published_from) == (datetime(2018, 1, 21, tzinfo=UTC), "path")


def test_nothing_dates_an_article_without_a_date() -> None:
    found = credits_of(head(EN, "LIMA (Reuters) - "))
    assert (found.published_at, found.published_from) == (None, None)
