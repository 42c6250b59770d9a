"""Decoding must not get worse: real news, re-encoded, must come back exactly."""

import hashlib
import json
import os
from pathlib import Path

import pytest

from transforms.records import Rejection
from transforms.text.decode import decode, normalize_newlines

ROOT = Path(__file__).parents[2]
MANIFEST = "news/encodings/reencoded/manifest.jsonl"
MANIFEST_SHA256 = "166d79550d107e0d955750a3e8ee535c2f92292fca5f2a46c1fac66d70a5aabc"
MIN_FILES = 100
FLOOR = 0.98  # 120 of 120 when it was set
SAMPLES = {
    "chardet/iso-8859-6-arabic": {"iso8859_6"},
    "chardet/iso-8859-7-greek": {"cp1253"},
    "chardet/iso-8859-9-turkish": {"cp1254"},
    "chardet/windows-1254-turkish": {"cp1254"},
    "chardet/windows-1255-hebrew": {"cp1255"},
    "chardet/windows-1256-arabic": {"cp1256"},
    "chardet/UTF-16": {"utf-16"},
    "chardet/UTF-16BE": {"utf-16-be"},
    "chardet/UTF-16LE": {"utf-16-le"},
    "uchardet/ar": {"iso8859_6"},
    "uchardet/he": {"cp1255", "utf-8"},
    "uchardet/ru": {"cp855", "koi8_u", "mac_cyrillic", "cp1251"},
    "uchardet/tr": {"cp1254"},
}


@pytest.fixture(scope="module")
def news() -> Path:
    folder = os.environ.get("NEWSWIRE_DATA")
    if not folder:
        pytest.skip("NEWSWIRE_DATA does not name the data folder: decoding is not measured")
    found = (ROOT / folder).resolve() / "news"
    digest = hashlib.sha256((found.parent / MANIFEST).read_bytes()).hexdigest()
    assert digest == MANIFEST_SHA256, "another set of files: its score cannot be compared"
    return found


def decoded(path: Path) -> tuple[str, str]:
    try:
        found = decode(path.read_bytes())
    except Rejection as rejection:
        return "", str(rejection)
    return found.text, found.encoding


def test_re_encoded_news_come_back_exactly(news: Path) -> None:
    wrong, total = [], 0
    for line in (news.parent / MANIFEST).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = news / row["file"]
        right = path.read_bytes().decode(row["encoding"])
        assert hashlib.sha1(right.encode("utf-8")).hexdigest() == row["sha1_utf8"], f"{path} is not what the manifest says"
        text, encoding = decoded(path)
        total += 1
        if text != normalize_newlines(right):
            wrong.append(f"{row['file']}: {encoding}")
    assert total >= MIN_FILES
    assert 1 - len(wrong) / total >= FLOOR, wrong


@pytest.mark.parametrize("folder", sorted(SAMPLES))
def test_samples_of_other_detectors_are_decoded_as_what_they_are(news: Path, folder: str) -> None:
    paths = [path for path in (news / "encodings" / folder).iterdir() if path.is_file()]
    assert paths
    assert {decoded(path)[1] for path in paths} == SAMPLES[folder]


def test_nothing_of_the_news_wires_is_refused(news: Path) -> None:
    paths = [path for path in (news / "multi" / "superdesk_wire").rglob("*") if path.is_file()]
    refused = {path.name: encoding for path in paths for text, encoding in [decoded(path)] if not text}
    assert paths
    assert not refused
