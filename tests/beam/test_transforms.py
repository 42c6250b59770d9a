"""Each transform does to a PCollection what its function does to a batch: one article and one reject through each."""

from __future__ import annotations

from datetime import date

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch
from transforms.chunks import write_chunk
from transforms.detect import DetectLanguage
from transforms.extract import ExtractEntities
from transforms.read import ReadArticles
from transforms.records import Chunk, Reason, Source
from transforms.split import SplitParagraphs
from transforms.stage import StageParquet
from transforms.strip import StripAgencyTags
from transforms.text.language import detect_article

TEXT = "Kentte yeni köprü açıldı\nANKARA (AA) - Yeni köprü bu sabah Ankara'da törenle açıldı.\nKöprünün yapımı iki yıl sürdü.\n"


FIXTURES = """
Hibernians - Maccabi Tel-Aviv

Qarabağ - Rudar Pljevlja

BATE Borisov - Dundalk

HJK Helsinki - Ventspils

Malmö FF - Zalgiris Vilnius

Molde - Pyunik

Celtic - Stjarnan
"""


@pytest.fixture
def chunk(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    status = path.stat()
    good = Source("in/a.txt", str(path), str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    gone = Source("in/b.txt", "b.txt", str(tmp_path / "b.txt"), 0, 0, 0)
    return Chunk("c1", date(2024, 8, 21), (good, gone))


def read(chunk):
    return read_batch(chunk, max_article_bytes=1000, max_paragraphs=10)


def test_read_gives_an_article_and_a_reject(chunk, tmp_path):
    write_chunk(chunk, tmp_path)
    batch = read(chunk)
    assert [article.raw for article in batch.articles] == [TEXT]
    assert [(reject.reason, reject.step) for reject in batch.rejects] == [(Reason.VANISHED, "ReadArticles")]
    with beam.Pipeline(runner=FnApiRunner()) as root:
        found = root | beam.Create(["c1"]) | ReadArticles(str(tmp_path), 1000, 10)
        assert_that(found, equal_to([batch]))


def test_each_step_equals_its_function_and_keeps_the_rejects(chunk):
    batch = read(chunk)
    steps = [
        (DetectLanguage(), detect_batch),
        (StripAgencyTags(), strip_batch),
        (SplitParagraphs(), split_batch),
        (ExtractEntities(), extract_batch),
    ]
    for transform, function in steps:
        wanted = function(batch)
        assert wanted != batch
        assert wanted.rejects == batch.rejects
        with beam.Pipeline(runner=FnApiRunner()) as root:
            assert_that(root | beam.Create([batch]) | transform, equal_to([wanted]))
        batch = wanted
    (article,) = batch.articles
    assert (article.language.lang, article.credits.agency, article.credits.dateline_place) == ("tr", "AA", "ANKARA")
    assert [p.text for p in article.paragraphs][1:] == TEXT.replace("ANKARA (AA) - ", "").splitlines()[1:]
    assert [m.text for m in article.paragraphs[1].mentions] == ["Ankara"]


def test_stage_writes_both_files_and_a_done_mark(chunk, tmp_path):
    batch = extract_batch(split_batch(strip_batch(detect_batch(read(chunk)))))
    with beam.Pipeline(runner=FnApiRunner()) as root:
        _ = root | beam.Create([batch]) | StageParquet(str(tmp_path))
    assert {path.name for path in tmp_path.glob("c1.*")} == {"c1.articles.parquet", "c1.rejects.parquet", "c1.done"}
    (row,) = pq.read_table(tmp_path / "c1.articles.parquet").to_pylist()
    assert (row["lang"], row["month"], row["agency"], row["n_paragraphs"]) == ("tr", "2024-08", "AA", 2)
    (reject,) = pq.read_table(tmp_path / "c1.rejects.parquet").to_pylist()
    assert (reject["source_uri"], reject["reason"]) == ("b.txt", "vanished")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("حديث اللاعبين في الحافلة بعد نهاية المباراة\n\nTuesday, 12 May 2015 - 10:17 am\n\nتعليقات ()\n", "ar"),
        (f"Kupada ikinci turun eşleşmeleri bugün çekilen kurayla belli oldu, maçlar gelecek hafta oynanacak\n{FIXTURES}", "tr"),
    ],
)
def test_a_headline_tells_the_language_where_the_body_does_not(tmp_path, text, lang):
    path = tmp_path / "a.txt"
    path.write_text(text)
    status = path.stat()
    source = Source("in/a.txt", str(path), str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    (article,) = detect_batch(read(Chunk("c1", date(2024, 8, 21), (source,)))).articles
    assert [block.kind for block in article.blocks][:2] == ["headline", "body"]
    body = [article.raw[block.span.start_char : block.span.end_char] for block in article.blocks[1:]]
    assert detect_article(body)[0].lang != lang
    assert article.language.lang == lang
