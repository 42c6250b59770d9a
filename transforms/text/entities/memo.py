"""Remember what a function says of single words: a text asks it of every one, and most words come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
_LONGEST = 40


class Memo(dict[str, V]):
    """`memo[word]` is what the function says of the word; looking up one that is known runs no Python.

    It holds no more than twice the limit: once full, words that have not been asked for since it was last full are forgotten. Very long
    ones are not kept: they are rare, and one odd text must not fill the memory.
    """

    def __init__(self, of: Callable[[str], V], limit: int = 1 << 15) -> None:
        """Empty at first."""
        self._of, self._limit = of, limit
        self._older: dict[str, V] = {}

    def __missing__(self, word: str) -> V:
        """Asks the function, or finds the word among the older ones."""
        if len(word) > _LONGEST:
            return self._of(word)
        if len(self) >= self._limit:
            self._older = dict(self)
            self.clear()
        older = self._older
        value = older[word] if word in older else self._of(word)
        self[word] = value
        return value
