"""Named entities of whole articles: the public function of the entity step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.records import Mention
from transforms.text.entities import arabic, crf
from transforms.text.entities.clitics import announces_place, count_clitics, restore_article, skip_letters
from transforms.text.entities.engine import ArticleText, EntityEngine, Token, TokenSpan
from transforms.text.entities.gazetteer import APOSTROPHES, GazetteerEngine, find_entity_id, normalize_name
from transforms.text.entities.patterns import PatternEngine
from transforms.text.entities.tokens import tokenize

_LONGEST_NAME = 200  # code points; what is longer is no name but text without spaces
_GAZETTEER, _PATTERNS = GazetteerEngine(), PatternEngine()


@dataclass(frozen=True, slots=True)
class _Found:
    """A span with the name of the engine that found it."""

    span: TokenSpan
    engine: str


def extract_mentions(articles: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[tuple[tuple[Mention, ...], ...], ...]:
    """The mentions in each paragraph of each article: sorted, disjoint, without marks around them.

    Args:
        articles: Language code and paragraphs, the headline included. Arabic, Turkish, Persian and English are read by CRFs, listed
            places fill the gaps; Kurmanji and Sorani are read by lists of names and patterns; other languages have no mentions.

    What is found in an article depends on that article alone. `norm` is `normalize_name`, `entity_id` is given to places.
    """
    read = [ArticleText(lang, tuple(tokenize(text, lang) for text in paragraphs)) for lang, paragraphs in articles]
    found: list[list[_Found]] = [[] for _ in read]
    for lang in crf.LANGUAGES:
        if chosen := [number for number, article in enumerate(read) if article.lang == lang]:
            _collect(crf.load_engine(lang), read, chosen, found)
    _collect(_PATTERNS, read, range(len(read)), found)
    _collect(_GAZETTEER, read, range(len(read)), found)
    return tuple(_mentions(article, paragraphs, spans) for article, (_, paragraphs), spans in zip(read, articles, found, strict=True))


def _collect(engine: EntityEngine, articles: Sequence[ArticleText], chosen: Sequence[int], found: list[list[_Found]]) -> None:
    """Adds what `engine` finds in the chosen articles, as `_merge` says."""
    for number, spans in zip(chosen, engine.find([articles[number] for number in chosen]), strict=True):
        parts = [part for span in spans for part in _split_at_suffix(articles[number], span)]
        found[number] = _merge(articles[number], found[number], [_Found(part, engine.name) for part in parts])


def _split_at_suffix(article: ArticleText, span: TokenSpan) -> Iterator[TokenSpan]:
    """A Turkish or Kurmanji place with the place that it lies in before it as two: "Bursa'nın Karacabey"."""
    tokens = article.paragraphs[span.paragraph]
    marks = [at for at in range(span.first + 1, span.last - 2) if tokens[at].text in APOSTROPHES]
    if span.label == "LOC" and article.lang in {"tr", "ku"} and marks:
        yield replace(span, last=marks[0])
        yield replace(span, first=marks[-1] + 2)
    else:
        yield span


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


def _is_part(part: TokenSpan, whole: TokenSpan) -> bool:
    """Whether `part` lies inside `whole`, is shorter, and has its label."""
    inside = whole.first <= part.first and part.last <= whole.last
    return inside and part.last - part.first < whole.last - whole.first and part.label == whole.label


def _mentions(article: ArticleText, paragraphs: Sequence[str], found: Iterable[_Found]) -> tuple[tuple[Mention, ...], ...]:
    tidy = sorted((kept for kept in (_without_marks(one, article) for one in found) if kept), key=lambda kept: kept.span)
    bare: frozenset[str] = frozenset()
    if article.lang == "ar":
        bare = frozenset(arabic.fold(article.paragraphs[kept.span.paragraph][kept.span.first].text) for kept in tidy)
    rows: list[list[Mention]] = [[] for _ in paragraphs]
    for kept in tidy:
        number = kept.span.paragraph
        rows[number].append(_mention(kept, article, paragraphs[number], bare))
    return tuple(tuple(row) for row in rows)


def _without_marks(found: _Found, article: ArticleText) -> _Found | None:
    """The span without quotes, brackets and other marks at its ends; None where no name is left. A full stop inside `U.S.` stays."""
    tokens, span = article.paragraphs[found.span.paragraph], found.span
    first, last = span.first, span.last
    while first < last and not _has_letter(tokens[first]):
        first += 1
    while first < last and not _has_letter(tokens[last - 1]) and found.engine != _GAZETTEER.name:
        last -= 1
    if first == last or tokens[last - 1].end - tokens[first].start > _LONGEST_NAME:
        return None
    return _Found(TokenSpan(span.paragraph, first, last, span.label, span.score), found.engine)


def _has_letter(token: Token) -> bool:
    return any(letter.isalnum() for letter in token.text)


def _mention(found: _Found, article: ArticleText, paragraph: str, bare: frozenset[str]) -> Mention:
    span = found.span
    tokens = article.paragraphs[span.paragraph][span.first : span.last]
    start, end = tokens[0].start, tokens[-1].end
    if article.lang == "ar":
        words = tuple(arabic.fold(token.text) for token in tokens)
        start += skip_letters(tokens[0].text, count_clitics(words, span.label, bare))
    text = paragraph[start:end]
    norm = normalize_name(text, article.lang)
    if article.lang == "ar":
        norm = restore_article(norm, span.label, bare)
    entity_id = find_entity_id(norm, article.lang) if span.label == "LOC" else None
    return Mention(text, span.label, start, end, norm, entity_id, span.score, found.engine)
