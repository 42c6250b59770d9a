"""Find the headline and the paragraphs of a raw text."""

from __future__ import annotations

import re
from statistics import median

from transforms.records import Block, Reason, Rejection, Span

HEADLINE_MAX_CHARS = 300
"""A first line longer than this is a paragraph: one-line files of whole articles exist (Watan, Oman), such headlines do not."""

_LINE = re.compile(r"[^\n\u2029]+")  # a paragraph separator ends a line too, though raw text keeps it
_SENTENCE_END = frozenset(".!?؟…۔:»\"”’')]")
_WRAP_MIN_COLUMNS, _WRAP_MAX_COLUMNS = 40, 100


def find_blocks(raw: str, *, max_paragraphs: int) -> tuple[Block, ...]:
    r"""The headline, if the text has one, and the paragraphs as they stand, before anything is removed.

    The first line is the headline unless it is longer than `HEADLINE_MAX_CHARS`. Three ways of writing
    paragraphs are told apart on the rest: one line each; blank lines between them; and lines broken at a column
    (hard-wrapped), where an indent or a blank line starts a paragraph.

    >>> [raw[b.span.start_char:b.span.end_char] for raw in ["Title\nOne.\n\nTwo."] for b in find_blocks(raw, max_paragraphs=9)]
    ['Title', 'One.', 'Two.']

    Args:
        raw: Raw text; offsets of the result count its code points.
        max_paragraphs: More than these are not an article.

    Raises:
        Rejection: `empty` where there is no visible character, `too_many_paragraphs` above the limit.
    """
    lines = [span for span in (_trim(raw, m.start(), m.end()) for m in _LINE.finditer(raw)) if span]
    if not lines:
        raise Rejection(Reason.EMPTY, "the file holds no visible text")
    headline = lines[0] if lines[0].end_char - lines[0].start_char <= HEADLINE_MAX_CHARS else None
    rest = lines[1:] if headline else lines
    body = _join_wrapped(raw, rest) if _is_hard_wrapped(raw, rest) else rest
    if len(body) > max_paragraphs:
        raise Rejection(Reason.TOO_MANY_PARAGRAPHS, f"{len(body)} paragraphs, the limit max_paragraphs is {max_paragraphs}")
    head = [Block(headline, "headline")] if headline else []
    return (*head, *(Block(span, "body") for span in body))


def _trim(raw: str, start: int, end: int) -> Span | None:
    piece = raw[start:end]
    left = len(piece) - len(piece.lstrip())
    visible = piece.strip()
    return Span(start + left, start + left + len(visible)) if visible else None


def _is_hard_wrapped(raw: str, lines: list[Span]) -> bool:
    """True where most lines end at a column and in the middle of a sentence.

    Shown by Reuters-21578 (58 columns, four-space indent) and IEER (tab indent); a near miss is a list of short
    headlines, whose lines differ in length by more than a word.
    """
    if len(lines) < 4:
        return False
    lengths = [line.end_char - line.start_char for line in lines]
    column = sorted(lengths)[int(len(lengths) * 0.9)]
    if not _WRAP_MIN_COLUMNS <= column <= _WRAP_MAX_COLUMNS or max(lengths) > column * 1.4:
        return False
    open_ended = [line for line in lines if raw[line.end_char - 1] not in _SENTENCE_END]
    full = [n for n in lengths if n > column - 16]
    return len(open_ended) > 0.5 * len(lines) and len(full) > 0.4 * len(lines) and median(lengths) > column - 20


def _join_wrapped(raw: str, lines: list[Span]) -> list[Span]:
    """Lines that follow one another without a blank line or an indent, as one span."""
    joined: list[Span] = []
    margin = min(_indent(raw, line) for line in lines)
    for line in lines:
        starts = not joined or _indent(raw, line) > margin or "\n" in raw[joined[-1].end_char : line.start_char].replace("\n", "", 1)
        if starts:
            joined.append(line)
        else:
            joined[-1] = Span(joined[-1].start_char, line.end_char)
    return joined


def _indent(raw: str, line: Span) -> int:
    start = raw.rfind("\n", 0, line.start_char) + 1
    return len(raw[start : line.start_char].expandtabs(4))
