"""What each step of the graph does to a batch: plain functions, so that the graph is wiring and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from transforms.records import Article, Batch, Chunk, Language, Mention, Reject, Rejection, Source
from transforms.sources import read_source
from transforms.text.agency.credits import find_credits
from transforms.text.agency.lexicon import Lexicon, load_lexicon
from transforms.text.article import find_blocks
from transforms.text.decode import decode
from transforms.text.entities.engine import CRF
from transforms.text.entities.extract import extract_mentions
from transforms.text.language import DEFAULT, UNDETERMINED, LanguageSettings, detect_article
from transforms.text.paragraphs import split_paragraphs

_NO_SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_DATED_PATH_PARTS = 4
_SHORT_CHARS, _TELLING_LETTERS = 240, 60
"""`2024/08/21/name.txt`: a date further up belongs to the disk or the backup, not to the article."""


def read_batch(chunk: Chunk, *, max_article_bytes: int, max_paragraphs: int) -> Batch:
    """Every source of the chunk as an article or as a reject: decoded raw text, headline and paragraphs as they stand."""
    results = [_read_one(source, max_article_bytes, max_paragraphs) for source in chunk.sources]
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
    by_article = [_of_source(article, settings, source_languages) for article in batch.articles]
    found = (_tell_language(article, one) for article, one in zip(batch.articles, by_article, strict=True))
    return _with_articles(batch, (replace(article, language=one) for article, one in zip(batch.articles, found, strict=True)))


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
    return _with_articles(batch, (_split_one(article, settings) for article in batch.articles))


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


def _read_one(source: Source, max_article_bytes: int, max_paragraphs: int) -> Article | Reject:
    digest = None
    try:
        source, data = read_source(source, max_bytes=max_article_bytes)
        digest = hashlib.sha256(data).hexdigest()
        decoded = decode(data)
        blocks = find_blocks(decoded.text, max_paragraphs=max_paragraphs)
    except Rejection as rejection:
        return Reject(source, digest, rejection.reason, rejection.detail, "ReadArticles")
    return Article(source, decoded.text, digest, decoded.encoding, blocks, decoded.flags)


def _tell_language(article: Article, settings: LanguageSettings) -> Language:
    texts = [(block.kind, article.raw[block.span.start_char : block.span.end_char]) for block in article.blocks]
    everything, body = [text for _, text in texts], [text for kind, text in texts if kind == "body"]
    if not _is_text(body):
        return detect_article(everything, settings)[0]
    found, _ = detect_article(body, settings)
    return found if found.lang != UNDETERMINED else detect_article(everything, settings)[0]


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
    return replace(article, credits=found, flags=tuple(sorted({*article.flags, *found.flags})))


def _split_one(article: Article, settings: LanguageSettings) -> Article:
    paragraphs = split_paragraphs(article.raw, article.blocks, article.credits.removed)
    if article.language is None:
        return replace(article, paragraphs=paragraphs)
    _, languages = detect_article([p.text for p in paragraphs], settings, article.language)
    spoken = (replace(p, language=language) for p, language in zip(paragraphs, languages, strict=True))
    return replace(article, paragraphs=tuple(spoken))


def _with_mentions(article: Article, rows: tuple[tuple[Mention, ...], ...]) -> Article:
    paragraphs = (replace(p, mentions=mentions) for p, mentions in zip(article.paragraphs, rows, strict=True))
    return replace(article, paragraphs=tuple(paragraphs))


def _with_articles(batch: Batch, articles: Iterable[Article]) -> Batch:
    return replace(batch, articles=tuple(articles))
