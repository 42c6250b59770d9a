"""Endings that are written on to a name: behind an apostrophe in Turkish, Kurmanji and English, and on to it in Kurdish and Persian."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = frozenset("'’‘ʼ＇`´")
_LAST_WORD = re.compile(rf"(\S*\w[\u0300-\u036f]*)([{''.join(sorted(APOSTROPHES))}])([\w\u0300-\u036f]+)")
_LONGEST_WORD = 80
"""Longer ones are no words, and where the letters are apostrophes, too (U+02BC), they would take the pattern long."""
# What Turkish hangs on to a name, one behind the other. Examples: "Ankara'dakilerden", "BURSA'nın", "AKP'li"; near misses, where the
# apostrophe is part of the name: "O'Brien", "Kur'an", "Mes'ut", "N'Djamena".
_TURKISH = re.compile(
    "(?:l[ae]r|n?[ıiuü]n|s?[ıiuü]|[yn][ıiuü]|[yn]?[ae]|n?[dt][ae]n?|[dt][ae]ki|y?l[ae]|[cç][ae]|l[ıiuü]|l[ıiuü][kğ]|s[ıiuü]z|ki|[ıiuü]?m[ıiuü]z"
    "|[ıiuü]n[ıiuü]z|y?[dt][ıiuü]|[dt][ıiuü]r|y?m[ıiuü]ş|y?ken|y?s[ae]|[cç][ıiuü])+"
)
# Examples: "K24'ê", "Erdogan'î", "Amed'ê de"; near miss: "Se'îd".
_KURMANJI = re.compile("y?(?:ê|a|î|an|ên|e|ekî|ekê)|in|de|da|re|ra|ve")
_TURKISH_LETTERS = str.maketrans({"I": "ı", "İ": "i"})
# The apostrophe is inside, though what follows looks like an ending.
_WHOLE = frozenset({"qur'an", "kur'an", "sana'a", "san'a", "ka'be", "nu'man", "şi'i", "sun'i"})
# Companies that are called by a genitive.
_GENITIVES = frozenset(
    {"mcdonald's", "levi's", "macy's", "moody's", "sotheby's", "christie's", "lloyd's", "wendy's", "kohl's", "domino's", "sainsbury's"}
)
_SHORTEST_BEFORE = 3  # letters, or an abbreviation of two capitals: "Sa'di" and "Me'ari" are names
# What Kurdish and Persian write on to a name, folded. Sorani: "هەولێردا", "سلێمانییە", "کوردستانەوە", "پیرەمەگروونیش"; Kurmanji: "Hewlêrê",
# "Dîcleyê", "Kurdistanî". Persian: only behind a zero-width non-joiner.
ENDINGS: dict[str, frozenset[str]] = {
    "ckb": frozenset(
        {
            *("دا", "ی", "یی", "ە", "یە", "ییە", "ش", "یش", "ەوە", "یەوە", "ن", "ان", "یان", "دان", "داندا", "یدا"),
            *("ەکە", "یەکە", "ەکان", "ەکەی", "ەکانی", "دایە", "یدایە", "ەوەیە", "یشدا"),
        }
    ),
    "ku": frozenset({"ê", "a", "î", "an", "ên", "yê", "ya", "yî", "yan", "yên", "ekî", "ekê"}),
    "fa": frozenset({"ها", "های", "هایی", "ی", "ای"}),
}

CASES = frozenset({"دا", "یە", "ییە", "ش", "یش", "ەوە", "یەوە", "دان", "داندا", "دایە", "ەوەیە"})
"""Sorani endings that no name has by itself; "کوردستانی" is also a family name and an adjective."""


def cut_suffix(name: str, lang: str) -> str:
    """`name` without the apostrophe of its last word and what follows it, where that is an ending.

    >>> [cut_suffix(name, "tr") for name in ("Ankara’nın", "O'Brien", "O'Brien'ın", "Recep Tayyip Erdoğan'a")]
    ['Ankara', "O'Brien", "O'Brien", 'Recep Tayyip Erdoğan']
    """
    word = name[-_LONGEST_WORD - 1 :].split()[-1:]
    if not word or len(word[0]) > _LONGEST_WORD or not name.endswith(word[0]):
        return name
    found = _LAST_WORD.fullmatch(word[0])
    if not found or not is_suffix(found[1], found[3], lang):
        return name
    return name[: len(name) - len(word[0]) + found.end(1)]


@lru_cache(maxsize=1 << 14)
def is_suffix(before: str, after: str, lang: str) -> bool:
    """Whether `after`, which an apostrophe parts from `before`, is an ending and not part of the name."""
    plain = _lower(f"{before}'{after}", lang)
    if plain in _WHOLE:
        return False
    if lang == "en":
        return _lower(after, lang) == "s" and plain not in _GENITIVES
    if len(before) < _SHORTEST_BEFORE and not (len(before) > 1 and before.isupper()):
        return False
    pattern = {"tr": _TURKISH, "ku": _KURMANJI}.get(lang)
    return bool(pattern and pattern.fullmatch(_lower(after, lang)))


def _lower(word: str, lang: str) -> str:
    word = unicodedata.normalize("NFC", word)
    return (word.translate(_TURKISH_LETTERS) if lang == "tr" else word).lower()
