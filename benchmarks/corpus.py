"""Real articles for measuring: as many as are asked for, no two alike.

    python benchmarks/corpus.py NEWS FOLDER --articles 20000 [--bytes 600]

The files below NEWS are taken in a fixed random order, again and again if need be. A number behind the headline makes each of them another
article. Files above 64 KB, which are collections rather than articles, and UTF-16 and structured formats, which the number damages, are
left out.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

_MAX_BYTES = 65_536
_FILES_PER_FOLDER = 1000
_ENDINGS = {".json", ".md"}
_STRUCTURED = {".html", ".xml", ".tst"}
_WIRE = (b"\x01", b"\x16")
"""How teleprinter formats begin."""


def main() -> None:
    """Writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--bytes", type=int, default=_MAX_BYTES, help="cut each article at the end of the line that reaches this")
    arguments = parser.parse_args()
    print(f"{write_corpus(arguments.news, arguments.folder, arguments.articles, arguments.bytes):,} bytes")


def write_corpus(news: Path, folder: Path, count: int, most_bytes: int = _MAX_BYTES) -> int:
    """`folder` holds `count` articles, a thousand a folder; returns their size. The same arguments give the same files."""
    size = 0
    for number, text in enumerate(islice(cycle(articles_of(news)), count)):
        below = folder / f"{number // _FILES_PER_FOLDER:04d}"
        below.mkdir(parents=True, exist_ok=True)
        size += (below / f"{number:07d}.txt").write_bytes(_salted(_cut(text, most_bytes), number))
    return size


def articles_of(news: Path) -> Iterator[bytes]:
    """The articles of plain text, each file once, in a fixed random order."""
    paths = sorted(path for path in news.rglob("*") if path.is_file() and path.suffix not in _ENDINGS)
    random.Random(1).shuffle(paths)
    read = (path.read_bytes() for path in paths if path.stat().st_size <= _MAX_BYTES and path.suffix not in _STRUCTURED)
    return (text for text in read if text.strip() and b"\0" not in text and not text.startswith(_WIRE))


def _salted(text: bytes, number: int) -> bytes:
    """The article with a number behind its first line that is not blank."""
    blank = len(text) - len(text.lstrip())
    end = text.find(b"\n", blank)
    end = len(text) if end < 0 else end - (text[end - 1 : end] == b"\r")
    return text[:end] + b" %d" % number + text[end:]


def _cut(text: bytes, most: int) -> bytes:
    end = text.find(b"\n", most)
    return text if end < 0 else text[: end + 1]


if __name__ == "__main__":
    main()
