"""The records that flow through the graph: frozen, made of tuples, and free of Beam and Arrow.

Offsets count Unicode code points and are half-open. Unless a field says otherwise they point into the article's raw text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why an input cannot become an article; the value is the code in the `rejects` table."""

    BINARY = "binary"
    CHANGED_WHILE_READ = "changed_while_read"
    DAMAGED_CONTAINER = "damaged_container"
    DAMAGED_RECORD = "damaged_record"
    DECOMPRESSION_BOMB = "decompression_bomb"
    DUPLICATE_MEMBER = "duplicate_member"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    EXCLUDED_NAME = "excluded_name"
    MALFORMED = "malformed"
    NESTED_CONTAINER = "nested_container"
    NOT_AN_ARTICLE = "not_an_article"
    NOT_A_REGULAR_FILE = "not_a_regular_file"
    SYMLINK = "symlink"
    TOO_LARGE = "too_large"
    TOO_MANY_MEMBERS = "too_many_members"
    TOO_MANY_PARAGRAPHS = "too_many_paragraphs"
    TOO_SLOW = "too_slow"
    UNDECODABLE = "undecodable"
    UNSAFE_NAME = "unsafe_name"
    UNREADABLE = "unreadable"
    VANISHED = "vanished"
    WORKER_CRASHED = "worker_crashed"


class Rejection(Exception):  # noqa: N818 # not an error: the expected end of bad input
    """Raised where an input turns out not to be an article. Expected, and recorded in `rejects`.

    Args:
        reason: The code that users query.
        detail: One sentence for a person: what was seen, and what to do where something can be done.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Source:
    r"""Where one article is read.

    Attributes:
        key: The identity of the article over all runs: `<source name>/<path below the input root>`, and in a container `#` and `member`.
        uri: The readable absolute path, and in a container `#` and `member`; bytes that are not UTF-8 are shown as `\xNN`.
        path: What to open; undecodable bytes as surrogate escapes, so never stored or printed.
        size_bytes: Size when it was listed; in a container that of the bytes that become the article.
        mtime_ns: Time of last change of the file when it was listed.
        ctime_ns: Time of last change of the file's inode when it was listed; users cannot set it.
        problem: Why it cannot be read at all, if that was seen while listing.
        detail: The sentence that goes with `problem`.
        member: Which article of its container: an id, a URL, a name or a number, as text that can be stored; empty for a file of one.
        container: Kind of the container; empty for a file of one article.
        place: Where in the container it begins: a byte or a number, by its kind.
        n_members: How many sources the container was listed as, with this one; 0 for a file of one article.
        sha256: Of the bytes that become the article, where listing the container has seen them; else empty.
    """

    key: str
    uri: str
    path: str
    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    problem: Reason | None = None
    detail: str = ""
    member: str = ""
    container: str = ""
    place: int = 0
    n_members: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines that belong together before anything is removed: the headline or one paragraph.

    Attributes:
        span: Without the white space around it; line breaks inside are kept.
        kind: `headline` or `body`.
    """

    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A stretch of raw text that is in no paragraph, with the rule that took it.

    Attributes:
        kind: `credit`, `dateline`, `byline`, `notice`, `end_mark` or `furniture`.
        rule: The name of the rule, as `inspect` shows it.
        text: Exactly `raw[start_char:end_char]`.
    """

    start_char: int
    end_char: int
    kind: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Language:
    """What language a text is in.

    Attributes:
        lang: CLDR code (`ar`, `ckb`, `ku`, ...) or `und`.
        score: 0 to 1; 0 where `lang` is `und` for want of letters.
        script: ISO 15924 code of the script that most letters are in, `Zyyy` without letters.
    """

    lang: str
    score: float
    script: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What a structured format says of its article beside headline and text; None, or nothing, where it does not say.

    Attributes:
        native_id: The sender's own name for the article, stable over versions where the format has such a thing.
        url: Where it is published.
        language: The language tag as written: `ar`, `en-US`, `EN`.
        byline: The reporter, without `By`.
        dateline_place: The place as written, without date and agency.
        providers: Who sends or wrote it, as written, the likeliest writer first; may be names, abbreviations or domains.
        published_at: In UTC; of this version where the format tells versions apart.
        has_zone: False where the time of `published_at` was written without a zone and taken for UTC.
        version: As written.
        pubstatus: `usable`, `withheld` or `canceled`.
    """

    native_id: str | None = None
    url: str | None = None
    language: str | None = None
    byline: str | None = None
    dateline_place: str | None = None
    providers: tuple[str, ...] = ()
    published_at: datetime | None = None
    has_zone: bool = True
    version: str | None = None
    pubstatus: str | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What the agency step found.

    Attributes:
        agency: `short_name` in the registry of who wrote the article.
        agency_text: The agency as it stood, exact slice of the raw text.
        relayed_by: Outlets and further agencies by short name, joined by `;`.
        byline: The reporter as written.
        dateline_place: The place as written.
        dateline_date: The date as written.
        published_at: In UTC; None when nothing dates the article without doubt.
        published_from: `field`, `dateline` or `path`; None with `published_at`.
        removed: Sorted, disjoint; nothing but text that is in no paragraph.
        flags: Codes of what a reader should know, sorted.
    """

    agency: str | None = None
    agency_text: str | None = None
    relayed_by: str | None = None
    byline: str | None = None
    dateline_place: str | None = None
    dateline_date: str | None = None
    published_at: datetime | None = None
    published_from: str | None = None
    removed: tuple[Removed, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named.

    Attributes:
        text: Exactly `paragraph.text[start_char:end_char]`.
        label: `PER`, `LOC`, `ORG` or `MISC`.
        start_char: Into the paragraph's text.
        end_char: Into the paragraph's text.
        norm: The name to count by: normalised, a short form as the full name of the article.
        entity_id: Of a listed place or agency; else None.
        score: 0 to 1.
        engine: Name of what found it.
    """

    text: str
    label: str
    start_char: int
    end_char: int
    norm: str
    entity_id: str | None
    score: float
    engine: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A kept stretch of raw text.

    Attributes:
        paragraph_no: 0 is the headline; body paragraphs count from 1.
        kind: `headline`, `lead`, `body`, `subhead` or `list`.
        text: Exactly `raw[start_char:end_char]`.
        n_words: Runs of non-space characters that hold a letter or a digit.
    """

    paragraph_no: int
    kind: str
    text: str
    start_char: int
    end_char: int
    n_words: int
    language: Language | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One news item on its way through the graph; each step fills its part.

    Attributes:
        raw: The decoded text after newline normalisation, which all offsets count into; of a structured format, headline, LF and the
            paragraphs of its body, one a line.
        sha256: Hex digest of the bytes read.
        encoding: Python's name of the codec that decoded them.
        blocks: Headline first if there is one, then the paragraphs as they stood.
        flags: Codes of what a reader should know, sorted.
        told: Texts of blocks whose own language is known already, from `DetectLanguage` until `SplitParagraphs`.
        format: `text`, or the structured format that it came in.
        fields: What that format says of it.
    """

    source: Source
    raw: str
    sha256: str
    encoding: str
    blocks: tuple[Block, ...]
    flags: tuple[str, ...] = ()
    language: Language | None = None
    credits: Credits = field(default_factory=Credits)
    paragraphs: tuple[Paragraph, ...] = ()
    told: tuple[tuple[str, Language], ...] = ()
    format: str = "text"
    fields: Fields = field(default_factory=Fields)


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that cannot become an article.

    Attributes:
        sha256: Hex digest of what was read, None where nothing was.
        step: The transform that refused it.
    """

    source: Source
    sha256: str | None
    reason: Reason
    detail: str
    step: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A unit of work: some sources, and the id under which its staged result is found again.

    Attributes:
        chunk_id: Digest of the sources and of everything that shapes the result.
        logical_date: The run's `--date`.
    """

    chunk_id: str
    logical_date: date
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a chunk becomes in memory. At each step `len(chunk.sources) == len(articles) + len(rejects)`."""

    chunk: Chunk
    articles: tuple[Article, ...]
    rejects: tuple[Reject, ...]


@dataclass(frozen=True, slots=True)
class StagedChunk:
    """A chunk whose result lies in staging under its done mark."""

    chunk_id: str
    n_articles: int
    n_rejects: int
