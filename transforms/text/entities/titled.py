"""Arabic people behind a title, found where the labels miss them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transforms.text.entities import arabic
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.memo import Memo
from transforms.text.entities.word_counts import count_of

_FORMED = 0.6  # a judgement, not a probability
_MOST_WORDS = 6
_LINKS, _ENDS = frozenset({"عبد", "بن", "ابن", "ابو", "ال"}), frozenset({"الله", "الدين"})
_ON = "على"  # folded like the name "علي"
_GIVEN, _NAMES = frozenset({"GIVEN"}), frozenset({"GIVEN", "FAMILY"})
_SHORTEST = 4  # letters
_CLITICS = frozenset("وفبلك")
_RARE = 24  # of eight million words


class TitledEngine:
    """A title, a listed given name and what names are made of: "السيد صابر مسعد"; near misses: "السيد المدير", "السيد صابر في".

    Arabic only.
    """

    name = "patterns"

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The people of each article who have a title."""
        return tuple(_find_one(article) if article.lang == "ar" else () for article in articles)


def _find_one(article: ArticleText) -> tuple[TokenSpan, ...]:
    return tuple(
        TokenSpan(number, first, last, "PER", _FORMED)
        for number, tokens in enumerate(article.paragraphs)
        for first, last in _people(tokens)
    )


def _people(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of names that begin with a given name behind a title; in two words or more, as one is often a word."""
    for at in [at for at, token in enumerate(tokens[:-1], 1) if _IS_TITLE[token[0]]]:
        if _is_listed(arabic.fold(tokens[at].text), _GIVEN) and tokens[at].text != _ON:
            last = at + _count_further([arabic.fold(token.text) for token in tokens[at + 1 : at + _MOST_WORDS]]) + 1
            if last - at > 1:
                yield at, last


_IS_TITLE = Memo(lambda word: "person" in load_lexicon("ar").hints(arabic.fold(word)))


def _count_further(words: Sequence[str]) -> int:
    """How many words go on with a name; "عبد" and "بن" are never the last of them."""
    at = 0
    while at < len(words):
        if words[at] in _LINKS and at + 1 < len(words):
            at += 2
        elif words[at] in _ENDS or _is_listed(words[at], _NAMES) or _is_rare(words[at]):
            at += 1
        else:
            break
    return at


def _is_listed(word: str, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint(load_lexicon("ar").tags(word))


def _is_rare(word: str) -> bool:
    """Whether a word is hardly ever written and begins with no clitic, as family names do; but many of the Maghreb begin with "son"."""
    clitic = word[:1] in _CLITICS and not word.startswith("بن")
    return len(word) >= _SHORTEST and word.isalpha() and not clitic and count_of(word) < _RARE
