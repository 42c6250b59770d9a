"""Find the agency credit of an article: take it off, and keep it as data."""

from __future__ import annotations

import re
from datetime import date

from transforms.records import Block, Credits
from transforms.text.agency.draft import Draft, Finding
from transforms.text.agency.lexicon import Lexicon, fold_word, load_lexicon
from transforms.text.agency.parts import Part
from transforms.text.agency.slot_head import take_head
from transforms.text.agency.slot_line import take_bottom_line, take_repeated, take_top_line
from transforms.text.agency.slot_notice import INVISIBLE, take_below_notice, take_invisible
from transforms.text.agency.slot_tail import take_tail
from transforms.text.agency.values import read_values

_MAX_ROUNDS = 40
"""Each round takes one credit off, and no article has so many: the longest sign-off seen, a wire's list of editors, has nine lines."""
_SENTENCE_MIN_CHARS = 90
"""Nine in ten headlines of SaudiNewsNet and BBC are shorter, and none of those ends in a full stop."""
_SIGNED_FIRST_LINE = re.compile(r"((?:[^\W\d_]\u0307?){4,}+)\s*+[-\u2013\u2014](?:\s+|$)(?![A-ZÇĞİÖŞÜ]{2})")
"""Matches `RADİKAL - ` and `RADİKAL-` alone; near misses are `AP - `, too short, and `ANKA - KUŞLAR`, all in capitals."""
_MAX_KICKERS, _KICKER_MAX_CHARS = 2, 100
_SENTENCE_ENDS = frozenset('.!…۔:»"”)')
_REACH_BLOCKS = 8
"""Farther than the slots look from either end: what comes off one end of a longer body is nothing to the other."""


def find_credits(raw: str, blocks: tuple[Block, ...], *, path: str, logical_date: date, lexicon: Lexicon | None = None) -> Credits:
    """The agency, reporter, place and date of an article, and the spans of raw text that state them.

    Credits come off in four places only: before the first sentence, as a whole line near the top, behind the last sentence, as a
    whole line at the bottom; repeated until nothing more comes off. The headline is left alone unless it is all there is, or a
    long sentence that opens with an agency's dateline. A body that would become empty keeps its text and is flagged `credit_only`.

    Args:
        raw: Raw text; offsets of the result count its code points.
        blocks: What `find_blocks` made of it.
        path: The source's path below its input root, which may name a date.
        logical_date: The run's date: nothing is published more than a day after it.
        lexicon: What `load_lexicon` made of a registry; of the packaged one by default.
    """
    draft = Draft.of(raw, blocks, lexicon or load_lexicon())
    take_invisible(draft)
    draft.promote()
    flags = _take_all(draft) if draft.body else _take_from_headline(draft)
    values = read_values(raw, draft.removed, draft.findings, path=path, latest=logical_date)
    if values.is_ambiguous:
        flags.append("agency_ambiguous")
    return Credits(
        agency=values.agency,
        agency_text=values.agency_text,
        relayed_by=values.relayed_by,
        byline=values.byline,
        dateline_place=values.dateline_place,
        dateline_date=values.dateline_date,
        published_at=values.published_at,
        published_from=values.published_from,
        removed=tuple(sorted(draft.removed, key=lambda removed: removed.start_char)),
        flags=tuple(sorted(flags)),
    )


def _take_all(draft: Draft) -> list[str]:
    """The flags, after the bottom and then the top, which may reach the bottom of a short body: that is read again then."""
    take_below_notice(draft)
    _take_from_first_line(draft)
    take_repeated(draft)
    bottom_done = False
    for _ in range(_MAX_ROUNDS):
        if not draft.body:
            draft.give_back(but=INVISIBLE)
            return ["credit_only"]
        if not bottom_done and (take_bottom_line(draft) or take_tail(draft, draft.body[-1])):
            continue
        bottom_done = True
        if not (take_top_line(draft) or take_head(draft, draft.body[0])):
            break
        bottom_done = len(draft.body) > _REACH_BLOCKS
    _take_below_subheads(draft)
    return []


def _take_below_subheads(draft: Draft) -> None:
    """A credit before the first sentence comes off also where kickers stand above it, as in Hamshahri: `گروه شهری:` below one.

    Only an agency or a desk counts there; a kicker may ask. A near miss is the speaker of an interview below its subhead: `وزير بهداشت:`.
    """
    for region in draft.body[1 : 1 + _MAX_KICKERS]:
        above = draft.body[draft.body.index(region) - 1]
        if (
            above.end - above.start > _KICKER_MAX_CHARS
            or draft.raw[above.end - 1] in _SENTENCE_ENDS
            or "\n" in draft.raw[above.start : above.end]
        ):
            return
        if take_head(draft, region, only=("agency_head", "desk_head")):
            return


def _take_from_first_line(draft: Draft) -> None:
    """A first line that is no headline loses its credit: a sentence of the story, as in Rûdaw's files, or a line that opens `RADİKAL -`.

    Where nothing is left of it, the next line is the headline. Near misses are `AP - Türkiye ilişkileri` and `Reuters - a history`.
    """
    line = draft.headline
    if line is None:
        return
    opened = _SIGNED_FIRST_LINE.match(draft.raw, line.start, line.end) if draft.raw[line.start].isupper() else None
    if opened and opened[1].isupper() and (found := draft.lexicon.look_up(fold_word(opened[1]))) and found[0].agencies:
        draft.findings.append(Finding(line.start, "head", (Part("agency", *opened.span(1), agencies=found[0].agencies),)))
        draft.take(line, line.start, opened.end(), "credit", "first_line")
        draft.promote()
    elif line.end - line.start >= _SENTENCE_MIN_CHARS and draft.raw[line.end - 1] == ".":
        take_head(draft, line, only=("agency_head",))


def _take_from_headline(draft: Draft) -> list[str]:
    """The flags, after taking credits off a headline that is all there is, as where a file holds one short paragraph."""
    headline = draft.headline
    for _ in range(_MAX_ROUNDS):
        if headline is None or not headline.is_left or not (take_tail(draft, headline) or take_head(draft, headline)):
            break
    if headline is not None and headline.is_left:
        return []
    draft.give_back(but="")
    return ["credit_only"]
