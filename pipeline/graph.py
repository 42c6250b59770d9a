"""The whole pipeline on one page."""

from __future__ import annotations

from collections.abc import Sequence

import apache_beam as beam
from apache_beam.pvalue import PCollection

from pipeline.graph_settings import GraphSettings
from transforms.detect import DetectLanguage
from transforms.extract import ExtractEntities
from transforms.read import ReadArticles
from transforms.records import StagedChunk
from transforms.split import SplitParagraphs
from transforms.stage import StageParquet
from transforms.strip import StripAgencyTags


def build_graph(root: beam.Pipeline, chunk_ids: Sequence[str], settings: GraphSettings) -> PCollection[StagedChunk]:
    """Chunk ids in, one record per staged chunk out.

    Every step takes a batch and gives a batch, and all steps fuse into one stage: documents never cross a shuffle.
    """
    return (
        root
        | "Create" >> beam.Create(chunk_ids, reshuffle=False)
        # The only shuffle on the way in spreads the work over a runner's workers; it carries ids, never documents.
        | "Reshuffle" >> beam.Reshuffle()
        | "ReadArticles" >> ReadArticles(settings.plan_folder, settings.max_article_bytes, settings.max_paragraphs, settings.field_names)
        | "DetectLanguage" >> DetectLanguage(settings.language, settings.source_languages)
        | "StripAgencyTags" >> StripAgencyTags(settings.agencies)
        | "SplitParagraphs" >> SplitParagraphs(settings.language)
        | "ExtractEntities" >> ExtractEntities(settings.entity_engine, settings.agencies)
        | "StageParquet" >> StageParquet(settings.staged_folder)
    )
