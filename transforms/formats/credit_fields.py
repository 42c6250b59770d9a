"""Clean what formats write into their credit fields."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BY = re.compile(r"(?:by|von|par|por)\s+(?=\S)", re.IGNORECASE)
"""Matches the `By ` of `By Hannah Okafor`; a near miss is `Byron Miles`."""
_INITIALS = re.compile(r"[a-z]{1,4}(?:[/ ][a-z]{1,4})*")
"""Matches `gr/bp`, which names no reporter that anyone could look up; a near miss is `Al Noor`."""
_PLACE = re.compile(
    r"([^\d,;()]+?(?:,\s*[^\d,;()]+?)??)\s*(?:(?:,\s*|\s+)[^\W\d_]+\.?\s\d.*|,\s*\d.*|\([^()]*\).*|[-\u2013\u2014]+)?\s*", re.DOTALL
)
"""Matches `BEIJING` of `BEIJING, July 23`, `Ouagadougou` of `Ouagadougou, Dec 20, 2017 (AFP) -`, and `Landquart GR`.

A near miss is `15.7.2019 12:09`.
"""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}", re.ASCII)
"""Matches `ar`, `en-US`, `zh_Hant_TW`; a near miss is `Norsk`."""
_MAX_CHARS = 200
_NAME_MAX_WORDS = 5
_STATUSES = {
    "usable": "usable",
    "withheld": "withheld",
    "embargoed": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
    "retracted": "canceled",
}


def clean_byline(text: str | None) -> str | None:
    """The reporter without `By`; None for nothing and for initials.

    >>> clean_byline("By Hannah  Okafor"), clean_byline("gr/bp")
    ('Hannah Okafor', None)
    """
    name = " ".join((text or "").split())
    name = name[found.end() :] if (found := _BY.match(name)) else name
    return name if name and len(name) <= _MAX_CHARS and not _INITIALS.fullmatch(name) and not _is_sentence(name) else None


def clean_providers(written: Iterable[str | None]) -> tuple[str, ...]:
    r"""Each name once, in order, without slashes around it; what holds no two letters is no name.

    >>> clean_providers(["/ritzau/", None, "1", " Agencia\n EFE", "/ritzau/"])
    ('ritzau', 'Agencia EFE')
    """
    names = (" ".join((text or "").split()).strip(" /") for text in written)
    return tuple(dict.fromkeys(name for name in names if sum(map(str.isalpha, name)) > 1 and len(name) <= _MAX_CHARS))


def clean_language(text: str | None) -> str | None:
    """The tag, where it is one; None for codes of the house's own, as `1`."""
    return text if text and _TAG.fullmatch(text) else None


def _is_sentence(name: str) -> bool:
    """Whether most words begin small in a script that has capitals: some wires put the subheading where the byline goes."""
    words = [word for word in name.split() if word[0].isalpha()]
    n_small = sum(word[0].islower() for word in words)
    return len(words) > _NAME_MAX_WORDS and n_small * 2 > len(words)


def clean_place(text: str | None) -> str | None:
    """The place of a dateline, without date and agency; None where there is none.

    >>> clean_place("Ouagadougou, Dec 20, 2017 (AFP) -"), clean_place("4/4/2018")
    ('Ouagadougou', None)
    """
    line = " ".join((text or "").split())
    found = _PLACE.fullmatch(line) if len(line) <= _MAX_CHARS else None
    return found[1].strip(" -") or None if found else None


def clean_status(text: str | None) -> str | None:
    """`usable`, `withheld` or `canceled`; None for everything else that fields of this name hold.

    >>> clean_status("stat:usable"), clean_status("Cancelled"), clean_status("New news")
    ('usable', 'canceled', None)
    """
    return _STATUSES.get((text or "").rpartition(":")[2].strip().lower())
