"""Tell the older single-byte encodings apart by what their letters would say."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import repeat
from operator import mul

from transforms.records import Reason, Rejection
from transforms.text.language import profile_files

_ASCII = bytes(range(128))

# Languages whose letters each single-byte encoding was made for, by langdetect's profile names. Where two encodings give the same
# text the earlier one is named: the Windows pages hold the punctuation that ISO's lack, and are what is meant in practice.
_WESTERN, _CENTRAL = "en fr de es pt it nl sv da no fi ku", "pl cs sk hu hr sl ro"
_NON_LATIN = {
    "cp1256": "ar fa ur",
    "iso8859_6": "ar",
    **dict.fromkeys(("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp855"), "ru uk bg mk"),
    **dict.fromkeys(("cp1255", "iso8859_8"), "he"),
    **dict.fromkeys(("cp1253", "iso8859_7"), "el"),
}
_LATIN = {"cp1252": _WESTERN, "cp1254": "tr ku", "cp1250": _CENTRAL, "cp1257": "lt lv et"}
_LATIN |= {"iso8859_1": _WESTERN, "iso8859_9": "tr ku", "iso8859_2": _CENTRAL, "cp857": "tr"}
_RARE = {"gb18030": "zh-cn", "big5": "zh-tw", "shift_jis": "ja", "euc_jp": "ja", "euc_kr": "ko", "cp874": "th", "cp864": "ar"}
_RARE |= {"mac_turkish": "tr", "mac_roman": _WESTERN, "cp850": _WESTERN, "cp852": _CENTRAL}
"""Asked of charset-normalizer only where no common encoding fits."""
_LANGUAGES = _NON_LATIN | _LATIN | _RARE
_UNCOMMON = frozenset(("cp855", "cp857", "cp866", "cp1257", "iso8859_5", "mac_cyrillic", "iso8859_2", *_RARE))
_UNCOMMON_PENALTY = -8.0
"""Added to a sum of about -6 per letter, so that a line or so of text outweighs it. Without it a headline in cp1251 or cp1256 reads as
mac_cyrillic in one case of ten."""
_SAMPLE_BYTES, _PROPOSE_BYTES, _ASCII_LETTERS = 6000, 16_384, 300
_ASCII_WEIGHT = 0.3
"""The letters of a word depend on one another: five of them say about as much as one and a half independent ones."""
_MIN_KNOWN_SHARE, _MIN_KNOWN_SHARE_LATIN = 0.55, 0.4
"""Single lines: Arabic, Persian, Hebrew, Russian 0.64 and more; Turkish, German, French above 0.6 but for lone names, Kurmanji in
an older spelling 0.43; random bytes 0.2 to 0.5, by script."""
_SPARSE = 10
"""Where fewer than one byte in ten is above ASCII, the words that hold them are too few to ask for a share: one foreign name will do."""
_FLOOR = math.log(0.5 / 10_000)
"""What langdetect gives an n-gram that a language does not have: its alpha over its base frequency."""
_PUNCTUATION_SCORE, _SYMBOL_SCORE, _MISPLACED_SCORE = -6.5, -8.5, -12.0
_HIGH_STRETCH = re.compile(rb"[\x80-\xff][^\n]{0,200}")
_BYTE_WORD = re.compile(rb"[A-Za-z\x80-\xff]{3,}")
_WORD = re.compile(r"[^\W\d_]+")
_IN_WORD_MARK = re.compile("[\u0640\u064b-\u0652\u05b0-\u05c2\u200c-\u200f]")
_SYMBOL = re.compile(r"[^\w\x00-\x7f]|\u0640")
_NEWS_PUNCTUATION = frozenset("\u00a0«»“”‘’‚„‹›–—…•·°€£،؛؟™©®§´¸")
_BETWEEN_LETTERS = frozenset("\u00a0’‘–·")


def decode_legacy(data: bytes) -> tuple[str, str]:
    """Text and codec in which the letters that are not ASCII are the likeliest, by n-gram frequencies of the encoding's languages.

    Raises:
        Rejection: `undecodable` where even the likeliest makes no sense.
    """
    present = bytes(sorted(set(data)))
    sample = _sample_high(data)
    candidates = [name for name in _candidates(sample) if can_decode(present, name)]
    encoding = _likeliest(sample, candidates, present) or _likeliest(sample, _propose_rare(data), present)
    if encoding is None:
        raise Rejection(Reason.UNDECODABLE, "neither UTF-8 nor UTF-16, and its letters make sense in no other known encoding")
    return data.decode(encoding), encoding


def can_decode(data: bytes, encoding: str) -> bool:
    """True where every byte has a meaning in the encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _sample_high(data: bytes) -> bytes:
    """Stretches of lines that hold bytes above ASCII, with what stands before each: a like amount from each third of the file."""
    parts: list[bytes] = []
    for third in range(3):
        size = end = 0
        for found in _HIGH_STRETCH.finditer(data, third * len(data) // 3, (third + 1) * len(data) // 3):
            parts.append(data[max(end, found.start() - 24) : found.end()])
            size, end = size + len(parts[-1]), found.end()
            if size > _SAMPLE_BYTES // 3:
                break
    return b"\n".join(parts)


def _candidates(sample: bytes) -> tuple[str, ...]:
    """Encodings of non-Latin scripts where words are wholly above ASCII, of Latin ones where they are partly so."""
    words = _BYTE_WORD.findall(sample)
    high = [word for word in words if not word.isascii()]
    share = sum(len(word.translate(None, _ASCII)) for word in high) / sum(map(len, high)) if high else 0.0 if words else 0.7
    # Arabic, Cyrillic and Hebrew words are at 1.0, Turkish ones at 0.2 to 0.4 and hardly one above 0.7.
    return (*(_LATIN if share < 0.9 else ()), *(_NON_LATIN if share > 0.5 else ()))


def _propose_rare(data: bytes) -> list[str]:
    """What charset-normalizer takes the text for, among encodings that are too rare, or too long a shot, to be tried each time."""
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_PROPOSE_BYTES].rpartition(b"\n")[0] or data[:_PROPOSE_BYTES], cp_isolation=list(_RARE)).best()
    return [found.encoding] if found and found.encoding in _RARE and can_decode(data, found.encoding) else []


def _likeliest(sample: bytes, encodings: Sequence[str], present: bytes) -> str | None:
    """The best of some encodings; the first of those that read the file alike; None where even the best makes no sense."""
    misfits = _misfits(sample)
    readings = {name: _read(sample.decode(name, "replace"), name, misfits) for name in encodings}
    best = max(readings, key=readings.__getitem__, default=None)
    sparse = len(sample.translate(None, _ASCII)) * _SPARSE < len(sample)
    required = 0.0 if sparse else _MIN_KNOWN_SHARE if best in _NON_LATIN else _MIN_KNOWN_SHARE_LATIN
    if best is None or readings[best][1] < required:
        return None
    return next(name for name in encodings if present.decode(name, "replace") == present.decode(best, "replace"))


def _misfits(sample: bytes) -> dict[str, float]:
    """How much worse than the best each language of the Latin encodings explains the words that are wholly ASCII."""
    words = [word for word in _BYTE_WORD.findall(sample) if word.isascii()][: _ASCII_LETTERS // 5]
    text = f" {' '.join(word.decode('ascii').lower() for word in words)} "
    grams = [text[i : i + n] for i in range(len(text) - 2) for n in (2, 3)]
    languages = sorted({lang for spoken in _LATIN.values() for lang in spoken.split()}) if words else []
    fits = {lang: sum(map(_frequencies(lang).get, grams, repeat(_FLOOR))) / 2 for lang in languages}
    return {lang: _ASCII_WEIGHT * (fit - max(fits.values())) for lang, fit in fits.items()}


def _read(text: str, encoding: str, misfits: Mapping[str, float]) -> tuple[float, float]:
    """Log-likelihood of what is not ASCII in the language that fits best, and how far that language knows its words."""
    from langdetect.utils.ngram import NGram

    same = {ord(char): NGram.normalize(char) for char in set(text) if char.isalpha() and not char.isascii()}
    symbols = [_symbol_score(text, found.start()) for found in _SYMBOL.finditer(text)]
    letters = _IN_WORD_MARK.sub("", text).translate(same).lower()
    words = Counter(f" {word} " for word in _WORD.findall(letters) if not word.isascii())
    around = _count_around(words)
    languages = _LANGUAGES[encoding].split()
    likelihoods = {lang: misfits.get(lang, 0.0) + _likelihood(around, _frequencies(lang)) for lang in languages}
    best = max(likelihoods, key=likelihoods.__getitem__)
    rarity = _UNCOMMON_PENALTY if encoding in _UNCOMMON else 0.0
    return likelihoods[best] + sum(symbols) + rarity, _known_share(words, _frequencies(best), symbols.count(_MISPLACED_SCORE))


def _symbol_score(text: str, at: int) -> float:
    """A symbol between letters, a C1 control and a byte without meaning speak for a wrong guess, a quotation mark hardly."""
    char, around = text[at], text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    if _IN_WORD_MARK.match(char) or char in _BETWEEN_LETTERS:
        return _PUNCTUATION_SCORE
    if "\x80" <= char <= "\x9f" or char == "\ufffd" or (len(around) == 2 and around.isalpha()):
        return _MISPLACED_SCORE
    return _PUNCTUATION_SCORE if char in _NEWS_PUNCTUATION else _SYMBOL_SCORE


def _count_around(words: Mapping[str, int]) -> Counter[str]:
    """How often each of the one, two and three letters occurs that a letter that is not ASCII is part of."""
    grams: list[str] = []
    for word, n in words.items():
        for i, char in enumerate(word):
            if char > "\x7f":  # never the first or last, which are spaces
                around = (
                    char,
                    word[i - 1 : i + 1],
                    word[i : i + 2],
                    word[i - 1 : i + 2],
                    word[i - 2 if i > 1 else 0 : i + 1],
                    word[i : i + 3],
                )
                grams += around * n if n > 1 else around
    return Counter(grams)


_AROUND = 6
"""N-grams that are counted for each letter."""


def _likelihood(around: Mapping[str, int], frequencies: Mapping[str, float]) -> float:
    """For each letter that is not ASCII the mean over the one, two and three letters it is part of, summed."""
    total: float = sum(map(mul, around.values(), map(frequencies.get, around, repeat(_FLOOR))))
    return total / _AROUND


def _known_share(words: Iterable[str], frequencies: Mapping[str, float], n_misplaced: int) -> float:
    """Share of the pairs and triples of words, or of Chinese characters, that a language has; misplaced symbols are ones it has not."""
    sizes = (1,) if any(word > " \u2e80" for word in words) else (2, 3)
    known = [word[i : i + n] in frequencies for word in words for n in sizes for i in range(len(word) - n + 1)]
    return sum(known) / (len(known) + 2 * n_misplaced) if known or n_misplaced else 1.0


@cache
def _frequencies(lang: str) -> dict[str, float]:
    """Log frequency of each n-gram of a language, in lower case."""
    profile = json.loads(profile_files()[lang].read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    for gram, count in profile["freq"].items():
        counts[gram.lower()] += count
    return {gram: math.log(0.5 / 10_000 + count / profile["n_words"][len(gram) - 1]) for gram, count in counts.items() if len(gram) <= 3}
