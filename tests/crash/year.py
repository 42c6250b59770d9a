"""A year of nights over real articles: late files, corrections, crashes, compaction every month; then a recount of the raw inputs.

`python tests/crash/year.py FOLDER NIGHTS ARTICLES` prints one JSON object. NEWSWIRE_DATA names the articles.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import resource
import statistics
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import forked

FIRST = date(2024, 1, 1)
CRASHES_A_YEAR = 20
LATE_DAYS = 3
STRUCTURED = {".json", ".html", ".xml", ".tst", ".eml"}
MARKED = (b"<", b"{", b"[", b"\x01", b"\x16")
"""How markup, JSON and wires begin."""


def real_articles() -> list[bytes]:
    """Every UTF-8 article at hand that is neither empty nor huge; structured files, which a last line damages, are left out."""
    found = []
    for path in sorted((Path(os.environ["NEWSWIRE_DATA"]) / "news").rglob("*")):
        if path.is_file() and path.suffix not in STRUCTURED and 200 < path.stat().st_size < 20_000:
            data = path.read_bytes()
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if b"\0" not in data and not data.lstrip(b"\xef\xbb\xbf \r\n").startswith(MARKED) and b"\nMIME-Version:" not in data:
                found.append(data.rstrip())
    return found


class Desk:
    """What comes in over the year."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.inbox, self.articles = folder / "inbox", articles
        self.dice = random.Random(2024)
        self.real = real_articles()
        self.late: dict[int, list[tuple[Path, bytes]]] = {}
        self.written: list[Path] = []
        self.corrections = 0
        self.serial = 0

    def text(self) -> bytes:
        """A real article with a last line of its own."""
        self.serial += 1
        return self.dice.choice(self.real) + f"\n\nEdition {self.serial} of the desk.\n".encode()

    def deliver(self, night: int) -> None:
        """The files of a night: one in a hundred late, one a copy, one empty; and corrections of two that are looked at again."""
        folder = self.inbox / f"{FIRST + timedelta(days=night):%Y/%m/%d}"
        folder.mkdir(parents=True)
        recent = [path for path in self.written[-(LATE_DAYS - 1) * self.articles :] if path.stat().st_size]
        for path in self.dice.sample(recent, min(2, len(recent))):
            path.write_bytes(self.text())
            self.corrections += 1
        for number in range(self.articles):
            path = folder / f"{number:04d}.txt"
            data = b"" if number == 7 else self.text()
            if number == 8:
                data = (folder / "0005.txt").read_bytes()
            if number > 8 and self.dice.random() < 0.01:
                self.late.setdefault(night + self.dice.randint(1, LATE_DAYS), []).append((path, data))
                continue
            path.write_bytes(data)
            self.written.append(path)
        for path, data in self.late.pop(night, []):
            path.write_bytes(data)
            self.written.append(path)


def recount(inbox: Path) -> dict[str, object]:
    """Counted from the raw files alone, without any code of the project."""
    contents: dict[str, int] = Counter()
    empty = 0
    for path in inbox.rglob("*.txt"):
        text = re.sub("\r\n|[\r\x85\u2028]", "\n", path.read_bytes().decode("utf-8-sig"))
        if not text.strip():
            empty += 1
            continue
        contents[hashlib.sha256(text.encode()).hexdigest()] += 1
    return {"articles": sum(contents.values()), "originals": len(contents), "rejects": empty}


def counted(lake: Path) -> dict[str, object]:
    """The same figures, asked of the lake."""
    ((articles, originals),) = forked.ask(lake, "select count(*), count(*) filter (duplicate_of is null) from {articles}")
    ((rejects,),) = forked.ask(lake, "select count(*) from {rejects}")
    return {"articles": articles, "originals": originals, "rejects": rejects}


def live_files(lake: Path) -> dict[str, int]:
    manifest = json.loads((lake / "current" / "_manifest.json").read_text())
    return dict(Counter(file["table"] for file in manifest["files"]))


def used() -> float:
    """Processor seconds of all children so far: what a busy machine does not change."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(folder: Path, nights: int, articles: int) -> None:
    desk, lake, config = Desk(folder, articles), folder / "lake", folder / "nightly.yaml"
    config.write_text(f"nightly:\n  lake: {lake}\n  inputs: [{desk.inbox}/%Y/%m/%d/*.txt]\n  settle_s: 0\n  late_days: {LATE_DAYS}\n")
    forked.warm(folder)
    crashes = set(desk.dice.sample(range(1, nights), min(CRASHES_A_YEAR, nights // 2)))
    seconds: list[float] = []
    cpu_seconds: list[float] = []
    killed, after_compaction, wrong = 0, 0, []
    for night in range(nights):
        day = FIRST + timedelta(days=night)
        desk.deliver(night)
        command = ("nightly", "--config", str(config), "--date", f"{day}", "--quiet")
        if night in crashes:
            killed += forked.NightChild(command).kill_after(desk.dice.uniform(0.1, statistics.median(seconds)))
        began, before = time.monotonic(), used()
        if (code := forked.NightChild(command).wait()) != 0:
            wrong.append(f"{day}: {code}")
        seconds.append(time.monotonic() - began)
        cpu_seconds.append(used() - before)
        if (day + timedelta(days=1)).day == 1:
            code = forked.NightChild(("compact", "--lake", str(lake))).wait() or forked.NightChild(("verify", "--lake", str(lake))).wait()
            wrong += [f"{day}: compact or verify left with {code}"] if code else []
            after_compaction = max(after_compaction, *live_files(lake).values())
        sys.stderr.write(f"{day} {seconds[-1]:.2f} s, {cpu_seconds[-1]:.2f} s of processor\n")
    settle(desk, nights, config)
    raw, found = recount(desk.inbox), counted(lake)
    ((versions,),) = forked.ask(lake, "select sum(version - 1) from {articles}")
    told = {
        "nights": nights,
        "crashes": killed,
        "corrections": desk.corrections,
        "corrections_in_lake": versions,
        "equal": {name: raw[name] == found[name] for name in ("articles", "originals", "rejects")},
        "raw": {name: raw[name] for name in ("articles", "originals", "rejects")},
        "live_files": live_files(lake),
        "live_files_after_compaction": after_compaction,
        "seconds_of_night_10": statistics.median(seconds[5:15] or seconds),
        "seconds_of_last_nights": statistics.median(seconds[-10:]),
        "cpu_seconds_of_night_10": statistics.median(cpu_seconds[5:15] or cpu_seconds),
        "cpu_seconds_of_last_nights": statistics.median(cpu_seconds[-10:]),
        "wrong": wrong,
    }
    sys.stdout.write(json.dumps(told) + "\n")


def settle(desk: Desk, nights: int, config: Path) -> None:
    """The last late files are delivered and taken."""
    for night in range(nights, nights + LATE_DAYS + 1):
        for path, data in desk.late.pop(night, []):
            path.write_bytes(data)
    day = FIRST + timedelta(days=nights)
    command = ("nightly", "--config", str(config), "--date", f"{day}", "--skip-code", "0", "--quiet")
    if code := forked.NightChild(command).wait():
        sys.stderr.write(f"the last night left with {code}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
