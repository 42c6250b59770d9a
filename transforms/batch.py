"""What each step of the graph does to a batch: plain functions, so that the graph is wiring and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from transforms.formats.item import Item
from transforms.formats.parse import lay_out, parse
from transforms.formats.precedence import prefer_fields, prefer_language
from transforms.formats.recognise import TEXT, recognise
from transforms.records import Article, Batch, Chunk, Language, Mention, Reject, Rejection, Source
from transforms.sources import read_sources
from transforms.text.agency.credits import find_credits
from transforms.text.agency.lexicon import Lexicon, load_lexicon
from transforms.text.article import find_blocks
from transforms.text.decode import decode
from transforms.text.entities.engine import CRF
from transforms.text.entities.extract import extract_mentions
from transforms.text.language import DEFAULT, UNDETERMINED, LanguageSettings, detect_article
from transforms.text.language_settings import EXACT
from transforms.text.paragraphs import split_paragraphs

_NO_SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NO_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_DATED_PATH_PARTS = 4
_SHORT_CHARS, _TELLING_LETTERS = 240, 60
"""`2024/08/21/name.txt`: a date further up belongs to the disk or the backup, not to the article."""


def read_batch(
    chunk: Chunk, *, max_article_bytes: int, max_paragraphs: int, field_names: Mapping[str, tuple[str, ...]] = _NO_NAMES
) -> Batch:
    """Every source of the chunk as an article or as a reject: decoded raw text, headline and paragraphs as they stand.

    Args:
        chunk: What to read.
        max_article_bytes: Larger files are rejected.
        max_paragraphs: Articles of more paragraphs are rejected.
        field_names: A user's names for fields of JSON and of XML of no standard.
    """
    reads = read_sources(chunk.sources, max_bytes=max_article_bytes)
    results = [_read_one(source, read, max_paragraphs, field_names) for source, read in reads]
    articles = tuple(result for result in results if isinstance(result, Article))
    rejects = tuple(result for result in results if isinstance(result, Reject))
    return Batch(chunk, articles, rejects)


def detect_batch(
    batch: Batch, settings: LanguageSettings = DEFAULT, source_languages: Mapping[str, tuple[str, ...]] = _NO_SOURCES
) -> Batch:
    """Every article with its language; the body decides, the headline only where the body is hardly a text or cannot be told.

    Args:
        batch: Articles as they were read.
        settings: How languages are told.
        source_languages: Languages that the sources of these names publish in.
    """
    return _with_articles(batch, (_tell_language(article, _of_source(article, settings, source_languages)) for article in batch.articles))


def strip_batch(batch: Batch, agencies: Path | None = None) -> Batch:
    """Every article with its credits found and their spans marked as removed.

    Args:
        batch: Articles with their language.
        agencies: The user's registry, beside the packaged one.
    """
    lexicon = load_lexicon(agencies)
    return _with_articles(batch, (_strip_one(article, batch.chunk, lexicon) for article in batch.articles))


def split_batch(batch: Batch, settings: LanguageSettings = DEFAULT) -> Batch:
    """Every article with the paragraphs that remain, each with its own language."""
    articles = [replace(one, paragraphs=split_paragraphs(one.raw, one.blocks, one.credits.removed)) for one in batch.articles]
    spoken = _paragraph_languages(articles, settings)
    return _with_articles(batch, (_with_languages(article, found) for article, found in zip(articles, spoken, strict=True)))


def extract_batch(batch: Batch, engine: str = CRF, agencies: Path | None = None) -> Batch:
    """Every article with the mentions of each paragraph; the engine sees all articles of the batch at once.

    Args:
        batch: Articles with their paragraphs.
        engine: One of `ENGINES`.
        agencies: The user's registry, beside the packaged one: a mention of an agency has its id.
    """
    spoken = [_spoken(article) for article in batch.articles]
    asked = [(number, lang) for number, languages in enumerate(spoken) for lang in dict.fromkeys(languages)]
    texts = [(lang, _only_in(lang, batch.articles[number], spoken[number])) for number, lang in asked]
    found = dict(zip(asked, extract_mentions(texts, engine, agencies), strict=True))
    rows = (tuple(found[number, lang][at] for at, lang in enumerate(languages)) for number, languages in enumerate(spoken))
    return _with_articles(batch, (_with_mentions(article, row) for article, row in zip(batch.articles, rows, strict=True)))


def _spoken(article: Article) -> list[str]:
    """The language that each paragraph is read in for names: the article's, but its own where it is in another script."""
    script = article.language.script if article.language else ""
    return [p.language.lang if p.language and p.language.script != script else _lang(article) for p in article.paragraphs]


def _only_in(lang: str, article: Article, spoken: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs, those in other languages without their text."""
    return tuple(p.text if one == lang else "" for p, one in zip(article.paragraphs, spoken, strict=True))


def _read_one(source: Source, read: bytes | Rejection, max_paragraphs: int, field_names: Mapping[str, tuple[str, ...]]) -> Article | Reject:
    if isinstance(read, Rejection):
        return Reject(source, None, read.reason, read.detail, "ReadArticles")
    digest = hashlib.sha256(read).hexdigest()
    try:
        if format_name := recognise(read, source.key):
            return _structured(parse(read, format_name, field_names), source, digest, max_paragraphs)
        decoded = decode(read)
        blocks = find_blocks(decoded.text, max_paragraphs=max_paragraphs)
    except Rejection as rejection:
        return Reject(source, digest, rejection.reason, rejection.detail, "ReadArticles")
    return Article(source, decoded.text, digest, decoded.encoding, blocks, decoded.flags)


def _structured(item: Item, source: Source, digest: str, max_paragraphs: int) -> Article:
    """The article of a structured format, with what that says of it.

    Raises:
        Rejection: It is too long.
    """
    raw, blocks, flags = lay_out(item, max_paragraphs=max_paragraphs)
    all_flags = tuple(sorted({*flags, *item.flags}))
    return Article(source, raw, digest, item.encoding, blocks, all_flags, format=item.format, fields=item.fields)


def _tell_language(article: Article, settings: LanguageSettings) -> Article:
    texts = [(block.kind, article.raw[block.span.start_char : block.span.end_char]) for block in article.blocks]
    asked = body = [text for kind, text in texts if kind == "body"]
    language, languages = detect_article(body, settings) if _is_text(body) else (None, ())
    if language is None or language.lang == UNDETERMINED:
        asked = [text for _, text in texts]
        language, languages = detect_article(asked, settings)
    # Within an article whose language is known a text is told by itself alone, so what is told here need not be told again.
    guessed = language
    language, flags = prefer_language(guessed, article.fields)
    article = replace(article, flags=tuple(sorted({*article.flags, *flags})))
    lasting = settings.engine == EXACT and language.lang != UNDETERMINED and language is guessed
    return replace(article, language=language, told=tuple(zip(asked, languages, strict=True)) if lasting else ())


def _is_text(body: Sequence[str]) -> bool:
    """Whether the text under a headline tells more of the language than the headline: a date or "Comments (0)" does not."""
    return sum(map(len, body)) > _SHORT_CHARS or sum(map(str.isalpha, "".join(body))) >= _TELLING_LETTERS


def _of_source(article: Article, settings: LanguageSettings, source_languages: Mapping[str, tuple[str, ...]]) -> LanguageSettings:
    """The settings, with the languages of the article's source where they are known."""
    for name, languages in source_languages.items():
        if article.source.key.startswith(f"{name}/"):
            return replace(settings, expected=languages)
    return settings


def _lang(article: Article) -> str:
    return article.language.lang if article.language else "und"


def _strip_one(article: Article, chunk: Chunk, lexicon: Lexicon) -> Article:
    near_path = "/".join(article.source.key.split("/")[-_DATED_PATH_PARTS:])
    found = find_credits(article.raw, article.blocks, path=near_path, logical_date=chunk.logical_date, lexicon=lexicon)
    if article.format != TEXT:
        title = next((article.raw[b.span.start_char : b.span.end_char] for b in article.blocks if b.kind == "headline"), None)
        found = prefer_fields(found, article.fields, headline=title, latest=chunk.logical_date, lexicon=lexicon)
    return replace(article, credits=found, flags=tuple(sorted({*article.flags, *found.flags})))


def _paragraph_languages(articles: Sequence[Article], settings: LanguageSettings) -> list[list[Language]]:
    """The language of each paragraph of each article; none for an article whose own was not asked for.

    What is still to be told is told at once for all articles of a language and script: within them nothing else of the article counts.
    """
    if settings.engine != EXACT:
        asked = ((one, [p.text for p in one.paragraphs]) for one in articles)
        return [list(detect_article(texts, settings, one.language)[1]) if one.language else [] for one, texts in asked]
    known = [dict(one.told) for one in articles]
    untold: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, article in enumerate(articles):
        if article.language:
            place = (article.language.lang, article.language.script)
            untold.setdefault(place, []).extend((number, p.text) for p in article.paragraphs if p.text not in known[number])
    for (lang, script), texts in untold.items():
        any_article = Language(lang, 0.0, script)
        found = detect_article([text for _, text in texts], settings, any_article)[1]
        for (number, text), language in zip(texts, found, strict=True):
            own = articles[number].language
            known[number][text] = own if own and language is any_article else language  # too short to tell: it takes its article's
    return [[known[number][p.text] for p in article.paragraphs] if article.language else [] for number, article in enumerate(articles)]


def _with_languages(article: Article, languages: Sequence[Language]) -> Article:
    if not languages:
        return article
    return replace(
        article, paragraphs=tuple(replace(p, language=one) for p, one in zip(article.paragraphs, languages, strict=True)), told=()
    )


def _with_mentions(article: Article, rows: tuple[tuple[Mention, ...], ...]) -> Article:
    paragraphs = (replace(p, mentions=mentions) for p, mentions in zip(article.paragraphs, rows, strict=True))
    return replace(article, paragraphs=tuple(paragraphs))


def _with_articles(batch: Batch, articles: Iterable[Article]) -> Batch:
    return replace(batch, articles=tuple(articles))
