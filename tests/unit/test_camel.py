"""The engine that reads with camel-tools' model, through the loading code that a user's data goes through."""

import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from transforms.text.entities import camel
from transforms.text.entities.camel import CamelDataError, CamelEngine
from transforms.text.entities.engine import ArticleText
from transforms.text.entities.extract import extract_mentions
from transforms.text.entities.tokens import tokenize

Install = Callable[[Path], Path]
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
STRAY = "\u0651"  # a shadda on its own, which the tokenizer makes nothing of
MARK = "\u200f"


@pytest.fixture(scope="module")
def offline() -> Iterator[None]:
    """Whoever opens a connection fails the test."""

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


@pytest.fixture(scope="module")
def engine(offline: None, install_camel_model: Install, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CamelEngine]:
    folder = tmp_path_factory.mktemp("camel")
    install_camel_model(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMELTOOLS_DATA", str(folder))
        camel.load_engine.cache_clear()
        yield camel.load_engine()
    camel.load_engine.cache_clear()


@pytest.fixture(scope="module")
def recognizer(engine: CamelEngine) -> Any:
    from camel_tools.ner import NERecognizer

    return NERecognizer.pretrained(use_gpu=False)


def sentences(count: int, longest: int) -> list[list[str]]:
    chance = random.Random(3)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(1, 9))) for _ in range(300)]
    return [chance.choices(words, k=chance.randint(1, longest)) for _ in range(count)]


def names(engine: CamelEngine, rows: list[list[str]]) -> list[list[str]]:
    return [[name for name, _ in row] for row in engine.label(rows)]


def text(rows: list[list[str]]) -> str:
    return " . ".join(" ".join(row) for row in rows)


def test_the_answers_are_those_of_camel_tools(engine: CamelEngine, recognizer: Any) -> None:
    rows = sentences(70, 30)
    wanted = recognizer.predict(rows)
    assert len({label for row in wanted for label in row}) == 9
    assert names(engine, rows) == wanted


def test_a_sentence_of_more_than_254_pieces_is_cut_where_camel_tools_cuts_it(engine: CamelEngine, recognizer: Any) -> None:
    rows = sentences(5, 300)
    assert max(sum(map(len, row)) for row in rows) > 500
    assert names(engine, rows) == recognizer.predict(rows)


def test_every_word_has_its_own_label_where_camel_tools_loses_one(engine: CamelEngine, recognizer: Any) -> None:
    (row,) = sentences(1, 40)
    whole = [*row[:3], STRAY, *row[3:], MARK]
    (lost,) = recognizer.predict([whole])
    assert len(lost) == len(whole) - 2
    (found,) = names(engine, [whole])
    assert len(found) == len(whole)
    assert found[:3] + found[4:-1] == lost == recognizer.predict([row])[0]
    assert found[-1] == "O"


@pytest.mark.parametrize(
    ("labels", "filled"),
    [
        (["B-PERS", None, "I-PERS"], ["B-PERS", "I-PERS", "I-PERS"]),
        (["B-PERS", None, "I-LOC"], ["B-PERS", "O", "I-LOC"]),
        (["B-PERS", None, "B-PERS"], ["B-PERS", "O", "B-PERS"]),
        ([None, "I-PERS", None], ["O", "I-PERS", "O"]),
        ([None, None], ["O", "O"]),
    ],
)
def test_a_word_without_pieces_parts_no_name(labels: list[str | None], filled: list[str]) -> None:
    assert [name for name, _ in camel._filled([label and (label, 0.5) for label in labels])] == filled


def test_a_word_of_more_pieces_than_fit_is_read_by_its_beginning(engine: CamelEngine) -> None:
    assert [len(row) for row in engine.label([["!" * 700, "قال"], [], [STRAY]])] == [2, 0, 1]


def test_an_article_is_read_the_same_alone_and_among_others(engine: CamelEngine) -> None:
    articles = [ArticleText("ar", (tokenize(text(sentences(count, 12)), "ar"),)) for count in (1, 9, 40)]
    found = engine.find(articles)
    assert all(found)
    assert found == tuple(engine.find([article])[0] for article in articles)


def test_mentions_name_the_engine_and_slice_their_paragraph(engine: CamelEngine) -> None:
    paragraphs = (text(sentences(6, 20)), "", text(sentences(2, 400)))
    (rows,) = extract_mentions([("ar", paragraphs)], "camel")
    found = [(paragraph, mention) for paragraph, row in zip(paragraphs, rows, strict=True) for mention in row]
    assert {mention.engine for _, mention in found} == {"camel"}
    assert {mention.label for _, mention in found} == {"PER", "LOC", "ORG", "MISC"}
    assert all(paragraph[mention.start_char : mention.end_char] == mention.text for paragraph, mention in found)


def test_articles_in_other_languages_keep_the_default_engine(engine: CamelEngine) -> None:
    articles = [("tr", ("Ankara'da konuştu.",)), ("en", ("Back from Russia.",))]
    assert extract_mentions(articles, "camel") == extract_mentions(articles)


def test_the_model_is_loaded_once_a_process(engine: CamelEngine) -> None:
    assert camel.load_engine() is engine


@pytest.mark.parametrize(
    "gone", ["catalogue.json", "data/ner/arabert/config.json", "data/ner/arabert/vocab.txt", "data/ner/arabert/pytorch_model.bin"]
)
def test_data_that_is_missing_is_told_with_the_command_that_installs_it(
    install_camel_model: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    install_camel_model(tmp_path)
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    assert camel.find_model() == tmp_path / "data/ner/arabert"
    (tmp_path / gone).unlink()
    with pytest.raises(CamelDataError, match=rf"{gone} is missing.*`camel_data -i ner-arabert`"):
        camel.find_model()


def test_weights_that_are_damaged_are_told_with_the_command_that_installs_them(
    offline: None, install_camel_model: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (install_camel_model(tmp_path) / "config.json").write_text("{", encoding="utf-8")
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    with pytest.raises(CamelDataError, match="cannot be loaded.*`camel_data -i ner-arabert -f`"):
        camel.load_engine.__wrapped__()


def test_nothing_heavy_is_imported_before_the_engine_is_loaded() -> None:
    code = "import sys, transforms.text.entities.extract; sys.exit(bool({'torch', 'transformers', 'camel_tools'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)
