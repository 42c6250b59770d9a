from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from transforms.records import Block, Removed, Span
from transforms.text.article import find_blocks
from transforms.text.paragraphs import count_words, split_paragraphs


def split(raw: str, *removed: str) -> list[tuple[int, str, str]]:
    gaps = tuple(Removed(raw.index(text), raw.index(text) + len(text), "credit", "test", text) for text in removed)
    return [(p.paragraph_no, p.kind, p.text) for p in split_paragraphs(raw, find_blocks(raw, max_paragraphs=99), gaps)]


def test_the_headline_is_number_zero_and_the_first_body_paragraph_the_lead():
    assert split("Title\nOne.\nTwo.") == [(0, "headline", "Title"), (1, "lead", "One."), (2, "body", "Two.")]


def test_an_article_without_a_headline_starts_with_number_one():
    raw = "long " * 100
    assert [(number, kind) for number, kind, _ in split(raw)] == [(1, "lead")]


def test_what_is_removed_is_gone_with_the_white_space_around_it():
    assert split("Title\nANKARA (AA) - One.\nTwo. (DHA)", "ANKARA (AA) -", "(DHA)")[1:] == [(1, "lead", "One."), (2, "body", "Two.")]


def test_a_paragraph_that_is_wholly_removed_leaves_no_number_behind():
    assert split("Title\nOne.\nDHA\nThree.", "DHA")[1:] == [(1, "lead", "One."), (2, "body", "Three.")]


def test_a_paragraph_cut_in_the_middle_becomes_two():
    assert [text for _, _, text in split("Title\nOne. \nX\n two", "X")] == ["Title", "One.", "two"]
    raw = "One X two"
    gap = Removed(4, 5, "credit", "test", "X")
    assert [p.text for p in split_paragraphs(raw, (Block(Span(0, 9), "body"),), (gap,))] == ["One", "two"]


def test_a_bullet_makes_a_list_item_and_a_year_does_not():
    raw = "Title\nLead sentence.\n• first point\n2) second point\n2024 was warm."
    assert [kind for _, kind, _ in split(raw)][2:] == ["list", "list", "body"]


def test_a_short_line_without_a_full_stop_before_a_long_one_is_a_subhead():
    raw = "Title\nLead sentence.\nWhat comes next\n" + "A long paragraph that says what comes next and why it matters.\nEnd note"
    assert [kind for _, kind, _ in split(raw)][2:] == ["subhead", "body", "body"]


def test_a_word_needs_a_letter_or_a_digit():
    assert count_words("قال — 3 «مرات» … !") == 3


def test_counting_words_takes_time_in_proportion_to_the_text():
    def seconds(size: int) -> float:
        text = "." * size
        began = time.perf_counter()
        for _ in range(5):
            count_words(text)
        return time.perf_counter() - began

    assert (
        min(seconds(400_000) for _ in range(3)) < 200 * min(seconds(20_000) for _ in range(3)) + 0.5
    )  # 20 times the text; squared it is 400


@given(st.data())
def test_kept_and_removed_tile_the_text(data):
    raw = data.draw(st.text(st.sampled_from("ab \n"), min_size=1, max_size=60))
    marks = sorted(data.draw(st.sets(st.integers(0, len(raw)), max_size=6)))
    spans = [(a, b) for a, b in zip(marks[::2], marks[1::2], strict=False) if raw[a:b].strip()]
    gaps = tuple(Removed(a, b, "credit", "test", raw[a:b]) for a, b in spans)
    if not raw.strip():
        return
    kept = split_paragraphs(raw, find_blocks(raw, max_paragraphs=99), gaps)
    covered = [False] * len(raw)
    for start, end in [(p.start_char, p.end_char) for p in kept] + spans:
        for at in range(start, end):
            assert not covered[at]
            covered[at] = True
    assert all(mark or raw[at].isspace() for at, mark in enumerate(covered))
    assert all(p.text == raw[p.start_char : p.end_char] for p in kept)


@given(st.text(alphabet=st.sampled_from(" \n\u00a0\u200b-.«»_a9ع\u0301\ud83d") | st.characters()))
def test_words_are_the_runs_of_visible_characters_that_hold_a_letter_or_a_digit(text):
    assert count_words(text) == sum(any(re.match(r"\w", char) for char in run) for run in re.findall(r"\S+", text))


def test_a_line_of_dashes_is_no_word_and_costs_no_more_than_its_length():
    assert count_words("-" * 200_000 + " a " + "-" * 200_000) == 1
