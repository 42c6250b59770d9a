"""Arabic one-letter words that are written on to the name after them, taken off where there is evidence.

The letters of "and", "in", "to" and "as" also begin names: "وليد", "فلسطين", "بوتين", "كوبا", "لبنان". So a letter goes only where what
remains is known: it is listed, it is in another name of the article, or it is written far more often than the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from transforms.text.entities import arabic
from transforms.text.entities.agencies import load_agency_names
from transforms.text.entities.gazetteer import load_places
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.seen import SeenNames
from transforms.text.entities.word_counts import count_of

_CONJUNCTIONS = frozenset("وف")
_PREPOSITIONS = frozenset("بلك")
_SHORTEST_REST = 3
_SHORTEST_WITH_ARTICLE = 5  # "والت", "والاس" and "بالي" are names; the shortest words with an article are "البر", "الصين"
# How much more often than the whole the remainder is written where the letter is a clitic: in the text of the counts "والاسلام" stands
# against "الاسلام" as 1 to 22, "بالقاهره" against "القاهره" as 1 to 5; but the name "ودان" against "دان" as 1 to 6, "واين" as 1 to 4.
_WITH_ARTICLE, _WITHOUT_ARTICLE, _PERSON_AFTER_PREPOSITION = 2.5, 8.0, 20.0
# Names are rare, and so are names with a clitic: "وريكاردو" stands against "ريكاردو" as 8 to 38, "وكلارنس" as 4 to 13.
_RARE, _AMONG_RARE = 9.0, 3.0
_LEAST_AFTER_PREPOSITION = 24.0
_ALIKE = 1.01  # as often, and in the counts
_GOD = "لله"


@dataclass(frozen=True, slots=True)
class Clitics:
    """What stands before a name.

    Attributes:
        letters: How many letters are clitics, 0 to 3.
        hides_article: The letters are "لل", which has the article of the name in it: its alef is not written.
    """

    letters: int = 0
    hides_article: bool = False


_NOTHING_SEEN = SeenNames()


def find_clitics(words: tuple[str, ...], label: str, seen: SeenNames = _NOTHING_SEEN) -> Clitics:
    """The clitics at the start of a name, none where nothing tells that its first letters are any.

    Args:
        words: The folded words of the name.
        label: The label of the mention.
        seen: The names of the same article.

    >>> find_clitics(("وارمينيا",), "LOC").letters, find_clitics(("وليد",), "PER").letters
    (1, 0)
    """
    first, rest = words[0], words[1:]
    if _is_whole(words, label, seen):
        return Clitics()
    begun = first[:1] in _CONJUNCTIONS
    if begun and _is_conjunction(first, rest, label, seen):
        remainder = (first[1:], *rest)
        return Clitics(1) if _is_whole(remainder, label, seen) else _with_preposition(1, remainder, label, seen) or Clitics(1)
    behind = _with_preposition(1, (first[1:], *rest), label, seen) if begun else None
    return behind or _with_preposition(0, words, label, seen) or Clitics()


def _is_whole(words: tuple[str, ...], label: str, seen: SeenNames) -> bool:
    first = words[0]
    lexicon = load_lexicon()
    return first in seen.inner or first in lexicon.whole_names or first in lexicon.uncut_names or is_listed(words, label)


def _is_conjunction(word: str, rest: tuple[str, ...], label: str, seen: SeenNames) -> bool:
    after = word[1:]
    if len(after) < _SHORTEST_REST:
        return _is_full_name((after, *rest)) and _is_commoner(after, word, _WITHOUT_ARTICLE)
    if after in seen.words or is_listed((after, *rest), label):
        return _is_commoner(after, word, 1)
    if after.startswith("ال"):
        least = _SHORTEST_WITH_ARTICLE + (label == "PER")
        return len(after) >= least and _is_commoner(after, word, _WITHOUT_ARTICLE if label == "PER" else _WITH_ARTICLE)
    if (after,) in load_places("ar").ids:
        return _is_commoner(after, word, _AMONG_RARE)
    return word[0] == "و" and (_is_commoner(after, word, _WITHOUT_ARTICLE) or _is_known_without(word, after))


def _is_commoner(after: str, word: str, times: float) -> bool:
    """Whether `after` is written so many times as often as `word`; of two that are not in the counts it is once."""
    whole, part = count_of(word), count_of(after)
    return part >= whole * times if whole else part > 0 or times <= 1


def _is_known_without(word: str, after: str) -> bool:
    """Whether the whole is rare and the remainder is not."""
    return count_of(word) < _RARE <= count_of(after) and _is_commoner(after, word, _AMONG_RARE)


def _with_preposition(before: int, words: tuple[str, ...], label: str, seen: SeenNames) -> Clitics | None:
    """The clitics with a preposition behind a conjunction of `before` letters; None where there is no preposition."""
    first, rest = words[0], words[1:]
    if first.startswith("لل") and first != _GOD and len(first) >= _SHORTEST_WITH_ARTICLE:
        whole = "ال" + first[2:]
        if whole in seen.words or is_listed((whole, *rest), label) or _is_commoner(whole, first, _ALIKE):
            return Clitics(before + 2, hides_article=True)
    after = first[1:]
    if first[:1] not in _PREPOSITIONS or len(after) < _SHORTEST_REST or not _is_commoner(after, first, 1):
        return None
    known = _is_person_after if label == "PER" else _is_name_after
    return Clitics(before + 1) if after in seen.words or known(first, after, rest) else None


def _is_person_after(word: str, after: str, rest: tuple[str, ...]) -> bool:
    lexicon = load_lexicon()
    given = any(tag.startswith("PER") for tag in lexicon.tags(after)) or lexicon.phrases.get(" ".join((after, *rest))) == "PER"
    return word[0] != "ك" and given and _is_far_commoner(after, word, _PERSON_AFTER_PREPOSITION)


def _is_name_after(word: str, after: str, rest: tuple[str, ...]) -> bool:
    if _is_full_name((after, *rest)):
        return True
    if after.startswith("ال"):
        return len(after) >= _SHORTEST_WITH_ARTICLE and _is_far_commoner(after, word, _WITH_ARTICLE)
    lexicon = load_lexicon()
    known = bool(lexicon.hints(after)) or any(not tag.startswith("PER") for tag in lexicon.tags(after))
    return word[0] != "ك" and known and _is_far_commoner(after, word, _WITHOUT_ARTICLE)


def _is_far_commoner(after: str, word: str, times: float) -> bool:
    return count_of(after) >= _LEAST_AFTER_PREPOSITION and _is_commoner(after, word, times)


def _is_full_name(words: tuple[str, ...]) -> bool:
    return words in load_places("ar").ids or _is_agency(words) or " ".join(words) in load_lexicon().phrases


def _is_agency(words: tuple[str, ...]) -> bool:
    names = load_agency_names("ar")
    return words in names.strong or words in names.weak


@lru_cache(maxsize=1 << 15)
def is_listed(words: tuple[str, ...], label: str) -> bool:
    """Whether folded words are a listed name, or begin like one: with a known given name, or with a word that announces the kind."""
    lexicon = load_lexicon()
    if words in load_places("ar").ids or " ".join(words) in lexicon.phrases or (label == "ORG" and _is_agency(words)):
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
