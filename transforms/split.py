"""Split every article in a batch into paragraphs."""

from __future__ import annotations

import apache_beam as beam

from transforms.batch import split_batch
from transforms.records import Batch


class SplitParagraphs(beam.PTransform):
    """Articles with the paragraphs that remain, their offsets, kind and own language."""

    def expand(self, batches: beam.PCollection[Batch]) -> beam.PCollection[Batch]:
        return batches | beam.Map(split_batch).with_output_types(Batch)
