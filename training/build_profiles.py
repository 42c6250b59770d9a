"""Build the language profiles that langdetect lacks: Kurmanji (ku), Sorani (ckb), Azerbaijani (az), relatives and strangers.

    python training/build_profiles.py --data DIR --collected DIR --out transforms/resources

The same training text gives the same bytes: keys are sorted and nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from relatives import relative_texts, stranger_texts

from transforms.text.language.profiles import build_profile

VARIANT_EVERY = 4
"""Every fourth line is counted once more in its second spelling: Sorani typed with heh and ZWNJ rises from F1 0.51 to 1.00,
Kurmanji typed without diacritics from 0.94 to 0.98, and nothing is lost elsewhere (NTREX-128 news sentences). Sorani with U+0649 for
final yeh is no longer taken for Southern Kurdish."""

_WIKI_MARKUP = re.compile(r"[|{}\[\]<>=]")  # matches "thumb|200px|left|..."; "Makemo (atoll)" is a near miss
_FINAL_YEH = re.compile(r"ی(?!\w)")  # the last letter of "کوردی" matches, that of "کوردیم" does not
_BARE_KURMANJI = str.maketrans("êîûçşÊÎÛÇŞ", "eiucsEIUCS")


def respell_sorani(line: str) -> str:
    """The line with U+06D5 typed as heh and ZWNJ, as keyboards without that letter do."""
    return line.replace("ە", "ه\u200c")


def respell_final_yeh(line: str) -> str:
    """The line with U+0649 for a yeh that ends a word, as Arabic keyboards have it."""
    return _FINAL_YEH.sub("ى", line)


def respell_kurmanji(line: str) -> str:
    """The line without diacritics.

    >>> respell_kurmanji("Şêx û mîr")
    'Sex u mir'
    """
    return line.translate(_BARE_KURMANJI)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where the text of a language is, below the data folder, and how else the language is spelled."""

    lang: str
    file: str
    spellings: tuple[Callable[[str], str], ...] = ()


RECIPES = (
    Recipe("az", "lid/train/azwiki_kamal/sent_gold.txt"),
    Recipe("ckb", "lid/train/kurdishlid/CentralKurdish-arab_train.txt", (respell_sorani, respell_final_yeh)),
    Recipe("ku", "lid/train/kurdishlid/NorthernKurdish-latn_train.txt", (respell_kurmanji,)),
)


def raw_lines(data: Path, recipe: Recipe) -> list[str]:
    """The lines that a language's profile is made from, as they stand."""
    return (data / recipe.file).read_text(encoding="utf-8").splitlines()


def training_lines(lines: Iterable[str], spellings: Sequence[Callable[[str], str]]) -> Iterator[str]:
    """Lines without wiki markup; of `VARIANT_EVERY` lines one is followed by its first further spelling, another by its second."""
    kept = (line.strip() for line in lines if not _WIKI_MARKUP.search(line))
    for number, line in enumerate(kept):
        yield line
        place = number % VARIANT_EVERY
        if place < len(spellings):
            yield spellings[place](line)


def main() -> None:
    """Write one file per language, relative and stranger."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds lid/train")
    parser.add_argument("--collected", type=Path, required=True, help="folder that collect_strangers.py wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder to write languages/, relatives/ and strangers/ to")
    arguments = parser.parse_args()
    for recipe in RECIPES:
        lines = raw_lines(arguments.data, recipe)
        write(arguments.out / "languages" / recipe.lang, recipe.lang, list(training_lines(lines, recipe.spellings)))
    for name, lines in relative_texts(arguments.data).items():
        write(arguments.out / "relatives" / name, name, lines)
    for name, lines in stranger_texts(arguments.collected).items():
        write(arguments.out / "strangers" / name, name, lines)


def write(path: Path, name: str, lines: Sequence[str]) -> None:
    """The profile is at the path."""
    profile = build_profile(name, lines)
    path.write_text(profile, encoding="utf-8")
    print(f"{path.parent.name}/{name}: {len(lines)} lines, {sum(map(len, lines))} characters, {len(json.loads(profile)['freq'])} n-grams")


if __name__ == "__main__":
    main()
