"""Language profiles: how often each letter, pair and triple of letters occurs in a language, in langdetect's format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transforms.text.scripts import NO_LETTERS, count_letters

OWN_PROFILES = ("az", "ckb", "ku")
MIN_PROFILE_CHARS = 30_000
"""Of ku, ckb and az, 10,000 characters give sentences F1 0.991 and more, 30,000 give 0.996 and more, and 300,000 no more than that."""
_RESOURCES = Path(__file__).parents[2] / "resources"
_OWN, _RELATIVES, _STRANGERS = _RESOURCES / "languages", _RESOURCES / "relatives", _RESOURCES / "strangers"
OWN, RELATIVE, STRANGER = "own", "relative", "stranger"
"""What a profile is for: to name its language; to keep text in a relative from being named after its neighbour; the same for a language
that is near to none of ours, and so is asked for only where a text is in doubt."""
# langdetect's codes that CLDR spells otherwise; `no` is CLDR's own code for Norwegian in general.
CLDR_CODES = {"tl": "fil", "zh-cn": "zh", "zh-tw": "zh-Hant"}


class ProfileError(Exception):
    """A profile or its text cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One language in one script.

    Attributes:
        lang: CLDR code.
        script: ISO 15924 code of the script that most of its letters are in.
        frequencies: Share of each n-gram among all n-grams of its length, 0 to 1; what occurs hardly ever is left out.
        kind: `OWN`, `RELATIVE` or `STRANGER`.
        totals: How many single characters, pairs and triples the profile was counted from, as far as it keeps them.
    """

    lang: str
    script: str
    frequencies: Mapping[str, float]
    kind: str = OWN
    totals: tuple[float, float, float] = (1.0, 1.0, 1.0)


def profile_files(extra_folder: str | None = None) -> dict[str, Path]:
    """The profiles by name: langdetect's 55, the project's three, and those of a folder, which win over both."""
    from langdetect.detector_factory import PROFILES_DIRECTORY

    own = {name: _OWN / name for name in OWN_PROFILES}
    return _files_in(Path(PROFILES_DIRECTORY)) | own | (_files_in(Path(extra_folder)) if extra_folder else {})


def relative_files() -> dict[str, Path]:
    """The profiles of relatives by name; a name is a CLDR code, with what is unusual of its spelling (`ku-Arab`)."""
    return _files_in(_RELATIVES)


def stranger_files() -> dict[str, Path]:
    """The profiles of strangers by name."""
    return _files_in(_STRANGERS)


def read_profile(name: str, content: bytes, kind: str = OWN) -> Profile:
    """A profile from its JSON.

    Raises:
        ProfileError: It is not in langdetect's format.
    """
    try:
        told = json.loads(content)
        singles, pairs, triples = totals = [float(total) for total in told["n_words"]]
        frequencies = {gram: int(count) / totals[len(gram) - 1] for gram, count in told["freq"].items() if 1 <= len(gram) <= 3}
    except (ValueError, KeyError, TypeError, IndexError, ZeroDivisionError, AttributeError) as error:
        raise ProfileError(f"language profile {name}: not in langdetect's format ({type(error).__name__}: {error})") from None
    letters: Counter[str] = Counter()
    for gram, count in told["freq"].items():
        if len(gram) == 1:
            letters.update({code: n * int(count) for code, n in count_letters(gram).items()})
    lang = CLDR_CODES.get(name, name) if kind == OWN else name.partition("-")[0]
    return Profile(lang, _main_script(letters), frequencies, kind, (singles, pairs, triples))


def build_profile(lang: str, lines: Iterable[str]) -> str:
    """The profile of a text in langdetect's JSON format, counted by langdetect's own `LangProfile`; the same lines give the same bytes."""
    from langdetect.utils.lang_profile import LangProfile

    profile = LangProfile(lang)
    for line in lines:
        profile.update(line)
    profile.omit_less_freq()
    content = {"freq": profile.freq, "n_words": profile.n_words, "name": lang}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _main_script(letters: Mapping[str, int]) -> str:
    """Like `script_of` over a text of these letters: kana make Chinese characters Japanese."""
    if letters.get("Hira", 0) + letters.get("Kana", 0) > letters.get("Hani", 0) / 10:
        return "Jpan"
    return min(letters, key=lambda code: (-letters[code], code)) if letters else NO_LETTERS


@cache
def _files_in(folder: Path) -> dict[str, Path]:
    try:
        return {
            path.name: path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".") and not path.suffix
        }
    except OSError as error:
        raise ProfileError(f"language_profiles: {folder}: {error.strerror}") from None
