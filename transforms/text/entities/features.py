"""What a CRF sees of a word, as 32-bit keys. Shared by training and run time, so that both see the same.

A feature is named by a kind and a value (`w=بحر`); its key is the CRC-32 of that name, and nothing else of the name is kept.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.text.entities import arabic
from transforms.text.entities.casing import lower, shape_of
from transforms.text.entities.gazetteer import fold_word
from transforms.text.entities.lexicon import Lexicon, form_key

BEFORE, AFTER = "<s>", "</s>"
_DIGIT = re.compile(r"\d")
_FIRST_ARABIC = "\u0620"
_LATIN = re.compile(r"[A-Za-z]")
_CONJUNCTIONS = ("", "و", "ف")
# What may stand between a conjunction and the name; the article after "ل" loses its alef.
_PROCLITICS = ("ال", "بال", "كال", "لل", "ب", "ل", "ك", "")
_CLITICS = tuple(first + second for first in _CONJUNCTIONS for second in _PROCLITICS if first + second)
_CLITIC_LETTERS = frozenset(clitics[0] for clitics in _CLITICS)
# Ends that Persian writes on to a name, with or without a zero-width non-joiner. Example: "ایرانی‌ها"; near miss: "شاه".
_PERSIAN_ENDS = ("هایی", "های", "ها", "ان", "ی", "م", "ش", "و", "رو")
_SHORTEST_STEM = 3
_TURKISH_STEM = 5  # letters; longer Turkish words are mostly a shorter one with suffixes
_LONGEST_WORD = 40  # features of longer words are cut: no name is so long, and one odd text must not cost seconds


@cache  # few kinds
def _seed(kind: str) -> int:
    return zlib.crc32(f"{kind}=".encode())


def feature_key(kind: str, value: str) -> int:
    """The number that stands for the feature `<kind>=<value>` in the weights file."""
    return zlib.crc32(value.encode("utf-8", "surrogatepass"), _seed(kind))


class Word(NamedTuple):
    """What one word form shows, wherever it stands. There are as many as words that come up, hence no dataclass.

    Attributes:
        form: Folded, digits as 0: what word pairs are made of.
        bare: The form without a conjunction, where it may have one; else empty.
        openings: What listed names of two words or more may begin with here: the form, or the form without clitics.
        symbols: Keys of the form, of its middle-sized cluster and of its kind: what pairs with the neighbours' symbols.
        here: Features that count for the word itself only.
        near: Features that also count for its neighbours.
        wide: Features that also count two words away.
    """

    form: str
    bare: str
    openings: tuple[str, ...]
    symbols: tuple[int, int, int]
    here: tuple[int, ...]
    near: tuple[int, ...]
    wide: tuple[int, ...]


def find_stems(form: str) -> list[tuple[str, str]]:
    """Every way to read the start of a folded Arabic word as clitics: (clitics, rest), the word itself left out.

    >>> find_stems("والبحر")
    [('وال', 'بحر'), ('و', 'البحر')]
    """
    if form[:1] not in _CLITIC_LETTERS:
        return []
    longest = len(form) - _SHORTEST_STEM
    return [(clitics, form[len(clitics) :]) for clitics in _CLITICS if len(clitics) <= longest and form.startswith(clitics)]


def read_form(word: str, lang: str) -> str:
    """A word as features compare it: folded, in lower case, cut to 40 letters, digits as 0."""
    form = fold_word(word[:_LONGEST_WORD], lang)
    form = form if lang in {"ar", "fa"} else lower(form, lang)
    return form if form.isalpha() else _DIGIT.sub("0", form)


def describe(word: str, lang: str, lexicon: Lexicon) -> Word:
    """What `word` shows in a text of `lang`."""
    if word in (BEFORE, AFTER):
        return Word(word, "", (), (form_key(word), 0, form_key(word)), (), (), (feature_key("w", word),))
    word = word[:_LONGEST_WORD]
    form = read_form(word, lang)
    stems, marks = _READERS[lang](word, form)
    parts = (form, *(stem for _, stem in stems))
    numbers = lexicon.clusters(parts)
    clusters = [_key("k", str(n), grain) for grain, n in enumerate(numbers)]
    tag_of, hint_of = lexicon.word_tags.get, lexicon.word_hints.get
    tags = tag_of(form, ())
    stem_tags = [tag for stem in parts[1:] for tag in tag_of(stem, ())]
    hints = [hint for part in parts for hint in hint_of(part, ())]
    kind = "|".join((*sorted({*tags, *stem_tags}), *hints, *marks)) if tags or stem_tags or hints else "|".join(marks)
    wide = [feature_key("w", form), *clusters[:2], *[_key("g", tag) for tag in tags]]
    near = [feature_key("s", stem) for stem in parts[1:]] + [_key("sg", tag) for tag in stem_tags] + clusters[2:]
    near += [_key("t", mark) for mark in marks] + [_key("h", hint) for hint in hints]
    here = [_key("c", clitics) for clitics, _ in stems] + [_key("n", str(min(len(form), 10)))]
    here += _affixes(arabic.strip_marks(word) if lang == "ar" else form)
    openings = tuple(part for part in dict.fromkeys(parts) if part in lexicon.longest)
    symbols = (form_key(form), _key_of_form(f"k{numbers[1]}") if numbers else 0, _key_of_form(kind))
    bare = form[1:] if lang == "ar" and form[:1] == "و" and len(form) > _SHORTEST_STEM else ""
    return Word(form, bare, openings, symbols, tuple(here), tuple(dict.fromkeys(near)), tuple(wide))


_key_of_form = lru_cache(maxsize=1 << 12)(form_key)  # few values: clusters, kinds of names


@lru_cache(maxsize=1 << 14)  # few values: clusters, kinds of names, clitics
def _key(kind: str, value: str, grain: int = 0) -> int:
    return feature_key(f"{kind}{grain}", value)


_PREFIX, _SUFFIX = _seed("p"), _seed("e")


def _affixes(form: str) -> list[int]:
    """Keys of the first and last one to four letters."""
    keys = []
    for size in range(1, min(4, len(form)) + 1):
        keys.append(zlib.crc32(form[:size].encode("utf-8", "surrogatepass"), _PREFIX))
        keys.append(zlib.crc32(form[-size:].encode("utf-8", "surrogatepass"), _SUFFIX))
    return keys


Reading = tuple[Sequence[tuple[str, str]], tuple[str, ...]]
"""Stems as (what is off, rest), and what the letters look like."""


def _read_arabic(word: str, form: str) -> Reading:
    marks = (_script_of(word), "al") if form.startswith("ال") else (_script_of(word),)
    return find_stems(form), marks


def _read_persian(word: str, form: str) -> Reading:
    stems = [(end, form[: -len(end)].rstrip("\u200c")) for end in _PERSIAN_ENDS if form.endswith(end)]
    return [(end, stem) for end, stem in stems if len(stem) >= _SHORTEST_STEM], (_script_of(word),)


def _read_turkish(word: str, form: str) -> Reading:
    stems = [("", form[:_TURKISH_STEM])] if len(form) > _TURKISH_STEM else []
    return stems, (shape_of(word),)


def _read_english(word: str, form: str) -> Reading:
    stems = [("s", form[:-1])] if form.endswith("s") and len(form) > _SHORTEST_STEM else []
    return stems, (shape_of(word),)


_READERS: dict[str, Callable[[str, str], Reading]] = {
    "ar": _read_arabic,
    "fa": _read_persian,
    "tr": _read_turkish,
    "en": _read_english,
}


def _script_of(word: str) -> str:
    if word[:1] >= _FIRST_ARABIC and word.isalpha():
        return "word"
    if _DIGIT.search(word):
        return "digit"
    if _LATIN.search(word):
        return "latin"
    return "word" if any(letter.isalpha() for letter in word) else "mark"
