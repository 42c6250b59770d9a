"""Scores of the entity step as it is packaged on the sets that never shape it.

    python training/measure_entities.py --data DIR

Prints JSON: by set strict scores over PER, LOC and ORG of whole mentions, places from the lists included. A mention counts as the corpus
tokens that it touches, as corpora leave suffixes and glued conjunctions inside.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path

from entity_corpus import ARTICLE, LabelledSentence, Span, read_corpus, score_spans
from entity_sets import PER_LOC_ORG, UNSEEN

from transforms.records import Mention
from transforms.text.entities.extract import extract_mentions


def measure(sentences: Sequence[LabelledSentence], lang: str) -> dict[str, dict[str, float]]:
    """Scores of the mentions in runs of sentences, each run an article and each sentence a paragraph."""
    runs = [sentences[at : at + ARTICLE] for at in range(0, len(sentences), ARTICLE)]
    found = extract_mentions([(lang, tuple(sentence.text for sentence in run)) for run in runs])
    rows = [row for article in found for row in article]
    spans = [touched(sentence, row) for sentence, row in zip(sentences, rows, strict=True)]
    return score_spans(spans, [sentence.gold for sentence in sentences], PER_LOC_ORG)


def touched(sentence: LabelledSentence, mentions: Sequence[Mention]) -> frozenset[Span]:
    """Mentions as spans of corpus tokens."""
    starts = [token.start for token in sentence.tokens]

    def number(char: int) -> int:
        return sentence.origin[bisect_right(starts, char) - 1]

    return frozenset((number(one.start_char), number(one.end_char - 1) + 1, one.label) for one in mentions)


def main() -> None:
    """Prints the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds ner/")
    data = parser.parse_args().data
    print(json.dumps({name: measure(read_corpus(data / "ner" / name, lang, PER_LOC_ORG), lang) for name, lang in UNSEEN.items()}, indent=1))


if __name__ == "__main__":
    main()
