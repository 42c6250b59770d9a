"""Find the named entities of every article in a batch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import extract_batch
from transforms.records import Batch
from transforms.text.entities.engine import CRF


@dataclass
class ExtractEntities(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with the mentions of each paragraph; models load once a process, at the first batch.

    Attributes:
        engine: `crf`, or `camel` for camel-tools' model, whose data every worker must have.
        agencies: The user's registry, read once a process; every worker must see it.
    """

    engine: str = CRF
    agencies: Path | None = None

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(extract_batch, self.engine, self.agencies).with_output_types(Batch)
