"""Arabic one-letter words that are written on to the name after them, taken off where there is evidence."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from transforms.text.entities import arabic
from transforms.text.entities.gazetteer import load_places
from transforms.text.entities.lexicon import load_lexicon

_CONJUNCTIONS = frozenset("وف")
_PREPOSITIONS = frozenset("بلك")  # before places only: "بوتين" and "كريم" begin with them too
_SHORTEST_REST = 3


def count_clitics(words: tuple[str, ...], label: str, bare: Collection[str]) -> int:
    """How many letters at the start of a name are clitics, 0 to 2.

    A name that is listed as it stands keeps its letters. Else a conjunction goes where the remainder is listed, where its first word
    stands bare at the start of another name of the article, or where only the remainder is a common word; a preposition goes only before a
    listed place or organisation.

    Args:
        words: The folded words of the name.
        label: The label of the mention.
        bare: Folded words that mentions of the same article are made of.

    >>> count_clitics(("وارمينيا",), "LOC", ()), count_clitics(("وليد",), "PER", ())
    (1, 0)
    """
    first, rest = words[0], words[1:]
    if first in load_lexicon().whole_names or is_listed(words, label):
        return 0
    letters = int(first[:1] in _CONJUNCTIONS and len(first) > _SHORTEST_REST)
    after = first[letters:]
    if label in {"LOC", "ORG"} and after[:1] in _PREPOSITIONS and len(after) > _SHORTEST_REST and _is_full_name((after[1:], *rest)):
        return letters + 1
    if letters and (after in bare or is_listed((after, *rest), label) or _is_known_without(first, after)):
        return 1
    return 0


def restore_article(norm: str, label: str, bare: Collection[str]) -> str:
    """`norm` with the article whole again where a preposition swallowed its alef and the name with the article is listed or in the article.

    The letters of the text cannot be cut there: "للأمم المتحدة" stays the mention's text, its `norm` is that of "الأمم المتحدة".
    """
    if not norm.startswith("لل"):
        return norm
    whole = "ال" + norm[2:]
    words = tuple(whole.split())
    return whole if words[0] in bare or is_listed(words, label) else norm


def _is_full_name(words: tuple[str, ...]) -> bool:
    return words in load_places("ar").ids or " ".join(words) in load_lexicon().phrases


def _is_known_without(word: str, rest: str) -> bool:
    """Whether the remainder is one of the 60,000 commonest words and the whole is not."""
    lexicon = load_lexicon()
    return lexicon.is_common(rest) and not lexicon.is_common(word)


@lru_cache(maxsize=1 << 15)
def is_listed(words: tuple[str, ...], label: str) -> bool:
    """Whether folded words are a listed name, or begin like one: with a known given name, or with a word that announces the kind."""
    if words in load_places("ar").ids:
        return True
    lexicon = load_lexicon()
    if " ".join(words) in lexicon.phrases:
        return True
    tags = lexicon.tags(words[0])
    if label == "PER":
        return any(tag.startswith("PER") for tag in tags)
    return bool(lexicon.hints(words[0])) if words[1:] else any(tag in {"LOC", "ORG", "CITY"} for tag in tags)


def announces_place(word: str) -> bool:
    """Whether a word, with or without a conjunction, says what kind of place follows: sea, north, peninsula."""
    form, lexicon = arabic.fold(word), load_lexicon()
    return any("place" in lexicon.hints(part) for part in (form, form[form[:1] in _CONJUNCTIONS :]))


def skip_letters(text: str, count: int) -> int:
    """Where `text` goes on after its first `count` letters and the marks written on them.

    >>> skip_letters("وَأرمينيا", 1)
    2
    """
    at = 0
    for _ in range(count):
        at += 1
        while (at < len(text) and not text[at].isalnum()) or text[at : at + 1] == "ـ":
            at += 1
    return at
