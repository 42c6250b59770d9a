"""Take agency credits, datelines and bylines off every article in a batch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import strip_batch
from transforms.records import Batch


@dataclass
class StripAgencyTags(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with credits as removed spans, and what they say as fields.

    Attributes:
        agencies: The user's registry, read once a process; every worker must see it.
    """

    agencies: Path | None = None

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(strip_batch, self.agencies).with_output_types(Batch)
