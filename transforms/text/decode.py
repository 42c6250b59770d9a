"""Turn the bytes of a file into raw text, or say why that cannot be done."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from transforms.records import Reason, Rejection
from transforms.text.legacy import can_decode, decode_legacy
from transforms.text.scripts import count_letters, script_of


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Attributes:
        text: Raw text after newline normalisation.
        encoding: Python's name of the codec: `data.decode(encoding)` is the text before normalisation, where nothing is damaged.
        flags: Sorted; of `c1_controls`, `control_characters`, `encoding_damaged`, `has_bidi_control`.
    """

    text: str
    encoding: str
    flags: tuple[str, ...]


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first bytes of formats that hold no plain text. Longer than the shortest unique prefix, since an article may open with "PK" or "BZh".
_MAGIC = (
    ("compressed", re.compile(rb"\x1f\x8b\x08|BZh[1-9](?:1AY&SY|\x17rE8P\x90)|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|7z\xbc\xaf\x27\x1c")),
    ("a zip file (docx, xlsx, epub)", re.compile(rb"PK(?:\x03\x04|\x05\x06)")),
    ("a PDF, RTF or OLE document", re.compile(rb"%PDF-\d|\{\\rtf1|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("an image", re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff[\xc0-\xfe]|GIF8[79]a[\s\S]*[\x00-\x08]")),
    ("a Parquet file or a database", re.compile(rb"PAR1[\x00-\x1f]|SQLite format 3\x00")),
)

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_C1 = re.compile("[\x80-\x9f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffd")
"""Fillers, the empty braille cell, and what stands for a lost character: letters and symbols by category, and nothing to see."""
# Private use, surrogates, non-characters: wrongly guessed UTF-16 is full of them, no article holds more than a stray logo.
_NOT_TEXT = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
_BINARY_BYTES = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1a")
_ASCII = bytes(range(128))
_EAST_ASIAN = ("Hani", "Hang", "Jpan", "Hira", "Kana")
_WIDE_SAMPLE_CHARS = 65_536
_MAX_CONTROL_SHARE = 0.08
"""Of bytes: random bytes hold 10 %, ANPA wire tables, which put control bytes between their columns, up to 7 % (superdesk ap_anpa-6)."""


def decode(data: bytes) -> Decoded:
    r"""The raw text of a file.

    Tried in this order: a byte order mark; UTF-8; UTF-16 without a mark, by its zero bytes; UTF-8 with few bad bytes; single-byte
    encodings, where the frequency of letters decides. Time and memory are linear in the size.

    >>> decode("Bağcılar\r\n".encode("cp1254"))
    Decoded(text='Bağcılar\n', encoding='cp1254', flags=())

    Raises:
        Rejection: `empty` without a visible character, `binary`, or `undecodable`.
    """
    text, encoding, damaged = decode_characters(data)
    text, flags = tidy(text)
    return Decoded(text, encoding, tuple(sorted([*flags, *(["encoding_damaged"] if damaged else [])])))


def decode_characters(data: bytes) -> tuple[str, str, bool]:
    """The characters as they were sent, controls and line ends included; their codec; and whether bytes were lost.

    Raises:
        Rejection: As `decode`.
    """
    if not data.strip():
        raise Rejection(Reason.EMPTY, "the file holds no visible text")
    return _decode(data)


def tidy(text: str) -> tuple[str, tuple[str, ...]]:
    """Raw text: newlines normalised, control characters and lone surrogates replaced; and the flags that tell of it, sorted.

    Raises:
        Rejection: `empty` without a visible character.
    """
    if not any(map(_is_visible, text)):
        raise Rejection(Reason.EMPTY, "the file holds no visible text")
    flags = []
    text = normalize_newlines(text)
    if _C1.search(text):
        flags.append("c1_controls")
    if _BIDI.search(text):
        flags.append("has_bidi_control")
    text, n_controls = _CONTROL.subn("\ufffd", text)
    if n_controls:
        flags.append("control_characters")
    return text, tuple(sorted(flags))


def _is_visible(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZ" and char not in _BLANKS


def normalize_newlines(text: str) -> str:
    r"""CRLF, CR, U+0085 and U+2028 as LF.

    >>> normalize_newlines("a\r\nb\rc")
    'a\nb\nc'
    """
    for newline in ("\r\n", "\r", "\x85", "\u2028"):
        text = text.replace(newline, "\n")
    return text


def _decode(data: bytes) -> tuple[str, str, bool]:
    """Text, codec, and whether bytes were lost."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    _refuse_magic(data)
    if b"\0" in data and (found := _decode_bare_utf16(data)):
        return found
    return _decode_utf8(data, "utf-8") or (*decode_legacy(data), False)


def _refuse_magic(data: bytes) -> None:
    for name, magic in _MAGIC:
        if magic.match(data, 0, 4096):
            raise Rejection(Reason.BINARY, f"the file is {name}; extract its text first")


def _refuse_controls(data: bytes) -> None:
    n_controls = len(data) - len(data.translate(None, _BINARY_BYTES))
    if n_controls > 2 + _MAX_CONTROL_SHARE * len(data):
        raise Rejection(Reason.BINARY, f"{n_controls} of {len(data)} bytes are control characters; the file is not text")


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str, bool]:
    found = _decode_utf8(data, encoding) if encoding == "utf-8-sig" else _decode_wide(data, encoding, unit=int(encoding[-2:]) // 8)
    if found is None:
        raise Rejection(Reason.UNDECODABLE, f"the file opens with the mark of {encoding} but what follows is something else")
    return found


def _decode_wide(data: bytes, encoding: str, *, unit: int) -> tuple[str, str, bool] | None:
    """UTF-16 or UTF-32, with its last character cut off at worst; None where the characters are not those of a text."""
    surplus = len(data) % unit
    try:
        text = data[: len(data) - surplus].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    sample = text[:_WIDE_SAMPLE_CHARS]
    if len(_NOT_TEXT.findall(sample)) + len(_CONTROL.findall(sample)) > 2 + _MAX_CONTROL_SHARE * len(sample):
        return None
    return text + "\ufffd" * (surplus > 0), encoding, surplus > 0


def _decode_bare_utf16(data: bytes) -> tuple[str, str, bool] | None:
    """UTF-16 without a mark: the spaces and line ends of any language leave zeros in every second byte only."""
    low, high = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if high > low else "utf-16-be"
    if min(low, high) > 0.05 * max(low, high):
        return None
    found = _decode_wide(data, encoding, unit=2)
    if found is None:
        return None
    letters = count_letters(found[0])
    # ASCII with a stray zero reads as a jumble of Chinese, Korean and rarer scripts; a real text is in one or two.
    if not letters or max(letters.values()) < 0.8 * sum(letters.values()):
        return None
    return None if script_of(found[0]) in _EAST_ASIAN and can_decode(data, "utf-8") else found


def _decode_utf8(data: bytes, encoding: str) -> tuple[str, str, bool] | None:
    """UTF-8 in which no byte or few are wrong, or None where it never was UTF-8.

    Single-byte text holds hardly any valid sequences by chance, so twenty good ones for each bad one are UTF-8. More than one
    bad place, and one more per thousand bytes, is too much to store as an article. Encoded surrogates are damage of another
    kind: paired ones are joined, lone ones stay for `decode` to replace.
    """
    _refuse_controls(data)
    if can_decode(data, encoding):
        return data.decode(encoding), encoding, False
    try:
        paired = data.decode(encoding, "surrogatepass").encode("utf-16-le", "surrogatepass")
        return paired.decode("utf-16-le", "surrogatepass"), encoding, False
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    n_bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    n_good = len(text) - n_bad - (len(data) - len(data.translate(None, _ASCII)))
    if n_good < 4 * n_bad:
        return None
    n_places = len(re.findall("\ufffd+", text)) - data.count(b"\xef\xbf\xbd")
    if n_good < 20 * n_places or n_places > 1 + len(data) // 1000:
        raise Rejection(Reason.UNDECODABLE, f"UTF-8 with {n_places} bad places beside {n_good} good characters; fetch the file again")
    return text, encoding, True
