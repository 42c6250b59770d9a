"""Facts about the agency step that hold for any text."""

from __future__ import annotations

import gc
import sys
import time
from datetime import date
from types import FrameType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from transforms.records import Block, Credits, Rejection
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks
from transforms.text.fold import fold, fold_text, is_invisible

TODAY = date(2026, 1, 1)

_SENTENCES = (
    "فتحت البلدية حديقة جديدة على ضفة النهر صباح اليوم.",
    "وقال رئيس البلدية إن العمل استغرق عامين",
    "The council opened a new park by the river this morning.",
    "It has a playground and a small lake",
    "Belediye nehir kıyısında yeni bir park açtı.",
    "Şaredariyê parkeke nû li kêleka çem vekir.",
    "شهرداری بوستان تازه‌ای کنار رودخانه گشود.",
    "Saat 10:30'da 3.500 kişi geldi.",
)
_PIECES = (
    *(
        "(İLKHA)",
        "(ILKHA)",
        "(I\u0307LKHA)",
        "«رويترز»",
        "(أ ف ب)",
        "أ.ف.ب",
        "واس",
        "(AP)",
        "(وام)",
        "/AA/",
        "AA",
        "DHA",
        "وكالات",
        "(وكالات)",
        "ايسنا",
    ),
    *(
        "الرياض",
        "أنقرة",
        "ANKARA",
        "DİYARBAKIR",
        "Hewlêr",
        "NEW YORK",
        "Pa.",
        "محمد علي",
        "Ahmet YILMAZ",
        "سبق",
        "الرياض",
        "Navenda Nûçeyan",
    ),
    *(
        " - ",
        " – ",
        ": ",
        "، ",
        " / ",
        ".",
        ". ",
        " _ ",
        " -- ",
        "\n",
        "\n\n",
        " ",
        "\u200f",
        "\u202b",
        "\ufeff",
        "\u00a0",
        "\t",
        "ـ",
        "(",
        ")",
        "«",
        '"',
    ),
    *(
        "15 يوليو 2015",
        "Aug. 3, 2015",
        "19 - 8",
        "المصدر:",
        "Kaynak:",
        "By ",
        "كتب ",
        "Muhabir: ",
        "© ",
        "YASAL UYARI: ",
        "// انتهى //",
        "20:26 ت م",
        "hh/ph",
    ),
)
_ARTICLES = st.lists(st.sampled_from(_SENTENCES + _PIECES), min_size=1, max_size=14).map("".join)
_TEXTS = st.one_of(_ARTICLES, st.text(max_size=200), st.lists(_ARTICLES, min_size=2, max_size=6).map("\n".join))


def blocks_of(raw: str) -> tuple[Block, ...]:
    try:
        return find_blocks(raw, max_paragraphs=1000)
    except Rejection:
        return ()


def credits_of(raw: str) -> Credits:
    return find_credits(raw, blocks_of(raw), path="", logical_date=TODAY)


def remaining(raw: str) -> list[str]:
    """What is left of each block of which something is left."""
    removed = credits_of(raw).removed
    lines = []
    for block in blocks_of(raw):
        at = block.span.start_char
        pieces = []
        for span in (r for r in removed if at <= r.start_char < block.span.end_char):
            pieces.append(raw[at : span.start_char])
            at = span.end_char
        pieces.append(raw[at : block.span.end_char])
        lines.append("\n".join(piece.strip() for piece in pieces if piece.strip()))
    return [line for line in lines if line]


@given(_TEXTS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_removed_spans_are_sorted_disjoint_exact_slices_inside_blocks(raw: str) -> None:
    removed = credits_of(raw).removed
    blocks = blocks_of(raw)
    last = 0
    for span in removed:
        assert last <= span.start_char < span.end_char
        assert span.text == raw[span.start_char : span.end_char]
        assert span.text == span.text.strip()
        assert any(b.span.start_char <= span.start_char and span.end_char <= b.span.end_char for b in blocks)
        last = span.end_char


@given(_TEXTS)
@settings(derandomize=True, max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_stripping_twice_is_stripping_once(raw: str) -> None:
    """Where what is left still reads as the same blocks: with lines gone, a text may look hard-wrapped, or another line the headline."""
    blocks = blocks_of(raw)
    assume(blocks and not is_invisible(raw[blocks[0].span.start_char : blocks[0].span.end_char]))
    assume("credit_only" not in credits_of(raw).flags)
    left = remaining(raw)
    once = "\n".join(left)
    assume([once[b.span.start_char : b.span.end_char] for b in blocks_of(once)] == left)
    assert [r.text for r in credits_of(once).removed] == []


@given(_TEXTS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_an_article_with_something_to_see_never_becomes_empty(raw: str) -> None:
    if blocks_of(raw) and not is_invisible(raw):
        assert remaining(raw)


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_folding_keeps_ascending_offsets_of_visible_characters(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert fold_text(folded.text) == folded.text


@pytest.mark.parametrize("piece", ["(", "- ", "أ ف ب ", ". ", "AA/", "«", "\u200f", "محمد - ", "a", "1", "AA\n", "(AA) "])
def test_ten_times_the_text_does_not_cost_a_hundred_times_the_work(piece: str) -> None:
    """Counted in calls, not in seconds."""
    small, large = (count_calls(f"Title\nA first sentence.\n{piece * n}") for n in (300, 3000))
    assert large < 15 * small


HOSTILE = {
    "brackets": "(",
    "closed brackets": "()",
    "mirrored brackets": ")(",
    "separators": "-",
    "spaced separators": "- ",
    "full stops": ". ",
    "tatweels": "ـ ",
    "bidi marks": "\u200f",
    "agencies": "(AA) ",
    "agencies by line": "(AA)\n",
    "short lines": "a\n",
    "torn lines": "AA /\n",
    "one line of words": "word ",
    "numbers": "1-",
    "notices": "© AA\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_as_much_again_for_each_length_of_it(name: str) -> None:
    """A hundred thousand of each, up to 1 MB: ten times the text is far from a hundred times the work, calls into C included."""
    piece = HOSTILE[name]
    small, large = (cost(f"Title\nA first sentence.\n{piece * n}") for n in (10_000, 100_000))
    assert large < 40 * max(small, _CLOCK_GRAIN_S)


def test_a_megabyte_in_one_line_is_looked_at_only_at_its_ends() -> None:
    small, large = (count_calls(f"Title\n{'word ' * n}(AA)") for n in (1000, 200_000))
    assert large < 2 * small


_CLOCK_GRAIN_S = 0.002


def cost(raw: str) -> float:
    """Seconds of this process, the least of three, without the time to find the blocks and to collect garbage."""
    blocks = find_blocks(raw, max_paragraphs=200_000)
    spent = []
    gc.disable()
    try:
        for _ in range(3):
            began = time.process_time()
            find_credits(raw, blocks, path="", logical_date=TODAY)
            spent.append(time.process_time() - began)
    finally:
        gc.enable()
    return min(spent)


def count_calls(raw: str) -> int:
    calls = 0

    def on_event(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    blocks = find_blocks(raw, max_paragraphs=100_000)
    find_credits(raw, blocks, path="", logical_date=TODAY)
    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        find_credits(raw, blocks, path="", logical_date=TODAY)
    finally:
        sys.setprofile(before)
    return calls
