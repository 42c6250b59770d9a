"""What an entity engine is: tokens in, labelled token spans out. Offsets, clitics and merging are other modules' business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

CRF, CAMEL = "crf", "camel"
ENGINES = (CRF, CAMEL)
"""What may be asked for: the weights that ship, or camel-tools' model for Arabic where the user has its data."""


class Token(NamedTuple):
    """A word or a punctuation mark; a tuple, as there are millions of them.

    Attributes:
        text: Exactly `paragraph[start:end]`.
        start: Into the paragraph's text.
        end: Into the paragraph's text.
    """

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article as an engine sees it.

    Attributes:
        lang: CLDR code of the article's language.
        paragraphs: The tokens of each paragraph, the headline included.
    """

    lang: str
    paragraphs: tuple[tuple[Token, ...], ...]


@dataclass(frozen=True, slots=True, order=True)
class TokenSpan:
    """A named entity as a run of tokens.

    Attributes:
        paragraph: Which paragraph of the article, from 0.
        first: The first token.
        last: One past the last token.
        label: `PER`, `LOC`, `ORG` or `MISC`.
        score: 0 to 1.
    """

    paragraph: int
    first: int
    last: int
    label: str
    score: float


class EntityEngine(Protocol):
    """Finds names. What is found in an article depends on that article alone, never on those beside it."""

    @property
    def name(self) -> str:
        """What the `engine` column says."""
        ...

    def find(self, articles: Sequence[ArticleText]) -> tuple[tuple[TokenSpan, ...], ...]:
        """The spans of each article, sorted, disjoint within a paragraph."""
        ...
