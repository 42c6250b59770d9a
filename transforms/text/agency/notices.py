"""Lines that are no credit and no news: end marks, rights notices, contact lines, invisible lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from transforms.text.agency.atoms import Atoms
from transforms.text.agency.lexicon import NOTHING, Lexicon, fold_word, phrases
from transforms.text.agency.tokens import Token

_MAIL = re.compile(r"\S{1,64}@[\w.-]{1,255}\.[a-z]{2,10}", re.IGNORECASE)
"""Matches `writer@paper.com` as a whole line; a near miss is a sentence that holds an address."""
_SITE = re.compile(r"(?:https?://)?(?:[\w-]{1,63}\.){1,4}[a-z]{2,6}/?", re.IGNORECASE)
"""Matches `www.example.com`; a near miss is `3.5 milyon`."""
_MAX_INNER_NOTICE_WORDS = 40
_MAX_INNER_NOTICE_CHARS = 400
_AROUND = ("separator", "filler", "open", "close")
_OPENING_CHARS = 40
_MAX_BUTTON_TOKENS = 16
"""Crawled pages run share buttons and story together: only a line of buttons alone is furniture."""
_INNER_WORDS = ("reserved", "محفوظ", "hakları", "haklari", "may not be published")
_INNER = ("all rights reserved", "جمیع الحقوق محفوظه", "tum haklari", "this material may not be published")


def may_be_notice(raw: str, start: int, end: int) -> bool:
    """False for a line that `read_notice` need not look at: it begins like none, or it is long and holds none of their words."""
    words = raw[start : min(end, start + _OPENING_CHARS)].split(None, 1)
    if fold_word(words[0]).startswith(_openings()):
        return True
    if end - start > _MAX_INNER_NOTICE_CHARS:
        return False
    low = raw[start:end].lower()
    return any(map(low.__contains__, _INNER_WORDS))


def read_notice(tokens: Sequence[Token]) -> str | None:
    """`rights_notice`, `own_link` or `share_buttons` where a line begins like one, else None."""
    words = " ".join(token.folded for token in tokens[: _MAX_INNER_NOTICE_WORDS + 10])
    if any(f"{words} ".startswith(f"{phrase} ") for phrase in phrases("notice")):
        return "rights_notice"
    if len(tokens) <= _MAX_INNER_NOTICE_WORDS and any(phrase in words for phrase in _INNER):
        return "rights_notice"
    if len(tokens) <= _MAX_INNER_NOTICE_WORDS and any(words.startswith(phrase) for phrase in phrases("own_link")):
        return "own_link"
    return (
        "share_buttons" if len(tokens) <= _MAX_BUTTON_TOKENS and any(words.startswith(phrase) for phrase in phrases("furniture")) else None
    )


@cache
def _openings() -> tuple[str, ...]:
    """What the lines begin with, up to the first space."""
    return tuple({phrase.split()[0] for kind in ("notice", "own_link", "furniture") for phrase in phrases(kind)})


def is_contact(line: str) -> bool:
    """True for an e-mail address alone on its line."""
    return _MAIL.fullmatch(line) is not None


def is_source_site(line: str, lexicon: Lexicon) -> bool:
    """True for the web site that a text was taken from: `Kaynak: example.com`; a near miss is `Kaynak: 3.5 milyon`."""
    label, colon, site = line.partition(":")
    if not colon or _SITE.fullmatch(site.strip()) is None:
        return False
    return "colon_label" in lexicon.entries.get(fold_word(label.strip()), NOTHING).uses


def is_end_mark(atoms: Atoms) -> bool:
    """True where nothing but marks of the end stands: `// انتهى //`, `20:26 ت م`, `Enditem`, `انتهای پیام/63002/`."""
    marked = False
    at = 0
    while (atom := atoms.get(at)) is not None:
        at += 1
        if "end_mark" in atom.entry.uses:
            marked = True
        elif not (atom.kind in ("time", "number", "date") or atom.tokens[0].kind in _AROUND or (marked and len(atom.folded) == 1)):
            return False
    return marked
