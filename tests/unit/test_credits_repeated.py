"""Credits as crawled pages leave them: twice, in the headline's place, or above an invitation to follow."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from transforms.records import Credits
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks

TITLE = "حديقة جديدة على ضفة الوادي"
STORY = "افتتحت البلدية صباح اليوم حديقة جديدة على ضفة الوادي بعد عامين من العمل."
END = "وتضم الحديقة ملاعب للأطفال وممرات للمشي ومكتبة صغيرة."
TURKISH = "Belediye nehir kıyısında iki yıl süren çalışmanın ardından yeni bir park açtı."


def find(*lines: str) -> tuple[Credits, list[str]]:
    """The credits, and what is left of each line."""
    raw = "\n".join(lines)
    blocks = find_blocks(raw, max_paragraphs=99)
    found = find_credits(raw, blocks, path="", logical_date=date(2026, 11, 23))
    kept = list(raw)
    for removed in found.removed:
        kept[removed.start_char : removed.end_char] = "\0" * (removed.end_char - removed.start_char)
    return found, [line for piece in "".join(kept).split("\n") if (line := piece.replace("\0", "").strip())]


@pytest.mark.parametrize(
    ("credit", "agency", "byline"),
    [
        ("سبق- متابعة:", "Sabq", None),
        ("سبق - النوارية:", "Sabq", None),
        ("سمير الحلبي (تصوير: عمر الزين)- سبق- عدن:", "Sabq", "سمير الحلبي"),
    ],
)
def test_a_doubtful_credit_that_stands_twice_comes_off_twice(credit: str, agency: str, byline: str | None) -> None:
    found, kept = find(TITLE, credit, f"{credit} {STORY}", END)
    assert kept == [TITLE, STORY, END]
    assert (found.agency, found.byline or None) == (agency, byline)


def test_a_summary_that_the_story_begins_with_stays() -> None:
    for summary in ("افتتحت البلدية صباح اليوم حديقة", "النوارية", "سبق"):
        _, kept = find(TITLE, summary, f"{summary} {STORY}", END)
        assert kept == [TITLE, summary, f"{summary} {STORY}", END]


def test_a_line_that_is_the_whole_next_line_stays() -> None:
    assert find(TITLE, "سبق - النوارية:", "سبق - النوارية:", STORY)[1][1:3] == ["سبق - النوارية:"] * 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_outlet_in_capitals_before_a_dash_is_no_headline(form: str) -> None:
    lines = [unicodedata.normalize(form, line) for line in ("RADİKAL - Nehir kıyısında park", TURKISH, TURKISH)]
    found, kept = find(*lines)
    assert (found.agency, kept[0]) == ("Radikal", unicodedata.normalize(form, "Nehir kıyısında park"))


def test_where_only_the_outlet_is_there_the_next_line_is_the_headline() -> None:
    found, kept = find("RADİKAL -", "Nehir kıyısında park", TURKISH, TURKISH)
    assert (found.agency, found.flags, kept) == ("Radikal", (), ["Nehir kıyısında park", TURKISH, TURKISH])


@pytest.mark.parametrize(
    "headline",
    [
        "AP - Türkiye ilişkileri",
        "Reuters - a history",
        "NATO - Türkiye ilişkileri",
        "CİHAN - ANADOLU YOLU AÇILDI",
        "ANKARA - Bolu yolu açıldı",
        "RADİKAL kararlar",
    ],
)
def test_other_headlines_stay(headline: str) -> None:
    assert find(headline, TURKISH, TURKISH)[1][0] == headline


@pytest.mark.parametrize("line", ["عضویت در کانال تلگرامی بین‌الملل", "تابعنا على تلغرام", "Telegram kanalımıza katılın"])
def test_an_invitation_to_follow_at_the_bottom_is_furniture(line: str) -> None:
    found, kept = find(TITLE, STORY, END, "انتهای پیام/م", line)
    assert kept == [TITLE, STORY, END]
    assert [removed.kind for removed in found.removed] == ["end_mark", "furniture"]
    assert find(TITLE, line, STORY, END)[1][1] == line
