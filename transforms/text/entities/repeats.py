"""Family names that stand alone: a person named in full somewhere in an article is found again where only the last word stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transforms.text.entities.crf import LANGUAGES
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.features import read_form
from transforms.text.entities.gazetteer import load_places, match_key
from transforms.text.entities.lexicon import load_lexicon

_CASED = frozenset({"tr", "en"})
_SHORTEST = 3
_SCORE = 0.5  # a judgement, not a probability
_SURE = 0.5  # of the full name


def repeat_people(article: ArticleText, found: Sequence[TokenSpan]) -> Iterator[TokenSpan]:
    """Single words that are the last word of a person's full name elsewhere in the article and no part of anything found.

    With capitals the word has one and is never in small letters in the article; without, it is none of the commoner words of the language.
    A listed place is left alone. Examples: "İbrahim Yıldız" and "Yıldız, ..."; near misses: "yıldız", "محمد السعيد" and "السعيد".
    """
    if article.lang not in LANGUAGES:
        return
    families = {_family(article, span) for span in found if span.label == "PER" and span.last - span.first > 1 and span.score >= _SURE}
    families -= {""}
    if not families:
        return
    taken = {(span.paragraph, at) for span in found for at in range(span.first, span.last)}
    words = [(number, at, token) for number, tokens in enumerate(article.paragraphs) for at, token in enumerate(tokens)]
    if article.lang in _CASED:
        families -= {read_form(token.text, article.lang) for _, _, token in words if token.text.islower()}
    for number, at, token in words:
        if (number, at) not in taken and _may_be_family(token, article.lang) and read_form(token.text, article.lang) in families:
            yield TokenSpan(number, at, at + 1, "PER", _SCORE)


def _family(article: ArticleText, span: TokenSpan) -> str:
    """The folded last word of a person's name, empty where it says little on its own."""
    word = article.paragraphs[span.paragraph][span.last - 1].text
    form = read_form(word, article.lang)
    common = article.lang not in _CASED and load_lexicon(article.lang).is_common(form)
    return "" if len(form) < _SHORTEST or common or match_key(word, article.lang) in load_places(article.lang).ids else form


def _may_be_family(token: Token, lang: str) -> bool:
    return lang not in _CASED or token.text[:1].isupper()
