"""Named entities of whole articles: the public function of the entity step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from transforms.records import Mention
from transforms.text.entities import camel, crf
from transforms.text.entities.abbreviations import find_introduced
from transforms.text.entities.clitics import announces_place
from transforms.text.entities.engine import CAMEL, CRF, ArticleText, EntityEngine, Token, TokenSpan
from transforms.text.entities.gazetteer import GazetteerEngine, match_key
from transforms.text.entities.identify import Rows, identify
from transforms.text.entities.organisations import OrganisationEngine
from transforms.text.entities.parts import cut_apart
from transforms.text.entities.patterns import PatternEngine
from transforms.text.entities.repeats import repeat_people
from transforms.text.entities.seen import collect_names
from transforms.text.entities.titled import TitledEngine
from transforms.text.entities.tokens import tokenize
from transforms.text.entities.trim import trim_name, widen_to_apostrophes

_LONGEST_NAME = 200  # code points; what is longer is no name but text without spaces
_GAZETTEER, _ORGANISATIONS, _PATTERNS, _TITLED = GazetteerEngine(), OrganisationEngine(), PatternEngine(), TitledEngine()


@dataclass(frozen=True, slots=True)
class _Found:
    """A span with the name of the engine that found it."""

    span: TokenSpan
    engine: str


def extract_mentions(articles: Sequence[tuple[str, tuple[str, ...]]], engine: str = CRF, registry: Path | None = None) -> tuple[Rows, ...]:
    """The mentions in each paragraph of each article: sorted, disjoint, without marks around them.

    Args:
        articles: Language code and paragraphs, the headline included. Arabic, Turkish, Persian and English are read by CRFs, listed
            places and organisations fill the gaps, and a family name alone stands for who is named in full elsewhere; Kurmanji and Sorani
            are read by lists of names and patterns; other languages have no mentions.
        engine: One of `ENGINES`; `camel` reads Arabic in place of the CRF.
        registry: The user's registry of agencies, beside the packaged one.

    What is found in an article depends on that article alone. `trim_name` says where names begin and end, `identify` what `norm` and
    `entity_id` are.

    Raises:
        CamelDataError: `engine` is `camel`, and its data is not installed.
    """
    read = [ArticleText(lang, tuple(tokenize(text, lang) for text in paragraphs)) for lang, paragraphs in articles]
    found: list[list[_Found]] = [[] for _ in read]
    for load, chosen in _engines(read, engine):
        if chosen:
            _collect(load(), read, chosen, found)
    for article, spans in zip(read, found, strict=True):
        spans += _repeated(article, spans)
    return tuple(
        _mentions(article, paragraphs, spans, registry) for article, (_, paragraphs), spans in zip(read, articles, found, strict=True)
    )


def _engines(articles: Sequence[ArticleText], engine: str) -> Iterator[tuple[Callable[[], EntityEngine], Sequence[int]]]:
    """Engines with the numbers of the articles that each reads; what an earlier one finds stands."""
    for lang in crf.LANGUAGES:
        chosen = [number for number, article in enumerate(articles) if article.lang == lang]
        yield camel.load_engine if engine == CAMEL and lang == "ar" else partial(crf.load_engine, lang), chosen
    yield lambda: _PATTERNS, range(len(articles))
    yield lambda: _TITLED, range(len(articles))
    yield lambda: _ORGANISATIONS, range(len(articles))
    yield lambda: _GAZETTEER, range(len(articles))


def _collect(engine: EntityEngine, articles: Sequence[ArticleText], chosen: Sequence[int], found: list[list[_Found]]) -> None:
    """Adds what `engine` finds in the chosen articles, as `_merge` says."""
    for number, spans in zip(chosen, engine.find([articles[number] for number in chosen]), strict=True):
        found[number] = _merge(articles[number], found[number], [_Found(span, engine.name) for span in spans])


def _repeated(article: ArticleText, found: Sequence[_Found]) -> list[_Found]:
    """What the article names in full elsewhere: people by their family names, organisations by the letters that it explains.

    The engine is the one that found the first full name of that kind.
    """
    engines = {one.span.label: one.engine for one in reversed(found)}
    spans = [one.span for one in found]
    people = list(repeat_people(article, spans))
    return [_Found(span, engines[span.label]) for span in (*people, *find_introduced(article, [*spans, *people]))]


def _merge(article: ArticleText, kept: list[_Found], added: Sequence[_Found]) -> list[_Found]:
    """`kept` with those of `added` that overlap nothing, or that complete what they overlap.

    A listed place completes a part of it that was labelled alike where its first word says what kind of place it is, «القوقاز» becomes
    «جنوب القوقاز», and where only marks are missing, as in "U.S.".
    """
    owners = {(one.span.paragraph, at): one.span for one in kept for at in range(one.span.first, one.span.last)}
    replaced: set[TokenSpan] = set()
    joined: list[_Found] = []
    for new in added:
        span = new.span
        parts = {owners[span.paragraph, at] for at in range(span.first, span.last) if (span.paragraph, at) in owners}
        tokens = article.paragraphs[span.paragraph]
        completes = announces_place(tokens[span.first].text) or _adds_marks_only(parts, span, tokens)
        if not parts or (completes and all(_is_part(part, span) for part in parts)):
            replaced |= parts
            joined.append(new)
    return [one for one in kept if one.span not in replaced] + joined


def _adds_marks_only(parts: Iterable[TokenSpan], whole: TokenSpan, tokens: Sequence[Token]) -> bool:
    """Whether no word of `whole` is outside `parts`."""
    inside = {at for part in parts for at in range(part.first, part.last)}
    return not any(_has_letter(tokens[at]) for at in range(whole.first, whole.last) if at not in inside)


def _has_letter(token: Token) -> bool:
    return any(letter.isalnum() for letter in token.text)


def _is_part(part: TokenSpan, whole: TokenSpan) -> bool:
    """Whether `part` lies inside `whole`, is shorter, and has its label."""
    inside = whole.first <= part.first and part.last <= whole.last
    return inside and part.last - part.first < whole.last - whole.first and part.label == whole.label


def _mentions(article: ArticleText, paragraphs: Sequence[str], found: Iterable[_Found], registry: Path | None) -> Rows:
    """The mentions of an article by paragraph."""
    ordered = sorted(found, key=lambda one: one.span)
    parts = [(one, bounds) for one in ordered for bounds in _bounds(article, paragraphs, one.span)]
    names = ((one.span.label, paragraphs[one.span.paragraph][slice(*bounds)]) for one, bounds in parts)
    seen = collect_names((label, match_key(text, article.lang)) for label, text in names)
    rows: list[list[Mention]] = [[] for _ in paragraphs]
    for one, bounds in parts:
        row, text = rows[one.span.paragraph], paragraphs[one.span.paragraph]
        name = trim_name(text, bounds, one.span.label, article.lang, seen)
        if name and name.end - name.start <= _LONGEST_NAME and (not row or row[-1].end_char <= name.start):
            row.append(
                Mention(text[name.start : name.end], one.span.label, name.start, name.end, name.norm, None, one.span.score, one.engine)
            )
    return identify(tuple(map(tuple, rows)), paragraphs, article.lang, registry)


def _bounds(article: ArticleText, paragraphs: Sequence[str], span: TokenSpan) -> Iterator[tuple[int, int]]:
    """Where the names of a span begin and end in their paragraph."""
    return cut_apart(paragraphs[span.paragraph], widen_to_apostrophes(article, span), span.label, article.lang)
