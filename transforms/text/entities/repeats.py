"""Family names that stand alone: a person named in full somewhere in an article is found again where only the last word stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from transforms.text.entities.crf import LANGUAGES
from transforms.text.entities.engine import ArticleText, TokenSpan
from transforms.text.entities.features import read_form
from transforms.text.entities.gazetteer import load_places, match_key
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.memo import Memo

_CASED = frozenset({"tr", "en"})
_SHORTEST = 3
_SCORE = 0.5  # a judgement, not a probability
_SURE = 0.5  # of the full name


def repeat_people(article: ArticleText, found: Sequence[TokenSpan]) -> Iterator[TokenSpan]:
    """Single words that are the last word of a person's full name elsewhere in the article and no part of anything found.

    With capitals the word has one wherever it stands in the article; without, it is none of the commoner words of the language.
    A listed place is left alone. Examples: "İbrahim Yıldız" and "Yıldız, ..."; near misses: "yıldız", "محمد السعيد" and "السعيد".
    """
    if article.lang not in LANGUAGES:
        return
    families = {_family(article, span) for span in found if span.label == "PER" and span.last - span.first > 1 and span.score >= _SURE}
    families -= {""}
    if not families:
        return
    lang, forms = article.lang, _forms(article.lang)
    hits = [
        (number, at) for number, tokens in enumerate(article.paragraphs) for at, token in enumerate(tokens) if forms[token[0]] in families
    ]
    if lang in _CASED:
        texts = [article.paragraphs[number][at].text for number, at in hits]
        families -= {forms[text] for text in texts if not text[:1].isupper()}
    taken = {(span.paragraph, at) for span in found for at in range(span.first, span.last)}
    for number, at in hits:
        if (number, at) not in taken and forms[article.paragraphs[number][at].text] in families:
            yield TokenSpan(number, at, at + 1, "PER", _SCORE)


@cache  # a language each
def _forms(lang: str) -> Memo[str]:
    return Memo(lambda word: read_form(word, lang))


def _family(article: ArticleText, span: TokenSpan) -> str:
    """The folded last word of a person's name, empty where it says little on its own."""
    word = article.paragraphs[span.paragraph][span.last - 1].text
    form = _forms(article.lang)[word]
    common = article.lang not in _CASED and load_lexicon(article.lang).is_common(form)
    return "" if len(form) < _SHORTEST or common or match_key(word, article.lang) in load_places(article.lang).ids else form
