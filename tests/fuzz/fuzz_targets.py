"""What fuzzing feeds: decoding, every format, every kind of container, and the text steps; and starters that are nearly right for each."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import lz4.frame

from transforms.containers.compression import decompress
from transforms.containers.entry import Limits
from transforms.containers.kinds import FEED, JSON_LINES, TABLE, TAR, WARC, ZIP, find_kind
from transforms.containers.members import list_members
from transforms.formats.parse import _PARSERS, lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Rejection
from transforms.text.agency.credits import find_credits
from transforms.text.article import find_blocks
from transforms.text.decode import decode
from transforms.text.entities.extract import extract_mentions
from transforms.text.language import detect_article
from transforms.text.paragraphs import split_paragraphs

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 1 << 14
LIMITS = Limits(1 << 20, 1 << 22, 1000)
MAX_PARAGRAPHS = 5000
_NAMES_EVERY = 16
_TODAY = date(2026, 1, 1)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]")


def read_text(data: bytes) -> None:
    """Decoding, blocks, language, credits, paragraphs and names, with what must hold of their offsets."""
    raw = decode(data).text
    blocks = find_blocks(raw, max_paragraphs=MAX_PARAGRAPHS)
    language, _ = detect_article([raw[block.span.start_char : block.span.end_char] for block in blocks])
    credits_ = find_credits(raw, blocks, path="2024/08/21/a.txt", logical_date=_TODAY)
    assert all(raw[one.start_char : one.end_char] == one.text for one in credits_.removed)
    paragraphs = split_paragraphs(raw, blocks, credits_.removed)
    texts = tuple(paragraph.text for paragraph in paragraphs)
    if data[-1] % _NAMES_EVERY:
        return  # they cost more than all the rest
    for text, found in zip(texts, extract_mentions([(language.lang, texts)])[0], strict=True):
        assert all(text[one.start_char : one.end_char] == one.text for one in found)


def read_file(data: bytes) -> None:
    """What happens to the bytes of one article, whatever format they claim."""
    plain = decompress(data, LIMITS.max_article_bytes)
    format_name = recognise(plain, "a.xml")
    if format_name:
        lay_out(parse(plain, format_name), max_paragraphs=MAX_PARAGRAPHS)
    else:
        decode(plain)


def _as_format(format_name: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        lay_out(parse(data, format_name), max_paragraphs=MAX_PARAGRAPHS)

    return read


def _as_container(kind: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        file = io.BytesIO(data)
        find_kind(file, "a.csv")
        file.seek(0)
        for entry in list_members(file, kind, LIMITS):
            assert not _UNPRINTABLE.search(entry.name)
            assert (entry.problem is None) or not entry.data

    return read


TARGETS: dict[str, Callable[[bytes], None]] = {
    "text": read_text,
    "file": read_file,
    **{f"format {name}": _as_format(name) for name in sorted(_PARSERS)},
    **{f"container {kind}": _as_container(kind) for kind in (FEED, JSON_LINES, TABLE, TAR, WARC, ZIP)},
}
NAMES = tuple(TARGETS)


def feed(data: bytes) -> None:
    """The first byte chooses the target, the rest is its input; a rejection is an answer, any other error a finding."""
    if data:
        with suppress(Rejection):
            TARGETS[NAMES[data[0] % len(NAMES)]](data[1 : MOST_BYTES + 1])


def starters() -> Iterator[tuple[str, bytes]]:
    """Target and input, all of them well-formed or nearly so: the seeds as files, and containers of small articles."""
    for path in sorted((ROOT / "seeds").rglob("*")):
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            data = path.read_bytes()
            yield "file", data
            if format_name := recognise(data, path.name):
                yield f"format {format_name}", data
            else:
                yield "text", data
    articles = [{"id": f"a-{number}", "title": f"Başlık {number}", "body": f"ANKARA (AA) - متن {number}."} for number in range(3)]
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in articles).encode()
    table = io.StringIO()
    writer = csv.DictWriter(table, ["id", "title", "body"])
    writer.writeheader()
    writer.writerows(articles)
    items = "".join(
        f"<item><guid>{a['id']}</guid><title>{a['title']}</title><description>{a['body']}</description></item>" for a in articles
    )
    yield f"container {JSON_LINES}", lines
    yield f"container {TABLE}", table.getvalue().encode()
    yield f"container {FEED}", f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()
    yield (
        f"container {FEED}",
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>t</title><content>c</content></entry></feed>',
    )
    mail = "Received: by a.example\r\nMIME-Version: 1.0\r\nMessage-ID: <1@a.example>\r\nSubject: Haber\r\nContent-Type: text/plain\r\n\r\n"
    yield "format mail", mail.encode() + b"ANKARA (AA) - Bir. \r\nIki.\r\n"
    yield "format xml", f"<story><headline>t</headline><body>{items}</body></story>".encode()
    yield f"container {WARC}", _warc(lines)
    yield f"container {ZIP}", _zip(lines)
    yield f"container {TAR}", _tar(lines)
    for compress in (gzip.compress, bz2.compress, lzma.compress, lz4.frame.compress):
        yield "file", compress(lines)
        yield f"container {JSON_LINES}", compress(lines)


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/one.txt", data)
        archive.writestr("b.txt", data[:40])
    return out.getvalue()


def _tar(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in ("a/one.txt", "x" * 120):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _warc(data: bytes) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + data
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nWARC-Date: 2024-08-21T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head.encode() + body + b"\r\n\r\n") * 2
