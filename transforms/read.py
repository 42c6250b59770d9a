"""Read the sources of a chunk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import read_batch
from transforms.chunks import read_chunk
from transforms.records import Batch


@dataclass
class ReadArticles(beam.PTransform[PCollection[str], PCollection[Batch]]):
    """Chunk ids become batches of decoded articles; what cannot become one is recorded in the batch as a reject.

    Attributes:
        plan_folder: Where `write_chunk` put the chunks; every worker must see it.
    """

    plan_folder: str
    max_article_bytes: int
    max_paragraphs: int

    def expand(self, chunk_ids: PCollection[str]) -> PCollection[Batch]:
        return chunk_ids | beam.Map(_read, Path(self.plan_folder), self.max_article_bytes, self.max_paragraphs).with_output_types(Batch)


def _read(chunk_id: str, plan_folder: Path, max_article_bytes: int, max_paragraphs: int) -> Batch:
    chunk = read_chunk(chunk_id, plan_folder)
    return read_batch(chunk, max_article_bytes=max_article_bytes, max_paragraphs=max_paragraphs)
