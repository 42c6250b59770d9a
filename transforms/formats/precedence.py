"""What a format says of its article wins over what is guessed from the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from transforms.formats.declared_language import declared_language
from transforms.records import Credits, Fields, Language
from transforms.text.agency.lexicon import Lexicon, key_of
from transforms.text.agency.registry import Agency
from transforms.text.agency.values import RANK
from transforms.text.dates import FIRST_YEAR
from transforms.text.fold import fold_text

_SURE = 0.8
"""Of a guess: over four of the five files with a wrong declaration it scores 0.85 to 0.99 and is right, over the fifth 0.41 and is not."""
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r" ?[/;|\u2013\u2014] ?| - ")
"""With single spaces, matches the slash of `ANP/BELGA` and the dash of `STT–AFP`; a near miss is the hyphen of `Al-Ahram`."""
_DOMAIN = re.compile(r"(?:www\.)?([\w-]{2,40})\.(?:com|org|net|info|news|[a-z]{2})(?:\.[a-z]{2})?", re.IGNORECASE)
"""Matches `reuters.com` and `www.aa.com.tr`; a near miss is `A.P.`."""
_LEGAL = frozenset(["gmbh", "ltd", "llc", "inc", "sa", "plc", "ag", "rights", "reserved", "all"])
"""Words behind a name that the registry leaves out."""
_CREDITED = re.compile(r"(.{2,}?) ?[,/] ?(?:the )?([^,/]{2,60})", re.IGNORECASE)
"""With single spaces, matches `Helen Maguire, dpa` and `Martin Hardenberger/TT`; a near miss is a name without a comma."""
_KILL = re.compile(
    r"(?:[A-Z]{2,5}[\s:-]+)?(?:MANDATORY |BULLETIN )?KILL(?:ED)?\b(?!\s+[A-Z])|(?:MANDATORY KILL|Mandatory kill|ATTENTION[ :-]+KILL)\b"
)
"""Matches `KILL: Mill fire` and `AP MANDATORY KILL`; near misses are `KILL BILL` and `Kill switch for ports`."""


def prefer_language(guessed: Language, fields: Fields) -> tuple[Language, tuple[str, ...]]:
    """The language to go by, and flags: the declared one where it fits the text, else the guessed one, and `language_field_doubted`.

    It does not fit where its language is not written in the script of the text, or where the guess is another and sure: in each of
    the four wire files of that kind (of 120) the declaration is what was wrong. The score is the guess's where both agree, else 1.
    """
    if fields.language is None:
        return guessed, ()
    lang = declared_language(fields.language, guessed.script)
    agrees = lang == guessed.lang.partition("-")[0]
    if lang is None or (not agrees and guessed.lang != "und" and guessed.score >= _SURE):
        return guessed, ("language_field_doubted",)
    return guessed if agrees else Language(lang, 1.0, guessed.script), ("language_from_field",)


def prefer_fields(found: Credits, fields: Fields, *, headline: str | None, latest: date, lexicon: Lexicon) -> Credits:
    """The credits of the text with those of the format in their place; `removed` stays as it was.

    Args:
        found: What the text says.
        fields: What the format says.
        headline: As the format has it; a kill notice says so there.
        latest: The run's logical date: what claims to be published more than a day behind it is not believed.
        lexicon: Where providers are looked up; one that is not in the registry is no agency.
    """
    flags = set(found.flags) | set(_status_flags(fields, headline))
    found = _with_agency(found, fields, lexicon, flags)
    byline = _bare_byline(fields.byline, lexicon)
    if byline:
        flags.add("byline_from_field")
    if fields.dateline_place:
        flags.add("place_from_field")
    if fields.published_at and fields.published_at.year >= FIRST_YEAR and fields.published_at.date() <= latest + timedelta(days=1):
        found = replace(found, published_at=fields.published_at, published_from="field")
        flags |= set() if fields.has_zone else {"time_zone_assumed"}
    elif fields.published_at:
        flags.add("date_field_doubted")
    return replace(
        found,
        byline=byline or found.byline,
        dateline_place=fields.dateline_place or found.dateline_place,
        flags=tuple(sorted(flags)),
    )


def find_providers(written: Iterable[str], lexicon: Lexicon) -> tuple[tuple[Agency, ...], ...]:
    """The rows of the registry that each provider may mean, in order; several rows share some names, unknown names give none."""
    found = [rows for name in written for part in (name, *_parts(name)) if (rows := _look_up(part, lexicon))]
    return tuple(dict.fromkeys(found))


def _with_agency(found: Credits, fields: Fields, lexicon: Lexicon, flags: set[str]) -> Credits:
    """An agency before a wire, and both before an outlet; among equals the format's before the text's."""
    declared = find_providers(fields.providers, lexicon)
    if not declared:
        return found
    types = {agency.short_name: agency.type for agency in lexicon.agencies}
    inside = [found.agency] if found.agency else []
    relays = found.relayed_by.split(";") if found.relayed_by else []
    names = dict.fromkeys([*(_choose(rows, inside) for rows in declared), *inside, *relays])
    first, *others = sorted(names, key=lambda name: RANK[types[name]])
    if first not in inside:
        flags.add("agency_from_field")
        if any(len(rows) > 1 and _choose(rows, inside) == first for rows in declared):
            flags.add("agency_ambiguous")
    return replace(found, agency=first, agency_text=found.agency_text if first in inside else None, relayed_by=";".join(others) or None)


def _choose(rows: tuple[Agency, ...], inside: list[str]) -> str:
    """Of rows that share a name the one that the text names, too."""
    return next((row.short_name for row in rows if row.short_name in inside), rows[0].short_name)


def _parts(name: str) -> list[str]:
    domain = _DOMAIN.fullmatch(name)
    words = [word for word in name.split() if word.lower().strip(".,") not in _LEGAL]
    return [*([domain[1]] if domain else []), *_BETWEEN.split(" ".join(name.split())), " ".join(words).strip(" .,")]


def _look_up(name: str, lexicon: Lexicon) -> tuple[Agency, ...]:
    words = _WORD.findall(fold_text(name))
    bare = words[1:] if words[:1] == ["the"] else words
    for key in (key_of(words), key_of(bare)) if words else ():
        if key and (known := lexicon.look_up(key)) and known[0].agencies:
            return known[0].agencies
    return ()


def _bare_byline(byline: str | None, lexicon: Lexicon) -> str | None:
    """The reporter without the agency behind the name; None where an agency is all there is."""
    if byline is None or _look_up(byline, lexicon):
        return None
    credited = _CREDITED.fullmatch(" ".join(byline.split()))
    return credited[1] if credited and _look_up(credited[2], lexicon) else byline


def _status_flags(fields: Fields, headline: str | None) -> Iterable[str]:
    if fields.pubstatus == "canceled" or (headline and _KILL.match(headline)):
        yield "kill"
    if fields.pubstatus == "withheld":
        yield "withheld"
