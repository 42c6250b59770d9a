"""Take off what is no part of the article at all: lines without anything to see, and what follows a rights notice."""

from __future__ import annotations

import re
from itertools import pairwise

from transforms.text.agency.draft import Draft, Finding
from transforms.text.agency.slot_tail import take_tail
from transforms.text.fold import is_invisible

INVISIBLE = "invisible_line"
_MAX_CONTROLS = 3
_NOTICE = re.compile(r"YASAL UYARI\s*:|تنبيه\s*:\s*وكالة")
"""Matches how ILKHA's rights notices open; a near miss is `تنبيه: العاصفة تقترب`."""


def take_invisible(draft: Draft) -> None:
    """No block is left in which there is nothing to see."""
    regions = [draft.headline, *draft.body] if draft.headline else draft.body
    raw = draft.raw
    unseen = [region for region in regions if not raw[region.start].isalnum() and _shows_nothing(raw, region.start, region.end)]
    for region in unseen:
        draft.take(region, region.start, region.end, "furniture", INVISIBLE)


def take_below_notice(draft: Draft) -> bool:
    """True after removing a rights notice that stands straight below the article's credit, and the other stories' first lines under it.

    Pages of ILKHA go on so. A near miss is a notice without a credit before it, which only goes where it is the last line.
    """
    for last, region in pairwise(draft.body):
        if draft.raw[region.start] not in "Yت" or not _NOTICE.match(draft.raw, region.start) or not take_tail(draft, last):
            continue
        below = [other for other in draft.body if other.start > region.start]
        draft.findings.append(Finding(region.start, "notice", ()))
        draft.take(region, region.start, region.end, "notice", "rights_notice")
        for other in below:
            draft.take(other, other.start, other.end, "furniture", "below_notice")
        return True
    return False


def _shows_nothing(raw: str, start: int, end: int) -> bool:
    """True for a line of marks without width, or of a wire's control bytes, which stand as U+FFFD; not for a line that decoding lost."""
    return is_invisible(raw[start:end]) or (end - start <= _MAX_CONTROLS and not raw[start:end].strip("\ufffd "))
