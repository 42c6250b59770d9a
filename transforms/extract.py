"""Find the named entities of every article in a batch."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import extract_batch
from transforms.records import Batch


class ExtractEntities(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with the mentions of each paragraph; models load once a process, at the first batch."""

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(extract_batch).with_output_types(Batch)
