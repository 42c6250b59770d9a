"""How often Arabic words are written."""

import pytest

from transforms.text.entities.arabic import fold
from transforms.text.entities.word_counts import count_of


@pytest.mark.parametrize(
    ("rarer", "commoner"), [("والإسلام", "الإسلام"), ("بالقاهرة", "القاهرة"), ("ليد", "وليد"), ("لسطين", "فلسطين"), ("وتين", "بوتين")]
)
def test_a_name_with_a_clitic_and_a_name_without_its_first_letter_are_rare(rarer: str, commoner: str) -> None:
    assert count_of(fold(rarer)) * 4 < count_of(fold(commoner))


@pytest.mark.parametrize("word", ["زخلوبان", "", "Ankara", "\ud800"])
def test_what_is_not_written_has_no_count(word: str) -> None:
    assert count_of(word) == 0
