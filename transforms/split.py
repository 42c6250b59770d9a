"""Split every article in a batch into paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import split_batch
from transforms.records import Batch
from transforms.text.language import LanguageSettings


@dataclass
class SplitParagraphs(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with the paragraphs that remain, their offsets, kind and own language.

    Attributes:
        settings: How languages are told.
    """

    settings: LanguageSettings = field(default_factory=LanguageSettings)

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(split_batch, self.settings).with_output_types(Batch)
