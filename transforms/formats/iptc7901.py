"""IPTC 7901, the teleprinter format: a header line, a slug, headline and byline, wrapped text, and the time at the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from transforms.formats.credit_fields import clean_byline
from transforms.formats.item import Item, first_text
from transforms.formats.plain_lines import CONTROL, join_wrapped
from transforms.records import Fields, Reason, Rejection
from transforms.text.decode import decode_characters, normalize_newlines

HEADER = re.compile(
    r"[\x00\x16\s]*(\x01)?([A-Za-z]{2,4})(\d{3,5})[ \t]+\d[ \t]+[A-Za-z]{1,4}[ \t]+\d{1,5}[ \t]+"
    r"([^\n\r]{0,60}?)(?:[ \t]+\d{3,4})?[ \t]*[\r\n]"
)
"""Matches `eca100 3 s 586 ccccb   dpa 099`, with SOH before it or not; a near miss is `act100 of 1986`."""
_FOOTER = re.compile(r"(?:^|\n)\x03?[ \t]*(\d\d)(\d\d)(\d\d)[ \t]*(?:GMT|UTC)?[ \t]+([^\W\d_]{3})[a-z]*\.?[ \t]+(\d\d)[ \t\r]*(?=\n|$)")
"""Matches `071341 GMT Okt 15`: day, hour and minute, month, year; a near miss is `7 Okt 2015`."""
_NOTE = re.compile(
    r"\(?(?:\d{0,2}(?:1st|2nd|3rd|\dth)\s+)?(?:lead|net|update|urgent|advisory|roundup|eilmeldung|achtung|correction|repeat)\b.{0,40}", re.I
)
"""Matches `1ST LEAD` and `(Achtung)`; a near miss is `Lead poisoning in the water supply of five towns is found`, which is longer."""
_BYLINE = re.compile(r"(?:by|von|par|por) [^\n]{2,80}? ?=", re.I)
"""Matches `By Helen Maguire, dpa  =`; a near miss is a headline that ends in ` =`."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
"""Matches two line ends with nothing to see between them; a near miss is one."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan ene",
            "feb",
            "mar mär mrz",
            "apr abr avr",
            "may mai",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct okt",
            "nov",
            "dec dez dic déc",
        ],
        1,
    )
    for name in names.split()
}
_HEADLINE_MAX_CHARS, _HEADLINE_MAX_LINES = 300, 6


def is_iptc7901(head: str) -> bool:
    """Whether the text opens with the header of the format; without SOH before it, the blank line and the slug must follow, too."""
    found = HEADER.match(head)
    return bool(found and (found[1] or re.match(r"\s*\S[^\n]{0,80}/[^\n]{0,80}\n", head[found.end() :])))


def parse_iptc7901(data: bytes) -> Item:
    """The article of an IPTC 7901 message. Wrapped lines are joined; control bytes, which steer printers, are left out.

    Raises:
        Rejection: `not_an_article` without a text; or that it cannot be decoded.
    """
    text, encoding, damaged = decode_characters(data)
    text = normalize_newlines(text)
    header = HEADER.match(text)
    if header is None:
        raise Rejection(Reason.MALFORMED, "an IPTC 7901 message whose header cannot be read")
    body, published_at = _split_footer(text[header.end() :])
    marked = "\x02" in body
    rest = body.partition("\x02")[2] if marked else _without_slug(body)
    opening, story = _split_opening(rest, marked=marked)
    headline, byline, lines = _read_opening(opening)
    paragraphs = (*lines, *join_wrapped(story))
    if not paragraphs:
        raise Rejection(Reason.NOT_AN_ARTICLE, "an IPTC 7901 message without a text")
    fields = Fields(
        native_id=f"{header[2]}{header[3]}",
        byline=clean_byline(byline),
        providers=_providers(header[4]),
        published_at=published_at,
    )
    return Item("iptc7901", headline, paragraphs, fields, encoding, ("encoding_damaged",) if damaged else ())


def _split_footer(body: str) -> tuple[str, datetime | None]:
    """The text before ETX or before the time at the end, and that time."""
    times = list(_FOOTER.finditer(body))
    last = times[-1] if times else None
    cut = body.find("\x03")
    cut = cut if cut >= 0 else last.start() if last else len(body)
    if last is None:
        return body[:cut], None
    day, hour, minute, month, year = last.groups()
    try:
        return body[:cut], datetime(2000 + int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), tzinfo=UTC)
    except (ValueError, KeyError):
        return body[:cut], None


def _without_slug(body: str) -> str:
    """The text without the line of keywords between slashes that it may open with."""
    first, _, rest = body.lstrip("\n").partition("\n")
    return rest if first.strip().endswith("/") or first.startswith("/") else body


def _split_opening(rest: str, *, marked: bool) -> tuple[str, str]:
    """The block of headline and byline, and the text; without STX before it, it must end in the sign `=`."""
    opening, *story = _BLANK_LINE.split(rest.lstrip("\n"), maxsplit=1)
    return (opening, "".join(story)) if marked or opening.rstrip().endswith("=") else ("", rest)


def _read_opening(opening: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Headline, byline, and what is neither because it is too long to be an opening."""
    lines = [line for raw in opening.split("\n") if (line := " ".join(CONTROL.sub(" ", raw).split()))]
    byline = next((line for line in lines if _BYLINE.fullmatch(line)), None)
    rest = [line for line in lines if line is not byline]
    while len(rest) > 1 and _NOTE.fullmatch(rest[0]):
        del rest[0]
    headline = first_text([" ".join(rest).rstrip(" =")])
    if headline and (len(headline) > _HEADLINE_MAX_CHARS or len(rest) > _HEADLINE_MAX_LINES):
        return None, _bare(byline), join_wrapped("\n".join(rest))
    return headline, _bare(byline), ()


def _bare(byline: str | None) -> str | None:
    return byline.rstrip(" =") if byline else None


def _providers(written: str) -> tuple[str, ...]:
    """The words of the header's last column, the likeliest first: `ccccb   dpa-tns` names dpa."""
    words = [part for word in reversed(written.split()) for part in (word, word.partition("-")[0])]
    return tuple(dict.fromkeys(word for word in words if word))
