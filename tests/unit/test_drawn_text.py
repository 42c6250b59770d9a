"""Text drawn from a profile, on which the confidence of the language detector is fitted."""

import importlib.util
from pathlib import Path

import pytest

from transforms.text.language.profiles import Profile, profile_files, read_profile

_SPEC = importlib.util.spec_from_file_location("drawn_text", Path(__file__).parents[2] / "training" / "drawn_text.py")
assert _SPEC is not None
assert _SPEC.loader is not None
drawn_text = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawn_text)


def test_the_same_profile_gives_the_same_texts_of_all_lengths() -> None:
    profile = read_profile("tr", profile_files()["tr"].read_bytes())
    texts = list(drawn_text.draw_texts(profile, 8))
    assert texts == list(drawn_text.draw_texts(profile, 8))
    assert min(map(len, texts)) <= 30
    assert max(map(len, texts)) >= 130


@pytest.mark.parametrize("seed", range(3))
def test_letters_follow_each_other_as_the_profile_says(seed: int) -> None:
    profile = Profile(str(seed), "Latn", {"a": 0.5, "b": 0.5, " a": 0.3, "ab": 0.4, "b ": 0.3, " ab": 0.5, "ab ": 0.5})
    (text, *_) = drawn_text.draw_texts(profile, 4)
    assert set(text.split()) <= {"ab", "a"}
    assert text.startswith("ab")
