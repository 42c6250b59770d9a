"""Lines below an article that are no news: each kind has its own rule, and each rule leaves what only looks alike."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.records import Credits
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks

BODY = ("A park opens", "The council opened a new park by the river this morning.", "It has a playground and many benches.")


def credits_of(*lines: str) -> Credits:
    raw = "\n".join((*BODY, *lines))
    return find_credits(raw, find_blocks(raw, max_paragraphs=99), path="", logical_date=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("line", "kind", "rule"),
    [
        ("تنبيه: وكالة إيلكا الإخبارية تمتلك جميع حقوق نشر الأخبار والصور.", "notice", "rights_notice"),
        ("YASAL UYARI: Haberlerin tüm hakları İlke Haber Ajansına aittir.", "notice", "rights_notice"),
        ("© 2019 Associated Press. All Rights Reserved.", "notice", "rights_notice"),
        ("حقوق النشر © 2023 أ ف ب", "notice", "rights_notice"),
        ("Our Standards: The Thomson Reuters Trust Principles.", "notice", "rights_notice"),
        ("// انتهى //", "end_mark", "end_mark_line"),
        ("// يتبع //", "end_mark", "end_mark_line"),
        ("(النهاية)", "end_mark", "end_mark_line"),
        ("20:26 ت م", "end_mark", "end_mark_line"),
        ("انتهای پیام/86012/م20/د1000", "end_mark", "end_mark_line"),
        ("Enditem", "end_mark", "end_mark_line"),
        ("NNNN", "end_mark", "end_mark_line"),
        ("hh/ph/ts/hd", "byline", "initials_line"),
        ("(k-ş)", "byline", "initials_line"),
        ("ي.ب", "byline", "initials_line"),
        ("K.T.", "byline", "initials_line"),
        ("(Reporting by Jane Doe in Cairo; Editing by Ann Lee)", "byline", "byline_line"),
        ("(إعداد محمد علي للنشرة العربية - تحرير أحمد صبحي)", "byline", "byline_line"),
        ("Muhabir: Ali Kaya", "byline", "byline_line"),
        ("تصوير: أحمد علي", "byline", "photo_line"),
        ("(Foto: Ali Kaya)", "byline", "photo_line"),
        ("(AP Photo/Jane Doe)", "credit", "agency_line"),
        ("Share on facebook", "furniture", "share_buttons"),
        ("رابط الخبر بصحيفة الوئام: البلدية تفتتح حديقة جديدة بجوار النهر صباح اليوم", "furniture", "own_link"),
        ("مقالات أخرى للكاتب", "furniture", "share_buttons"),
        ("مطلب فوق مربوط به سایر رسانه‌ها می‌باشد و خبرگزاری فارس صرفا آن را بازنشر کرده است.", "notice", "rights_notice"),
        ("writer@example.com", "furniture", "contact_line"),
        ("Kaynak: example.com", "credit", "site_line"),
    ],
)
def test_a_line_below_the_article_goes_by_its_own_rule(line: str, kind: str, rule: str) -> None:
    assert [(r.text, r.kind, r.rule) for r in credits_of(line).removed] == [(line, kind, rule)]


@pytest.mark.parametrize(
    "line",
    [
        "تنبيه: العاصفة تقترب من الساحل.",
        "رابط الخبرات في الجامعة يدعو أعضاءه إلى اجتماع.",
        "Uyarı: Fırtına kıyıya yaklaşıyor.",
        "Copyrights were discussed at length.",
        "انتهى الاجتماع مساء أمس",
        "The end of the road",
        "پایان مذاکرات نزدیک است",
        "U.S.",
        "Reporting by night is hard.",
        "إعداد الطعام صعب",
        "Photo finish",
        "AP Photo of the year",
        "Share prices fell again.",
        "Write to writer@example.com today",
        "Kaynak: 3.5 milyon",
        "تقرير لجنة التحقيق، مجلس المدينة",
    ],
)
def test_a_line_that_only_looks_like_boilerplate_stays(line: str) -> None:
    assert credits_of(line).removed == ()


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (("Enditem",), "Xinhua"),
        (("// انتهى //", "19:23 ت م"), "SPA"),
        (("(Reporting by Jane Doe; Editing by Ann Lee)",), "Reuters"),
        (("(Reporting by Jane Doe", "Editing by Ann Lee)"), "Reuters"),
        (("- Reporting by: Jane Doe", "- Editing by: Ann Lee"), "dpa"),
        (("(إعداد محمد علي للنشرة العربية - تحرير أحمد صبحي)",), "Reuters"),
        (("By Jane Doe",), None),
        (("انتهى",), None),
        (("م م / أ ح",), None),
    ],
)
def test_a_form_that_one_agency_alone_signs_in_names_it(lines: tuple[str, ...], agency: str | None) -> None:
    assert credits_of(*lines).agency == agency


def test_a_named_agency_comes_before_an_implied_one() -> None:
    assert credits_of("(AFP)", "(Reporting by Jane Doe; Editing by Ann Lee)").agency == "AFP"


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        (("He said so. (Ali KAYA/", "BURSA", ", DHA)"), "He said so."),
        (("He said so.", "Ali KAYA / BURSA", ", (DHA)"), "He said so."),
        (("He said so.", "BURSA", "- AA"), "He said so."),
    ],
)
def test_a_credit_broken_over_lines_goes_whole(lines: tuple[str, ...], left: str) -> None:
    found = credits_of(*lines)
    raw = "\n".join((*BODY, *lines))
    assert raw[: found.removed[0].start_char].rstrip().endswith(left)
    assert (found.removed[-1].end_char, found.dateline_place) == (len(raw), "BURSA")


def test_lines_that_a_dash_joins_without_an_agency_stay() -> None:
    assert credits_of("Two things matter -", "bread and water").removed == ()


@pytest.mark.parametrize("line", ["ANKARA (AA) -", "(İLKHA)"])
def test_a_body_that_is_all_credit_keeps_its_text_and_is_flagged(line: str) -> None:
    raw = f"A headline\n{line}"
    found = find_credits(raw, find_blocks(raw, max_paragraphs=9), path="", logical_date=date(2026, 1, 1))
    assert (found.removed, found.flags) == ((), ("credit_only",))
    assert found.agency is not None
