"""Which corpora shape the weights of each language, and which only measure them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from entity_corpus import LabelledSentence, read_corpus

PER_LOC_ORG = ("PER", "LOC", "ORG")


@dataclass(frozen=True, slots=True)
class Sets:
    """The corpora of a language, as paths below the data folder's `ner`.

    Attributes:
        kinds: What the weights label. Only ANERcorp's notion of MISC is kept: no two other corpora share one.
        train: Licences allow them to shape weights.
        held: Where there is no development set: the file of which a part is held out while measuring.
        folds: How many parts take turns, each a run of `ARTICLE` sentences in so many; 0 for the last tenth alone.
        measure: Development sets; those that `train` does not name never shape weights.
    """

    kinds: tuple[str, ...]
    train: tuple[str, ...]
    held: str
    folds: int
    measure: tuple[str, ...]


SETS = {
    "ar": Sets(
        (*PER_LOC_ORG, "MISC"),
        ("ar/anercorp-camel/train.txt",),
        "ar/anercorp-camel/train.txt",
        0,
        ("ar/wojood-sample/val.txt",),
    ),
    "tr": Sets(
        PER_LOC_ORG,
        ("tr/turkish-wiki-ner/train.conll", "tr/turkish-wiki-ner/dev.conll"),
        "",
        0,
        ("tr/turkish-wiki-ner/dev.conll", "tr/milliyet-gungor/dev.txt"),
    ),
    "fa": Sets(PER_LOC_ORG, ("fa/parstwiner/train.txt", "fa/parstwiner/dev.txt"), "", 0, ("fa/parstwiner/dev.txt", "fa/peyma/dev.txt")),
    "en": Sets(
        PER_LOC_ORG,
        (
            "en/uner-ewt/dev.iob2",
            "en/wikigold/wikigold.conll.txt",
            "en/wnut17/train.conll",
            "en/wnut17/dev.conll",
            "en/wnut17/test.conll",
        ),
        "en/uner-ewt/dev.iob2",  # it goes from genre to genre, so its end is of one genre only
        5,
        (),  # GUM labels every noun phrase, which is another task
    ),
}


LICENCES = {
    "ar/anercorp-camel": "CC BY-SA 4.0",
    "ar/wojood-sample": "MIT",
    "tr/turkish-wiki-ner": "CC BY-SA 4.0",
    "fa/parstwiner": "MIT",
    "en/uner-ewt": "CC BY-SA 4.0",
    "en/wikigold": "CC BY 4.0",
    "en/wnut17": "CC BY 4.0",
}
"""Of every folder that `train` names."""

UNSEEN = {
    "ar/wojood-sample/val.txt": "ar",
    "tr/milliyet-gungor/dev.txt": "tr",
    "fa/peyma/dev.txt": "fa",
    "ckb/agackner/val.txt": "ckb",
}
"""Sets that never shape weights, with their languages."""


def read_sets(data: Path, lang: str) -> dict[str, list[LabelledSentence]]:
    """Every corpus of a language by its name."""
    sets = SETS[lang]
    return {name: read_corpus(data / "ner" / name, lang, sets.kinds) for name in dict.fromkeys((*sets.train, *sets.measure))}
