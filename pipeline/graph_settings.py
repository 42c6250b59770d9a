"""What the graph needs to know, apart from it so that nobody imports Beam to say it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphSettings:
    """Plain values that the graph needs; the folders must be seen by every worker.

    Attributes:
        plan_folder: Chunks, as `transforms.chunks` writes them.
        staged_folder: Where the results go.
        max_article_bytes: Larger files are rejected unread.
        max_paragraphs: Articles of more paragraphs are rejected.
    """

    plan_folder: str
    staged_folder: str
    max_article_bytes: int
    max_paragraphs: int
