"""What the names of one article say of each other's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenNames:
    """The names found in one article, folded, as they stand in the text: clitics and endings on.

    Attributes:
        names: The words of each.
        words: Every word.
        inner: Words that do not begin the name of a person, so that no clitic stands before them. In other names one may: "جامعة الملك
            عبدالعزيز بجدة".
        last: Words that end a name of two words or more.
    """

    names: frozenset[tuple[str, ...]] = frozenset()
    words: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()


def collect_names(names: Iterable[tuple[str, tuple[str, ...]]]) -> SeenNames:
    """What the names, as labels with folded words, say.

    >>> sorted(collect_names([("PER", ("الهام", "علييف")), ("PER", ("وعلييف",))]).inner)
    ['علييف']
    """
    labelled = [(label, words) for label, words in names if words]
    return SeenNames(
        frozenset(words for _, words in labelled),
        frozenset(word for _, words in labelled for word in words),
        frozenset(word for label, words in labelled if label == "PER" for word in words[1:]),
        frozenset(words[-1] for _, words in labelled if words[1:]),
    )
