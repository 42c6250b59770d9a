"""Split every article in a batch into paragraphs."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import split_batch
from transforms.records import Batch


class SplitParagraphs(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with the paragraphs that remain, their offsets, kind and own language."""

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(split_batch).with_output_types(Batch)
