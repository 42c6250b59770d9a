"""Which mentions of an article name the same thing: short forms get the name of the full one, listed things their id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from transforms.records import Mention
from transforms.text.entities.abbreviations import abbreviates
from transforms.text.entities.agencies import find_agencies
from transforms.text.entities.gazetteer import find_entity_id, match_key
from transforms.text.entities.people import full_names, without_title

Rows = tuple[tuple[Mention, ...], ...]

# What stands between a name and its abbreviation. Example: "Avrupa Parlamentosu (AP)"; near miss: "Ankara, (AP)".
_OPENING = re.compile(r"\s*[(（]\s*")


def identify(rows: Rows, paragraphs: Sequence[str], lang: str, registry: Path | None = None) -> Rows:
    """The mentions with `norm` and `entity_id` as the whole article tells them; nothing else changes.

    People get the norm of their full name (`full_names`), an abbreviation the name that it stands behind in brackets, a place in capitals
    its listed spelling. Places get the id of the gazetteer, agencies that of the registry; what could be two things has none.
    """
    norms = _people(rows, lang) | _abbreviations(rows, paragraphs) | _places(rows, lang)
    named = [[(m, norms.get((number, at), m.norm)) for at, m in enumerate(row)] for number, row in enumerate(rows)]
    agencies = find_agencies({norm for row in named for m, norm in row if m.label == "ORG"}, lang, registry)
    return tuple(tuple([_named(m, norm, _entity_id(m.label, norm, lang, agencies)) for m, norm in row]) for row in named)


def _named(mention: Mention, norm: str, entity_id: str | None) -> Mention:
    changed = norm != mention.norm or entity_id != mention.entity_id
    return replace(mention, norm=norm, entity_id=entity_id) if changed else mention


def _entity_id(label: str, norm: str, lang: str, agencies: dict[str, str]) -> str | None:
    if label == "LOC":
        return find_entity_id(norm, lang)
    return agencies.get(norm) if label == "ORG" else None


def _labelled(rows: Rows, label: str) -> Iterator[tuple[tuple[int, int], Mention]]:
    for number, row in enumerate(rows):
        yield from (((number, at), mention) for at, mention in enumerate(row) if mention.label == label)


def _people(rows: Rows, lang: str) -> dict[tuple[int, int], str]:
    """The norm of each person by place: of the spellings of a name the first without a title that is not in capitals throughout."""
    places, people = [], []
    for place, mention in _labelled(rows, "PER"):
        places.append(place)
        people.append(mention.norm)
    words = [tuple(_lower(word, lang) for word in match_key(norm, lang)) for norm in people]
    keys = [without_title(key) for key in words]
    spelled: dict[tuple[str, ...], str] = {}
    for key, norm in sorted(zip(words, people, strict=True), key=lambda pair: (pair[0] != without_title(pair[0]), pair[1].isupper())):
        spelled.setdefault(without_title(key), norm)
    return {place: spelled[key] for place, key in zip(places, full_names(keys), strict=True)}


def _abbreviations(rows: Rows, paragraphs: Sequence[str]) -> dict[tuple[int, int], str]:
    """The norm of each organisation that the article introduces with its full name, as "Avrupa Parlamentosu (AP)"."""
    names: dict[str, set[str]] = {}
    for row, text in zip(rows, paragraphs, strict=True):
        for one, other in pairwise(row):
            between, behind = text[one.end_char : other.start_char], text[other.end_char :].lstrip()[:1]
            if one.label == other.label == "ORG" and _OPENING.fullmatch(between) and behind in {")", "）"}:
                for short, full in ((other, one), (one, other)):
                    if abbreviates(short.norm, full.norm):
                        names.setdefault(short.norm, set()).add(full.norm)
    return {place: next(iter(names[m.norm])) for place, m in _labelled(rows, "ORG") if len(names.get(m.norm, ())) == 1}


def _places(rows: Rows, lang: str) -> dict[tuple[int, int], str]:
    """The norm of each place whose text is a listed name in another form."""
    found = {}
    for place, mention in _labelled(rows, "LOC"):
        for form in _listed_forms(mention.norm, lang):
            if find_entity_id(form, lang):
                found[place] = form
    return found


def _listed_forms(norm: str, lang: str) -> Iterator[str]:
    """Other forms that a place may be listed under: "BURSA" as "Bursa", Kurmanji "Silêmaniyê" as "Silêmanî"."""
    if norm.isupper() and not find_entity_id(norm, lang):
        yield " ".join(_capitalised(word, lang) for word in norm.split())
    if lang == "ku" and norm.endswith("iyê") and find_entity_id(norm[:-3] + "î", lang) == find_entity_id(norm, lang):
        yield norm[:-3] + "î"


def _capitalised(word: str, lang: str) -> str:
    first = "İ" if lang == "tr" and word[0] == "i" else word[0].upper()
    return first + _lower(word[1:], lang)


def _lower(word: str, lang: str) -> str:
    return (word.replace("I", "ı").replace("İ", "i") if lang == "tr" else word).lower()
