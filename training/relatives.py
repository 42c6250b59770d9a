"""Texts in relatives: languages and spellings that are known only so that they are not taken for one of ours."""

from __future__ import annotations

from pathlib import Path

KURDISHLID = {
    "ckb-Latn": "CentralKurdish-latn_train.txt",
    "hac": "Gorani-arab_train.txt",
    "ku-Arab": "NorthernKurdish-arab_train.txt",
    "sdh": "SouthernKurdish-arab_train.txt",
    "zza": "Zazaki-latn_train.txt",
}
"""Files of KurdishLID (MIT) by name of the relative, a CLDR code with the script where that is not the usual one."""
TURKISH = "ner/tr/turkish-wiki-ner/train.conll"
"""Sentences of Turkish Wikipedia (CC BY-SA 4.0), a word and its tag a line."""
_SENTENCES = 1000
_AS_LATIN_1 = str.maketrans("ıİşŞğĞ", "ýÝþÞðÐ")


def relative_texts(data: Path) -> dict[str, list[str]]:
    """The lines of each relative by its name."""
    kurdish = {name: kurdish_lines(data / "lid/train/kurdishlid" / file) for name, file in KURDISHLID.items()}
    return kurdish | {"tr-Latin1": [line.translate(_AS_LATIN_1) for line in corpus_sentences(data / TURKISH)[:_SENTENCES]]}


def stranger_texts(folder: Path) -> dict[str, list[str]]:
    """The lines of each stranger by its name, as `collect_strangers.py` wrote them."""
    return {path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted((folder / "strangers").glob("*.txt"))}


def corpus_sentences(path: Path) -> list[str]:
    """The sentences of an entity corpus, words joined by a space."""
    sentences: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            sentences[-1].append(line.split()[0])
        elif sentences[-1]:
            sentences.append([])
    return [" ".join(words) for words in sentences if len(words) > 3]


def kurdish_lines(path: Path) -> list[str]:
    """The lines of a file of KurdishLID, every fourth followed by itself as it is typed without U+06D5."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [form for number, line in enumerate(lines) for form in (line, *_typed_with_heh(line, number))]


def _typed_with_heh(line: str, number: int) -> tuple[str, ...]:
    return (line.replace("ە", "ه\u200c"),) if "ە" in line and number % 4 == 0 else ()
