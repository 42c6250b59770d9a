"""What the features of a language know of words beyond their letters: clusters, listed names, words that announce a name."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from transforms.text.entities.casing import lower
from transforms.text.entities.gazetteer import fold_word, load_places, longest_by_first, read_resource

_WHOLE, _UNCUT = "whole", "uncut"


def form_key(form: str) -> int:
    """The number that stands for a word form."""
    return zlib.crc32(form.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Look-ups by folded form.

    Attributes:
        cluster_rows: From the key of a word to its row in `cluster_ids`.
        cluster_ids: Cluster numbers, coarse to fine.
        word_tags: Kinds of listed names that a word is, starts or ends.
        word_hints: What a word announces.
        whole_names: Given names that begin with the letter of a conjunction.
        uncut_names: Further names that begin with the letter of a clitic; no feature asks for them.
        phrases: Listed names of two words or more with their kind.
        two_words: Their first two words.
        longest: Number of words of the longest such name by its first word.
    """

    cluster_rows: dict[int, int]
    cluster_ids: NDArray[np.int16]
    word_tags: dict[str, tuple[str, ...]]
    word_hints: dict[str, tuple[str, ...]]
    whole_names: frozenset[str]
    uncut_names: frozenset[str]
    phrases: dict[str, str]
    two_words: frozenset[str]
    longest: dict[str, int]

    def clusters(self, parts: Sequence[str]) -> list[int]:
        """Cluster numbers of the first of the parts, a form and its stems, that has any; empty for an unknown word."""
        for part in parts:
            row = self.cluster_rows.get(form_key(part))
            if row is not None:
                numbers: list[int] = self.cluster_ids[row].tolist()
                return numbers
        return []

    def is_common(self, form: str) -> bool:
        """Whether the form is among the words that have clusters, the commonest of the text they were made from."""
        return form_key(form) in self.cluster_rows

    def tags(self, form: str) -> tuple[str, ...]:
        """Kinds of listed names that the form takes part in."""
        return self.word_tags.get(form, ())

    def hints(self, form: str) -> tuple[str, ...]:
        """What the form announces."""
        return self.word_hints.get(form, ())


@cache  # four languages
def load_lexicon(lang: str = "ar") -> Lexicon:
    """The packaged lexicon of a language that has weights, one copy per process."""
    keys, ids = _read_clusters(lang)
    tags, phrases = _read_names(lang)
    words = [(kind, _fold(word, lang)) for kind, word in read_resource(f"words_{lang}.tsv")]
    hints = _group((word, kind) for kind, word in words if kind not in (_WHOLE, _UNCUT))
    whole, uncut = (frozenset(word for kind, word in words if kind == one) for one in (_WHOLE, _UNCUT))
    split = [tuple(name.split()) for name in phrases]
    starts = frozenset(" ".join(name[:2]) for name in split)
    return Lexicon(dict(zip(keys, range(len(keys)), strict=True)), ids, tags, hints, whole, uncut, phrases, starts, longest_by_first(split))


def _fold(word: str, lang: str) -> str:
    return fold_word(word, lang) if lang in {"ar", "fa"} else lower(fold_word(word, lang), lang)


def _listed_names(lang: str) -> list[tuple[str, str]]:
    """(kind, folded name), sure lists last so that they win."""
    names = [(kind, name) for kind, name in read_resource(f"names_{lang}.tsv")]
    cased = lang not in {"ar", "fa"}
    for key, entity_id in load_places(lang).ids.items():
        name = " ".join(key)
        names.append(((entity_id or "place").split(":")[0], lower(name, lang) if cased else name))
    return names


def _read_names(lang: str) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Tags by word, and kinds by name of two words or more."""
    tags: list[tuple[str, str]] = []
    phrases: dict[str, str] = {}
    for kind, name in _listed_names(lang):
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


def _read_clusters(lang: str) -> tuple[list[int], NDArray[np.int16]]:
    file = resources.files("transforms").joinpath("resources", "entities", f"clusters_{lang}.npz")
    with file.open("rb") as opened, np.load(opened) as arrays:
        keys: list[int] = arrays["keys"].tolist()
        return keys, arrays["ids"]
