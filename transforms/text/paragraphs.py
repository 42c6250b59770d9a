"""Split an article into the paragraphs that remain when the removed spans are off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.records import Block, Paragraph, Removed, Span

_WORD = re.compile(r"(?<!\S)[^\s\w]*+\w\S*")  # «"Two», "U.S."; not "—", not "..."
_LIST_ITEM = re.compile(r"(?:[-–—•▪*·]|[0-9٠-٩۰-۹]{1,2}[.)\-])\s")  # "• First point"; not "2024 was", not "-5 degrees"
_SUBHEAD_MAX_CHARS = 60
_SENTENCE_END = frozenset('.!?؟…۔:»"”’،,;؛')


def split_paragraphs(raw: str, blocks: Sequence[Block], removed: Sequence[Removed]) -> tuple[Paragraph, ...]:
    """The paragraphs that remain: number 0 is the headline, the body counts from 1.

    Kept paragraphs and removed spans together cover every visible character of `raw` once; a block that is wholly removed
    gives no paragraph, and one that is cut in the middle gives two.

    Args:
        raw: Raw text.
        blocks: As `find_blocks` gives them.
        removed: Sorted and disjoint.
    """
    kept = [(span, block.kind) for block in blocks for span in _subtract(raw, block.span, removed)]
    headline = [span for span, kind in kept if kind == "headline"]
    body = [span for span, kind in kept if kind != "headline"]
    numbered = [(0, "headline", span) for span in headline]
    numbered += [(n, _kind(raw, body, n - 1), span) for n, span in enumerate(body, start=1)]
    return tuple(_paragraph(raw, *row) for row in numbered)


def count_words(text: str) -> int:
    """How many runs of non-space characters hold a letter or a digit.

    >>> count_words("Two words — and 3 more.")
    5
    """
    return len(_WORD.findall(text))


def _paragraph(raw: str, number: int, kind: str, span: Span) -> Paragraph:
    text = raw[span.start_char : span.end_char]
    return Paragraph(number, kind, text, span.start_char, span.end_char, count_words(text))


def _subtract(raw: str, block: Span, removed: Sequence[Removed]) -> Iterator[Span]:
    start = block.start_char
    for gap in removed:
        if gap.end_char > block.start_char and gap.start_char < block.end_char:
            yield from _visible(raw, start, gap.start_char)
            start = gap.end_char
    yield from _visible(raw, start, block.end_char)


def _visible(raw: str, start: int, end: int) -> Iterator[Span]:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _kind(raw: str, body: Sequence[Span], index: int) -> str:
    span = body[index]
    if index == 0:
        return "lead"
    if _LIST_ITEM.match(raw, span.start_char, span.end_char):
        return "list"
    short = span.end_char - span.start_char <= _SUBHEAD_MAX_CHARS and raw[span.end_char - 1] not in _SENTENCE_END
    followed = index + 1 < len(body) and body[index + 1].end_char - body[index + 1].start_char > _SUBHEAD_MAX_CHARS
    return "subhead" if short and followed else "body"
