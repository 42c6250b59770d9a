"""The package langdetect itself, seeded: selectable, and what the exact engine is held against."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock

from transforms.records import Language
from transforms.text.language.profiles import CLDR_CODES, profile_files
from transforms.text.language_settings import UNDETERMINED
from transforms.text.scripts import COMMON, LETTERS, NO_LETTERS, SCRIPT_MAX_CHARS, script_of

MAX_LETTERS = 600
"""Letters that are looked at. 300 give macro-F1 1.000 on NTREX-128 paragraphs, as all of them do; twice that leaves room for names."""
MAX_OWN_DETECTIONS = 50
"""Paragraphs of one article that are put to the detector (3 to 7 ms each); later ones take the answer of their script."""
_MIN_SCORE = 0.6
"""langdetect averages seven trials, so this asks for more than four of them."""
_MIN_LETTERS = {"Arab": 6, "Cyrl": 6, "Latn": 6}
"""In scripts of many languages langdetect is sure of nonsense below this: 0.99999 that AFP is Tagalog, NATO Vietnamese, ILKHA Somali."""
_NOT_LATIN = {
    "Arab": "ar ckb fa ur",
    "Beng": "bn",
    "Cyrl": "bg mk ru uk",
    "Deva": "hi mr ne",
    "Grek": "el",
    "Gujr": "gu",
    "Guru": "pa",
    "Hang": "ko",
    "Hani": "ja zh zh-Hant",
    "Hebr": "he",
    "Jpan": "ja",
    "Knda": "kn",
    "Mlym": "ml",
    "Taml": "ta",
    "Telu": "te",
    "Thai": "th",
}
"""Languages with a profile by script. Some profiles hold strange letters too: to langdetect Armenian is Estonian, some Chinese Korean."""
_SEED = 0

# "https://ilkha.com/a" and "www.aa.com.tr" match, "http" alone does not; "a@b.tr" and "@ilkha" match, "7 @ 8" does not;
# "#Bitlis" matches, "C# ve" does not. Tags and handles are names in whatever language.
NOT_PROSE = re.compile(r"https?://\S+|\bwww\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,255}[\w.-]*|(?<!\w)[@#]\w+")
_ARABIC_MARK = re.compile(r"[\u0640\u064b-\u0652]")  # tatweel and harakat, which the profiles hardly hold
_CAPITALS_SHARE = 0.6
# Windows-1252 punctuation that some scraper kept as C1 controls: an apostrophe at U+0092 splits words as any other.
_C1_CONTROL = re.compile(r"[\x80-\x9f]")
_SPACES = re.compile(r"\s+")
_TURKISH_LOWER = str.maketrans("Iİ", "ıi")
_LOAD = Lock()


class LangdetectDetector:
    """The package langdetect with its 55 profiles and the project's three, on a factory of its own.

    The module-level factory of langdetect is published before its profiles are loaded, so that threads get wrong answers at
    first use. The seed is set anew for each text: an answer depends neither on order nor on what was asked before.
    """

    def __init__(self, profiles_folder: str | None = None, seed: int = _SEED) -> None:
        from langdetect.detector_factory import DetectorFactory
        from langdetect.utils.lang_profile import LangProfile

        profiles = profile_files(profiles_folder)
        self._factory = DetectorFactory()
        self._factory.seed = seed
        for index, name in enumerate(sorted(profiles)):
            content = json.loads(profiles[name].read_text(encoding="utf-8"))
            self._factory.add_profile(LangProfile(**content), index, len(profiles))

    def rank(self, prose: str, expected: Sequence[str] = ()) -> tuple[tuple[str, float], ...]:
        """CLDR codes that langdetect gives more than a tenth, best first; of some expected languages each at a hundred times the odds."""
        from langdetect.lang_detect_exception import LangDetectException

        one_use = self._factory.create()
        one_use.append(prose)
        if expected:
            odds = {name: 100.0 if CLDR_CODES.get(name, name) in expected else 1.0 for name in self._factory.langlist}
            one_use.set_prior_map(odds)
        try:
            return tuple((CLDR_CODES.get(found.lang, found.lang), min(found.prob, 1.0)) for found in one_use.get_probabilities())
        except LangDetectException:  # no n-gram of the text is in any profile
            return ()

    def detect(self, text: str, expected: Sequence[str] = (), threshold: float | None = None) -> Language:
        """The language of the first `MAX_LETTERS` letters of the script that most letters are in."""
        prose = NOT_PROSE.sub(" ", text[:SCRIPT_MAX_CHARS])
        script = script_of(prose)
        sample = sample_prose(prose, script)
        ranked = self.rank(sample, expected) if sum(map(str.isalpha, sample)) >= _MIN_LETTERS.get(script, 1) else ()
        possible = [(lang, probability) for lang, probability in ranked if _is_written_in(lang, script)]
        if not possible:
            return Language(UNDETERMINED, 0.0, script)
        lang, score = possible[0][0], possible[0][1] / sum(probability for _, probability in possible)
        minimum = _MIN_SCORE if threshold is None else threshold
        return Language(lang if score >= minimum else UNDETERMINED, round(score, 6), script)


def load_reference(profiles_folder: str | None = None) -> LangdetectDetector:
    """The detector of this process, loaded once (half a second, 66 MB) by whichever thread comes first."""
    with _LOAD:
        return _load_reference(profiles_folder)


@cache
def _load_reference(profiles_folder: str | None) -> LangdetectDetector:
    return LangdetectDetector(profiles_folder)


def inherit_languages(paragraphs: Sequence[str], article: Language, detect: Callable[[str], Language]) -> tuple[Language, ...]:
    """The language of each paragraph, in order, for a detector that is too slow to ask each time.

    A paragraph in the article's script takes the article's language and score; one without letters is `und`. One in another
    script, or any of an article that is `und`, is detected on its own.
    """
    known = {} if article.lang == UNDETERMINED else {article.script: article}
    budget = MAX_OWN_DETECTIONS
    found: list[Language] = []
    for text in paragraphs:
        script = script_of(text)
        if script == NO_LETTERS:
            found.append(Language(UNDETERMINED, 0.0, script))
        elif budget and (script != article.script or article.lang == UNDETERMINED):
            budget -= 1
            found.append(detect(text))
            if found[-1].lang != UNDETERMINED:
                known.setdefault(script, found[-1])
        else:
            found.append(known.get(script, Language(UNDETERMINED, 0.0, script)))
    return tuple(found)


def _is_written_in(lang: str, script: str) -> bool:
    if script == "Latn":
        return not any(lang in languages.split() for languages in _NOT_LATIN.values())
    return lang in _NOT_LATIN.get(script, "").split()


def sample_prose(text: str, script: str) -> str:
    """The first `MAX_LETTERS` letters of a script with what stands between them, as langdetect likes to read it.

    Letters of other scripts are blanked, marks that Arabic does without go, text that is mostly capitals becomes lower case
    (langdetect skips words in capitals: F1 0.44 on such headlines, 0.995 once they are lower case). For detection only: never stored.

    >>> sample_prose("(İLKHA) BATMAN'DA KIŞ", "Latn")
    "ilkha) batman'da kış"
    """
    own, foreign = _patterns(script)
    start, end, letters = 0, 0, 0
    for run in own.finditer(text):
        start = start if letters else run.start()
        end = run.start() + min(run.end() - run.start(), MAX_LETTERS - letters)
        letters += end - run.start()
        if letters >= MAX_LETTERS:
            break
    piece = unicodedata.normalize("NFKC", _C1_CONTROL.sub(" ", text[start:end]))
    return _lower_capitals(_SPACES.sub(" ", foreign.sub(" ", _ARABIC_MARK.sub("", piece))))


@cache
def _patterns(script: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Runs of the script's letters, and runs of any others."""
    codes = ("Hira", "Kana", "Hani") if script == "Jpan" else (script,)
    letters = "".join(LETTERS[code] for code in codes if code in LETTERS)
    if not letters:
        return re.compile(rf"[^\W\d_{COMMON}]+"), re.compile(r"(?!)")
    return re.compile(f"[{letters}]+"), re.compile(rf"[^\W\d_{letters}{COMMON}]+")


def _lower_capitals(text: str) -> str:
    """Lower case where most cased letters are capitals; I and i with Turkish rules where a dotted capital or dotless small i occurs."""
    capitals = sum(map(str.isupper, text))
    if capitals <= _CAPITALS_SHARE * (capitals + sum(map(str.islower, text))):
        return text
    return (text.translate(_TURKISH_LOWER) if "İ" in text or "ı" in text else text).lower()
