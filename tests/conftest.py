"""Fixtures for the whole suite."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

# The same examples each time, so that a change fails for what it changes; `make crash` and NEWSWIRE_RANDOM=1 try new ones.
hypothesis.settings.register_profile("newswire", derandomize="NEWSWIRE_RANDOM" not in os.environ)
hypothesis.settings.load_profile("newswire")

ROOT = Path(__file__).parent.parent
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئ"
_PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_LETTERS, *(f"##{letter}" for letter in _LETTERS), *'0123456789.،:"()!']
_LABELS = ["B-LOC", "B-ORG", "B-PERS", "B-MISC", "I-LOC", "I-ORG", "I-PERS", "I-MISC", "O"]


@pytest.fixture(scope="session")
def seeds() -> Path:
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def install_camel_model() -> Callable[[Path], Path]:
    """Lays a tiny model of random weights into a folder as camel-tools lays its data out; gives the model's folder."""
    return _install_camel_model


def _install_camel_model(folder: Path) -> Path:
    """Writes catalogue and model below `folder`, which is then good for `CAMELTOOLS_DATA`; returns the model's folder."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    model = folder / "data/ner/arabert"
    model.mkdir(parents=True)
    (model / "vocab.txt").write_text("\n".join(_PIECES) + "\n", encoding="utf-8")
    with torch.random.fork_rng():
        torch.manual_seed(11)
        config = BertConfig(
            vocab_size=len(_PIECES),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            initializer_range=1.0,  # so that all labels occur, and none is nearly as good as another
            id2label=dict(enumerate(_LABELS)),
            label2id={label: number for number, label in enumerate(_LABELS)},
        )
        network = BertForTokenClassification(config)
    config.save_pretrained(model)
    torch.save(network.state_dict(), model / "pytorch_model.bin")
    entry = {"default": "arabert", "datasets": {"arabert": {"path": "ner/arabert"}}}
    catalogue = {"version": "1.6", "packages": {}, "components": {"NamedEntityRecognition": entry}}
    (folder / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
    return model
