"""Take agency credits, datelines and bylines off every article in a batch."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import strip_batch
from transforms.records import Batch


class StripAgencyTags(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with credits as removed spans, and what they say as fields."""

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(strip_batch).with_output_types(Batch)
