"""Say what the grammar makes of a line, for people who add agencies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from transforms.records import Credits
from transforms.text.agency.atoms import Atoms
from transforms.text.agency.credits import find_credits
from transforms.text.agency.frames import Separator, read_frame
from transforms.text.agency.lexicon import Lexicon, load_lexicon
from transforms.text.agency.parts import Part
from transforms.text.agency.tokens import tokenise
from transforms.text.article import find_blocks

_HEADLINE = "A headline"
_SENTENCES = ("One sentence of the article stands here.", "Another sentence of it stands here.")
"""Neutral text around the line; credits are looked for at the edges of an article only."""
_ANY_DAY = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """A piece of a line.

    Attributes:
        text: As written.
        kind: A kind of `Part`, `separator`, or `text` for what reads like no part of a credit.
        agencies: Short names of the agencies that the piece may name, registry order.
        is_weak: The name is also an ordinary word, so that it counts only in brackets or beside a place, a date or another agency.
    """

    text: str
    kind: str
    agencies: tuple[str, ...] = ()
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a line reads as, and what would come off it.

    Attributes:
        parts: Tile the line but for white space.
        at_top: What is found where the line is the first paragraph of a body.
        at_bottom: What is found where it is the last.
    """

    parts: tuple[ExplainedPart, ...]
    at_top: Credits
    at_bottom: Credits


def explain_line(text: str, lexicon: Lexicon | None = None) -> Explanation:
    """The parts of a line, and its credits in both places where a line may hold some; offsets in `removed` count from the line's start.

    >>> [(part.text, part.kind, part.agencies) for part in explain_line("DİYARBAKIR (İLKHA) - ").parts]
    [('DİYARBAKIR', 'place', ()), ('(', 'separator', ()), ('İLKHA', 'agency', ('ILKHA',)), (') -', 'separator', ())]
    """
    known = lexicon or load_lexicon()
    line = " ".join(text.splitlines()).strip()
    return Explanation(
        _explain_parts(line, known), _try((line, *_SENTENCES), known, line_no=1), _try((*_SENTENCES, line), known, line_no=3)
    )


def _explain_parts(line: str, lexicon: Lexicon) -> tuple[ExplainedPart, ...]:
    frame = read_frame(Atoms(tokenise(line, 0, len(line)), lexicon))
    told: list[ExplainedPart] = []
    at = 0
    for element in (e for e in frame.elements if e.end > e.start or isinstance(e, Separator)):
        if isinstance(element, Part):
            told += [*_between(line, at, element.start), _tell(line, element)]
            at = element.end
    stop = max([at, *(element.end for element in frame.elements)])
    told += _between(line, at, stop)
    rest = line[stop:].strip()
    return (*told, *([ExplainedPart(rest, "text")] if rest else []))


def _tell(line: str, part: Part) -> ExplainedPart:
    return ExplainedPart(line[part.start : part.end], part.kind, tuple(agency.short_name for agency in part.agencies), part.is_weak)


def _between(line: str, start: int, end: int) -> list[ExplainedPart]:
    marks = line[start:end].strip()
    return [ExplainedPart(marks, "separator")] if marks else []


def _try(body: tuple[str, ...], lexicon: Lexicon, *, line_no: int) -> Credits:
    lines = (_HEADLINE, *body)
    raw = "\n".join(lines)
    base = sum(len(above) + 1 for above in lines[:line_no])
    found = find_credits(raw, find_blocks(raw, max_paragraphs=len(lines)), path="", logical_date=_ANY_DAY, lexicon=lexicon)
    return _shift(found, base)


def _shift(found: Credits, base: int) -> Credits:
    removed = tuple(replace(span, start_char=span.start_char - base, end_char=span.end_char - base) for span in found.removed)
    return replace(found, removed=removed)
