"""Find the agency credit of an article: take it off, and keep it as data."""

from __future__ import annotations

from datetime import date

from transforms.records import Block, Credits
from transforms.text.agency.draft import Draft
from transforms.text.agency.slots import (
    take_below_notice,
    take_bottom_line,
    take_head,
    take_head_of,
    take_invisible,
    take_tail,
    take_tail_of,
    take_top_line,
)
from transforms.text.agency.values import read_values

_MAX_ROUNDS = 40
"""Each round takes one credit off, and no article has so many: the longest sign-off seen, a wire's list of editors, has nine lines."""
_TOP_BLOCKS, _BOTTOM_BLOCKS = 3, 2
"""As far as the slots look from either end."""


def find_credits(raw: str, blocks: tuple[Block, ...], *, path: str, logical_date: date) -> Credits:
    """The agency, reporter, place and date of an article, and the spans of raw text that state them.

    Credits come off in four places only: before the first sentence, as a whole line near the top, behind the last sentence, as a
    whole line at the bottom; repeated until nothing more comes off. The headline is left alone unless it is all there is.

    Args:
        raw: Raw text; offsets of the result count its code points.
        blocks: What `find_blocks` made of it.
        path: The source's path below its input root, which may name a date.
        logical_date: The run's date: nothing is published more than a day after it.
    """
    draft = Draft.of(raw, blocks)
    take_invisible(draft)
    draft.promote()
    had_body = bool(draft.body())
    take_below_notice(draft)
    _take_all(draft)
    if not draft.body():
        _take_from_headline(draft)
    flags = ["credit_only"] if had_body and not draft.body() else []
    if not any(region.is_left for region in draft.regions):
        draft.give_back()
        flags = ["credit_only"]
    values = read_values(raw, draft.findings, path=path, latest=logical_date)
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


def _take_all(draft: Draft) -> None:
    """Both ends in turn; an end that has not changed since nothing came off it is not read again."""
    settled: set[tuple[str, tuple[tuple[int, int], ...]]] = set()
    for _ in range(_MAX_ROUNDS):
        top, bottom = ("top", draft.edge(0, _TOP_BLOCKS)), ("bottom", draft.edge(-_BOTTOM_BLOCKS, None))
        if bottom not in settled and (take_bottom_line(draft) or take_tail(draft)):
            continue
        settled.add(bottom)
        if top not in settled and (take_top_line(draft) or take_head(draft)):
            continue
        return


def _take_from_headline(draft: Draft) -> None:
    """Credits come off a headline that is all there is left, as where a file holds one short paragraph."""
    headline = next((region for region in draft.regions if region.kind == "headline" and region.is_left), None)
    for _ in range(_MAX_ROUNDS):
        if headline is None or not (take_tail_of(draft, headline) or take_head_of(draft, headline)):
            return
