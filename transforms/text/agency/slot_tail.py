"""Take a credit off that stands behind the last sentence."""

from __future__ import annotations

import re

from transforms.text.agency.atoms import Atoms
from transforms.text.agency.author import is_author_in_brackets
from transforms.text.agency.draft import Draft, Finding, Region
from transforms.text.agency.frames import Frame, read_frame
from transforms.text.agency.gloss import is_gloss
from transforms.text.agency.judge_tail import judge_tail
from transforms.text.agency.notices import is_end_mark
from transforms.text.agency.prose import ends_in_prose, find_prose
from transforms.text.agency.reading import read
from transforms.text.agency.signs import may_sign
from transforms.text.agency.tokens import tokenise

_TAIL_CHARS = 200
_MAX_ENDS = 12
"""A sign-off with reporters, editors and initials has up to eight full stops."""
_MAX_MISSES = 2
"""A full stop inside a credit may cut it where neither half reads like one: `(Reporting by J. R. Doe)`."""
_BRACKET_CHARS = 120
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"
_SENTENCE_END = re.compile(rf"[.!?؟…۔\"'”»’)）][{_INVISIBLE}]*(?:\s+|(?=[(\[{{<«‹“„﴾﴿（/]))")
"""Matches in `قال. (İLKHA)` and `قال.«واس»`; a near miss is `أ.ف.ب`."""
_MARK = re.compile(r"[-\u2010-\u2015\u2212_=~/(\[{<\u0640\uff08]")
"""What a tail without an agency has: a bracket, a slash between initials, a dash before a town."""
_CLOSERS = ")](）"
_KINDS = {
    "end_mark_tail": "end_mark",
    "place_tail": "dateline",
    "initials_tail": "byline",
    "byline_tail": "byline",
    "author_tail": "byline",
}


def take_tail(draft: Draft, region: Region) -> bool:
    """True after removing a credit behind the last sentence of a region."""
    start = max(region.start, region.end - _TAIL_CHARS)
    if ends_in_prose(draft.raw, start, region.end, draft.lexicon):
        return False
    found = _behind_sentence(draft, start, region.end) or _in_bracket(draft, start, region.end)
    if found is None:
        return False
    at, rule, frame = found
    draft.findings.append(Finding(at, "tail", frame.elements))
    draft.take(region, at, region.end, _KINDS.get(rule, "credit"), rule)
    return True


def _behind_sentence(draft: Draft, start: int, end: int) -> tuple[int, str, Frame] | None:
    """The longest credit that follows a sentence end."""
    found: tuple[int, str, Frame] | None = None
    misses = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(draft.raw, start, end) if match.end() < end]
    for at in reversed(ends[-_MAX_ENDS:]):
        if find_prose(draft.raw, at, end, draft.lexicon) < end:
            break
        if not _MARK.search(draft.raw, at, end) and not may_sign(draft.raw[at:end], draft.lexicon, by_place=False):
            continue
        atoms = Atoms(tokenise(draft.raw, at, end), draft.lexicon)
        frame = read_frame(atoms)
        rule = "end_mark_tail" if is_end_mark(atoms) else judge_tail(frame)
        if rule is None and frame.is_whole and is_author_in_brackets(draft, frame):
            rule = "author_tail"
        misses += not frame.is_whole
        if misses > _MAX_MISSES:
            break
        if rule:
            found = atoms[0].start, rule, frame
    return found


def _in_bracket(draft: Draft, start: int, end: int) -> tuple[int, str, Frame] | None:
    """A caption or a sentence without a stop, then the agency in round brackets, then at most a stop: `... العام الماضي (أ ف ب)`."""
    edge = end - 1 if draft.raw[end - 1] == "." else end
    if draft.raw[edge - 1] not in _CLOSERS:
        return None
    tokens = tokenise(draft.raw, max(start, edge - _BRACKET_CHARS), edge)
    at = next((i for i in range(len(tokens) - 2, 0, -1) if tokens[i].kind in ("open", "close")), 0)
    if not at or is_gloss(tokens[:at], tokens[at + 1 : -1], draft.lexicon):
        return None
    frame = read_frame(Atoms(tokens[at:], draft.lexicon))
    reading = read(frame.elements)
    sure = frame.is_whole and reading.agencies and all(not part.is_weak for part in reading.agencies) and judge_tail(frame)
    return (tokens[at].start, "bracket_tail", frame) if sure else None
