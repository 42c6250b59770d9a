"""Stage a batch: one Parquet file of whole articles, one of rejects, and a done mark written last."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.pvalue import PCollection

from transforms.records import Article, Batch, Reject, Source, StagedChunk
from transforms.schema import STAGED_ARTICLES, STAGED_REJECTS
from transforms.text.fingerprint import article_id, content_hash

_ROW_GROUP_ROWS = 2048


@dataclass
class StageParquet(beam.PTransform[PCollection[Batch], PCollection[StagedChunk]]):
    """Batches become files below `folder`; what flows on is one small record a chunk."""

    folder: str

    def expand(self, batches: PCollection[Batch]) -> PCollection[StagedChunk]:
        return batches | beam.Map(stage_batch, Path(self.folder)).with_output_types(StagedChunk)


def stage_batch(batch: Batch, folder: Path) -> StagedChunk:
    """The chunk's done mark exists and names two whole files with their digests.

    Doing it again, even while another process does the same, leaves the same bytes under the same names.
    """
    chunk_id = batch.chunk.chunk_id
    articles = [_article_row(article, batch) for article in batch.articles]
    rejects = [_reject_row(reject) for reject in batch.rejects]
    files = {
        "articles": _write(articles, STAGED_ARTICLES, folder / f"{chunk_id}.articles.parquet"),
        "rejects": _write(rejects, STAGED_REJECTS, folder / f"{chunk_id}.rejects.parquet"),
    }
    mark = json.dumps({"chunk_id": chunk_id, "files": files}, sort_keys=True)
    _put(mark.encode("ascii"), folder / f"{chunk_id}.done")
    return StagedChunk(chunk_id, len(articles), len(rejects))


def _write(rows: list[dict[str, Any]], schema: pa.Schema, path: Path) -> dict[str, Any]:
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pylist(rows, schema)
    table.validate(full=True)
    pq.write_table(table, sink, compression="zstd", compression_level=1, row_group_size=_ROW_GROUP_ROWS)
    data = sink.getvalue().to_pybytes()
    _put(data, path)
    return {"name": path.name, "rows": len(rows), "sha256": hashlib.sha256(data).hexdigest()}


def _put(data: bytes, path: Path) -> None:
    # Chance, not the process id: in containers that share a folder each worker has number 1.
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _seen(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "article_id": article_id(source.key),
        "source_uri": source.uri,
        "size_bytes": source.size_bytes,
        "mtime_ns": source.mtime_ns,
        "ctime_ns": source.ctime_ns,
        "member": source.member,
        "n_members": source.n_members,
    }


def _reject_row(reject: Reject) -> dict[str, Any]:
    told = {"source_sha256": reject.sha256, "reason": reject.reason.value, "detail": reject.detail, "step": reject.step}
    return _seen(reject.source) | told


def _article_row(article: Article, batch: Batch) -> dict[str, Any]:
    found, language = article.credits, article.language
    body = [paragraph.text for paragraph in article.paragraphs if paragraph.paragraph_no > 0]
    headline = next((paragraph.text for paragraph in article.paragraphs if paragraph.paragraph_no == 0), None)
    logical_date = batch.chunk.logical_date
    return _seen(article.source) | {
        "lang": language.lang if language else "und",
        "month": f"{found.published_at or logical_date:%Y-%m}",
        "source_format": article.format,
        "source_sha256": article.sha256,
        "source_bytes": article.source.size_bytes,
        "encoding": article.encoding,
        "agency": found.agency,
        "agency_text": found.agency_text,
        "relayed_by": found.relayed_by,
        "byline": found.byline,
        "dateline_place": found.dateline_place,
        "dateline_date": found.dateline_date,
        "headline": headline,
        "text": "\n\n".join(body),
        "lang_score": language.score if language else 0.0,
        "script": language.script if language else None,
        "published_at": found.published_at,
        "published_from": found.published_from,
        "ingested_on": logical_date,
        "n_paragraphs": len(body),
        "n_words": sum(paragraph.n_words for paragraph in article.paragraphs if paragraph.paragraph_no > 0),
        "n_chars": len(article.raw),
        "n_mentions": sum(len(paragraph.mentions) for paragraph in article.paragraphs),
        "removed": [_fields(span, ("start_char", "end_char", "kind", "rule", "text")) for span in found.removed],
        "content_hash": content_hash(article.raw),
        "flags": list(article.flags),
        "paragraphs": list(_paragraph_rows(article)),
    }


def _paragraph_rows(article: Article) -> Iterable[dict[str, Any]]:
    for paragraph in article.paragraphs:
        language = paragraph.language
        yield _fields(paragraph, ("paragraph_no", "kind", "text", "start_char", "end_char", "n_words")) | {
            "paragraph_lang": language.lang if language else None,
            "paragraph_lang_score": language.score if language else None,
            "paragraph_script": language.script if language else None,
            "mentions": [
                _fields(mention, ("text", "label", "start_char", "end_char", "norm", "entity_id", "score", "engine"))
                for mention in paragraph.mentions
            ],
        }


def _fields(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}
