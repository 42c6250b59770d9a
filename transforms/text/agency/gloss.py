"""Tell a credit in brackets from a gloss: `insansız hava aracı (İHA)` explains the words before it."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.text.agency.atoms import atomise
from transforms.text.agency.lexicon import Lexicon
from transforms.text.agency.tokens import Token

_WORDS_BEFORE = 4


def is_gloss(before: Sequence[Token], inside: Sequence[Token], lexicon: Lexicon) -> bool:
    """True where brackets continue the sentence before them.

    So it is when their letters are the initials of the words before, when those words name an agency or a news medium, or when the
    last of them asks for an object, as a preposition does.

    Args:
        before: The tokens before the bracket, nearest last.
        inside: The tokens in the bracket.
        lexicon: What is known of names.
    """
    words = [token for token in before if token.kind == "word"]
    letters = "".join(token.folded for token in inside if token.kind == "word")
    initials = "".join(token.folded[0] for token in words[-len(letters) :]) if letters else ""
    if len(letters) > 1 and initials == letters:
        return True
    near = atomise(before[-2 * _WORDS_BEFORE :], lexicon)
    named = [atom for atom in near if atom.kind in ("word", "name")][-_WORDS_BEFORE:]
    if any("agency_word" in atom.entry.uses or (atom.entry.agencies and not atom.entry.is_weak) for atom in named):
        return True
    return bool(named) and bool(named[-1].entry.uses & {"attribution", "function"})
