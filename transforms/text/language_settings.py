"""How languages are told: plain values, free of numpy, so that the command line can name them at once."""

from __future__ import annotations

from dataclasses import dataclass

EXACT = "langdetect-exact"
UNDETERMINED = "und"
ENGINES = (EXACT, "langdetect")
CORE_LANGUAGES = ("ar", "az", "ckb", "de", "en", "fa", "fr", "he", "ku", "ru", "tr", "ur")
"""What the prior `core` expects: the languages of the agencies that the registry knows."""


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """How languages are told.

    Attributes:
        engine: `langdetect-exact`, or `langdetect` for the package itself.
        profiles: Folder of further language profiles.
        expected: Languages that a text is most probably in (`EXPECTED_SHARE`); none: all alike.
        threshold: Below this score the answer is `und`; None: as calibrated, by the score and by how surely the language is known.
    """

    engine: str = EXACT
    profiles: str | None = None
    expected: tuple[str, ...] = ()
    threshold: float | None = None


DEFAULT = LanguageSettings()
