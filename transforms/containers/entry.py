"""What a container is listed as: its articles one after another, each with where it lies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.records import Reason

MAX_NAME_BYTES = 255
"""What a name of a file may have on every usual file system; an id or a URL is shown shorter where it is longer."""

MAX_PATH_BYTES = 4096
"""What a path may have: the longest name of a file in an archive."""

_SHOWN_CHARS = 120
_ID_FIELDS = ("id", "_id", "guid", "uri", "url", "link")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\\]")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a container may hold; the first two bind its articles, too.

    Attributes:
        max_article_bytes: A larger article is rejected.
        max_container_bytes: What is beyond this many bytes of a decompressed container is lost, and a reject says so.
        max_container_articles: A container of more is one reject.
    """

    max_article_bytes: int = 16 * 2**20
    max_container_bytes: int = 4 * 2**30
    max_container_articles: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a container, or what stands in its place.

    Attributes:
        name: Its id, URL, name or number, printable.
        place: Where it begins, by kind of container a byte or a number.
        data: The bytes that become the article; empty with `problem`.
        problem: Why it cannot become one.
        detail: The sentence that goes with `problem`.
        length: How many bytes of the container it takes, where these are not `data` themselves.
    """

    name: str
    place: int
    data: bytes = b""
    problem: Reason | None = None
    detail: str = ""
    length: int | None = None

    @property
    def sha256(self) -> str:
        """Of the bytes that become the article; empty with `problem`."""
        return "" if self.problem else hashlib.sha256(self.data).hexdigest()


def refused_name(name: str) -> str | None:
    """What is wrong with the name of a file in an archive; None where it is a plain way down to a file.

    Args:
        name: Bytes that are no UTF-8 as surrogate escapes.
    """
    if not name:
        return "no name"
    if name.startswith("/") or re.match(r"[A-Za-z]:[\\/]|\\", name):
        return "an absolute name"
    if ".." in re.split(r"[/\\]", name):
        return "a name that leads out of the archive"
    if re.search("[\ud800-\udfff]", name):
        return "a name with bytes that are no text"
    if any(len(part.encode("utf-8")) > MAX_NAME_BYTES for part in name.split("/")):
        return f"a name of more than {MAX_NAME_BYTES} bytes"
    if len(name.encode("utf-8")) > MAX_PATH_BYTES:
        return f"a name of more than {MAX_PATH_BYTES} bytes with its folders"
    return "a name with line ends or control characters" if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", name) else None


def shown_name(name: str, longest: int = MAX_NAME_BYTES) -> str:
    r"""A name, id or URL as text that can be stored and printed: escapes for what cannot, and a digest for the rest of a long one.

    >>> shown_name("a\nb"), len(shown_name("x" * 300))
    ('a\\u000ab', 137)
    """
    shown = _UNPRINTABLE.sub(lambda m: "\\\\" if m[0] == "\\" else f"\\u{ord(m[0]):04x}", name)
    if len(shown.encode("utf-8")) <= longest:
        return shown
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{shown[:_SHOWN_CHARS]}~{digest}"


def native_id(record: Mapping[str, object]) -> str | None:
    """What the record itself says it is: the first of its id and URL fields that holds a text or a number.

    >>> native_id({"title": "…", "url": "https://example.org/1"}), native_id({"id": 7}), native_id({"id": True})
    ('https://example.org/1', '7', None)
    """
    for name in _ID_FIELDS:
        value = record.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and (text := str(value).strip()):
            return text
    return None
