"""Arabic letters as the entity step compares them.

Importing camel-tools takes half a second, so this module imports it on first use and nothing else in the package imports it but `tokens`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_TATWEEL = "ـ"
# Marks that carry no letter: ZWNJ, ZWJ, bidi marks, byte order mark. Example: U+200F after "روسيا"; near miss: a plain space stays.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]")


@lru_cache(maxsize=1)
def _camel() -> tuple[Callable[[str], str], ...]:
    """The steps of `fold`, in order, as camel-tools defines them."""
    from camel_tools.utils.dediac import dediac_ar
    from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

    return dediac_ar, normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar


def without_invisible(text: str) -> str:
    """`text` without zero-width and bidirectional marks."""
    return _INVISIBLE.sub("", text)


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """`text` in the form that names are compared and counted by.

    Diacritics, tatweel and invisible marks are off; the alefs are one letter, alef maksura is ya, ta marbuta is ha, each as camel-tools
    normalises them. Spaces are collapsed.

    >>> fold("إلـهـام  علييفٌ")
    'الهام علييف'
    """
    text = without_invisible(text).replace(_TATWEEL, "")
    for step in _camel():
        text = step(text)
    return " ".join(text.split())


def strip_marks(text: str) -> str:
    """`text` without diacritics, tatweel and invisible marks; the letters stay as they were typed."""
    return _camel()[0](without_invisible(text).replace(_TATWEEL, ""))
