"""Detect the language of every article in a batch."""

from __future__ import annotations

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import detect_batch
from transforms.records import Batch


class DetectLanguage(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with their language, its score and the script."""

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(detect_batch).with_output_types(Batch)
