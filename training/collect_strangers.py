"""Collect text in languages that the detector does not name, and in those it does, from two sources of the same words in many.

    python training/collect_strangers.py --annotations DIR --translations DIR --out DIR

The names and keywords of characters in CLDR (the folder `annotations` of its JSON form, version 48.2, Unicode licence) and the messages of
Django (the package's folder, version 5.2, BSD licence), both without what is no prose. Writes `strangers/NAME.txt` for each language
without a profile that has `MIN_CHARS` of them, and `messages/NAME.txt` for each with one: a line a text. The same input gives the
same bytes.
"""

from __future__ import annotations

import argparse
import gettext
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from transforms.text.language.profiles import CLDR_CODES, profile_files
from transforms.text.scripts import script_of

MIN_CHARS = 9_000
_NEAR = frozenset({"bs", "ms", "nn", "pcm", "yue"})
"""Not told from a language with a profile (Croatian, Indonesian, Norwegian, English, Chinese) by such text."""
_SPELLINGS = frozenset({"kk-Arab", "pa-Arab"})
"""Names that are not a language alone."""
_SCRIPTS = frozenset({"Arab", "Cyrl", "Deva", "Latn"})
"""Scripts that several languages with a profile share."""
_ALIASES = {"nb": "no", "fil": "tl"}
# "%(name)s", "%s", "{count}", "<b>" and "&amp;" match; "100 %" is a near miss
_NO_PROSE = re.compile(r"<[^>]+>|%\([^)]*\)[a-zA-Z]|%[a-z]|\{[^}]*\}|&\w+;|[\"“”«»]")


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--annotations", type=Path, required=True, help="folder that holds LANG/annotations.json")
    parser.add_argument("--translations", type=Path, required=True, help="folder that holds **/locale/LANG/LC_MESSAGES/*.mo")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    arguments = parser.parse_args()
    for group, name, lines in texts(arguments.annotations, arguments.translations):
        path = arguments.out / group / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def texts(annotations: Path, translations: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Group, name and lines of each file."""
    known = {*profile_files(), *CLDR_CODES.values()}
    folders = {path.name.replace("_", "-") for path in translations.glob("conf/locale/*") if path.is_dir()}
    for name in sorted(folders | {path.parent.name for path in annotations.glob("*/annotations.json")}):
        messages = translated(translations, name)
        lines = [*annotated(annotations / name / "annotations.json"), *messages]
        if name in known or name in _ALIASES:
            if size(messages) >= MIN_CHARS:
                yield "messages", _ALIASES.get(name, name), messages
        elif is_stranger(name) and size(lines) >= MIN_CHARS and script_of(" ".join(lines)) in _SCRIPTS:
            yield "strangers", name, lines


def is_stranger(name: str) -> bool:
    """Whether a name that no profile has is one of a language that can be told from those with one."""
    return name not in _NEAR and (name in _SPELLINGS or "-" not in name)


def size(lines: Iterable[str]) -> int:
    """Characters of all lines."""
    return sum(map(len, lines))


def annotated(path: Path) -> Iterator[str]:
    """The name of each character that has one, and its other keywords as a line."""
    if not path.exists():
        return
    for one in json.loads(path.read_text(encoding="utf-8"))["annotations"].get("annotations", {}).values():
        names = one.get("tts", [])
        yield from names[:1]
        keywords = " ".join(word for word in one.get("default", []) if word not in names)
        if keywords:
            yield keywords


def translated(folder: Path, name: str) -> list[str]:
    """Each message once."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob(f"**/locale/{name.replace('-', '_')}/LC_MESSAGES/*.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
        for key, message in catalogue._catalog.items():  # type: ignore[attr-defined]
            if key:
                found[" ".join(_NO_PROSE.sub(" ", message).split())] = None
    return [message for message in found if len(message) > 2]


if __name__ == "__main__":
    main()
