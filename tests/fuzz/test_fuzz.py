"""The short form of `make fuzz`: inputs that once failed, starters, and starters changed at random, each answered within five seconds."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import fuzz_targets as targets

CASES = sorted((Path(__file__).parent / "cases").glob("*.bin"))
INPUTS = int(os.environ.get("NEWSWIRE_FUZZ_INPUTS", "20"))
"""Of each starter."""
SECONDS = 5.0
_TOKENS = (b"\x00", b"\xff", b"<", b"&#x0;", b'"', b"\r\n", b"(AA)", "‏(أ ف ب)".encode(), b"]]>", b"{", b"Content-Length: 9999999999\r\n")


def changed(data: bytes, dice: random.Random) -> bytes:
    """The data with one to six changes: bits turned, pieces cut out, doubled, moved, and tokens put in."""
    work = bytearray(data)
    for _ in range(dice.randrange(1, 7)):
        at = dice.randrange(len(work) + 1)
        to = min(len(work), at + dice.choice((1, 2, 8, 64, 512)))
        match dice.randrange(5):
            case 0:
                work[at:to] = b""
            case 1:
                work[at:at] = work[at:to] * dice.choice((1, 2, 30))
            case 2:
                work[at:at] = dice.choice(_TOKENS)
            case 3 if at < len(work):
                work[at] ^= 1 << dice.randrange(8)
            case _:
                piece = bytes(work[at:to])
                del work[at:to]
                there = dice.randrange(len(work) + 1)
                work[there:there] = piece
    return bytes(work[: targets.MOST_BYTES])


def answer(name: str, data: bytes) -> None:
    began = time.perf_counter()
    targets.feed(bytes([targets.NAMES.index(name)]) + data)
    assert time.perf_counter() - began < SECONDS, (name, data)


def test_every_target_has_a_starter():
    assert {name for name, _ in targets.starters()} == set(targets.NAMES)


def test_a_finding_is_no_rejection(monkeypatch):
    monkeypatch.setitem(targets.TARGETS, "text", lambda data: data.decode("ascii"))
    targets.feed(b"\0abc")
    with pytest.raises(UnicodeDecodeError):
        targets.feed(b"\0\xff")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("target", targets.NAMES)
def test_changed_inputs_are_answered(target):
    dice = random.Random(target)
    for name, data in targets.starters():
        if name == target:
            answer(name, data)
            for _ in range(INPUTS):
                answer(name, changed(data, dice))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_once_failed_is_answered(case):
    target, _, data = case.read_bytes().partition(b"\n")
    answer(target.decode(), data)
