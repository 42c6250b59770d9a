"""JSON objects: ninjs of the IPTC, and everything else that names what it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from transforms.formats.characters import read_characters
from transforms.formats.item import Item
from transforms.formats.names import NAMES
from transforms.formats.record import Value, read_record
from transforms.records import Reason, Rejection

_MAX_DEPTH = 50
"""The article in the deepest wrapping seen, AP's, lies at level 3."""


def parse_json(data: bytes, names: Mapping[str, Sequence[str]] = NAMES) -> Item:
    """The article of one JSON object, called `ninjs` or `json`.

    Raises:
        Rejection: `malformed` where it is no JSON or nested too deeply; `not_an_article`; or that it cannot be decoded.
    """
    text, encoding, damaged = read_characters(data, "utf-8")
    try:
        loaded = json.loads(text.lstrip("\ufeff"), parse_int=str, parse_float=str, parse_constant=str, strict=False)
    except RecursionError:
        raise Rejection(Reason.MALFORMED, "JSON nested too deeply to be an article") from None
    except ValueError as error:
        raise Rejection(Reason.MALFORMED, f"not JSON: {error}"[:240]) from None
    if isinstance(loaded, list) and len(loaded) == 1:
        loaded = loaded[0]
    if not isinstance(loaded, dict):
        what = f"a list of {len(loaded)} records" if isinstance(loaded, list) else "a single value"
        raise Rejection(Reason.NOT_AN_ARTICLE, f"JSON that holds {what}; deliver each article as an object of its own")
    item, is_ninjs = read_record(_values(loaded), names)
    return replace(
        item, format="ninjs" if is_ninjs else "json", encoding=encoding, flags=(*item.flags, *(("encoding_damaged",) if damaged else ()))
    )


def _values(loaded: Mapping[str, Any], depth: int = 0) -> dict[str, Value]:
    return {name: value for name, raw in loaded.items() if (value := _value(raw, depth + 1)) is not None}


def _value(raw: Any, depth: int) -> Value | None:
    """Text, lists and objects; true, false, null and what lies too deep say nothing of an article."""
    if isinstance(raw, str):
        return raw
    if depth > _MAX_DEPTH:
        return None
    if isinstance(raw, dict):
        return _values(raw, depth)
    if isinstance(raw, list):
        return [value for part in raw if (value := _value(part, depth + 1)) is not None]
    return None
