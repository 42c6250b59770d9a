"""The obvious pipeline of the same packages: what one would write in an afternoon, for comparison.

    python benchmarks/obvious.py FOLDER OUT --model MODEL [--workers 2]

Beam's `MatchFiles` and `ReadMatches`, langdetect with a seed, camel-tools' `simple_word_tokenize`, the same CRF features in two passes
through python-crfsuite, `WriteToParquet` for each table, with the columns of the lake and `lang` and `month` beside them. Where the
packages have nothing (old encodings, credits, paragraphs) it calls this project's functions. It is spared what the tables would ask of it
besides: paragraphs are taken to be in the language of their article, nothing is compared with what was there before, nothing is sorted.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
from apache_beam.io.fileio import MatchFiles, ReadableFile, ReadMatches
from apache_beam.options.pipeline_options import PipelineOptions
from peer_features import sentence_features, with_context

from transforms.records import Credits, Paragraph, Rejection
from transforms.schema import PARTITIONED, TABLES
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks
from transforms.text.decode import decode
from transforms.text.entities import crf
from transforms.text.paragraphs import split_paragraphs

TODAY = date(2026, 11, 23)
CRF_LANGUAGES = frozenset(crf.LANGUAGES)
"""Those that the engine of this project reads by weights."""
_PLACE = [("lang", pa.string()), ("month", pa.string())]
_SENTENCE_ENDS = frozenset(".!?؟…")
_MENTION_COLUMNS = ("text", "label", "start_char", "end_char", "norm", "entity_id", "score")
Row = dict[str, Any]


def main() -> None:
    """Three Parquet tables lie below OUT."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", required=True)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    mode = "multi_processing" if arguments.workers > 1 else "in_memory"
    options = PipelineOptions(["--runner=FnApiRunner", f"--direct_num_workers={arguments.workers}", f"--direct_running_mode={mode}"])
    with beam.Pipeline(options=options) as root:
        articles = (
            root
            | MatchFiles(f"{arguments.folder}/**")
            | beam.Reshuffle()
            | ReadMatches()
            | beam.ParDo(ReadArticle(arguments.model)).with_output_types(Row)
        )
        for table in PARTITIONED:
            rows = articles | f"{table} rows" >> beam.FlatMap(rows_of, table)
            schema = pa.schema([*TABLES[table], *_PLACE])
            _ = rows | f"Write {table}" >> beam.io.WriteToParquet(
                str(arguments.out / table / "part"), schema, codec="zstd", file_name_suffix=".parquet"
            )


class ReadArticle(beam.DoFn):  # type: ignore[misc]
    """A file becomes an article with its paragraphs and mentions, or nothing."""

    def __init__(self, model: str) -> None:
        """Takes the path of the CRF."""
        self._model = model

    def setup(self) -> None:
        """Models are loaded."""
        import pycrfsuite
        from langdetect import DetectorFactory

        DetectorFactory.seed = 0
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(self._model)

    def process(self, file: ReadableFile) -> Iterator[Row]:
        """One row an article, everything nested."""
        from langdetect import LangDetectException, detect_langs

        data = file.read()
        try:
            decoded = decode(data)
            blocks = find_blocks(decoded.text, max_paragraphs=50_000)
        except Rejection:
            return
        raw = decoded.text
        found = find_credits(raw, blocks, path="", logical_date=TODAY)
        paragraphs = split_paragraphs(raw, blocks, found.removed)
        try:
            best = detect_langs(raw)[0]
            lang, score = best.lang, best.prob
        except LangDetectException:
            lang, score = "und", 0.0
        texts = [paragraph.text for paragraph in paragraphs]
        mentions = self._mentions(texts, lang) if lang in CRF_LANGUAGES else [[] for _ in texts]
        yield {
            **_article_row(file.metadata.path, data, raw, found, paragraphs),
            "encoding": decoded.encoding,
            "lang": lang,
            "lang_score": score,
            "flags": list(decoded.flags),
            "paragraphs": [_paragraph_row(one, lang, score, found) for one, found in zip(paragraphs, mentions, strict=True)],
        }

    def _mentions(self, paragraphs: list[str], lang: str) -> list[list[Row]]:
        places = [list(_sentences(text)) for text in paragraphs]
        sentences = [sentence for found in places for sentence in found]
        words = [[text for text, _ in sentence] for sentence in sentences]
        features = [sentence_features(sentence, lang) for sentence in words]
        first = [self._tagger.tag(rows) for rows in features]
        labels = iter([self._tag(rows) for rows in with_context(features, words, first)])
        return [
            [row for sentence in found for row in _spans(text, sentence, *next(labels))]
            for text, found in zip(paragraphs, places, strict=True)
        ]

    def _tag(self, rows: list[list[str]]) -> tuple[list[str], list[float]]:
        labels = self._tagger.tag(rows)
        return labels, [self._tagger.marginal(label, at) if label != "O" else 0.0 for at, label in enumerate(labels)]


def rows_of(article: Row, table: str) -> Iterator[Row]:
    """The article's rows in one table."""
    if table == "articles":
        yield {name: value for name, value in article.items() if name != "paragraphs"}
        return
    known = {name: article[name] for name in ("article_id", "agency", "published_at", "lang", "month")}
    for paragraph in article["paragraphs"]:
        if table == "paragraphs":
            nested = [{name: mention[name] for name in _MENTION_COLUMNS} for mention in paragraph["mentions"]]
            yield {**known, **paragraph, "mentions": nested}
        else:
            for number, mention in enumerate(paragraph["mentions"], start=1):
                yield {**known, **mention, "paragraph_no": paragraph["paragraph_no"], "mention_no": number}


def _article_row(path: str, data: bytes, raw: str, found: Credits, paragraphs: tuple[Paragraph, ...]) -> Row:
    body = [paragraph for paragraph in paragraphs if paragraph.paragraph_no]
    names = ("agency", "agency_text", "relayed_by", "byline", "dateline_place", "dateline_date", "published_at", "published_from")
    removed = ("start_char", "end_char", "kind", "rule", "text")
    return {name: getattr(found, name) for name in names} | {
        "article_id": hashlib.sha256(path.encode()).hexdigest()[:32],
        "version": 1,
        "source_uri": path,
        "source_format": "text",
        "source_sha256": hashlib.sha256(data).hexdigest(),
        "source_bytes": len(data),
        "headline": next((paragraph.text for paragraph in paragraphs if not paragraph.paragraph_no), None),
        "text": "\n\n".join(paragraph.text for paragraph in body),
        "script": None,
        "month": f"{found.published_at or TODAY:%Y-%m}",
        "ingested_on": TODAY,
        "n_paragraphs": len(body),
        "n_words": sum(paragraph.n_words for paragraph in body),
        "n_chars": len(raw),
        "removed": [{name: getattr(span, name) for name in removed} for span in found.removed],
        "content_hash": hashlib.sha256(raw.encode()).hexdigest(),
        "duplicate_of": None,
        "near_duplicate_of": None,
        "near_duplicate_score": None,
    }


def _paragraph_row(paragraph: Paragraph, lang: str, score: float, mentions: list[Row]) -> Row:
    names = ("paragraph_no", "kind", "text", "start_char", "end_char", "n_words")
    known = {"paragraph_lang": lang, "paragraph_lang_score": score, "paragraph_script": None, "mentions": mentions}
    return {name: getattr(paragraph, name) for name in names} | known


def _sentences(text: str) -> Iterator[list[tuple[str, int]]]:
    """Words with their places, cut behind full stops."""
    from camel_tools.tokenizers.word import simple_word_tokenize

    sentence: list[tuple[str, int]] = []
    at = 0
    for word in simple_word_tokenize(text):
        at = text.index(word, at)
        sentence.append((word, at))
        at += len(word)
        if word in _SENTENCE_ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _spans(text: str, sentence: list[tuple[str, int]], labels: list[str], sure: list[float]) -> Iterator[Row]:
    at = 0
    while at < len(labels):
        end = at + 1
        if labels[at] != "O":
            while end < len(labels) and labels[end] == f"I-{labels[at][2:]}":
                end += 1
            start, stop = sentence[at][1], sentence[end - 1][1] + len(sentence[end - 1][0])
            score = sum(sure[at:end]) / (end - at)
            name = {"text": text[start:stop], "norm": text[start:stop], "entity_id": None, "engine": "crfsuite", "score": score}
            yield {**name, "label": labels[at][2:], "start_char": start, "end_char": stop}
        at = end


if __name__ == "__main__":
    main()
