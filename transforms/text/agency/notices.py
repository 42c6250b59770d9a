"""Lines that are no credit and no news: end marks, rights notices, contact lines, invisible lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.text.agency.atoms import Atom
from transforms.text.agency.lexicon import phrases
from transforms.text.agency.tokens import Kind, Token

_MAIL = re.compile(r"\S{1,64}@[\w.-]{1,255}\.[a-z]{2,10}", re.IGNORECASE)
"""Matches `writer@paper.com` as a whole line; a near miss is a sentence that holds an address."""
_MAX_INNER_NOTICE_WORDS = 40
_MAX_BUTTON_TOKENS = 16
"""Crawled pages run share buttons and story together: only a line of buttons alone is furniture."""
_INNER = ("all rights reserved", "جمیع الحقوق محفوظه", "tum haklari", "this material may not be published")


def read_notice(tokens: Sequence[Token]) -> str | None:
    """`rights_notice` or `share_buttons` where a line begins like one, else None."""
    words = " ".join(token.folded for token in tokens[: _MAX_INNER_NOTICE_WORDS + 10])
    if any(words.startswith(phrase) for phrase in phrases("notice")):
        return "rights_notice"
    if len(tokens) <= _MAX_INNER_NOTICE_WORDS and any(phrase in words for phrase in _INNER):
        return "rights_notice"
    return (
        "share_buttons" if len(tokens) <= _MAX_BUTTON_TOKENS and any(words.startswith(phrase) for phrase in phrases("furniture")) else None
    )


def is_contact(line: str) -> bool:
    """True for an e-mail address alone on its line."""
    return _MAIL.fullmatch(line) is not None


def is_end_mark(atoms: Sequence[Atom]) -> bool:
    """True where nothing but marks of the end stands: `// انتهى //`, `20:26 ت م`, `Enditem`, `انتهای پیام/63002/`."""
    marked = False
    for atom in atoms:
        if "end_mark" in atom.entry.uses:
            marked = True
        elif atom.kind not in ("time", "number", "date") and atom.tokens[0].kind not in (Kind.SEPARATOR, Kind.FILLER):
            return False
    return marked
