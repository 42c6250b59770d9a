"""The Arrow schemas of the lake's tables and of what lies in staging: one schema a table, one number for all."""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = 1
"""Raised with every change of a column; a golden file in the tests notices."""

_TIMESTAMP = pa.timestamp("us", tz="UTC")
_REMOVED = pa.struct(
    [("start_char", pa.int32()), ("end_char", pa.int32()), ("kind", pa.string()), ("rule", pa.string()), ("text", pa.string())]
)
_MENTION = [
    ("text", pa.string()),
    ("label", pa.string()),
    ("start_char", pa.int32()),
    ("end_char", pa.int32()),
    ("norm", pa.string()),
    ("entity_id", pa.string()),
    ("score", pa.float64()),
]

ARTICLES = pa.schema(
    [
        ("article_id", pa.string()),
        ("version", pa.int32()),
        ("source_uri", pa.string()),
        ("source_format", pa.string()),
        ("source_sha256", pa.string()),
        ("source_bytes", pa.int64()),
        ("encoding", pa.string()),
        ("agency", pa.string()),
        ("agency_text", pa.string()),
        ("relayed_by", pa.string()),
        ("byline", pa.string()),
        ("dateline_place", pa.string()),
        ("dateline_date", pa.string()),
        ("headline", pa.string()),
        ("text", pa.string()),
        ("lang_score", pa.float64()),
        ("script", pa.string()),
        ("published_at", _TIMESTAMP),
        ("published_from", pa.string()),
        ("ingested_on", pa.date32()),
        ("n_paragraphs", pa.int32()),
        ("n_words", pa.int32()),
        ("n_chars", pa.int32()),
        ("removed", pa.list_(_REMOVED)),
        ("content_hash", pa.string()),
        ("duplicate_of", pa.string()),
        ("near_duplicate_of", pa.string()),
        ("near_duplicate_score", pa.float64()),
        ("flags", pa.list_(pa.string())),
    ]
)

PARAGRAPHS = pa.schema(
    [
        ("article_id", pa.string()),
        ("paragraph_no", pa.int32()),
        ("kind", pa.string()),
        ("text", pa.string()),
        ("start_char", pa.int32()),
        ("end_char", pa.int32()),
        ("paragraph_lang", pa.string()),
        ("paragraph_lang_score", pa.float64()),
        ("paragraph_script", pa.string()),
        ("n_words", pa.int32()),
        ("mentions", pa.list_(pa.struct(_MENTION))),
        ("agency", pa.string()),
        ("published_at", _TIMESTAMP),
    ]
)

MENTIONS = pa.schema(
    [
        ("article_id", pa.string()),
        ("paragraph_no", pa.int32()),
        ("mention_no", pa.int32()),
        *_MENTION,
        ("engine", pa.string()),
        ("agency", pa.string()),
        ("published_at", _TIMESTAMP),
    ]
)

REJECTS = pa.schema(
    [
        ("source_uri", pa.string()),
        ("source_sha256", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("step", pa.string()),
        ("run_id", pa.string()),
        ("rejected_at", _TIMESTAMP),
    ]
)

RUNS = pa.schema(
    [
        ("run_id", pa.string()),
        ("started_at", _TIMESTAMP),
        ("finished_at", _TIMESTAMP),
        ("state", pa.string()),
        ("listed", pa.int64()),
        ("ingested", pa.int64()),
        ("unchanged", pa.int64()),
        ("duplicate", pa.int64()),
        ("updated", pa.int64()),
        ("rejected", pa.int64()),
        ("snapshot", pa.int64()),
        ("config_digest", pa.string()),
        ("versions", pa.string()),
        ("counts", pa.string()),
        ("seconds", pa.float64()),
    ]
)

TABLES = {"articles": ARTICLES, "paragraphs": PARAGRAPHS, "mentions": MENTIONS, "rejects": REJECTS, "runs": RUNS}
"""Every table of the lake by name."""

PARTITIONED = ("articles", "paragraphs", "mentions")
"""Tables that lie in `lang=<code>/month=<yyyy-mm>` folders, always the article's."""

_SEEN = [
    ("key", pa.string()),
    ("article_id", pa.string()),
    ("source_uri", pa.string()),
    ("size_bytes", pa.int64()),
    ("mtime_ns", pa.int64()),
    ("ctime_ns", pa.int64()),
    ("member", pa.string()),
    ("n_members", pa.int64()),
]

_STAGED_MENTION = pa.struct([*_MENTION, ("engine", pa.string())])
_NOT_STAGED = {"article_id", "version", "source_uri", "duplicate_of", "near_duplicate_of", "near_duplicate_score"}

STAGED_ARTICLES = pa.schema(
    [
        *_SEEN,
        ("lang", pa.string()),
        ("month", pa.string()),
        *[column for column in ARTICLES if column.name not in _NOT_STAGED],
        ("n_mentions", pa.int32()),
        (
            "paragraphs",
            pa.list_(
                pa.struct(
                    [
                        (column.name, pa.list_(_STAGED_MENTION) if column.name == "mentions" else column.type)
                        for column in PARAGRAPHS
                        if column.name not in {"article_id", "agency", "published_at"}
                    ]
                )
            ),
        ),
    ]
)
"""Whole articles of one chunk, as `StageParquet` writes them and the publisher reads them."""

STAGED_REJECTS = pa.schema(
    [*_SEEN, ("source_sha256", pa.string()), ("reason", pa.string()), ("detail", pa.string()), ("step", pa.string())]
)
"""The rejects of one chunk."""

SOURCES = pa.schema(
    [
        *_SEEN,
        ("sha256", pa.string()),
        ("content_hash", pa.string()),
        ("lang", pa.string()),
        ("month", pa.string()),
        ("version", pa.int32()),
        ("ingested_on", pa.date32()),
        ("duplicate_of", pa.string()),
        ("made_by", pa.string()),
        ("reject_sha256", pa.string()),
        ("reject_reason", pa.string()),
        ("reject_detail", pa.string()),
        ("reject_step", pa.string()),
        ("reject_run_id", pa.string()),
        ("rejected_at", _TIMESTAMP),
    ]
)
"""The publisher's own memory, one row a source key: what was seen of it, and which article or reject it is now.

`content_hash` is NULL where the source never became an article; `reject_reason` is NULL unless its last reading was refused.
`member` is the part of `key` behind its container's and `#`, empty outside of containers; `n_members` says as how many sources the
container was listed, 0 outside of containers. `ctime_ns` is 0 where the file was so young when it was listed that a later change could
carry the same time.
`made_by` is the configuration digest of the run that made the row.
"""
