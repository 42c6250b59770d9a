"""Short forms of the names of people, joined to the full name of the same article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Key = tuple[str, ...]

_SHORTEST = 3  # letters of a short form: an initial is no evidence
# Words that tell a father from a son, a king from the next one: a name without them is someone else's. Folded, lower case.
_TELLING_APART = frozenset(
    {"الاب", "الابن", "الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "jr", "sr", "ii", "iii", "iv", "vi"}
)
# Given names that, alone, are more often a prophet's, a caliph's or an imam's than those of whoever was named before.
_OF_OLD = frozenset(
    {
        *(
            "محمد",
            "علي",
            "علی",
            "عيسي",
            "موسي",
            "عیسی",
            "موسی",
            "ابراهيم",
            "ابراهیم",
            "مريم",
            "حسين",
            "حسین",
            "حسن",
            "عمر",
            "محەممەد",
            "عەلی",
        ),
        *("muhammed", "muhammad", "mohammed", "ali", "eli", "isa", "îsa", "musa", "mûsa", "jesus", "moses", "maria", "mary"),
    }
)
# Words before a name that are no part of it, where an engine takes them in.
_TITLES = frozenset(
    {
        *("mr", "mrs", "ms", "dr", "prof", "professor", "sir", "lord", "lady", "the", "sayın", "bay", "bayan", "doktor", "profesör"),
        *(
            "السيد",
            "السيده",
            "الدكتور",
            "الدكتوره",
            "البروفسور",
            "البروفيسور",
            "الاستاذ",
            "الرئيس",
            "الوزير",
            "آقای",
            "خانم",
            "دکتر",
            "بەڕێز",
        ),
    }
)
_SON = frozenset({"بن", "ابن", "bin", "ibn"})


def full_names(keys: Sequence[Key]) -> list[Key]:
    """For each name of an article's people, in the order of the text, the full name that it is a short form of, or the name itself.

    A short form is the end of exactly one longer name of the article ("علييف", "الهام علييف"), or its first word where the full name comes
    first ("صدام", "صدام حسين"), or it without a father's name or initials. Where two people fit, or the words stand inside the name of a
    third one, nothing is joined.

    >>> full_names([("الهام", "علييف"), ("علييف",)])[1]
    ('الهام', 'علييف')
    """
    firsts: dict[Key, int] = {}
    for at, key in enumerate(keys):
        firsts.setdefault(key, at)
    longer: defaultdict[str, set[Key]] = defaultdict(set)
    for key in firsts:
        for word in key if key[1:] else ():
            longer[word].add(key)
    fits = {key: _fitting(key, longer) for key in firsts}
    return [_full_name(key, at, fits[key], firsts) for at, key in enumerate(keys)]


def without_title(key: Key) -> Key:
    """The name without titles before it, unless it is nothing else.

    >>> without_title(("mr", "tsutsumi")), without_title(("البروفسور",))
    (('tsutsumi',), ('البروفسور',))
    """
    while len(key) > 1 and key[0] in _TITLES:
        key = key[1:]
    return key


def _fitting(key: Key, longer: Mapping[str, set[Key]]) -> list[Key]:
    """The longest names that hold the words of `key` in their order."""
    if len("".join(key)) < _SHORTEST or key[0] in _TITLES:
        return []
    among = set.intersection(*(longer.get(word, set()) for word in key)) - {key}
    holding = [name for name in among if _is_within(key, name)]
    return sorted(name for name in holding if not any(_is_short_form(name, other) for other in holding if other != name))


def _full_name(key: Key, at: int, fits: Sequence[Key], firsts: Mapping[Key, int]) -> Key:
    if len(fits) != 1 or not _is_short_form(key, fits[0]):
        return key
    given = len(key) == 1 and key[0] != fits[0][-1]
    return key if given and firsts[fits[0]] > at else fits[0]


def _is_short_form(key: Key, name: Key) -> bool:
    """Whether a shorter `key` is what people write for `name`."""
    if len(key) >= len(name) or key[0] in _TELLING_APART:
        return False
    if name[-len(key) :] == key:
        return True
    if name[-1] in _TELLING_APART or key[0] != name[0]:
        return False
    if (len(key) == 1 and key[0] not in _OF_OLD) or (key == name[: len(key)] and name[len(key)] in _SON):
        return True
    return len(key) == 2 and key[1] == name[-1] and (name[1] in _SON or all(len(word) == 1 for word in name[1:-1]))


def _is_within(key: Key, name: Key) -> bool:
    """Whether the words of `key` stand in `name` in their order."""
    words = iter(name)
    return all(word in words for word in key)
