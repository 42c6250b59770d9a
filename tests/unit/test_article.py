from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.records import Reason, Rejection
from transforms.text.article import HEADLINE_MAX_CHARS, find_blocks


def blocks(raw: str) -> list[tuple[str, str]]:
    return [(b.kind, raw[b.span.start_char : b.span.end_char]) for b in find_blocks(raw, max_paragraphs=100)]


def test_the_first_line_is_the_headline_and_each_further_line_a_paragraph():
    assert blocks("Bridge opens\nIt opened today.\nPeople came.") == [
        ("headline", "Bridge opens"),
        ("body", "It opened today."),
        ("body", "People came."),
    ]


def test_blank_lines_between_paragraphs_make_no_paragraphs():
    assert blocks("\n\nBridge opens\n\n \nIt opened today.\n\n\n")[1:] == [("body", "It opened today.")]


def test_a_first_line_as_long_as_an_article_is_no_headline():
    line = "word " * (HEADLINE_MAX_CHARS // 5 + 1)
    assert blocks(line) == [("body", line.strip())]


WRAPPED = """Ferry goes electric
    The old ferry that has crossed the harbour since the war was
replaced on Monday by a boat that makes no more noise than the
water it moves, the harbour office said in a short statement.
    Passengers on the first crossing said that they could hear the
gulls, and one of them asked the captain whether the engine had
been started at all before the boat had left the quay.
"""


def test_lines_broken_at_a_column_are_joined_and_an_indent_starts_a_paragraph():
    found = blocks(WRAPPED)
    assert [kind for kind, _ in found] == ["headline", "body", "body"]
    assert found[1][1].startswith("The old ferry")
    assert found[1][1].endswith("short statement.")
    assert found[1][1].count("\n") == 2


def test_lines_broken_at_a_column_are_joined_and_a_blank_line_starts_a_paragraph():
    raw = WRAPPED.replace("\n    Passengers", "\n\nPassengers").replace("    The old", "The old")
    assert [text.split()[0] for _, text in blocks(raw)] == ["Ferry", "The", "Passengers"]


def test_short_lines_that_end_sentences_are_paragraphs_and_not_wrapped():
    raw = "Results\n" + "".join(f"The home side won the match number {n} by two to one.\n" for n in range(8))
    assert len(blocks(raw)) == 9


def test_text_without_a_visible_character_is_empty():
    with pytest.raises(Rejection) as caught:
        find_blocks(" \n\t\n\u00a0", max_paragraphs=9)
    assert caught.value.reason == Reason.EMPTY


def test_more_paragraphs_than_the_limit_are_rejected_with_both_numbers():
    with pytest.raises(Rejection, match="11 paragraphs, the limit max_paragraphs is 10") as caught:
        find_blocks("t\n" + "a\n" * 11, max_paragraphs=10)
    assert caught.value.reason == Reason.TOO_MANY_PARAGRAPHS


@given(st.text(st.sampled_from("ab .\n\t\u00a0\u200fـ"), max_size=200))
def test_blocks_are_sorted_trimmed_and_cover_every_visible_character(raw):
    try:
        found = find_blocks(raw, max_paragraphs=1000)
    except Rejection:
        assert not raw.strip()
        return
    at = 0
    for block in found:
        piece = raw[block.span.start_char : block.span.end_char]
        assert piece
        assert piece == piece.strip()
        assert not raw[at : block.span.start_char].strip()
        at = block.span.end_char
    assert not raw[at:].strip()
