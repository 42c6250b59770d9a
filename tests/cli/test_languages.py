"""What the commands say of languages: detect, profile, and the settings of ingest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
UZBEK = "insonlar erkin va teng huquqli boʻlib tugʻiladilar ular aql va vijdon sohibidirlar oʻzaro birodarlarcha muomala qilishlari zarur"


def test_detect_tells_script_and_candidates_and_takes_a_prior_and_a_threshold(newswire):
    line = "Son dakika haberi\n"
    (plain,) = map(json.loads, newswire("detect", input=line).stdout.splitlines())
    assert plain["script"] == "Latn"
    assert [sorted(one) for one in plain["candidates"]] == [["lang", "score"]] * 3
    (core,) = map(json.loads, newswire("detect", "--prior", "core", input=line).stdout.splitlines())
    assert (plain["candidates"][0]["lang"], core["candidates"][0]["lang"]) == ("id", "tr")
    (strict,) = map(json.loads, newswire("detect", "--threshold", "0.99", input=line).stdout.splitlines())
    assert (strict["lang"], strict["candidates"]) == ("und", plain["candidates"])


@pytest.mark.parametrize("threshold", ["abc", "7", "-0.1", "nan"])
def test_a_threshold_that_is_no_probability_is_refused(newswire, threshold):
    done = newswire("detect", f"--threshold={threshold}", input="line\n")
    assert (done.returncode, done.stdout) == (64, "")
    assert f"{threshold} is no number from 0 to 1" in done.stderr


def test_detect_answers_an_empty_a_broken_and_a_huge_line_each_with_one_object(newswire):
    content = (
        b"\n \n\xff\xfe\x80 \xe2\x82\n" + "Bakan yeni okulların açılacağını söyledi. ".encode() * 30_000 + b"\r\n" + "ﷺ".encode() * 400_000
    )
    done = subprocess.run([sys.executable, "-m", "pipeline", "detect"], input=content, capture_output=True, check=True)
    assert [json.loads(line)["lang"] for line in done.stdout.splitlines()] == ["und", "und", "und", "tr", "ar"]


def test_detect_answers_each_line_before_the_next_is_written():
    command = [sys.executable, "-m", "pipeline", "detect"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        for line, lang in (("Bakan yeni okulların açılacağını söyledi.", "tr"), ("The minister spoke about the schools.", "en")):
            process.stdin.write(line + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["lang"] == lang
        process.stdin.write("no line end")
        process.stdin.close()
        assert json.loads(process.stdout.readline())["script"] == "Latn"
        assert process.stdout.read() == ""


def test_a_profile_that_was_built_teaches_detect_a_language(newswire, tmp_path):
    words = UZBEK.split()
    text = "\n".join(" ".join(words[n % 17 :] + words[: n % 13]) for n in range(400))
    (tmp_path / "uz.txt").write_text(text, encoding="utf-8")
    built = newswire("profile", "build", tmp_path / "uz.txt", "--lang", "uz", "--out", tmp_path / "profiles")
    assert (built.returncode, "uz in Latn" in built.stdout) == (0, True)
    told = newswire("detect", "--profiles", tmp_path / "profiles", input=" ".join(words) + "\n")
    assert json.loads(told.stdout)["lang"] == "uz"
    assert json.loads(newswire("detect", input=" ".join(words) + "\n").stdout)["lang"] != "uz"


@pytest.mark.parametrize(
    ("content", "lang", "code", "told"),
    [
        (b"too short", "xx", 66, "needs 30000"),
        (b"\xff\xfe" * 20_000, "xx", 66, "not UTF-8"),
        (b"", "tur_TR", 64, "--lang"),
        (None, "xx", 66, "no such"),
    ],
)
def test_a_profile_that_cannot_be_built_says_why(newswire, tmp_path, content, lang, code, told):
    if content is not None:
        (tmp_path / "text").write_bytes(content)
    failed = newswire("profile", "build", tmp_path / "text", "--lang", lang, "--out", tmp_path)
    assert failed.returncode == code
    assert told in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_the_languages_of_a_source_decide_what_its_short_articles_are(newswire, tmp_path):
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire/a.txt").write_text("Ankara Paris", encoding="utf-8")
    (tmp_path / "config.yaml").write_text(f"sources: {{wire: {tmp_path / 'wire'}}}\nsource_languages: {{wire: [tr]}}\n")
    done = newswire("ingest", tmp_path / "wire", "--lake", tmp_path / "lake", "--config", tmp_path / "config.yaml")
    assert done.returncode == 0, done.stderr
    told = newswire("query", "select distinct lang from articles", "--lake", tmp_path / "lake", "--format", "csv")
    assert told.stdout.split() == ["lang", "tr"]


def test_an_article_whose_language_scores_less_than_the_configured_bar_is_undetermined(newswire, tmp_path):
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire/a.txt").write_text("Eğitim bakanı yeni okulların açılacağını söyledi.", encoding="utf-8")
    langs = []
    for threshold in ("0.5", "1"):
        (tmp_path / "config.yaml").write_text(f"language_threshold: {threshold}\n")
        done = newswire("ingest", tmp_path / "wire", "--lake", tmp_path / "lake", "--config", tmp_path / "config.yaml", "--reprocess")
        assert done.returncode == 0, done.stderr
        told = newswire("query", "select lang from articles", "--lake", tmp_path / "lake", "--format", "csv")
        langs.append(told.stdout.split()[1:])
    assert langs == [["tr"], ["und"]]


@pytest.mark.parametrize(
    "line",
    [
        "language_engine: other",
        "language_prior: all",
        "language_threshold: 2",
        "source_languages: [tr]",
        "source_languages: {a: tr}",
        "field_names: {body: x}",
        "field_names: {other: [x]}",
    ],
)
def test_a_language_setting_that_is_not_allowed_exits_78(newswire, tmp_path, line):
    (tmp_path / "config.yaml").write_text(line + "\n")
    failed = newswire("ingest", ROOT / "seeds", "--lake", tmp_path / "lake", "--config", tmp_path / "config.yaml")
    assert failed.returncode == 78
    assert line.split(":")[0] in failed.stderr
