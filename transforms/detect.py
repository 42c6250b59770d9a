"""Detect the language of every article in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.batch import detect_batch
from transforms.records import Batch
from transforms.text.language import LanguageSettings


@dataclass
class DetectLanguage(beam.PTransform[PCollection[Batch], PCollection[Batch]]):
    """Articles with their language, its score and the script.

    Attributes:
        settings: How languages are told.
        source_languages: Languages that the sources of these names publish in.
    """

    settings: LanguageSettings = field(default_factory=LanguageSettings)
    source_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def expand(self, batches: PCollection[Batch]) -> PCollection[Batch]:
        return batches | beam.Map(detect_batch, self.settings, dict(self.source_languages)).with_output_types(Batch)
