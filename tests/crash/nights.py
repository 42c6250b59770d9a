"""Kill nightly runs at random moments, over and over, and look for anything lost, doubled or torn. Run by `test_nights.py`.

Prints one JSON object.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import forked

FIRST = date(2024, 3, 1)
NIGHTS = 6
NAMES = 5
KILLS_BETWEEN = 4
"""So many runs die one after another before one is let through."""


class Inbox:
    """Nights of articles that say which edition they are; no two are alike."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.editions: dict[str, int] = {}
        self.bodies: dict[str, str] = {}

    def write(self, night: int, name: int) -> None:
        key = f"{FIRST + timedelta(days=night):%Y/%m/%d}/n{name}"
        edition = self.editions[key] = self.editions.get(key, 0) + 1
        self.bodies[key] = f"The council of {key} met for the {edition}. time and spoke about the bridge across the river."
        path = self.folder / f"{key}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}")
        temporary.write_text(f"Headline of {key}\n{self.bodies[key]}\n")
        temporary.rename(path)


def wrong_view(lake: Path, inbox: Inbox, known: dict[str, int]) -> list[str]:
    """What no reader may ever see: a doubled or torn article, a version that goes back, a text that was never written."""
    if not (lake / "current").exists():
        return []
    rows = forked.ask(lake, "select source_uri, version, text, article_id from {articles}")
    names = [str(uri)[len(str(inbox.folder)) + 1 : -4] for uri, *_ in rows]
    wrong = ["doubled"] * (len(names) - len(set(names)))
    for name, (_, version, text, _) in zip(names, rows, strict=True):
        if int(str(version)) < known.get(name, 0) or f"council of {name} met for the " not in str(text):
            wrong.append(f"{name}: version {version} after {known.get(name)}: {text}")
        known[name] = max(int(str(version)), known.get(name, 0))
    if lost := known.keys() - set(names):
        wrong.append(f"lost: {sorted(lost)}")
    query = (
        "select p.text = a.text from {paragraphs} p full join {articles} a using (article_id) where p.paragraph_no <> 0 or p.text is null"
    )
    torn = [same for (same,) in forked.ask(lake, query)]
    if len(torn) != len(names) or not all(torn):
        wrong.append(f"torn: {len(torn)} paragraphs for {len(names)} articles")
    return wrong


def main(folder: Path, kills: int, minutes: float) -> None:
    inbox, lake, known = Inbox(folder / "inbox"), folder / "lake", {}
    config = folder / "nightly.yaml"
    config.write_text(f"nightly:\n  lake: {lake}\n  inputs: [{inbox.folder}/%Y/%m/%d/*.txt]\n  settle_s: 0\n  late_days: {NIGHTS}\n")
    last = FIRST + timedelta(days=NIGHTS - 1)
    command = ("nightly", "--config", str(config), "--date", f"{last}", "--quiet")
    forked.warm(folder)
    dice = random.Random(20261124)
    for night in range(NIGHTS):
        inbox.write(night, 0)
    began = time.monotonic()
    assert forked.NightChild(command).wait() == 0
    usual = time.monotonic() - began
    landed, runs, wrong, stages = 0, 1, [], Counter()
    end = time.monotonic() + minutes * 60
    while landed < kills and time.monotonic() < end and not wrong:
        for _ in range(KILLS_BETWEEN):
            for _ in range(2):
                inbox.write(dice.randrange(NIGHTS), dice.randrange(NAMES))
            runs += 1
            before = (lake / "current").readlink()
            landed += forked.NightChild(command).kill_after(dice.uniform(0.0, usual * 0.8))
            stages["after a commit" if (lake / "current").readlink() != before else "before any commit"] += 1
            wrong += wrong_view(lake, inbox, known)
        began = time.monotonic()
        if (code := forked.NightChild(command).wait()) != 0:
            wrong.append(f"the run after the kills ended with {code}")
        usual = 0.8 * usual + 0.2 * (time.monotonic() - began)
        runs += 1
        wrong += wrong_view(lake, inbox, known)
        texts = {
            str(uri)[len(str(inbox.folder)) + 1 : -4]: text for uri, text in forked.ask(lake, "select source_uri, text from {articles}")
        }
        if texts != inbox.bodies:
            wrong.append(f"{len(texts)} articles for {len(inbox.bodies)} files, or of another edition")
        if list((lake / ".store/staging/chunks").iterdir()):
            wrong.append("staging is not empty")
    told = {"kills": landed, "runs": runs, "articles": len(inbox.bodies), "stages": stages, "wrong": wrong}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
