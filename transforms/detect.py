"""Detect the language of every article in a batch."""

from __future__ import annotations

import apache_beam as beam

from transforms.batch import detect_batch
from transforms.records import Batch


class DetectLanguage(beam.PTransform):
    """Articles with their language, its score and the script."""

    def expand(self, batches: beam.PCollection[Batch]) -> beam.PCollection[Batch]:
        return batches | beam.Map(detect_batch).with_output_types(Batch)
