"""Read the sources of a chunk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
        field_names: A user's names for fields of JSON and of XML of no standard.
    """

    plan_folder: str
    max_article_bytes: int
    max_paragraphs: int
    field_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def expand(self, chunk_ids: PCollection[str]) -> PCollection[Batch]:
        limits = (self.max_article_bytes, self.max_paragraphs)
        return chunk_ids | beam.Map(_read, Path(self.plan_folder), *limits, dict(self.field_names)).with_output_types(Batch)


def _read(
    chunk_id: str, plan_folder: Path, max_article_bytes: int, max_paragraphs: int, field_names: Mapping[str, tuple[str, ...]]
) -> Batch:
    chunk = read_chunk(chunk_id, plan_folder)
    return read_batch(chunk, max_article_bytes=max_article_bytes, max_paragraphs=max_paragraphs, field_names=field_names)
