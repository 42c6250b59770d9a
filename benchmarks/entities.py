"""Tokens a second of entity engines on real Arabic articles, one core, in one run: ours, and crfsuite on the same features.

    NEWSWIRE_DATA=... python benchmarks/entities.py [--articles 2000]

Articles go through in batches of 250, cut into tokens beforehand. `first` meets words that the engine has not seen, `again` has seen most
of them; `MB` is what the process grew by, loading included. crfsuite labels one sentence after another, in two passes, from features made
by the functions that the engine shares with training, every word described once; it is given a tenth of the articles. Its weights are
fitted here on a part of the corpus: what it finds does not matter, the work does. The last line is the whole step, from text to mentions.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from transforms.text.decode import decode
from transforms.text.entities.crf import load_engine, split_sentences
from transforms.text.entities.engine import ArticleText
from transforms.text.entities.extract import extract_mentions
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.tokens import tokenize

SETS = ("ar/saudinewsnet", "ar/antcorpus", "ar/watan_oman")
BATCH = 250
Run = Callable[[Sequence[ArticleText]], object]


def our_engine(data: Path) -> Run:
    """The default engine."""
    began = time.perf_counter()
    engine = load_engine("ar")
    print(f"loading: {(time.perf_counter() - began) * 1e3:.0f} ms")
    return engine.find


def crfsuite_engine(data: Path) -> Run:
    """Two passes of crfsuite."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
    from entity_corpus import LabelledSentence
    from entity_rows import Reader, with_context, word_rows
    from entity_sets import read_sets
    from train_entities import fit, labels_of

    reader, labels = Reader("ar", load_lexicon("ar")), labels_of("ar")
    corpus = read_sets(data, "ar")["ar/anercorp-camel/train.txt"][::4]
    rows = [word_rows(sentence.words, reader) for sentence in corpus]
    first = fit(rows, corpus, "ar")
    second = fit(with_context(rows, corpus, [first.tag(row) for row in rows], reader, labels), corpus, "ar")

    def run(articles: Sequence[ArticleText]) -> None:
        for article in articles:
            cut = [tokens[start:end] for tokens in article.paragraphs for start, end in split_sentences(tokens)]
            sentences = [LabelledSentence("", tokens, [], [], frozenset()) for tokens in cut]
            rows = [word_rows(sentence.words, reader) for sentence in sentences]
            for row in with_context(rows, sentences, [first.tag(row) for row in rows], reader, labels):
                second.tag(row)

    return run


# Name, how it is made, which share of the articles it is given. Another engine is one more line.
ENGINES: Mapping[str, tuple[Callable[[Path], Run], int]] = {
    "crf, two passes": (our_engine, 1),
    "crfsuite, same features": (crfsuite_engine, 10),
}


def main() -> None:
    """Prints one line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--only", choices=sorted(ENGINES))
    options = parser.parse_args()
    data = Path(os.environ["NEWSWIRE_DATA"])
    texts = draw(data / "news", options.articles)
    articles = [ArticleText("ar", tuple(tokenize(text, "ar") for text in paragraphs)) for paragraphs in texts]
    print(f"{len(articles):,} articles, {count(articles):,} tokens, batches of {BATCH}")
    print(f"{'tokens a second':<28} {'first':>10} {'again':>10} {'MB':>6}")
    for name, (make, share) in ENGINES.items():
        if options.only in (None, name):
            before = peak_mb()
            run = make(data)
            rates = [rate(run, articles[::share]) for _ in range(2)]
            print(f"{name:<28} {rates[0]:>10,.0f} {rates[1]:>10,.0f} {peak_mb() - before:>6.0f}")
    whole = [("ar", paragraphs) for paragraphs in texts]
    began = time.process_time()
    for at in range(0, len(whole), BATCH):
        extract_mentions(whole[at : at + BATCH])
    print(f"{'whole step':<28} {'':>10} {count(articles) / (time.process_time() - began):>10,.0f}")


def rate(run: Run, articles: Sequence[ArticleText]) -> float:
    """Tokens a second of CPU time."""
    began = time.process_time()
    for at in range(0, len(articles), BATCH):
        run(articles[at : at + BATCH])
    return count(articles) / (time.process_time() - began)


def count(articles: Sequence[ArticleText]) -> int:
    """Tokens."""
    return sum(len(paragraph) for article in articles for paragraph in article.paragraphs)


def peak_mb() -> float:
    """The most memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def draw(news: Path, most: int) -> list[tuple[str, ...]]:
    """The paragraphs of articles drawn with a fixed seed."""
    paths = [path for name in SETS for path in sorted((news / name).rglob("*.txt"))]
    chosen = random.Random(1).sample(paths, min(most, len(paths)))
    return [tuple(line for line in decode(path.read_bytes()).text.split("\n") if line.strip()) for path in chosen]


if __name__ == "__main__":
    main()
