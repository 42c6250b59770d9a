"""What the detector knows of each UTF-16 code unit: its script, its case, langdetect's normal form."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.text.scripts import COMMON, LETTERS, UNKNOWN_SCRIPT

JAPANESE = "Jpan"
SCRIPTS = tuple(sorted([*LETTERS, JAPANESE, UNKNOWN_SCRIPT]))
"""Scripts by number. In order of their codes, so that the first of the greatest is what `script_of` names."""
NOT_A_LETTER, DROPPED, REWRITTEN, FIRST_SCRIPT = 0, 1, 2, 3
"""Classes of code units: neither; a mark that Arabic does without; what `rewrite` must see first; from here on two for each script,
of letters that are no capitals and of capitals."""
N_CLASSES = FIRST_SCRIPT + 2 * len(SCRIPTS)
FOREIGN = 255
_UNITS = 0x10000
_DROPPED = re.compile("[\u0640\u064b-\u0652\u0670]")  # tatweel and harakat, which the profiles hardly hold
_COMBINING = range(0x0300, 0x0370)
_SURROGATES = range(0xD800, 0xE000)
_C1_CONTROLS = range(0x80, 0xA0)
_ASTRAL = re.compile("[\U00010000-\U0010ffff\ud800-\udfff]")
_LETTER_OF_NO_SCRIPT, _CHINESE = "\ua4d0", "\u4e00"
_TURKISH_LOWER = str.maketrans("Iİ", "ıi")


@cache
def unit_classes() -> NDArray[np.uint8]:
    """The class of each UTF-16 code unit."""
    classes = np.zeros(_UNITS, dtype=np.uint8)
    everything = "".join(map(chr, range(_UNITS)))
    for found in re.finditer(rf"[^\W\d_{COMMON}]", everything):
        classes[found.start()] = _class_of(UNKNOWN_SCRIPT, found[0])
    for script, letters in LETTERS.items():
        for found in re.finditer(f"[{letters}]", everything):
            classes[found.start()] = _class_of(script, found[0])
    for found in re.finditer(r"[^\W\d_]", everything):
        if unicodedata.normalize("NFKC", found[0]) != found[0]:
            classes[found.start()] = REWRITTEN
    for found in _DROPPED.finditer(everything):
        classes[found.start()] = DROPPED
    classes[_COMBINING.start : _COMBINING.stop] = REWRITTEN
    classes[_SURROGATES.start : _SURROGATES.stop] = REWRITTEN
    return classes


def _class_of(script: str, letter: str) -> int:
    return FIRST_SCRIPT + 2 * SCRIPTS.index(script) + letter.isupper()


def character_classes(script: str) -> NDArray[np.uint8]:
    """`unit_classes`, with `FOREIGN` for letters of other scripts."""
    own = FIRST_SCRIPT + 2 * SCRIPTS.index(script)
    classes = unit_classes().copy()
    classes[(classes >= FIRST_SCRIPT) & (classes != own) & (classes != own + 1)] = FOREIGN
    return classes


@cache
def lower_units(*, turkish: bool) -> NDArray[np.uint16]:
    """Each code unit in lower case, I and İ as Turkish has them where asked."""
    units = [chr(unit).translate(_TURKISH_LOWER) if turkish else chr(unit) for unit in range(_UNITS)]
    return np.array([ord(char.lower()[0]) for char in units], dtype=np.uint16)


def normal_form(unit: int) -> str:
    """What langdetect counts a character as; Windows-1252 punctuation that a scraper kept as C1 controls is a space, too."""
    from langdetect.utils.ngram import NGram

    if unit in _C1_CONTROLS:
        return " "
    normal: str = NGram.normalize(chr(unit))
    return normal


def rewrite(text: str) -> str:
    """The text in NFKC, in which every character is one code unit: what lies beyond becomes a space or a letter of the same class.

    >>> rewrite("\ufefb \U0001d400 \U0001f600")
    'لا A  '
    """
    return _ASTRAL.sub(_stand_in, unicodedata.normalize("NFKC", text))


def _stand_in(found: re.Match[str]) -> str:
    if re.match(f"[{LETTERS['Hani']}]", found[0]):
        return _CHINESE
    return _LETTER_OF_NO_SCRIPT if found[0].isalpha() else " "
