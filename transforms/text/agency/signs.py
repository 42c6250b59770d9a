"""Tell at a glance whether a stretch may hold a credit at all: most that is no running text holds none, and need not be read."""

from __future__ import annotations

import re

from transforms.text.agency.lexicon import IS_PLACE, MAY_SIGN, PLACE_GOES_ON, SIGN_GOES_ON, Lexicon, lengthen
from transforms.text.agency.tokens import WORDS
from transforms.text.fold import fold_text

_WORD = re.compile(WORDS)
_SIGN, _PLACE, _GOES_ON = MAY_SIGN | SIGN_GOES_ON, IS_PLACE | PLACE_GOES_ON, SIGN_GOES_ON | PLACE_GOES_ON
_BESIDE_PLACE = re.compile(r"[-\u2010-\u2015\u2212_=~]|(?<!\w)(?:من|from|از|لە|ji)(?!\w)", re.IGNORECASE)
"""Matches in `ANKARA - ` and `الكويت من أنور الجاسم:`; a near miss is `منطقة: `."""


def may_sign(text: str, lexicon: Lexicon, *, by_place: bool = True) -> bool:
    """False where a stretch names no agency, desk, label or end mark, and no place, or none that counts.

    What is looked for are the words with which a name begins, alone or with the next one: `ا ف ب`, `Agence France`. Single letters
    that follow one another may be a name that somebody has taken apart.

    Args:
        text: As written.
        lexicon: What is known of names.
        by_place: A place is enough.
    """
    words = _WORD.findall(fold_text(text))
    glance = lexicon.glance
    known = [(at, found) for at, word in enumerate(words) if (found := glance(word))]
    wanted = MAY_SIGN | IS_PLACE if by_place else MAY_SIGN
    for at, found in known:
        if found & wanted:
            return True
        if at + 1 < len(words) and found & _GOES_ON:
            word, following = words[at], words[at + 1]
            if found & SIGN_GOES_ON and len(word) == len(following) == 1:
                return True
            both = glance(lengthen(word, word, following))
            if (found & SIGN_GOES_ON and both & _SIGN) or (by_place and found & PLACE_GOES_ON and both & _PLACE):
                return True
    return False


def counts_places(text: str) -> bool:
    """True where a place in the text may begin a dateline: a dash of any kind stands there, or the word before a reporter."""
    return _BESIDE_PLACE.search(text) is not None
