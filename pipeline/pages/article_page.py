"""One article as a page: every span that a step found is marked and says what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pipeline.pages.render import direction_of, render
from transforms.records import Article, Language, Mention, Paragraph, Removed

KINDS = {
    "credit": "Credit",
    "dateline": "Dateline",
    "byline": "Byline",
    "notice": "Notice",
    "end_mark": "End mark",
    "furniture": "Page furniture",
    "PER": "Person",
    "LOC": "Place",
    "ORG": "Organisation",
    "MISC": "Other name",
}
"""What can be marked: removed spans first, then labels of mentions."""

_LABELS = {"PER", "LOC", "ORG", "MISC"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text of one block.

    Attributes:
        kind: A key of `KINDS`; empty where nothing is marked.
        number: Of the mark, from 1; 0 where nothing is marked.
        facts: What is said of it, each with a name.
    """

    text: str
    kind: str = ""
    number: int = 0
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """What it is, for people."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """What stands on lines of its own.

    Attributes:
        is_headline: Whether it holds the headline.
        lang: For a reader's voice; None where it is not known.
    """

    pieces: tuple[Piece, ...]
    is_headline: bool
    direction: str
    lang: str | None


def render_article(article: Article) -> str:
    """The page of one article."""
    blocks = tuple(text_blocks(article))
    marks = [piece for block in blocks for piece in block.pieces if piece.kind]
    counts = Counter(piece.kind for piece in marks)
    legend = [(kind, title, counts[kind], kind in _LABELS) for kind, title in KINDS.items() if counts[kind]]
    headline = next((block for block in blocks if block.is_headline), None)
    title = "".join(piece.text for piece in headline.pieces) if headline else article.source.uri
    return render("article.html", title=title, blocks=blocks, marks=marks, legend=legend, facts=_facts(article))


def text_blocks(article: Article) -> Iterator[TextBlock]:
    """The raw text, line group by line group, cut at the edges of what was found; only white space between blocks is left out."""
    parts: list[Paragraph | Removed] = sorted([*article.paragraphs, *article.credits.removed], key=lambda part: part.start_char)
    numbers = count(1)
    held: list[Paragraph | Removed] = []
    for part in parts:
        if held and "\n" in article.raw[held[-1].end_char : part.start_char]:
            yield _block(article, held, numbers)
            held = []
        held.append(part)
    if held:
        yield _block(article, held, numbers)


def _block(article: Article, parts: list[Paragraph | Removed], numbers: Iterator[int]) -> TextBlock:
    pieces: list[Piece] = []
    end = parts[0].start_char
    for part in parts:
        if part.start_char > end:
            pieces.append(Piece(article.raw[end : part.start_char]))
        pieces.extend(_paragraph_pieces(part, numbers) if isinstance(part, Paragraph) else [_removed_piece(part, next(numbers))])
        end = part.end_char
    kept = [part for part in parts if isinstance(part, Paragraph)]
    language = kept[0].language if kept else article.language
    is_headline = any(paragraph.kind == "headline" for paragraph in kept)
    return TextBlock(tuple(pieces), is_headline, direction_of(language.script if language else None), _code(language))


def _code(language: Language | None) -> str | None:
    return language.lang if language and language.lang != "und" else None


def _paragraph_pieces(paragraph: Paragraph, numbers: Iterator[int]) -> Iterator[Piece]:
    end = 0
    for mention in paragraph.mentions:
        if mention.start_char < end:
            continue  # what lies inside another mention is in the list of mentions alone
        if mention.start_char > end:
            yield Piece(paragraph.text[end : mention.start_char])
        yield Piece(mention.text, mention.label, next(numbers), _mention_facts(mention))
        end = mention.end_char
    if end < len(paragraph.text):
        yield Piece(paragraph.text[end:])


def _mention_facts(mention: Mention) -> tuple[tuple[str, str], ...]:
    known = (("id", mention.entity_id),) if mention.entity_id else ()
    return (("counted as", mention.norm), *known, ("found by", mention.engine), ("score", f"{mention.score:.2f}"))


def _removed_piece(removed: Removed, number: int) -> Piece:
    return Piece(removed.text, removed.kind, number, (("taken out by rule", removed.rule),))


def _facts(article: Article) -> list[tuple[str, str]]:
    told, language = article.credits, article.language
    published = f"{told.published_at:%Y-%m-%d}, from the {told.published_from}" if told.published_at else None
    facts = {
        "Language": f"{language.lang}, {100 * language.score:.0f} % sure" if language else None,
        "Agency": told.agency,
        "Relayed by": told.relayed_by,
        "Byline": told.byline,
        "Place": told.dateline_place,
        "Published": published,
        "Encoding": article.encoding,
        "Notes": ", ".join(article.flags) or None,
        "File": article.source.uri,
    }
    return [(name, value) for name, value in facts.items() if value]
