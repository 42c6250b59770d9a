"""What the Arabic features know of words beyond their letters: clusters, listed names, words that announce a name."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from transforms.text.entities import arabic
from transforms.text.entities.gazetteer import load_places, longest_by_first, read_resource

_WHOLE = "whole"


def _key(form: str) -> int:
    return zlib.crc32(form.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Look-ups by folded form.

    Attributes:
        cluster_rows: From feature key of a word to its row in `cluster_ids`.
        cluster_ids: Cluster numbers, coarse to fine.
        word_tags: Kinds of listed names that a word is, starts or ends.
        word_hints: What a word announces.
        whole_names: Given names that begin with the letter of a conjunction.
        phrases: Listed names of two words or more with their kind.
        longest: Number of words of the longest such name by its first word.
    """

    cluster_rows: dict[int, int]
    cluster_ids: list[list[int]]
    word_tags: dict[str, tuple[str, ...]]
    word_hints: dict[str, tuple[str, ...]]
    whole_names: frozenset[str]
    phrases: dict[str, str]
    longest: dict[str, int]

    def clusters(self, form: str, stems: Sequence[str]) -> Sequence[int]:
        """Cluster numbers of the form or else of its first stem that has any; empty for an unknown word."""
        for part in (form, *stems):
            row = self.cluster_rows.get(_key(part))
            if row is not None:
                return self.cluster_ids[row]
        return ()

    def is_common(self, form: str) -> bool:
        """Whether the form is among the words that have clusters, the commonest of the text they were made from."""
        return _key(form) in self.cluster_rows

    def tags(self, form: str) -> tuple[str, ...]:
        """Kinds of listed names that the form takes part in."""
        return self.word_tags.get(form, ())

    def hints(self, form: str) -> tuple[str, ...]:
        """What the form announces."""
        return self.word_hints.get(form, ())


def _listed_names() -> list[tuple[str, str]]:
    """(kind, folded name), sure lists last so that they win."""
    names = [(kind, name) for kind, name in read_resource("names_ar.tsv")]
    for key, entity_id in load_places("ar").ids.items():
        names.append(((entity_id or "place").split(":")[0], " ".join(key)))
    return names


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The packaged lexicon, one copy per process."""
    keys, ids = _read_clusters()
    tags, phrases = _read_names()
    words = list(read_resource("words_ar.tsv"))
    hints = _group((arabic.fold(word), kind) for kind, word in words if kind != _WHOLE)
    whole = frozenset(arabic.fold(word) for kind, word in words if kind == _WHOLE)
    longest = longest_by_first(tuple(name.split()) for name in phrases)
    return Lexicon({key: row for row, key in enumerate(keys)}, ids, tags, hints, whole, phrases, longest)


def _read_names() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Tags by word, and kinds by name of two words or more."""
    tags: list[tuple[str, str]] = []
    phrases: dict[str, str] = {}
    for kind, name in _listed_names():
        words = name.split()
        if len(words) == 1:
            tags.append((name, kind))
        else:
            phrases[name] = kind
            tags += [(words[0], f"{kind}F"), (words[-1], f"{kind}L")]
    return _group(tags), phrases


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The values of each key, each once, in order."""
    grouped: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        grouped.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in grouped.items()}


def _read_clusters() -> tuple[list[int], list[list[int]]]:
    with resources.files("transforms").joinpath("resources", "entities", "clusters.npz").open("rb") as file, np.load(file) as arrays:
        return arrays["keys"].tolist(), arrays["ids"].tolist()
