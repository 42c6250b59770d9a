"""Tell an author's name alone on a line, as above columns and below reports, from a line that speaks of somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from transforms.text.agency.draft import Draft, Region
from transforms.text.agency.frames import Frame
from transforms.text.agency.lexicon import NOTHING, Lexicon, key_of_name, phrases
from transforms.text.agency.parts import Part
from transforms.text.agency.registry import RESOURCES
from transforms.text.agency.tokens import has_no_case
from transforms.text.fold import fold_text

_LINE_CHARS, _MIN_WORDS, _MAX_WORDS = 60, 2, 5
_TOWN_CHARS = 25
_DASH = re.compile(r"\s*[-\u2013\u2014]\s*(?=\w)|\s+\u0640\s+(?=\w)|[\s:.]+$")
"""Matches the dash of `بقعاء - سمير الحلبي:` and its colon; a near miss is the stop of `د. سمير`."""
_WORD = re.compile(r"[^\W\d_]+(?:[.\u200c][^\W\d_]+)*\.?")
"""Of folded words, matches `د.` and `ا.د`; near misses are `microsoft'tan` and `k24`."""
_BIDI_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_STORY_MIN_CHARS = 80
_KICKER_MAX_CHARS = 100
_ENDS = frozenset('.!…۔؟?"”»')
_NISBA_MIN_CHARS = 5
_LANGUAGES = ("ar", "fa", "tr", "en", "ku", "ckb")


def find_author(draft: Draft, region: Region, line: tuple[int, int], *, at_bottom: bool) -> tuple[Part, ...]:
    """The parts of a line that names its article's author where papers do so; none where it may be a line of the story.

    That is above the story, with at most a kicker before it, or below the story's last sentence. The first word of the name is a
    listed given name, and the last word stands nowhere else: whoever is named in headline or text is who it is about. Near misses are
    `Tayyip Erdoğan` where a crawler broke a sentence, and `محمد صلاح` above the story of him. Beside the name there may be a town
    behind a dash in Arabic, and a second reporter in Latin capitals: `بقعاء - سمير الحلبي:`, `AYŞE KARAGÜL - CAN ER`.
    """
    start, end = line
    if (region.start, region.end) != line or end - start > _LINE_CHARS or not _is_placed(draft, region, at_bottom=at_bottom):
        return ()
    if not any(map(_may_be_given, draft.raw[start:end].split())):
        return ()
    sides = _sides_of(draft.raw[start:end])
    if not sides:
        return ()
    parts = _read_sides(sides, draft.lexicon, at_bottom=at_bottom)
    names = [text.split() for kind, (_, text) in zip(parts, sides, strict=False) if kind == "byline"]
    if not all(_stands_alone(draft.raw, words[-1]) for words in names):
        return ()
    return tuple(Part(kind, start + at, start + at + len(text)) for kind, (at, text) in zip(parts, sides, strict=False))


def find_author_above_town(draft: Draft) -> tuple[Part, ...]:
    """The parts of the last two lines where they are names in capitals and a town in capitals: `AYŞE KARAGÜL`, `BURSA`; else none."""
    if len(draft.body) < 3:
        return ()
    raw, (above, name, town) = draft.raw, draft.body[-3:]
    if town.end - town.start > _TOWN_CHARS or name.end - name.start > _LINE_CHARS or raw[above.end - 1] not in _ENDS:
        return ()
    found = draft.lexicon.look_up(key_of_name(raw[town.start : town.end]))
    if found is None or not found[1] or not all(raw[region.start : region.end].isupper() for region in (name, town)):
        return ()
    sides = [(at, text) for at, text in _sides_of(raw[name.start : name.end]) if len(text.split()) >= _MIN_WORDS]
    bylines = [Part("byline", name.start + at, name.start + at + len(text)) for at, text in sides]
    return (*bylines, Part("place", town.start, town.end)) if bylines else ()


def is_author_in_brackets(draft: Draft, frame: Frame) -> bool:
    """True for an author's name in round brackets behind the last sentence: `... (Seyit Çınar)`; a near miss is `(Umut Kervanı)`."""
    if len(frame.parts) != 1 or frame.parts[0].bracket != "(" or frame.parts[0].kind != "name":
        return False
    words = draft.raw[frame.parts[0].start : frame.parts[0].end].split()
    return _is_person(words, draft.lexicon, at_bottom=True) and _stands_alone(draft.raw, words[-1])


def _sides_of(line: str) -> list[tuple[int, str]]:
    """The one or two runs of words of a line, with where they begin; none where it holds anything else."""
    runs: list[tuple[int, str]] = []
    at = 0
    for found in [*_DASH.finditer(line), None]:
        stop = found.start() if found else len(line)
        text = line[at:stop].strip(_BIDI_MARKS + " ")
        if text:
            runs.append((line.index(text, at), text))
        at = found.end() if found else stop
    words = [fold_text(text).split() for _, text in runs]
    named = len(runs) <= 2 and all(len(some) <= _MAX_WORDS + 1 and all(map(_WORD.fullmatch, some)) for some in words)
    return runs if named else []


def _read_sides(sides: Sequence[tuple[int, str]], lexicon: Lexicon, *, at_bottom: bool) -> tuple[str, ...]:
    """The kinds of part that the sides are; none where no side is a person or the other one may be anything."""
    texts = [text for _, text in sides]
    people = [_is_person(text.split(), lexicon, at_bottom=at_bottom) for text in texts]
    if len(texts) == 1:
        return ("byline",) if people[0] else ()
    if not any(people):
        return ()
    if all(text.isupper() and len(text.split()) >= _MIN_WORDS for text in texts):
        return ("byline", "byline") if at_bottom else ()
    other = texts[people.index(False)] if False in people else ""
    spaced = sides[1][0] - sides[0][0] - len(texts[0]) > 2
    is_town = spaced and has_no_case(other) and len(other.split()) == 1 and fold_text(other) not in _load_names()[0]
    return tuple("byline" if person else "place" for person in people) if is_town else ()


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


@lru_cache(maxsize=1 << 14)
def _may_be_given(word: str) -> bool:
    """False for a word with which, and with the next one, no listed given name begins: most lines have none."""
    return any(_key(part) in _load_openings() for part in _DASH.split(word) if part)


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
    return raw.count(word) == 1 and fold_text(raw).count(fold_text(word)) == 1


def _key(word: str) -> str:
    return "".join(char for char in fold_text(word) if char.isalpha())


@cache
def _load_words(kind: str) -> frozenset[str]:
    return frozenset(map(_key, phrases(kind)))


@cache
def _load_openings() -> frozenset[str]:
    """The first words of given names, and given names of two words as one."""
    return frozenset(form for name in _load_rows()["GIVEN"] for form in (_key(name), _key(name.split()[0])))


@cache
def _load_names() -> tuple[frozenset[str], frozenset[str]]:
    """Given and family names of the entity step's lists, folded, without spaces."""
    given, family = (frozenset(map(_key, _load_rows()[kind])) for kind in ("GIVEN", "FAMILY"))
    return given, family


@cache
def _load_rows() -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {"GIVEN": [], "FAMILY": []}
    for lang in _LANGUAGES:
        for row in RESOURCES.joinpath("entities", f"names_{lang}.tsv").read_text("utf-8").splitlines():
            kind, _, name = row.partition("\t")
            if kind in rows:
                rows[kind].append(name)
    return rows
