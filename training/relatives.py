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


def relative_texts(data: Path) -> dict[str, list[str]]:
    """The lines of each relative by its name."""
    return {name: kurdish_lines(data / "lid/train/kurdishlid" / file) for name, file in KURDISHLID.items()}


def kurdish_lines(path: Path) -> list[str]:
    """The lines of a file of KurdishLID, every fourth followed by itself as it is typed without U+06D5."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [form for number, line in enumerate(lines) for form in (line, *_typed_with_heh(line, number))]


def _typed_with_heh(line: str, number: int) -> tuple[str, ...]:
    return (line.replace("ە", "ه\u200c"),) if "ە" in line and number % 4 == 0 else ()
