"""Articles sent by mail: RFC 5322 with MIME."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from transforms.formats.characters import read_characters
from transforms.formats.item import Item, completed, first_text
from transforms.formats.marked_text import read_fragment
from transforms.formats.plain_lines import join_wrapped
from transforms.formats.when import read_time
from transforms.records import Fields, Reason, Rejection

_MAX_PARTS = 200


def parse_mail(data: bytes) -> Item:
    """The article of a mail: its first part of plain text, else of HTML; the subject is the headline. Attachments are not read.

    Where the text is one JSON object, as forms send it, that is the article.

    Raises:
        Rejection: `not_an_article` without such a part; `malformed` where parts are nested without end; or that it cannot be decoded.
    """
    try:
        message = message_from_bytes(data.lstrip())
        parts = [part for part, _ in zip(message.walk(), range(_MAX_PARTS), strict=False) if not part.is_multipart()]
    except RecursionError:
        raise Rejection(Reason.MALFORMED, "an e-mail whose parts are nested too deeply") from None
    when, has_zone = read_time(str(message.get("Date", "")))
    fields = Fields(native_id=first_text([str(message.get("Message-ID", ""))]), published_at=when, has_zone=has_zone)
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not part.get_filename() and (text := _text(part)).strip():
                return _item(text, kind, _subject(message), fields)
    raise Rejection(Reason.NOT_AN_ARTICLE, "an e-mail without a part of text")


def _item(text: str, kind: str, subject: str | None, fields: Fields) -> Item:
    if text.lstrip().startswith('{"'):
        from transforms.formats.json_object import parse_json

        inner = parse_json(text.encode("utf-8", "replace"))
        return replace(inner, format="mail", headline=inner.headline or subject, fields=completed(inner.fields, fields))
    lines = join_wrapped(text) if kind == "text/plain" else read_fragment(text)
    if not lines:
        raise Rejection(Reason.NOT_AN_ARTICLE, "an e-mail whose part of text is empty")
    return Item("mail", subject, lines, fields, "utf-8")


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    return read_characters(payload, str(part.get_param("charset") or "utf-8"))[0].replace("\r\n", "\n")


def _subject(message: Message) -> str | None:
    try:
        return first_text([str(make_header(decode_header(message.get("Subject", ""))))])
    except (MessageError, LookupError, ValueError):
        return None
