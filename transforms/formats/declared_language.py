"""From the language tag that a format carries to the project's code, where the text can be in it."""

from __future__ import annotations

_BY_SCRIPT = {
    "Latn": (
        "af az bs ca cs cy da de en eo es et eu fi fr ga gl ha hr hu id is it ku la lt lv ms mt nl no pl pt ro sk sl so sq sr sv sw tk tl"
        " tr uz vi yo zu"
    ),
    "Arab": "ar az ckb fa ks ps sd ug ur",
    "Cyrl": "az be bg kk ky mk mn ru sr tg tk tt uk uz",
    "Grek": "el",
    "Hebr": "he yi",
    "Armn": "hy",
    "Geor": "ka",
    "Deva": "hi mr ne",
    "Beng": "bn",
    "Ethi": "am ti",
    "Syrc": "syr",
    "Hani": "zh ja",
    "Jpan": "ja",
    "Hira": "ja",
    "Kana": "ja",
    "Hang": "ko",
    "Thai": "th",
    "Taml": "ta",
    "Telu": "te",
    "Gujr": "gu",
    "Guru": "pa",
    "Knda": "kn",
    "Mlym": "ml",
}
"""Languages of news by the scripts they are written in. Arabic letters with `ku` are left to the detector: it often means Sorani."""
_ALIASES = {
    "ara": "ar", "aze": "az", "deu": "de", "ger": "de", "eng": "en", "fas": "fa", "per": "fa", "fra": "fr", "fre": "fr", "heb": "he",
    "ita": "it", "kmr": "ku", "kur": "ku", "nld": "nl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr", "urd": "ur",
    "iw": "he", "in": "id", "nb": "no", "nn": "no", "nob": "no", "sh": "sr", "prs": "fa",
}  # fmt: skip
"""ISO 639-2 and older or narrower tags by the project's code."""


def declared_language(tag: str, script: str) -> str | None:
    """The code, or None where a text in this script cannot be in that language, or the language is none that is known.

    >>> declared_language("en-US", "Latn"), declared_language("ara", "Arab"), declared_language("en", "Arab")
    ('en', 'ar', None)

    Args:
        tag: As the format has it: `ar`, `en-US`, `FR`.
        script: ISO 15924 code of most letters of the text.
    """
    main = tag.replace("_", "-").split("-")[0].lower()
    code = _ALIASES.get(main, main)
    return code if code in _BY_SCRIPT.get(script, "").split() else None
