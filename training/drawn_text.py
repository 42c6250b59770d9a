"""Text that no one wrote, drawn letter by letter from a language's profile: what the language looks like to a model that lacks it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import accumulate

from transforms.text.language.profiles import Profile

_LENGTHS = ((10, 30), (30, 70), (70, 140), (140, 300))
"""A headline's words, a headline, a short and a long sentence: as many texts of each."""


class LetterSource:
    """Draws the next letter by the two before it, as often as the profile's triples say; by one, or by none, where it has no triple."""

    def __init__(self, frequencies: Mapping[str, float]) -> None:
        followers: dict[str, list[tuple[str, float]]] = {}
        for gram, p in sorted(frequencies.items()):
            followers.setdefault(gram[:-1], []).append((gram[-1], p))
        self._letters = {prefix: [letter for letter, _ in found] for prefix, found in followers.items()}
        self._sums = {prefix: list(accumulate(p for _, p in found)) for prefix, found in followers.items()}
        self._frequencies = frequencies

    def draw(self, before: str, chance: random.Random) -> str:
        """The letter or space that follows some text that starts with a space."""
        prefix = before[-1:] if before[-1] == " " else before[-2:]
        while prefix and not self._goes_on(prefix, chance):
            prefix = prefix[1:]
        return chance.choices(self._letters[prefix], cum_weights=self._sums[prefix])[0]

    def _goes_on(self, prefix: str, chance: random.Random) -> bool:
        """Whether the next letter is drawn from what follows a prefix: rare triples are not in a profile, so its sums fall short."""
        return prefix in self._sums and chance.random() * self._frequencies.get(prefix, 0.0) <= self._sums[prefix][-1]


def draw_texts(profile: Profile, count: int) -> Iterator[str]:
    """So many texts of `_LENGTHS`; the same profile gives the same ones."""
    chance = random.Random(profile.lang)
    source = LetterSource(profile.frequencies)
    for number in range(count):
        length = chance.randint(*_LENGTHS[number % len(_LENGTHS)])
        text = " "
        while len(text) < length:
            text += source.draw(text, chance)
        yield text.strip()
