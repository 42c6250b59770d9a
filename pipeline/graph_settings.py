"""What the graph needs to know, apart from it so that nobody imports Beam to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from transforms.text.entities.engine import CRF
from transforms.text.language_settings import LanguageSettings


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """Plain values that the graph needs; the folders must be seen by every worker.

    Attributes:
        plan_folder: Chunks, as `transforms.chunks` writes them.
        staged_folder: Where the results go.
        max_article_bytes: Larger files are rejected unread.
        max_paragraphs: Articles of more paragraphs are rejected.
        language: How languages are told.
        source_languages: Languages that the sources of these names publish in.
        agencies: The user's registry of agencies.
        entity_engine: `crf` or `camel`.
        field_names: A user's names for fields of JSON and of XML of no standard.
    """

    plan_folder: str
    staged_folder: str
    max_article_bytes: int
    max_paragraphs: int
    language: LanguageSettings = field(default_factory=LanguageSettings)
    source_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    agencies: Path | None = None
    entity_engine: str = CRF
    field_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
