"""Take a credit off that stands before the first sentence."""

from __future__ import annotations

import re

from transforms.text.agency.atoms import Atoms
from transforms.text.agency.draft import Draft, Finding, Region
from transforms.text.agency.frames import Frame, Separator, read_frame
from transforms.text.agency.glue import glue
from transforms.text.agency.judge_head import judge_head
from transforms.text.agency.prose import find_prose
from transforms.text.agency.reading import read
from transforms.text.agency.signs import counts_places, may_sign
from transforms.text.agency.tokens import drop_bullets, iter_tokens
from transforms.text.fold import is_invisible

_HEAD_CHARS = 220
"""The longest dateline seen, a release wire's with city, country, date and wire, has 110 characters."""
_FIRST_MARK_CHARS = 80
"""A dateline has a separator by then: in 5,100 real files the latest stands at 29, and SPA's longest, with both calendars, at 52."""
_MARK = re.compile(r"[-\u2010-\u2015\u2212_:/()\[\]|.=\u0640\uff08\uff1a﴾~]|\d[^،,]{0,40}[،,]")
"""What closes a credit before running text; a comma does so only behind a date."""
_KINDS = {"agency_head": "credit", "byline_head": "byline"}


def take_head(draft: Draft, region: Region, *, only: tuple[str, ...] = ()) -> bool:
    """True after removing a credit before the first sentence of a region; by `only` these rules, where any are named."""
    end = min(region.end, region.start + _HEAD_CHARS)
    mark = _MARK.search(draft.raw, region.start, min(end, region.start + _FIRST_MARK_CHARS))
    if mark is None or mark.end() > (end := find_prose(draft.raw, region.start, end, draft.lexicon)):
        return False
    text = draft.raw[region.start : end]
    if not may_sign(text, draft.lexicon, by_place=counts_places(text)):
        return False
    atoms = Atoms(drop_bullets(iter_tokens(draft.raw, region.start, end)), draft.lexicon)
    frame = read_frame(atoms)
    best = _best_end(draft, region, frame)
    if best is None and (glued := glue(atoms, frame)):
        frame, best = glued, (len(glued.elements), "agency_head")
    if best is None or (only and best[1] not in only):
        return False
    k, rule = best
    draft.findings.append(Finding(region.start, "head", frame.elements[:k]))
    draft.take(region, region.start, max(frame.elements[k - 1].end, frame.elements[k - 1].start), _KINDS.get(rule, "dateline"), rule)
    return True


def _best_end(draft: Draft, region: Region, frame: Frame) -> tuple[int, str] | None:
    """How many elements are a credit, and by which rule: the first that can be, and what goes on from it."""
    best: tuple[int, str] | None = None
    for k in range(1, len(frame.elements) + 1):
        closing = frame.elements[k - 1]
        if not isinstance(closing, Separator):
            continue
        following = draft.raw[closing.end : min(region.end, closing.end + _HEAD_CHARS)]
        if not following.strip() or is_invisible(following):
            continue
        if best is not None and not _may_go_on(frame, best[0], k):
            break
        rule = judge_head(frame, k, following[:80])
        best = (k, rule) if rule else best
    return best


def _may_go_on(frame: Frame, best: int, k: int) -> bool:
    """True where more known parts follow a credit that could end here: `سبق- الرياض:`, `(ANSA) - ROME, JUL 11 -`.

    A near miss is `ANKARA (AA) - Bakan Şimşek: ...`: the words after the dash are the story's.
    """
    before, more = read(frame.elements[:best]), read(frame.elements[best:k])
    if more.names or more.bylines:
        signed = len(more.parts) == 1 and before.desks and not before.names and more.parts[0].n_words > 1
        closing = frame.elements[best - 1]
        return bool(signed) and isinstance(closing, Separator) and closing.has_dash
    return not (more.places and before.places) and bool(more.parts)
