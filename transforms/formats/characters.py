"""Decode what names its own encoding, rightly or not."""

from __future__ import annotations

import codecs
import re

from transforms.records import Rejection
from transforms.text.decode import decode_characters
from transforms.text.scripts import script_of

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WESTERN = frozenset({"iso8859-1", "cp1252", "ascii"})
"""Declared by default more often than meant."""
_SAMPLE_CHARS = 65_536
_TAG = re.compile(rb"<[^<>]{0,2000}>")
"""Matches `<p class="lead">`; a near miss is `a < b`."""


def read_characters(data: bytes, declared: str | None) -> tuple[str, str, bool]:
    """The characters, their codec, and whether bytes were lost.

    A byte order mark comes first, then UTF-8 where every byte of it is right, then what is declared. A declared encoding that does not
    fit is not believed, and neither is a western one over bytes whose letters tell of another script; then `decode_characters` decides.

    Raises:
        Rejection: `empty`, `binary` or `undecodable`, as `decode_characters`.
    """
    if declared is None or b"\0" in data or data.startswith(_BOMS):
        return decode_characters(data)
    for encoding in ("utf-8", *_codecs(declared)):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return _doubted(data, text) if encoding in ("cp1252", "latin-1") else (text, encoding, False)
    return decode_characters(data)


def _codecs(declared: str) -> tuple[str, ...]:
    """The codecs to try; what calls itself ISO 8859-1 is windows-1252 on every page of the web that uses the difference."""
    try:
        info = codecs.lookup(declared)
    except (LookupError, ValueError):
        return ()
    if not getattr(info, "_is_text_encoding", True) or info.name.startswith(
        ("utf-16", "utf-32", "utf-7", "unicode", "raw", "idna", "punycode")
    ):
        return ()
    return ("cp1252", "latin-1") if info.name in _WESTERN else (info.name,)


def _doubted(data: bytes, western: str) -> tuple[str, str, bool]:
    """The western reading, unless the letters outside the tags are plainly those of another script."""
    try:
        guessed, encoding, damaged = decode_characters(_TAG.sub(b" ", data))
        if script_of(guessed[:_SAMPLE_CHARS]) not in ("Latn", "Zyyy"):
            return data.decode(encoding), encoding, damaged
    except (Rejection, UnicodeError):
        pass
    return western, "cp1252", False
