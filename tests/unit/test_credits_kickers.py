"""Credits below a kicker, the short line that some papers set between headline and story."""

from __future__ import annotations

from datetime import date

from transforms.records import Credits
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks

TITLE, KICKER = "بوستان تازه گشوده شد", "کنار رودخانه"
FIRST = "شهرداری بوستان تازه‌ای کنار رودخانه گشود و مردم شهر همان روز از آن دیدن کردند."
LAST = "در این بوستان زمین بازی ساخته شده است."


def credits_of(*lines: str) -> Credits:
    raw = "\n".join(lines)
    return find_credits(raw, find_blocks(raw, max_paragraphs=99), path="", logical_date=date(2026, 11, 23))


def test_a_desk_or_an_agency_below_a_kicker_comes_off() -> None:
    for credit, agency in (("گروه شهري:", None), ("ايسنا:", "ISNA")):
        found = credits_of(TITLE, KICKER, f"{credit} {FIRST}", LAST)
        assert [removed.text for removed in found.removed] == [credit]
        assert found.agency == agency


def test_a_kicker_may_ask() -> None:
    assert [r.text for r in credits_of(TITLE, "شهر به كجا مي رود؟", f"گروه شهري: {FIRST}", LAST).removed] == ["گروه شهري:"]


def test_a_speaker_below_a_kicker_stays() -> None:
    assert credits_of(TITLE, KICKER, f"وزير بهداشت: {FIRST}", LAST).removed == ()


def test_an_agency_below_a_sentence_stays() -> None:
    assert credits_of(TITLE, FIRST, f"ايسنا: {FIRST}", LAST).removed == ()
