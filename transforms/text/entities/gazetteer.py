"""Places by name: one id for a place in all languages, and an engine that matches names exactly.

The exact matcher is the engine for every language without weights; for Arabic it supplies evidence and fills gaps.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from transforms.text.entities import arabic
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.memo import Memo
from transforms.text.entities.suffixes import APOSTROPHES, cut_suffix
from transforms.text.entities.tokens import tokenize_plain

LANGUAGES = ("ar", "tr", "ku", "ckb", "fa", "en")
_AMBIGUOUS = "ambiguous"
_CERTAIN = 0.9  # an exact match of a listed name that is no known homograph; a judgement, not a probability
# What Arabic and older keyboards put for letters of Persian and Sorani.
_KEYBOARD = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ھ": "ه", "ـ": ""})
# For matching also letters that many texts leave without their marks.
_PERSO_ARABIC = _KEYBOARD | str.maketrans({"ة": "ه", "أ": "ا", "إ": "ا", "ڕ": "ر", "ڵ": "ل"})


@lru_cache(maxsize=1 << 15)
def fold_word(word: str, lang: str) -> str:
    """One word as names of `lang` are compared: case kept, spelling variants and invisible marks off."""
    if lang == "ar":
        return arabic.fold(word)
    word = unicodedata.normalize("NFC", arabic.without_invisible(word))
    if lang == "ckb":
        return word.translate(_PERSO_ARABIC).replace("وو", "و")
    return word.translate(_PERSO_ARABIC) if lang == "fa" else word


@lru_cache(maxsize=1 << 14)
def match_key(name: str, lang: str) -> tuple[str, ...]:
    """The folded words of a name, which decide whether two spellings are the same name."""
    return tuple(folded for token in tokenize_plain(name) if (folded := fold_word(token.text, lang)))


def normalize_name(text: str, lang: str) -> str:
    """The `norm` of a mention: what its name is counted by.

    Arabic: as `arabic.fold`. Others: NFC, invisible marks off, spaces collapsed, case kept; an ending behind an
    apostrophe off; Persian and Sorani: the ya, kaf and ha of other keyboards become their own.

    >>> normalize_name("Ankara'da", "tr")
    'Ankara'
    """
    if lang == "ar":
        return arabic.fold(text)
    text = " ".join(unicodedata.normalize("NFC", arabic.without_invisible(text)).split())
    if lang in {"ckb", "fa"}:
        return text.translate(_KEYBOARD)
    return cut_suffix(text, lang)


@dataclass(frozen=True, slots=True)
class Places:
    """The names of one language.

    Attributes:
        ids: From match key to entity id, None where the name is of several places.
        homographs: Keys that are also common words.
        longest: Number of words of the longest name by its first word.
    """

    ids: dict[tuple[str, ...], str | None]
    homographs: frozenset[tuple[str, ...]]
    longest: dict[str, int]


def read_resource(name: str) -> Iterator[list[str]]:
    """The columns of each line of a packaged table, comments left out."""
    text = resources.files("transforms").joinpath("resources", "entities", name).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=len(LANGUAGES))
def load_places(lang: str) -> Places:
    """The packaged names of `lang`, one of `LANGUAGES`."""
    rows = read_resource("places.tsv")
    column = next(rows).index(lang)
    ids: dict[tuple[str, ...], str | None] = {}
    inflected: dict[tuple[str, ...], str | None] = {}
    for row in rows:
        for name in filter(None, row[column].split("|")):
            key = match_key(name, lang)
            ids[key] = None if row[0] == _AMBIGUOUS else row[0]
            inflected.update({(*key[:-1], form): ids[key] for form in _inflections(key[-1], lang)})
    ids = inflected | ids
    homographs = frozenset(match_key(row[1], lang) for row in read_resource("homographs.tsv") if row[0] == lang)
    return Places(ids, homographs, longest_by_first(ids))


def _inflections(word: str, lang: str) -> tuple[str, ...]:
    """Forms with the case endings that Kurdish writes on to a place: Kurmanji "Îranê", "Enqereyê", Sorani "تورکیادا"."""
    if lang == "ku":
        return (word + "yê",) if word[-1] in "aeêiîouû" else (word + "ê", word + "î")
    return (word + "دا",) if lang == "ckb" else ()


def longest_by_first(keys: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """For each first word the number of words of the longest name that starts with it."""
    longest: dict[str, int] = {}
    for key in keys:
        longest[key[0]] = max(len(key), longest.get(key[0], 0))
    return longest


def find_entity_id(norm: str, lang: str) -> str | None:
    """The id of the place that `norm` names in `lang`; None where there is none or more than one."""
    return load_places(lang).ids.get(match_key(norm, lang)) if lang in LANGUAGES else None


@cache  # a language each
def listed_forms(lang: str) -> Memo[str]:
    """A word as a listed name may begin with it, folded, an Arabic one without its conjunction where need be; empty where none does.

    >>> listed_forms("ar")["وتركيا"], listed_forms("tr")["ve"]
    ('تركيا', '')
    """
    longest = load_places(lang).longest

    def listed_form(word: str) -> str:
        folded = fold_word(word, lang)
        if folded in longest:
            return folded
        return folded[1:] if lang == "ar" and folded[:1] in {"و", "ف"} and folded[1:] in longest else ""

    return Memo(listed_form)


def match_longest(tokens: Sequence[Token], lang: str) -> Iterator[tuple[int, int]]:
    """Runs of tokens that are a listed name of `lang` and no homograph, leftmost longest, disjoint."""
    places, end, listed = load_places(lang), 0, listed_forms(lang)
    for at, first in [(at, first) for at, token in enumerate(tokens) if (first := listed[token[0]])]:
        if at < end:
            continue
        further = [token.text for token in tokens[at + 1 : at + places.longest[first]]]
        words = (first, *[listed[word] or fold_word(word, lang) for word in further])
        for size in range(len(words), 0, -1):
            if words[:size] in places.ids and words[:size] not in places.homographs:
                yield at, at + size
                end = at + size
                break


class GazetteerEngine:
    """Exact longest match of place names; finds nothing in a language without a list."""

    name = "gazetteer"

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The places named in each article."""
        return tuple(self._find_one(article) if article.lang in LANGUAGES else () for article in articles)

    def _find_one(self, article: ArticleText) -> tuple[TokenSpan, ...]:
        found: list[TokenSpan] = []
        for number, tokens in enumerate(article.paragraphs):
            spans = (TokenSpan(number, first, last, "LOC", _CERTAIN) for first, last in match_longest(tokens, article.lang))
            found.extend(span for span in spans if not _is_part_of_word(tokens, span))
        return tuple(found)


def _is_part_of_word(tokens: Sequence[Token], span: TokenSpan) -> bool:
    """Whether a hyphen or an apostrophe glues the span to a word before it, as in `Trans-Siberia`."""
    if not span.first:
        return False
    before = tokens[span.first - 1]
    glued = before.end == tokens[span.first].start
    return glued and (before.text in APOSTROPHES or before.text == "-") and span.first > 1 and tokens[span.first - 2].end == before.start
