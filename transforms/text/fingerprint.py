"""Ids and digests that depend on nothing but their argument."""

from __future__ import annotations

import hashlib


def article_id(key: str) -> str:
    """The id of the article with this source key, the same in every run: 32 hex digits of its SHA-256.

    >>> article_id("/inbox/a.txt")
    '3539dc87d415a1825f9c1e9d9d9aa24d'
    """
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:32]


def content_hash(raw: str) -> str:
    """SHA-256 of the raw text in UTF-8, 64 hex digits: equal where encoding and line ends are the only difference."""
    return hashlib.sha256(raw.encode("utf-8")).hexdigest()
