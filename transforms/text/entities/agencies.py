"""Agencies by name: the id that the registry gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from transforms.text.agency.registry import load_agencies
from transforms.text.entities.gazetteer import match_key

_GENERIC = "generic"
# What may stand before the name of an agency, folded.
_OPENINGS = {
    "ar": (("وكاله",), ("وكاله", "انباء"), ("وكاله", "الانباء")),
    "ckb": (("ئاژانسی",),),
    "en": (("The",), ("the",)),
    "fa": (("خبرگزاری",),),
    "ku": (("Ajansa",),),
}

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgencyNames:
    """The registry's names as one language folds them.

    Attributes:
        strong: Names that are nothing else, with the agency's short name.
        weak: Names that are also words, places or other bodies: they count where the agency is named otherwise, too.
    """

    strong: dict[Key, str]
    weak: dict[Key, str]


@lru_cache(maxsize=16)
def load_agency_names(lang: str, registry: Path | None = None) -> AgencyNames:
    """Names of exactly one agency; what several share is in neither map.

    Args:
        lang: How to fold.
        registry: The user's registry, beside the packaged one.
    """
    strong: dict[Key, set[str]] = {}
    weak: dict[Key, set[str]] = {}
    for agency in load_agencies(registry):
        for name in agency.names if agency.type != _GENERIC else ():
            names = weak if name in agency.weak_names else strong
            names.setdefault(match_key(name, lang), set()).add(agency.short_name)
    known = {key: strong.get(key, set()) | weak.get(key, set()) for key in (*strong, *weak)}
    sure = {key: next(iter(short)) for key, short in known.items() if key and len(short) == 1}
    return AgencyNames(
        {key: short for key, short in sure.items() if key not in weak}, {key: short for key, short in sure.items() if key in weak}
    )


def find_agencies(norms: Iterable[str], lang: str, registry: Path | None = None) -> dict[str, str]:
    """Entity id by norm, for those names of organisations in an article that are an agency's."""
    names = load_agency_names(lang, registry)
    keys = {norm: _without_opening(match_key(norm, lang), lang, names) for norm in norms}
    found = {norm: names.strong[key] for norm, key in keys.items() if key in names.strong}
    named = set(found.values())
    found |= {norm: names.weak[key] for norm, key in keys.items() if names.weak.get(key) in named}
    return {norm: f"agency:{short}" for norm, short in found.items()}


def _without_opening(key: Key, lang: str, names: AgencyNames) -> Key:
    """The key, or what follows "agency" in it where only that is a name."""
    if key in names.strong or key in names.weak:
        return key
    for opening in _OPENINGS.get(lang, ()):
        rest = key[len(opening) :]
        if key[: len(opening)] == opening and (rest in names.strong or rest in names.weak):
            return rest
    return key
