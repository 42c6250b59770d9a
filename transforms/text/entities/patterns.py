"""Names of languages without labelled text, Kurmanji and Sorani: lists of names, words that announce them, and the patterns that they form.

There is nothing to learn from, so nothing is guessed: a person is a run of listed names, or what follows a title; an organisation is listed
or is what its head word says. What is not like that is not found, and the scores in the documentation say how much that is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.gazetteer import fold_word, longest_by_first, match_key, read_resource

LANGUAGES = ("ku", "ckb")
_LISTED, _FORMED, _REPEATED = 0.8, 0.6, 0.5  # judgements, not probabilities
_MOST_WORDS = 5  # of a person's name
# What Sorani writes on to a name: "and", "also", "in", "from", the link to what follows. Kurmanji case endings are on the last letter.
_ENDS = {"ckb": ("یشی", "یش", "یی", "ی", "دا", "ەوە", "ش", "یان"), "ku": ("yê", "ê", "î", "an", "a")}
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Names:
    """What is listed of one language, folded.

    Attributes:
        people: Given and family names.
        families: Those that are no place and no given name: they name a person on their own.
        titles: Words before a person's name.
        heads: First words of organisations.
        phrases: Listed places and organisations with their label, by their words.
        longest: Number of words of the longest of these by its first word.
    """

    people: frozenset[str]
    families: frozenset[str]
    titles: frozenset[str]
    heads: frozenset[str]
    phrases: Mapping[tuple[str, ...], str]
    longest: Mapping[str, int]


@lru_cache(maxsize=len(LANGUAGES))
def load_names(lang: str) -> Names:
    """The packaged lists of a language, one copy per process."""
    listed: dict[str, set[tuple[str, ...]]] = {}
    for kind, name in read_resource(f"names_{lang}.tsv"):
        listed.setdefault(kind, set()).add(match_key(name, lang))
    single = {kind: frozenset(key[0] for key in keys if len(key) == 1) for kind, keys in listed.items()}
    phrases = dict.fromkeys(listed["PLACE"], "LOC") | dict.fromkeys(listed["ORG"], "ORG")
    people = single["GIVEN"] | single["FAMILY"]
    families = single["FAMILY"] - single["GIVEN"] - single["PLACE"]
    return Names(people, families, single["person"], single["organisation"], phrases, longest_by_first(phrases))


class PatternEngine:
    """Listed names and what patterns make of them; finds nothing in other languages."""

    name = "patterns"

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The spans of each article."""
        return tuple(_find_one(article) if article.lang in LANGUAGES else () for article in articles)


def _find_one(article: ArticleText) -> tuple[TokenSpan, ...]:
    names = load_names(article.lang)
    words = [[_listed_form(token.text, article.lang, names) for token in tokens] for tokens in article.paragraphs]
    found: list[TokenSpan] = []
    for number, (tokens, forms) in enumerate(zip(article.paragraphs, words, strict=True)):
        found += [TokenSpan(number, *span) for span in _find_in(tokens, forms, article.lang, names)]
    parts = {words[s.paragraph][at] for s in found if s.label == "PER" and s.last - s.first > 1 for at in range(s.first, s.last)}
    return tuple(sorted([*found, *_repeated(words, found, parts)]))


def _listed_form(text: str, lang: str, names: Names) -> str:
    """The folded word, without an ending where only so it is listed."""
    word = fold_word(text, lang)
    if _is_listed(word, names):
        return word
    for end in _ENDS[lang]:
        if word.endswith(end) and len(word) - len(end) >= _SHORTEST and _is_listed(word[: -len(end)], names):
            return word[: -len(end)]
    return word


def _is_listed(word: str, names: Names) -> bool:
    return word in names.people or word in names.longest or word in names.titles or word in names.heads


def _find_in(tokens: Sequence[Token], words: Sequence[str], lang: str, names: Names) -> Iterator[tuple[int, int, str, float]]:
    """(first, one past the last, label, score) of what stands in one paragraph, from left to right."""
    at, whole = 0, [fold_word(token.text, lang) for token in tokens]
    while at < len(words):
        size, label = max(_longest_phrase(words, at, names), _longest_phrase(whole, at, names))
        score = _LISTED
        person = _person(tokens, words, at, lang, names)
        if person > size:
            size, label = person, "PER"
        elif not size and words[at] in names.heads:
            size, label, score = _organisation(tokens, at, lang), "ORG", _FORMED
        if size:
            yield at, at + size, label, score
        at += max(size, 1)


def _longest_phrase(words: Sequence[str], at: int, names: Names) -> tuple[int, str]:
    """Words and label of the longest listed place or organisation at `at`; (0, "") for none."""
    for size in range(min(names.longest.get(words[at], 0), len(words) - at), 0, -1):
        label = names.phrases.get(tuple(words[at : at + size]))
        if label:
            return size, label
    return 0, ""


def _person(tokens: Sequence[Token], words: Sequence[str], at: int, lang: str, names: Names) -> int:
    """Words of the person's name at `at`, 0 for none.

    Two listed names or more, one after a title, or a family name; in Latin letters those after the first need only be capitals.
    """
    end = at
    while end < min(len(words), at + _MOST_WORDS) and (words[end] in names.people or (end > at and _is_capital(tokens[end], lang))):
        end += 1
    if end == at or words[at] not in names.people or words[at] in names.titles:
        return 0
    titled = at > 0 and words[at - 1] in names.titles
    return end - at if end - at > 1 or titled or words[at] in names.families else 0


def _is_capital(token: Token, lang: str) -> bool:
    return lang == "ku" and token.text[:1].isupper() and len(token.text) > 1


def _organisation(tokens: Sequence[Token], at: int, lang: str) -> int:
    """Words of the organisation whose head word is at `at`: with the word that it is linked to; 0 where nothing follows."""
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if not following[:1].isalpha() or (lang == "ku" and not following[:1].isupper()):
        return 0
    return 2


def _repeated(words: Sequence[Sequence[str]], found: Sequence[TokenSpan], parts: Collection[str]) -> Iterator[TokenSpan]:
    """Single words that are part of a person's longer name elsewhere in the article."""
    taken = {(span.paragraph, at) for span in found for at in range(span.first, span.last)}
    for number, row in enumerate(words):
        for at, word in enumerate(row):
            if word in parts and (number, at) not in taken:
                yield TokenSpan(number, at, at + 1, "PER", _REPEATED)
