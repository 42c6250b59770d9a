"""Which language each paragraph of an article is read in for names."""

from datetime import date
from pathlib import Path

import pytest

from transforms.batch import detect_batch, extract_batch, read_batch, split_batch, strip_batch
from transforms.records import Chunk, Mention, Source

ARABIC = (
    "وصل الوفد إلى العاصمة في زيارة رسمية تستمر يومين لبحث العلاقات بين البلدين وقال الرئيس فلاديمير بوتين إن المحادثات كانت مفيدة للجميع."
)
ENGLISH = "This is exactly the kind of patient field work that we need, and the villagers of London became our partners in the measurement."


def mentions(tmp_path: Path, *paragraphs: str) -> list[list[Mention]]:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["عنوان الخبر", *paragraphs]), encoding="utf-8")
    status = path.stat()
    source = Source("in/a.txt", str(path), str(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    batch = read_batch(Chunk("c", date(2024, 8, 21), (source,)), max_article_bytes=10**5, max_paragraphs=100)
    (article,) = extract_batch(split_batch(strip_batch(detect_batch(batch)))).articles
    return [list(paragraph.mentions) for paragraph in article.paragraphs]


def test_a_paragraph_in_another_script_is_read_in_its_own_language(tmp_path: Path) -> None:
    rows = mentions(tmp_path, ARABIC, ENGLISH, ARABIC)
    assert [mention.text for mention in rows[1]] == [mention.text for mention in rows[3]] == ["فلاديمير بوتين"]
    assert [(mention.text, mention.entity_id) for mention in rows[2]] == [("London", "city:london")]


def test_an_article_without_body_keeps_its_headline(tmp_path: Path) -> None:
    assert mentions(tmp_path) == [[]]


@pytest.mark.parametrize("quoted", ["Reuters", "2024", "«»"])
def test_a_paragraph_too_short_to_tell_is_read_with_the_article(tmp_path: Path, quoted: str) -> None:
    assert [mention.text for mention in mentions(tmp_path, ARABIC, quoted)[1]] == ["فلاديمير بوتين"]
