"""Under which names the fields of an article go in JSON and in XML of no standard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "headline": ("headline", "title", "headlinetext", "heading", "name", "başlık", "baslik", "العنوان", "عنوان"),
        "body": (
            "bodyhtml5",
            "bodyhtml",
            "bodyxhtml",
            "bodytext",
            "articlebody",
            "fulltext",
            "contenthtml",
            "contenttext",
            "content",
            "text",
            "body",
            "maintext",
            "articletext",
            "directorytext",
            "html",
            "metin",
            "haber",
            "النص",
            "المتن",
            "متن",
            "نص",
        ),
        "lead": ("leadtext", "lead", "intro", "standfirst"),
        "summary": ("descriptionhtml", "descriptiontext", "description", "summary", "abstract", "spot"),
        "native_id": ("guid", "id", "itemid", "newsid", "articleid", "identifier", "docid", "uuid"),
        "url": ("url", "link", "canonicalurl", "permalink", "longurl", "weburl", "sourceurl", "mainentityofpage", "uri"),
        "language": ("language", "lang", "inlanguage", "languagecode", "dil", "اللغة"),
        "byline": (
            "byline",
            "bylines",
            "author",
            "authors",
            "creator",
            "by",
            "writer",
            "journalist",
            "dccreator",
            "yazar",
            "muhabir",
            "الكاتب",
        ),
        "dateline_place": ("located", "dateline", "datelinelocation", "town", "city"),
        "providers": (
            "source",
            "provider",
            "agency",
            "infosource",
            "credit",
            "origin",
            "publisher",
            "sourcename",
            "newssource",
            "copyrightholder",
            "ajans",
            "kaynak",
            "المصدر",
        ),
        "published_at": (
            "versioncreated",
            "published",
            "datepublished",
            "publishedat",
            "publisheddate",
            "publishdate",
            "pubdate",
            "publicationdate",
            "date",
            "datetime",
            "firstpublished",
            "firstcreated",
            "datecreated",
            "created",
            "createdat",
            "timestamp",
            "time",
            "tarih",
            "التاريخ",
            "updated",
            "updatedat",
            "modified",
        ),
        "version": ("version", "revision"),
        "pubstatus": ("pubstatus", "publicationstatus", "status"),
        "kind": ("type", "@type", "itemclass", "mediatype", "service"),
    }
)
"""For each field the names it goes under, folded by `fold_name`, the likeliest first."""

_PUNCTUATION = re.compile(r"[\s_.:\-]+")
"""Matches the `_` of `body_html`; a near miss is `@`, which JSON-LD writes before its own names."""


def with_names(own: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """`NAMES`, with a user's names for some fields in front of the known ones."""
    if not own:
        return NAMES
    return {name: (*(fold_name(one) for one in own.get(name, ())), *known) for name, known in NAMES.items()}


def fold_name(name: str) -> str:
    """The name without what spelling adds: `bodyHtml`, `body_html` and `Body-HTML` are one.

    >>> fold_name("article_Body"), fold_name("@type")
    ('articlebody', '@type')
    """
    return _PUNCTUATION.sub("", name).lower()
