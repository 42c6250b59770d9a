"""What the lexicon says of the beginnings of names, against the plain reading of its keys."""

from __future__ import annotations

import random

from transforms.text.agency.lexicon import ENDS, GOES_ON, NOWHERE, Lexicon, load_lexicon
from transforms.text.agency.prose import find_prose


def keys_of(lexicon: Lexicon) -> list[str]:
    """Names of agencies and words of credits; those of one and two characters are in."""
    return sorted(lexicon.entries)


def test_reach_says_whether_a_key_begins_so_ends_so_or_goes_on() -> None:
    """Every beginning of every key, and the same with a character that no key has there."""
    lexicon = load_lexicon()
    keys = keys_of(lexicon)
    for key in random.Random(7).sample(keys, 400):
        for n in range(1, len(key)):
            assert lexicon.reach(key[:n]) == GOES_ON, key[:n]
        assert lexicon.reach(key) in (ENDS, GOES_ON)
        assert lexicon.reach(f"{key}\ue123") == NOWHERE


def test_reach_looks_behind_the_arabic_and() -> None:
    """`والوكالات` is the agencies' key with `و`; a near miss is `و` before a word that nobody knows."""
    lexicon = load_lexicon()
    assert lexicon.reach("والوکالات") != NOWHERE
    assert lexicon.reach("وقققققققق") == NOWHERE
    assert lexicon.reach("و") == GOES_ON


def test_words_weigh_alike_with_and_without_the_short_way() -> None:
    """A word weighs 0 exactly where a key or a date may begin with it, 2 where only sentences have it."""
    lexicon = load_lexicon()
    assert [lexicon.weigh(word) for word in ("الرياض", "August", "2015", "that", "Zzyzxqw", "وقققققققق")] == [0, 0, 0, 2, 1, 1]


def test_a_tatweel_set_apart_ends_a_run_of_unknown_words() -> None:
    """SaudiNewsNet separates by one; a near miss is one inside a word, which is drawn out and no separator."""
    lexicon = load_lexicon()
    words = "ققث ققج ققح"
    apart, inside = f"{words} ـ {words} ققخ", f"{words}ـ {words} ققخ"
    assert find_prose(apart, 0, len(apart), lexicon) == len(apart)
    assert find_prose(inside, 0, len(inside), lexicon) < len(inside)
