"""Remember what a function says of single words: a text asks it of every one, and most words come again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")


class Memo(dict[str, V]):
    """`memo[word]` is what the function says of the word; looking up one that is known runs no Python.

    It holds no more than twice the limit: once full, words that have not been asked for since it was last full are forgotten.
    """

    def __init__(self, of: Callable[[str], V], limit: int = 1 << 15) -> None:
        """Empty at first."""
        self._of, self._limit = of, limit
        self._older: dict[str, V] = {}

    def __missing__(self, word: str) -> V:
        """Asks the function, or finds the word among the older ones."""
        if len(self) >= self._limit:
            self._older = dict(self)
            self.clear()
        value = self._older[word] if word in self._older else self._of(word)
        self[word] = value
        return value
