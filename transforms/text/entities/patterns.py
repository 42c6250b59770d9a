"""Names of languages without labelled text, Kurmanji and Sorani: lists of names, words that announce them, and the patterns that they form.

There is nothing to learn from, so nothing is guessed: a person is a run of listed names, or what follows a title; an organisation is listed
or is what its head word says. What is not like that is not found, and the scores in the documentation say how much that is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.gazetteer import fold_word, load_places, longest_by_first, match_key, read_resource

LANGUAGES = ("ku", "ckb")
_LISTED, _FORMED, _REPEATED = 0.8, 0.6, 0.5  # judgements, not probabilities
_MOST_WORDS = 5  # of a person's name
# What Sorani writes on to a name: "and", "also", "in", "from", the link to what follows. Kurmanji case endings are on the last letter.
_ENDS = {"ckb": ("یشی", "یش", "یی", "یەوە", "یە", "یان", "یدا", "دایە", "ی", "دا", "ەوە", "ش", "ن", "ە"), "ku": ("yê", "ê", "î", "an", "a")}
_LINK = "ی"  # what ties a Sorani word to the next one
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Names:
    """What is listed of one language, folded.

    Attributes:
        people: Given and family names.
        families: Those that are no place and no given name: they name a person on their own.
        titles: Words before a person's name, in lower case.
        heads: First words of organisations.
        places: Words that are no part of the name of the place that follows: mountain, village.
        sites: Words that begin the name of a place: bridge, lake.
        phrases: Listed places and organisations with their label, by their words.
        longest: Number of words of the longest of these by its first word.
    """

    people: frozenset[str]
    families: frozenset[str]
    titles: frozenset[str]
    heads: frozenset[str]
    places: frozenset[str]
    sites: frozenset[str]
    phrases: Mapping[tuple[str, ...], str]
    longest: Mapping[str, int]


@lru_cache(maxsize=len(LANGUAGES))
def load_names(lang: str) -> Names:
    """The packaged lists of a language, one copy per process."""
    listed: dict[str, set[tuple[str, ...]]] = {}
    for kind, name in read_resource(f"names_{lang}.tsv"):
        listed.setdefault(kind, set()).add(match_key(name, lang))
    single = {kind: frozenset(key[0] for key in keys if len(key) == 1) for kind, keys in listed.items()}
    gazetteer = load_places(lang)
    phrases = dict.fromkeys(gazetteer.ids.keys() - gazetteer.homographs | listed["PLACE"], "LOC") | dict.fromkeys(listed["ORG"], "ORG")
    people = single["GIVEN"] | single["FAMILY"]
    families = single["FAMILY"] - single["GIVEN"] - single["PLACE"]
    titles, places, sites = (frozenset(word.lower() for word in single[kind]) for kind in ("person", "place", "site"))
    return Names(people, families, titles, single["organisation"], places, sites, phrases, longest_by_first(phrases))


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
    return (
        word in names.people
        or word in names.longest
        or word in names.heads
        or any(word.lower() in some for some in (names.titles, names.places, names.sites))
    )


def _find_in(tokens: Sequence[Token], words: Sequence[str], lang: str, names: Names) -> Iterator[tuple[int, int, str, float]]:
    """(first, one past the last, label, score) of what stands in one paragraph, from left to right."""
    at, whole = 0, [fold_word(token.text, lang) for token in tokens]
    while at < len(words):
        size, label = max(_longest_phrase(words, at, names), _longest_phrase(whole, at, names))
        score = _LISTED
        person = _person(tokens, words, at, lang, names)
        if person > size:
            size, label = person, "PER"
        elif not size:
            size, label, score = *_formed(tokens, whole, at, lang, names), _FORMED
        if label == "ORG":
            size = _up_to_place(words, whole, at, size, names)
        if size:
            yield at, at + size, label, score
        at += max(size, 1)


def _formed(tokens: Sequence[Token], words: Sequence[str], at: int, lang: str, names: Names) -> tuple[int, str]:
    """Words and label of what a head word forms with the word it is linked to, or a word that says what it is makes of the next one.

    Examples: "Wezareta Pêşmerge", "Pira Delal"; of "çiyayê Sîpanê" only the last word is the name. Near miss: "gundê me".
    """
    head = words[at]
    if head in names.heads or head.lower() in names.sites:
        return (2, "ORG" if head in names.heads else "LOC") if _may_be_name(tokens, at + 1, lang) else (0, "")
    announced = at > 0 and words[at - 1].lower() in names.places
    return (1, "LOC") if announced and _may_be_name(tokens, at, lang) else (0, "")


def _up_to_place(words: Sequence[str], whole: Sequence[str], at: int, size: int, names: Names) -> int:
    """Words of a Sorani organisation with the place that it is linked to, at most over two further words; `size` where there is none.

    Example: "ئەنجوومەنی ئاسایشی عێراق"; near miss: "ئەنجوومەنی ئاسایش لە عێراق".
    """
    for end in range(at + size, min(len(words), at + size + 3)):
        if not whole[end - 1].endswith(_LINK):
            break
        further, label = _longest_phrase(words, end, names)
        if label == "LOC":
            return end + further - at
    return size


def _longest_phrase(words: Sequence[str], at: int, names: Names) -> tuple[int, str]:
    """Words and label of the longest listed place or organisation at `at`; (0, "") for none."""
    for size in range(min(names.longest.get(words[at], 0), len(words) - at), 0, -1):
        label = names.phrases.get(tuple(words[at : at + size]))
        if label:
            return size, label
    return 0, ""


def _person(tokens: Sequence[Token], words: Sequence[str], at: int, lang: str, names: Names) -> int:
    """Words of the person's name at `at`, 0 for none.

    Two listed names or more, one after a title, or a family name; in Latin letters those after the first need only be capitals, or the
    first where a word in small letters is before it: "mamoste Xezal Ehmed"; near miss: "Îro Ehmed".
    """
    end = at + _is_unlisted_given(tokens, words, at, lang, names)
    while end < min(len(words), at + _MOST_WORDS) and (words[end] in names.people or (end > at and _is_capital(tokens[end], lang))):
        end += 1
    if end == at or words[at].lower() in names.titles:
        return 0
    titled = at > 0 and words[at - 1].lower() in names.titles
    return end - at if end - at > 1 or titled or words[at] in names.families else 0


def _is_unlisted_given(tokens: Sequence[Token], words: Sequence[str], at: int, lang: str, names: Names) -> bool:
    """Whether a word that is not listed has a capital within a sentence, and a listed name of a person behind it."""
    if not 0 < at < len(words) - 1 or not _is_capital(tokens[at], lang) or words[at + 1] not in names.people:
        return False
    return tokens[at - 1].text.islower() and not _is_listed(words[at], names)


def _is_capital(token: Token, lang: str) -> bool:
    return lang == "ku" and token.text[:1].isupper() and len(token.text) > 1


def _may_be_name(tokens: Sequence[Token], at: int, lang: str) -> bool:
    """Whether there is a word at `at`, in Latin letters one with a capital."""
    text = tokens[at].text if at < len(tokens) else ""
    return text[:1].isalpha() and (lang != "ku" or text[:1].isupper())


def _repeated(words: Sequence[Sequence[str]], found: Sequence[TokenSpan], parts: Collection[str]) -> Iterator[TokenSpan]:
    """Single words that are part of a person's longer name elsewhere in the article."""
    taken = {(span.paragraph, at) for span in found for at in range(span.first, span.last)}
    for number, row in enumerate(words):
        for at, word in enumerate(row):
            if word in parts and (number, at) not in taken:
                yield TokenSpan(number, at, at + 1, "PER", _REPEATED)
