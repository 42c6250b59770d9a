"""Abbreviations that an article itself explains: "Türkiye İstatistik Kurumu (TÜİK)"."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from transforms.text.entities.engine import ArticleText, Token, TokenSpan

_LONGEST = 8  # letters
_SCORE = 0.8  # a judgement, not a probability


def abbreviates(short: str, full: str) -> bool:
    """Whether `short` is in capitals and its letters stand in `full` in their order, the first one first.

    >>> abbreviates("AFAD", "Afet ve Acil Durum Yönetimi Başkanlığı"), abbreviates("AA", "Ankara")
    (True, False)
    """
    if not (1 < len(short) <= _LONGEST and short.isupper()) or len(full.split()) < 2:
        return False
    letters = iter(_bare(full))
    return _bare(short)[0] == _bare(full)[0] and all(letter in letters for letter in _bare(short))


def _bare(name: str) -> str:
    """Lower case without diacritics: abbreviations often lose theirs."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name.lower().replace("ı", "i")) if letter.isalnum())


def find_introduced(article: ArticleText, found: Sequence[TokenSpan]) -> Iterator[TokenSpan]:
    """Abbreviations of organisations, wherever they stand alone in an article that introduces them in brackets behind the name.

    Nothing that is found already is found again.
    """
    introduced = {short for span in found if span.label == "ORG" and (short := _introduced(article.paragraphs[span.paragraph], span))}
    if not introduced:
        return
    taken = {(span.paragraph, at) for span in found for at in range(span.first, span.last)}
    for number, tokens in enumerate(article.paragraphs):
        for at, token in enumerate(tokens):
            if token.text in introduced and (number, at) not in taken:
                yield TokenSpan(number, at, at + 1, "ORG", _SCORE)


def _introduced(tokens: Sequence[Token], span: TokenSpan) -> str:
    """The abbreviation in brackets behind an organisation, empty where there is none."""
    behind = [token.text for token in tokens[span.last : span.last + 3]]
    if len(behind) < 3 or (behind[0], behind[2]) not in {("(", ")"), ("（", "）")}:
        return ""
    full = " ".join(token.text for token in tokens[span.first : span.last])
    return behind[1] if abbreviates(behind[1], full) else ""
