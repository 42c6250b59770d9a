"""What the Arabic CRF sees of a word. Shared by training and run time, so that both see the same."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.text.entities import arabic
from transforms.text.entities.lexicon import Lexicon

BEFORE, AFTER = "<s>", "</s>"
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[A-Za-z]")
_CONJUNCTIONS = ("", "و", "ف")
# What may stand between a conjunction and the name; the article after "ل" loses its alef.
_PROCLITICS = ("ال", "بال", "كال", "لل", "ب", "ل", "ك", "")
_SHORTEST_STEM = 3
_LONGEST_WORD = 40  # features of longer words are cut: no name is so long, and one odd text must not cost seconds


def feature_key(name: str) -> int:
    """The 32-bit number that stands for a feature's name in the weights file."""
    return zlib.crc32(name.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Word:
    """What one word form shows, wherever it stands.

    Attributes:
        form: Folded, digits as 0: what word pairs are made of.
        cluster: Number of the middle-sized cluster, or empty.
        openings: What listed names of two words or more may begin with here: the form, or the form without clitics.
        here: Features that count for the word itself only.
        near: Features that also count for its neighbours.
        wide: Features that also count two words away.
    """

    form: str
    cluster: str
    openings: tuple[str, ...]
    here: tuple[str, ...]
    near: tuple[str, ...]
    wide: tuple[str, ...]


def find_stems(form: str) -> list[tuple[str, str]]:
    """Every way to read the start of a folded word as clitics: (clitics, rest), the word itself left out.

    >>> find_stems("والبحر")
    [('وال', 'بحر'), ('و', 'البحر')]
    """
    stems = []
    for conjunction in _CONJUNCTIONS:
        for proclitic in _PROCLITICS:
            clitics = conjunction + proclitic
            if clitics and form.startswith(clitics) and len(form) - len(clitics) >= _SHORTEST_STEM:
                stems.append((clitics, form[len(clitics) :]))
    return stems


def read_form(word: str) -> str:
    """A word as features compare it: folded, cut to 40 letters, digits as 0."""
    return _DIGIT.sub("0", arabic.fold(word[:_LONGEST_WORD]))


def describe(word: str, lexicon: Lexicon) -> Word:
    """What `word` shows."""
    form = read_form(word)
    if word in (BEFORE, AFTER):
        return Word(word, "", (), (), (), (f"w={word}",))
    stems = find_stems(form)
    clusters = lexicon.clusters(form, [stem for _, stem in stems])
    wide = [f"w={form}", *(f"k{grain}={number}" for grain, number in enumerate(clusters[:2]))]
    wide += [f"g={tag}" for tag in lexicon.tags(form)]
    near = [f"s={stem}" for _, stem in stems] + [f"sg={tag}" for _, stem in stems for tag in lexicon.tags(stem)]
    near += [f"k2={number}" for number in clusters[2:]] + [f"t={_shape(word)}"]
    near += [f"h={hint}" for part in (form, *(stem for _, stem in stems)) for hint in lexicon.hints(part)]
    if form.startswith("ال"):
        near.append("al")
    here = [f"c={clitics}" for clitics, _ in stems] + [f"n={min(len(form), 10)}", *_affixes(arabic.strip_marks(word[:_LONGEST_WORD]))]
    openings = tuple(part for part in (form, *(stem for _, stem in stems)) if part in lexicon.longest)
    return Word(form, str(clusters[1]) if clusters else "", openings, _unique(here), _unique(near), _unique(wide))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _affixes(form: str) -> Iterator[str]:
    """First and last one to four letters."""
    for size in range(1, min(4, len(form)) + 1):
        yield f"p={form[:size]}"
        yield f"e={form[-size:]}"


def _shape(word: str) -> str:
    if _DIGIT.search(word):
        return "digit"
    if _LATIN.search(word):
        return "latin"
    return "word" if any(letter.isalpha() for letter in word) else "mark"


def pair_features(before: Word, word: Word, after: Word) -> tuple[str, ...]:
    """What a word shows together with its neighbours."""
    return (
        f"<{before.form} {word.form}",
        f">{word.form} {after.form}",
        f"~{before.form} {after.form}",
        f"k<{before.cluster} {word.cluster}",
        f"k>{word.cluster} {after.cluster}",
    )


def phrase_features(words: Sequence[Word], lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Listed names of two words or more: (position, feature) for each word of each longest match."""
    at = 0
    while at < len(words):
        size, kind = _longest_phrase(words, at, lexicon)
        for step in range(size):
            yield at + step, f"ph={kind}{'I' if step else 'B'}"
        at += max(size, 1)


def _longest_phrase(words: Sequence[Word], at: int, lexicon: Lexicon) -> tuple[int, str]:
    """Length and kind of the longest listed name at `at`, clitics on its first word allowed; (0, "") for none."""
    best = (0, "")
    for first in words[at].openings:
        for size in range(min(lexicon.longest[first], len(words) - at), max(best[0], 1), -1):
            kind = lexicon.phrases.get(" ".join([first, *(word.form for word in words[at + 1 : at + size])]))
            if kind:
                best = (size, kind)
                break
    return best
