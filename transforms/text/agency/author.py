"""Tell an author's name alone on a line, as above columns and below reports, from a line that speaks of somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from transforms.text.agency.draft import Draft, Region
from transforms.text.agency.lexicon import NOTHING, Lexicon, phrases
from transforms.text.agency.registry import RESOURCES
from transforms.text.agency.tokens import has_no_case
from transforms.text.fold import fold_text

_LINE_CHARS, _MIN_WORDS, _MAX_WORDS = 45, 2, 5
_WORD = re.compile(r"[^\W\d_]+(?:[.\-\u2010\u200c][^\W\d_]+)*\.?")
"""Of folded words, matches `د.`, `ا.د` and `saint-exupery`; near misses are `microsoft'tan` and `k24`."""
_BIDI_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_STORY_MIN_CHARS = 80
_KICKER_MAX_CHARS = 100
_ENDS = frozenset('.!…۔؟?"”»')
_NISBA_MIN_CHARS = 5
_LANGUAGES = ("ar", "fa", "tr", "en", "ku", "ckb")


def find_author(draft: Draft, region: Region, line: tuple[int, int], *, at_bottom: bool) -> tuple[int, int] | None:
    """Where the name stands in a line that is the name of a person of whom the article does not speak, where papers name its author.

    That is above the story, with at most a kicker before it, or below the story's last sentence. The first word is a given name that
    is listed, and the last word stands nowhere else: whoever is named in headline or text is who it is about. Near misses are
    `Tayyip Erdoğan` where a crawler broke a sentence, and `محمد صلاح` above the story of him.
    """
    if (region.start, region.end) != line or line[1] - line[0] > _LINE_CHARS:
        return None
    text = draft.raw[region.start : region.end]
    name = text.strip(_BIDI_MARKS)
    words = _words_of(name)
    if words is None or not _is_placed(draft, region, at_bottom=at_bottom):
        return None
    if not _is_person(words, draft.lexicon, at_bottom=at_bottom) or not _stands_alone(draft.raw, words[-1]):
        return None
    start = region.start + text.index(name)
    return start, start + len(name)


def _words_of(line: str) -> list[str] | None:
    words = line.split()
    named = _MIN_WORDS <= len(words) <= _MAX_WORDS + 1 and all(_WORD.fullmatch(fold_text(word)) for word in words)
    return words if named else None


def _is_placed(draft: Draft, region: Region, *, at_bottom: bool) -> bool:
    """True between headline and story, or below it."""
    body = draft.body
    at = body.index(region)
    if at_bottom:
        return at > 0 and body[at - 1].end - body[at - 1].start >= _STORY_MIN_CHARS and draft.raw[body[at - 1].end - 1] in _ENDS
    if at + 1 >= len(body) or body[at + 1].end - body[at + 1].start < _STORY_MIN_CHARS:
        return False
    return at == 0 or (at == 1 and body[0].end - body[0].start <= _KICKER_MAX_CHARS and draft.raw[body[0].end - 1] not in _ENDS)


def _is_person(words: Sequence[str], lexicon: Lexicon, *, at_bottom: bool) -> bool:
    """True for a given name and one to four words more, titles before them apart."""
    folded = [_key(word) for word in words]
    first = next((at for at, word in enumerate(folded) if word not in _load_words("title")), len(words))
    words, folded = words[first:], folded[first:]
    given = _n_given(folded)
    if not _MIN_WORDS <= len(words) <= _MAX_WORDS or not 0 < given < len(words) or min(map(len, folded[given:])) == 1:
        return False
    kin = _load_words("kin")
    if any("function" in lexicon.entries.get(word, NOTHING).uses and word not in kin for word in folded):
        return False
    sure = folded[0] not in _load_words("word_name") or _is_family(folded)
    return sure and (has_no_case(words[0]) or _is_cased_as_author(words, at_bottom=at_bottom))


def _is_cased_as_author(words: Sequence[str], *, at_bottom: bool) -> bool:
    """`Ayşe YILMAZ` anywhere, `Ayşe Yılmaz` and `AYŞE YILMAZ` only below the story: above it they may be its subject."""
    capitals = all(word[:1].isupper() for word in words)
    surname = words[-1].isupper() and not words[0].isupper()
    return capitals and (surname or (at_bottom and (words[-1].isupper() or not words[0].isupper())))


def _n_given(folded: Sequence[str]) -> int:
    """How many words the listed given name at the front has."""
    given, _ = _load_names()
    return next((n for n in (2, 1) if "".join(folded[:n]) in given), 0)


def _is_family(folded: Sequence[str]) -> bool:
    """True where the last word is a listed name, follows `بن`, or is an Arabic one of descent: `الشهري`."""
    last = folded[-1]
    of_descent = last.startswith("ال") and last.endswith("ی") and len(last) >= _NISBA_MIN_CHARS
    return of_descent or folded[-2] in _load_words("kin") or any(last in names for names in _load_names())


def _stands_alone(raw: str, word: str) -> bool:
    return fold_text(raw).count(fold_text(word)) == 1


def _key(word: str) -> str:
    return "".join(char for char in fold_text(word) if char.isalpha())


@cache
def _load_words(kind: str) -> frozenset[str]:
    return frozenset(map(_key, phrases(kind)))


@cache
def _load_names() -> tuple[frozenset[str], frozenset[str]]:
    """Given and family names of the entity step's lists, folded, without spaces."""
    named: dict[str, set[str]] = {"GIVEN": set(), "FAMILY": set()}
    for lang in _LANGUAGES:
        for row in RESOURCES.joinpath("entities", f"names_{lang}.tsv").read_text("utf-8").splitlines():
            kind, _, name = row.partition("\t")
            if kind in named:
                named[kind].add(_key(name))
    return frozenset(named["GIVEN"]), frozenset(named["FAMILY"])
