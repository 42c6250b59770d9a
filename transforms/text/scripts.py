"""Tell the script a text is written in by the ranges its letters lie in."""

from __future__ import annotations

import re

NO_LETTERS = "Zyyy"
UNKNOWN_SCRIPT = "Zzzz"
SCRIPT_MAX_CHARS = 100_000
"""Only so much of a text is counted, so that the cost of one article is bounded."""

# Letters only, after Scripts.txt of the Unicode Character Database, version 14: neither marks nor digits nor punctuation nor code points
# that are not assigned, nor what Unicode calls common to all scripts (the tatweel U+0640, the modifier letters from U+02B9).
# `tests/unit/test_scripts.py` holds the ranges against the names in `unicodedata`.
LETTERS = {
    "Latn": (
        r"\u0041-\u005a\u0061-\u007a\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1d00-\u1d25\u1d62-\u1d65\u1d6b-\u1d77\u1d79-\u1d9a"
        r"\u1e00-\u1eff\u2090-\u209c\u2184\u2c60-\u2c7c\u2c7e-\u2c7f\ua722-\ua76f\ua771-\ua787\ua78b-\ua7ca\ua7d0-\ua7d1\ua7d3"
        r"\ua7d5-\ua7d9\ua7f5-\ua7f7\ua7fa-\ua7ff\uab30-\uab5a\uab60-\uab64\uab66-\uab68\ufb00-\ufb06\uff21-\uff3a\uff41-\uff5a"
    ),
    "Arab": (
        r"\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\u06d5\u06e5-\u06e6\u06ee-\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f"
        r"\u0870-\u0887\u0889-\u088e\u08a0-\u08c9\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfb\ufe70-\ufe74"
        r"\ufe76-\ufefc"
    ),
    "Cyrl": r"\u0400-\u0481\u048a-\u052f\u1c80-\u1c88\u1d2b\ua640-\ua66e\ua67f-\ua69b",
    "Hebr": r"\u05d0-\u05ea\u05ef-\u05f2\ufb1d\ufb1f-\ufb28\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40-\ufb41\ufb43-\ufb44\ufb46-\ufb4f",
    "Grek": (
        r"\u0370-\u0374\u0376-\u0377\u037a-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u03f5\u03f7-\u03ff"
        r"\u1d26-\u1d2a\u1d66-\u1d6a\u1f00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d"
        r"\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc"
        r"\uab65"
    ),
    "Hira": r"\u3041-\u3096\u309d-\u309f",
    "Kana": r"\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9f",
    "Hani": (
        r"\u3005-\u3006\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9\U00020000-\U0002a6df\U0002a700-\U0002b738"
        r"\U0002b740-\U0002b81d\U0002b820-\U0002cea1\U0002ceb0-\U0002ebe0\U0002f800-\U0002fa1d\U00030000-\U0003134a"
    ),
    "Hang": (
        r"\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7c6\ud7cb-\ud7fb\uffa0-\uffbe\uffc2-\uffc7\uffca-\uffcf"
        r"\uffd2-\uffd7\uffda-\uffdc"
    ),
    "Armn": r"\u0531-\u0556\u0559\u0560-\u0588\ufb13-\ufb17",
    "Geor": r"\u10a0-\u10c5\u10c7\u10cd\u10d0-\u10fa\u10fd-\u10ff\u1c90-\u1cba\u1cbd-\u1cbf\u2d00-\u2d25\u2d27\u2d2d",
    "Syrc": r"\u0710\u0712-\u072f\u074d-\u074f\u0860-\u086a",
    "Deva": r"\u0904-\u0939\u093d\u0950\u0958-\u0961\u0971-\u097f\ua8f2-\ua8f7\ua8fb\ua8fd-\ua8fe",
    "Beng": (
        r"\u0980\u0985-\u098c\u098f-\u0990\u0993-\u09a8\u09aa-\u09b0\u09b2\u09b6-\u09b9\u09bd\u09ce\u09dc-\u09dd\u09df-\u09e1"
        r"\u09f0-\u09f1\u09fc"
    ),
    "Guru": r"\u0a05-\u0a0a\u0a0f-\u0a10\u0a13-\u0a28\u0a2a-\u0a30\u0a32-\u0a33\u0a35-\u0a36\u0a38-\u0a39\u0a59-\u0a5c\u0a5e\u0a72-\u0a74",
    "Gujr": r"\u0a85-\u0a8d\u0a8f-\u0a91\u0a93-\u0aa8\u0aaa-\u0ab0\u0ab2-\u0ab3\u0ab5-\u0ab9\u0abd\u0ad0\u0ae0-\u0ae1\u0af9",
    "Taml": r"\u0b83\u0b85-\u0b8a\u0b8e-\u0b90\u0b92-\u0b95\u0b99-\u0b9a\u0b9c\u0b9e-\u0b9f\u0ba3-\u0ba4\u0ba8-\u0baa\u0bae-\u0bb9\u0bd0",
    "Telu": r"\u0c05-\u0c0c\u0c0e-\u0c10\u0c12-\u0c28\u0c2a-\u0c39\u0c3d\u0c58-\u0c5a\u0c5d\u0c60-\u0c61",
    "Knda": r"\u0c80\u0c85-\u0c8c\u0c8e-\u0c90\u0c92-\u0ca8\u0caa-\u0cb3\u0cb5-\u0cb9\u0cbd\u0cdd-\u0cde\u0ce0-\u0ce1\u0cf1-\u0cf2",
    "Mlym": r"\u0d04-\u0d0c\u0d0e-\u0d10\u0d12-\u0d3a\u0d3d\u0d4e\u0d54-\u0d56\u0d5f-\u0d61\u0d7a-\u0d7f",
    "Thai": r"\u0e01-\u0e30\u0e32-\u0e33\u0e40-\u0e46",
    "Ethi": (
        r"\u1200-\u1248\u124a-\u124d\u1250-\u1256\u1258\u125a-\u125d\u1260-\u1288\u128a-\u128d\u1290-\u12b0\u12b2-\u12b5\u12b8-\u12be"
        r"\u12c0\u12c2-\u12c5\u12c8-\u12d6\u12d8-\u1310\u1312-\u1315\u1318-\u135a\u1380-\u138f\u2d80-\u2d96\u2da0-\u2da6\u2da8-\u2dae"
        r"\u2db0-\u2db6\u2db8-\u2dbe\u2dc0-\u2dc6\u2dc8-\u2dce\u2dd0-\u2dd6\u2dd8-\u2dde\uab01-\uab06\uab09-\uab0e\uab11-\uab16"
        r"\uab20-\uab26\uab28-\uab2e"
    ),
}
"""ISO 15924 code to the body of a character class."""

COMMON = r"\u0640\u02b0-\u02ff\u30fc\uff70\u00aa\u00b5\u00ba"
"""Alphabetic to Python, but of no script: tatweel, modifier letters, the long mark of kana, ordinal signs, the micro sign."""

_RUN = re.compile(
    "|".join([*(f"(?P<{code}>[{letters}]+)" for code, letters in LETTERS.items()), rf"(?P<{UNKNOWN_SCRIPT}>[^\W\d_{COMMON}])"])
)


def count_letters(text: str) -> dict[str, int]:
    """Letters by ISO 15924 code, of the first `SCRIPT_MAX_CHARS` characters; Chinese characters beside kana count as `Jpan`.

    >>> count_letters("وكالة AFP")
    {'Arab': 5, 'Latn': 3}
    """
    counts: dict[str, int] = {}
    for run in _RUN.finditer(text, 0, SCRIPT_MAX_CHARS):
        code = run.lastgroup or UNKNOWN_SCRIPT
        counts[code] = counts.get(code, 0) + run.end() - run.start()
    return _join_japanese(counts)


def script_of(text: str) -> str:
    """The ISO 15924 code of the script that most letters are in, `Zyyy` without letters, `Zzzz` for a script not listed here.

    Between scripts with equally many letters the code that sorts first wins, so that the answer hangs on nothing else.

    >>> script_of("قالت وكالة AFP"), script_of("(İLKHA)"), script_of("1 + 1 = 2")
    ('Arab', 'Latn', 'Zyyy')
    """
    counts = count_letters(text)
    return min(counts, key=lambda code: (-counts[code], code)) if counts else NO_LETTERS


def _join_japanese(counts: dict[str, int]) -> dict[str, int]:
    """Kana make a text Japanese: Chinese does not use them, save in a name or two."""
    kana = counts.get("Hira", 0) + counts.get("Kana", 0)
    # Japanese news is 40 to 60 % kana; a Chinese article that cites a Japanese title stays far below a tenth.
    if not kana or kana * 10 < counts.get("Hani", 0):
        return counts
    joined = {code: n for code, n in counts.items() if code not in ("Hira", "Kana", "Hani")}
    return joined | {"Jpan": kana + counts.get("Hani", 0)}
