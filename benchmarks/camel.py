"""Tokens a second of the engine `camel` and of camel-tools' own `NERecognizer.predict`, on the same sentences, one core, in one run.

    NEWSWIRE_DATA=... python benchmarks/camel.py [--articles 20]

The model has the size that camel-tools publishes (BERT base, 64,000 pieces) and random weights: what it finds does not matter, the work
does. Its pieces are the commonest words of the articles and single letters. The sentences are those that the engine cuts. Rates are by CPU
time, of one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from transforms.text.decode import decode
from transforms.text.entities.crf import split_sentences
from transforms.text.entities.tokens import tokenize

SETS = ("ar/saudinewsnet", "ar/antcorpus")
PIECES = 64_000
LABELS = [f"{prefix}-{kind}" for prefix in "BI" for kind in ("LOC", "ORG", "PERS", "MISC")] + ["O"]


def read_sentences(data: Path, count: int) -> list[list[str]]:
    """The sentences of so many articles of each set, every paragraph cut as the engine cuts it."""
    sentences = []
    for name in SETS:
        for path in sorted(path for path in (data / "news" / name).rglob("*") if path.is_file())[:count]:
            for line in decode(path.read_bytes()).text.splitlines():
                tokens = tokenize(line, "ar")
                sentences += [[token.text for token in tokens[first:last]] for first, last in split_sentences(tokens)]
    return sentences


def install_model(folder: Path, sentences: list[list[str]]) -> None:
    """Lays the model out as camel-tools lays its data out."""
    import torch
    from transformers import BertConfig, BertForTokenClassification

    model = folder / "data/ner/arabert"
    model.mkdir(parents=True)
    counts = Counter(word for words in sentences for word in words)
    letters = sorted({letter for word in counts for letter in word})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    pieces += [word for word, _ in counts.most_common(len(counts) // 3) if len(word) > 1]
    pieces += [f"[unused{number}]" for number in range(PIECES - len(pieces))]
    (model / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(pieces), id2label=dict(enumerate(LABELS)), label2id={label: number for number, label in enumerate(LABELS)}
    )
    BertForTokenClassification(config).save_pretrained(model)
    entry = {"default": "arabert", "datasets": {"arabert": {"path": "ner/arabert"}}}
    catalogue = {"version": "1.6", "packages": {}, "components": {"NamedEntityRecognition": entry}}
    (folder / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")


def main() -> None:
    """Prints one line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20, help="of each set")
    articles = parser.parse_args().articles
    sentences = read_sentences(Path(os.environ["NEWSWIRE_DATA"]), articles)
    tokens = sum(map(len, sentences))
    with tempfile.TemporaryDirectory() as folder:
        install_model(Path(folder), sentences)
        os.environ["CAMELTOOLS_DATA"] = folder
        from camel_tools.ner import NERecognizer

        from transforms.text.entities.camel import load_engine

        began = time.process_time()
        engine = load_engine()
        print(f"{len(sentences)} sentences, {tokens} tokens; loading: {time.process_time() - began:.1f} s")
        theirs = NERecognizer.pretrained(use_gpu=False)
    began = time.process_time()
    ours = [[name for name, _ in row] for row in engine.label(sentences)]
    middle = time.process_time()
    wanted = theirs.predict(sentences)
    ended = time.process_time()
    whole = [pair for pair in zip(ours, wanted, strict=True) if len(pair[0]) == len(pair[1])]
    alike = sum(a == b for pair in whole for a, b in zip(*pair, strict=True)) / sum(len(row) for row, _ in whole)
    print(f"engine camel          {tokens / (middle - began):8.0f} tokens/s")
    print(f"NERecognizer.predict  {tokens / (ended - middle):8.0f} tokens/s")
    print(f"labels alike: {alike:.6f}; sentences where predict loses a label: {len(sentences) - len(whole)}")
    print(f"memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
