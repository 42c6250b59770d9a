"""Where a name begins and ends in its paragraph: marks, clitics and endings are outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.text.entities import arabic
from transforms.text.entities.agencies import load_agency_names
from transforms.text.entities.clitics import find_clitics, skip_letters
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.gazetteer import LANGUAGES, load_places, match_key, normalize_name
from transforms.text.entities.seen import SeenNames
from transforms.text.entities.suffixes import APOSTROPHES, CASES, ENDINGS, cut_suffix

_TATWEEL = "ـ"
_ZWNJ = "\u200c"
_SHORTEST_STEM = 3
_KURMANJI_LINKS = ("a", "ê", "ên")  # "Herêma Kurdistanê"; near miss: "New Yorkê"
_WITH_APOSTROPHES = frozenset({"tr", "ku", "en"})
_LONGEST_OPENING = 2  # letters: "O'Brien", "D'Alema", "Al'Owais"
# A full stop that belongs to the name: "U.S.", "ش.م.م."; near misses: "Ankara.", "Mr. A."
_ABBREVIATION = re.compile(r"\w\.\w\.")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a paragraph.

    Attributes:
        start: Into the paragraph's text.
        end: Half-open.
        norm: What it is counted by.
    """

    start: int
    end: int
    norm: str


def trim_name(paragraph: str, span: tuple[int, int], label: str, lang: str, seen: SeenNames) -> Name | None:
    """The name in `paragraph[span[0] : span[1]]`; None where there is no letter or digit.

    Args:
        paragraph: The text that offsets count into.
        span: What an engine found, half-open.
        label: Its label.
        lang: The language it was read in.
        seen: The names of the article, which are evidence for what is a clitic or an ending.
    """
    start, end = trim_marks(paragraph, *span)
    if start == end:
        return None
    if lang == "ar":
        return _trim_arabic(paragraph, start, end, label, seen)
    end = start + len(cut_suffix(paragraph[start:end], lang))
    if lang in ENDINGS:
        end -= _count_ending(paragraph[start:end], lang, label, seen)
    return Name(start, end, normalize_name(paragraph[start:end], lang))


def widen_to_apostrophes(article: ArticleText, span: TokenSpan) -> tuple[int, int]:
    """Where the span begins and ends in its paragraph, with what an apostrophe inside the name has parted from it.

    Apostrophes are tokens, so an engine may find "Brien" or "O" in "O'Brien".
    """
    tokens, first, last = article.paragraphs[span.paragraph], span.first, span.last
    if article.lang not in _WITH_APOSTROPHES:
        return tokens[first].start, tokens[last - 1].end
    if first > 1 and _is_joined(tokens[first - 2 : first + 1]):
        first -= 2
    if _is_joined(tokens[last - 1 : last + 2]):
        last += 2
    return tokens[first].start, tokens[last - 1].end


def _is_joined(tokens: Sequence[Token]) -> bool:
    """Whether three tokens are one name: a short opening, an apostrophe, and a capital, without spaces."""
    if len(tokens) < 3 or tokens[1].text not in APOSTROPHES or not tokens[0].end == tokens[1].start == tokens[2].start - 1:
        return False
    opening = tokens[0].text
    return opening[:1].isupper() and len(opening) <= _LONGEST_OPENING and tokens[2].text[:1].isupper() and not opening[1:].isupper()


def trim_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without marks at its ends: it begins with a letter or digit, and ends with one and the diacritics on it.

    The full stop at the end of an abbreviation is inside, also where an engine took it for the end of the sentence.

    >>> trim_marks("«U.S.»", 0, 6)
    (1, 5)
    """
    whole = end
    while start < end and not _is_letter(text[start]):
        start += 1
    while end > start and not _is_letter(text[end - 1]):
        end -= 1
    while end < whole and end > start and _is_diacritic(text[end]):
        end += 1
    if text[end : end + 1] == "." and _ABBREVIATION.fullmatch(text, max(start, end - 3), end + 1):
        end += 1
    return start, end


def _is_letter(character: str) -> bool:
    return character.isalnum() and character != _TATWEEL


def _is_diacritic(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and not "\ufe00" <= character <= "\ufe0f"


def _trim_arabic(paragraph: str, start: int, end: int, label: str, seen: SeenNames) -> Name:
    words = tuple(arabic.fold(paragraph[start:end]).split())
    clitics = find_clitics(words, label, seen)
    start, end = trim_marks(paragraph, start + skip_letters(paragraph[start:end], clitics.letters), end)
    norm = arabic.fold(paragraph[start:end])
    return Name(start, end, "ال" + norm if clitics.hides_article else norm)


def _count_ending(name: str, lang: str, label: str, seen: SeenNames) -> int:
    """How many characters at the end of a name are an ending, 0 where nothing tells that it is one.

    The rest must be a name of the article, or a listed place or agency if the name is no person's: people are called after places. A
    name that is listed as it stands loses an ending only where that leaves a name of the same place. Behind a Kurmanji word that links to
    the next the ending is part of the name: "Zanîngeha Hewlêrê".
    """
    key = match_key(name, lang)
    if not key or len(key) != len(name.split()) or (lang == "ku" and key[1:] and key[-2].endswith(_KURMANJI_LINKS)):
        return 0
    listed = {} if label == "PER" else _listed(lang)
    longest = max(map(len, ENDINGS[lang]))
    for cut in range(max(_SHORTEST_STEM, len(name) - longest - 1), len(name)):
        ending, stem = "".join(match_key(name[cut:], lang)), match_key(name[:cut], lang)
        if ending not in ENDINGS[lang] or len(stem) != len(key) or (lang == "fa" and name[cut] != _ZWNJ):
            continue
        if _is_name(stem, key, listed, seen) or (ending in CASES and _is_name(stem[-1:], key[-1:], listed, SeenNames())):
            return len(name) - cut
    return 0


@lru_cache(maxsize=len(LANGUAGES))
def _listed(lang: str) -> Mapping[tuple[str, ...], str | None]:
    """Ids of places and agencies by name."""
    return load_agency_names(lang).strong | load_places(lang).ids


def _is_name(stem: tuple[str, ...], whole: tuple[str, ...], listed: Mapping[tuple[str, ...], str | None], seen: SeenNames) -> bool:
    if len(stem[-1]) < _SHORTEST_STEM:
        return False
    if whole in listed:
        return stem in listed and listed[stem] == listed[whole] is not None
    if stem in listed or stem in seen.names:
        return True
    return len(stem) == 1 and stem[0] in seen.last and whole[0] not in seen.last
