"""From an object with named values to an article: what JSON, and XML of no standard, have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.formats.credit_fields import clean_byline, clean_language, clean_place, clean_providers, clean_status
from transforms.formats.item import Item, first_text
from transforms.formats.marked_text import read_fragment, read_text
from transforms.formats.names import NAMES, fold_name
from transforms.formats.when import read_time
from transforms.records import Fields, Reason, Rejection

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What a record holds: text, lists and objects; numbers as text, nothing for null."""

_NO_ARTICLES = frozenset(
    [
        "picture",
        "photo",
        "image",
        "video",
        "audio",
        "graphic",
        "animation",
        "event",
        "events",
        "planning",
        "package",
        "newscalendar",
        "calendar",
        "fixture",
        "fixtures",
        "imageobject",
        "videoobject",
        "sportsevent",
    ]
)
"""Kinds of records that hold no article, whatever text they carry."""
_WRAPPERS = (
    "data",
    "item",
    "items",
    "article",
    "articles",
    "result",
    "results",
    "document",
    "post",
    "story",
    "contentitem",
    "response",
    "source",
)
"""Names of what may hold the article itself, folded."""
_MAX_WRAPPERS = 6
_TEXT_NAMES = ("name", "by", "value", "title", "text", "@value", "literal", "city", "#text")
"""Under which the text of an object stands where text was expected."""
_HTML_NAMES = frozenset({"bodyhtml", "bodyhtml5", "bodyxhtml", "contenthtml", "html"})
_SPANS = (("timestart", "timeend"), ("startdate", "stopdate"), ("startdate", "enddate"), ("starttime", "endtime"))
"""What an event has and an article does not."""
_NINJS = frozenset({"bodyhtml", "bodyhtml5", "bodyxhtml", "bodytext", "versioncreated", "pubstatus"})
"""Names that ninjs gives, folded; two of them tell it, or one beside a `uri` or `guid`."""
_MAX_DEPTH = 8


def read_record(record: Mapping[str, Value], names: Mapping[str, Sequence[str]] = NAMES) -> tuple[Item, bool]:
    """The article that an object holds, itself or in wrappers with one article each; and whether its names are those of ninjs.

    Format and encoding of the item are for the caller to fill in.

    Args:
        record: Names and values as they came.
        names: For each field the folded names it may have.

    Raises:
        Rejection: `not_an_article`: a picture, video, event or the like; several records; nothing that is a text.
    """
    folded: Mapping[str, Value] | None = _fold(record)
    last = folded
    beside: tuple[str, ...] = ()
    short: Mapping[str, Value] | None = None
    for _ in range(_MAX_WRAPPERS):
        if folded is None:
            break
        last = folded
        _refuse_kinds(folded, names)
        if paragraphs := _paragraphs(folded, names) or (beside if _text(folded, names["headline"]) else ()):
            return _item(folded, paragraphs, names)
        short = short or (folded if _text(folded, names["headline"]) and _text(folded, names["summary"]) else None)
        inner = folded.get("nitf")
        beside = beside or (_paragraphs(_fold(inner), names) if isinstance(inner, Mapping) else ())
        folded = _unwrap(folded)
    if short is not None and (lines := _body(short, names["summary"])):
        return _item(short, lines, names, ("body_from_summary",))
    raise Rejection(Reason.NOT_AN_ARTICLE, f"no text under any name known for it; there are {_listed(last or {})}")


def _item(
    folded: Mapping[str, Value], paragraphs: tuple[str, ...], names: Mapping[str, Sequence[str]], flags: tuple[str, ...] = ()
) -> tuple[Item, bool]:
    n_marks = len(_NINJS & folded.keys())
    is_ninjs = n_marks > 1 or (n_marks > 0 and bool(folded.keys() & {"uri", "guid"}))
    return Item("", first_text([_text(folded, names["headline"])]), paragraphs, _fields(folded, names), "", flags), is_ninjs


def _refuse_kinds(folded: Mapping[str, Value], names: Mapping[str, Sequence[str]]) -> None:
    for name in names["kind"]:
        kind = (_say(folded.get(name)) or "").rpartition(":")[2].lower()
        if kind in _NO_ARTICLES:
            raise Rejection(Reason.NOT_AN_ARTICLE, f"a record whose {name} is {kind}")
    if span := next((span for span in _SPANS if all(_say(folded.get(name)) for name in span)), None):
        raise Rejection(Reason.NOT_AN_ARTICLE, f"an event: it has {span[0]} and {span[1]}")


def _paragraphs(folded: Mapping[str, Value], names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The body, below the lead where there is one and the body does not open with it."""
    body = _body(folded, names["body"])
    lead = _body(folded, names["lead"]) if body else ()
    return body if lead[:1] == body[:1] else (*lead, *body)


def _body(folded: Mapping[str, Value], names: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs under the first of the names that gives any."""
    return next((lines for name in names if (lines := _lines(folded.get(name) or "", is_html=name in _HTML_NAMES))), ())


def _lines(value: Value, *, is_html: bool) -> tuple[str, ...]:
    """The paragraphs of a text, of a list of texts, or of what stands as `value` in objects of a feed."""
    if isinstance(value, str):
        return read_fragment(value) if is_html else read_text(value)
    if isinstance(value, Mapping):
        inner = value.get("value") or value.get("#text")
        return _lines(inner, is_html=is_html) if isinstance(inner, str) else ()
    return tuple(line for part in value for line in _lines(part, is_html=is_html))


def _fields(folded: Mapping[str, Value], names: Mapping[str, Sequence[str]]) -> Fields:
    times = [said for name in names["published_at"] if (said := _say(folded.get(name)))]
    when, has_zone = next((found for text in times if (found := read_time(text))[0]), (None, True))
    native_id, url = _text(folded, names["native_id"]), _text(folded, names["url"])
    byline, place = clean_byline(_people(folded, names)), clean_place(_text(folded, names["dateline_place"]))
    return Fields(
        native_id=native_id or url,
        url=url if url and url.startswith(("http://", "https://")) else None,
        language=clean_language(_text(folded, names["language"])),
        byline=byline,
        dateline_place=None if place and byline and place in byline else place,
        providers=clean_providers(said for name in names["providers"] for said in _all_said(folded.get(name))),
        published_at=when,
        has_zone=has_zone,
        version=_text(folded, names["version"]),
        pubstatus=clean_status(_text(folded, names["pubstatus"])),
    )


def _people(folded: Mapping[str, Value], names: Mapping[str, Sequence[str]]) -> str | None:
    return next((", ".join(said) for name in names["byline"] if (said := _all_said(folded.get(name)))), None)


def _text(folded: Mapping[str, Value], names: Sequence[str]) -> str | None:
    return next((said for name in names if (said := _say(folded.get(name)))), None)


def _say(value: Value | None) -> str | None:
    return next(iter(_all_said(value)), None)


def _all_said(value: Value | None, depth: int = 0) -> list[str]:
    """The texts of a value: itself, those of a list, or what an object is called."""
    if value is None or depth > _MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [text] if (text := " ".join(value.split())) else []
    if isinstance(value, Mapping):
        return next((said for name in _TEXT_NAMES if (said := _all_said(value.get(name), depth + 1))), [])
    return [said for part in value for said in _all_said(part, depth + 1)]


def _unwrap(folded: Mapping[str, Value]) -> Mapping[str, Value] | None:
    """The one object that a wrapper holds; None where there is no wrapper.

    Raises:
        Rejection: A wrapper holds several.
    """
    objects = {name: parts for name, value in folded.items() if (parts := _objects(value))}
    named = [objects[name] for name in _WRAPPERS if name in objects] or (list(objects.values()) if len(objects) == 1 else [])
    for parts in named:
        if len(parts) > 1:
            raise Rejection(Reason.NOT_AN_ARTICLE, f"a list of {len(parts)} records; deliver each as a record or a file of its own")
        return _fold(parts[0])
    return None


def _objects(value: Value) -> list[Mapping[str, Value]]:
    if isinstance(value, Mapping):
        return [value]
    return [] if isinstance(value, str) else [part for part in value if isinstance(part, Mapping)]


def _fold(record: Mapping[str, Value]) -> dict[str, Value]:
    """Folded names; of two that fold alike the first that says something counts."""
    folded: dict[str, Value] = {}
    for name, value in record.items():
        if value and not folded.get(key := fold_name(name)):
            folded[key] = value
    return folded


def _listed(folded: Mapping[str, Value]) -> str:
    names = [name[:40] for name in list(folded)[:8]]
    return ", ".join(names) if names else "no names at all"
