"""What it costs to read each format and each container, beside the bare library doing the least that could be called reading it.

    NEWSWIRE_DATA=... python benchmarks/readers.py [--articles 2000]

Formats: the real wire files and pages of NEWSWIRE_DATA, again and again; `bare` parses the same bytes and looks at nothing (lxml, json,
email, trafilatura, or bytes to text alone where there is no library). Containers: real articles put into one; `bare` lists it with the
standard library, or with warcio and feedparser where they are installed. What compares between machines is `times`: ours over bare.
"""

from __future__ import annotations

import argparse
import csv
import email
import gzip
import io
import json
import os
import tarfile
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from html import escape
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path

import trafilatura
from corpus import articles_of
from lxml import etree

from transforms.containers.entry import Limits
from transforms.containers.kinds import find_kind
from transforms.containers.members import list_members
from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Rejection
from transforms.text.decode import decode

Bare = Callable[[bytes], object]
FILES = 300
"""Of each format, real files again and again."""
_XML = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


def bare_page(data: bytes) -> object:
    """Text and metadata as trafilatura gives them."""
    return trafilatura.bare_extraction(data.decode("utf-8", "replace"), with_metadata=True)


BARE: dict[str, tuple[str, Bare]] = {
    "html": ("trafilatura", bare_page),
    "iptc7901": ("bytes to text", lambda data: data.decode("latin-1")),
    "anpa": ("bytes to text", lambda data: data.decode("latin-1")),
    "json": ("json", json.loads),
    "mail": ("email", email.message_from_bytes),
    **{name: ("lxml", lambda data: etree.fromstring(data, _XML)) for name in ("newsml", "newsml-g2", "nitf", "xml")},
    "text": ("bytes to text", lambda data: data.decode("utf-8", "replace")),
}


def main() -> None:
    """Prints one line for each format and each container."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    count = parser.parse_args().articles
    news = Path(os.environ["NEWSWIRE_DATA"]) / "news"
    print(f"{'':<12} {'articles':>8} {'ours/s':>9} {'MB/s':>7} {'bare/s':>9} {'times':>6}  bare")
    for name, files in sorted(files_of(news).items()):
        show(name, files, lambda data, name=name: read(data, name), *BARE[name])
    with tempfile.TemporaryDirectory() as folder:
        for name, (path, library, bare) in containers(list(islice(articles_of(news), count)), Path(folder)).items():
            show(name, [path.read_bytes()], lambda _, path=path: consume(path), library, lambda _, path=path, bare=bare: bare(path), count)


def files_of(news: Path) -> dict[str, list[bytes]]:
    """By format the files that are articles."""
    found: dict[str, list[bytes]] = defaultdict(list)
    pages = sorted(news.glob("*/newspaper_tests/*.html"))
    for path in [*sorted((news / "multi/superdesk_wire").rglob("*")), *pages]:
        data = path.read_bytes() if path.is_file() else b""
        name = recognise(data, path.name) or "text"
        try:
            if data and read(data, name):
                found[name].append(data)
        except Rejection:
            continue
    return {name: list(islice(cycle(files), FILES)) for name, files in found.items()}


def read(data: bytes, name: str) -> str:
    """The raw text of an article, as a run has it."""
    return decode(data).text if name == "text" else lay_out(parse(data, name), max_paragraphs=50_000)[0]


def containers(articles: list[bytes], folder: Path) -> dict[str, tuple[Path, str, Callable[[Path], object]]]:
    """The articles in one container of each kind, with what lists it barely."""
    rows = [
        {"id": f"a-{number}", "title": f"Title {number}", "body": data.decode("utf-8", "replace")} for number, data in enumerate(articles)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    (folder / "a.jsonl").write_bytes(lines)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines))
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive, tarfile.open(folder / "a.tar", "w") as tar:
        for number, data in enumerate(articles):
            archive.writestr(f"{number}.txt", data)
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    items = "".join(
        f"<item><guid>{row['id']}</guid><title>{row['title']}</title><description>{escape(clean(row['body']))}</description></item>"
        for row in rows
    )
    (folder / "a.rss").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>', encoding="utf-8")
    (folder / "a.warc.gz").write_bytes(b"".join(gzip.compress(warc_record(number, data)) for number, data in enumerate(articles)))
    return {
        "json lines": (folder / "a.jsonl", "json", bare_lines),
        "jsonl, gzip": (folder / "a.jsonl.gz", "gzip, json", bare_lines),
        "csv": (folder / "a.csv", "csv", lambda path: spent(csv.DictReader(path.open(encoding="utf-8", newline="")))),
        "zip": (folder / "a.zip", "zipfile", bare_zip),
        "tar": (folder / "a.tar", "tarfile", bare_tar),
        "rss": (folder / "a.rss", *bare_feed()),
        "warc, gzip": (folder / "a.warc.gz", *bare_warc()),
    }


def clean(text: str) -> str:
    """Without characters that XML has not."""
    return "".join(char for char in text if char >= " " or char == "\n")


def warc_record(number: int, data: bytes) -> bytes:
    """A response of one article."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + data
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/{number}\r\nWARC-Date: 2024-08-21T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{number}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def consume(path: Path) -> int:
    """Lists the container as a run does, and reads every article that it lists."""
    with io.FileIO(path) as file:
        kind = find_kind(file, path.name)
        file.seek(0)
        return sum(len(entry.sha256) for entry in list_members(file, kind, Limits()))


def spent(rows: Iterable[object]) -> int:
    """How many there were."""
    return sum(1 for _ in rows)


def bare_lines(path: Path) -> int:
    """Each line as an object."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return spent(json.loads(line) for line in file)


def bare_zip(path: Path) -> int:
    """The bytes of each member."""
    with zipfile.ZipFile(path) as archive:
        return spent(archive.read(name) for name in archive.namelist())


def bare_tar(path: Path) -> int:
    """The bytes of each member."""
    with tarfile.open(path) as archive:
        return sum(len(member.read()) for info in archive if (member := archive.extractfile(info)))


def bare_feed() -> tuple[str, Callable[[Path], object]]:
    """feedparser, or lxml where that is not installed."""
    if find_spec("feedparser"):
        import feedparser

        return "feedparser", lambda path: len(feedparser.parse(path.read_bytes()).entries)
    return "lxml", lambda path: spent(etree.parse(str(path)).iter("item"))


def bare_warc() -> tuple[str, Callable[[Path], object]]:
    """warcio, or gzip alone where that is not installed."""
    if find_spec("warcio"):
        from warcio.archiveiterator import ArchiveIterator

        return "warcio", lambda path: spent(record.content_stream().read() for record in ArchiveIterator(path.open("rb")))
    return "gzip", lambda path: len(gzip.decompress(path.read_bytes()))


def show(name: str, files: list[bytes], ours: Bare, library: str, bare: Bare, articles: int = 0) -> None:
    """One line of the table; the least of three rounds each."""
    count, size = articles or len(files), sum(map(len, files))
    ours_s, bare_s = (min(seconds(files, one) for _ in range(3)) for one in (ours, bare))
    ours_told = f"{count / ours_s:>9,.0f} {size / ours_s / 1e6:>7.1f}"
    print(f"{name:<12} {count:>8,} {ours_told} {count / bare_s:>9,.0f} {ours_s / bare_s:>6.1f}  {library}", flush=True)


def seconds(files: list[bytes], one: Bare) -> float:
    """CPU time of this process."""
    began = time.process_time()
    for data in files:
        one(data)
    return time.process_time() - began


if __name__ == "__main__":
    main()
