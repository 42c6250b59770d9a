"""Organisations that are known by name, found where no other engine has found anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from transforms.text.entities.agencies import load_agency_names
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.gazetteer import LANGUAGES, fold_word, load_places, longest_by_first, match_key, read_resource
from transforms.text.entities.memo import Memo

_LISTED = 0.8  # a judgement, not a probability


@dataclass(frozen=True, slots=True)
class Organisations:
    """The names of one language.

    Attributes:
        names: Their folded words; case counts.
        longest: Number of words of the longest name by its first word.
    """

    names: frozenset[tuple[str, ...]]
    longest: Mapping[str, int]


@lru_cache(maxsize=len(LANGUAGES))
def load_organisations(lang: str) -> Organisations:
    """The packaged names of a language and those of agencies, one copy per process; without homographs: "İHA" is also a drone."""
    listed = (match_key(name, lang) for code, name in read_resource("organisations.tsv") if code == lang)
    names = frozenset((*listed, *load_agency_names(lang).strong)) - load_places(lang).homographs
    return Organisations(names, longest_by_first(names))


@cache  # a language each
def _longest_from(lang: str) -> Memo[int]:
    """Number of words of the longest listed name that begins with a word; 0 where none does."""
    longest = load_organisations(lang).longest
    return Memo(lambda word: longest.get(fold_word(word, lang), 0))


class OrganisationEngine:
    """Exact longest match of names of organisations; finds nothing in a language without a list."""

    name = "gazetteer"

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The organisations named in each article."""
        return tuple(_find_one(article) if article.lang in LANGUAGES else () for article in articles)


def _find_one(article: ArticleText) -> tuple[TokenSpan, ...]:
    listed = load_organisations(article.lang)
    return tuple(
        TokenSpan(number, first, last, "ORG", _LISTED)
        for number, tokens in enumerate(article.paragraphs)
        for first, last in _matches(tokens, article.lang, listed)
    )


def _matches(tokens: Sequence[Token], lang: str, listed: Organisations) -> Iterator[tuple[int, int]]:
    """Runs of tokens that are a listed name, leftmost longest, disjoint."""
    end, longest_from = 0, _longest_from(lang)
    for at, most in [(at, most) for at, token in enumerate(tokens) if (most := longest_from[token[0]])]:
        words = tuple(fold_word(word.text, lang) for word in tokens[at : at + most]) if at >= end else ()
        for size in range(len(words), 0, -1):
            if words[:size] in listed.names:
                yield at, at + size
                end = at + size
                break
