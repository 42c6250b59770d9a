"""What the rest of an article says of a word: how the first pass labelled it elsewhere. Shared by training and run time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

_CONJUNCTION = "و"
_SHORTEST = 4  # letters of a word that may begin with a conjunction


def context_features(forms: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> list[list[tuple[str, ...]]]:
    """The features of each word of each sentence of one article.

    Args:
        forms: Folded words by sentence.
        labels: Their labels in the first pass.

    A word's own label is not counted; the word with a conjunction taken off or put on is looked up as well.

    >>> context_features([["بوتين"], ["بوتين"]], [["B-PER"], ["O"]])
    [[('x=O',)], [('x=B-PER', 'xk=PER')]]
    """
    counts: dict[str, Counter[str]] = {}
    for words, given in zip(forms, labels, strict=True):
        for word, label in zip(words, given, strict=True):
            counts.setdefault(word, Counter())[label] += 1
    return [
        [tuple(_features(word, label, counts)) for word, label in zip(words, given, strict=True)]
        for words, given in zip(forms, labels, strict=True)
    ]


def _features(word: str, label: str, counts: dict[str, Counter[str]]) -> Iterator[str]:
    own = counts[word]
    if own.total() > 1:
        yield from _summary("x", own - Counter((label,)))
    if word[:1] == _CONJUNCTION and len(word) >= _SHORTEST and word[1:] in counts:
        yield from _summary("xw", counts[word[1:]])
    if _CONJUNCTION + word in counts:
        yield from _summary("xv", counts[_CONJUNCTION + word])


def _summary(name: str, found: Counter[str]) -> Iterator[str]:
    """The commonest entity label, its kind, and whether most places have none; else that all have none."""
    entities = {label: count for label, count in found.items() if label != "O"}
    if not entities:
        yield f"{name}=O+" if found["O"] > 2 else f"{name}=O"
        return
    label = max(entities, key=lambda one: (entities[one], one))
    kinds: Counter[str] = Counter()
    for one, count in entities.items():
        kinds[one[2:]] += count
    yield f"{name}={label}"
    yield f"{name}k={max(kinds, key=lambda one: (kinds[one], one))}"
    if found["O"] > entities[label]:
        yield f"{name}mixed"
