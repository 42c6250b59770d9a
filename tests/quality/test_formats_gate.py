"""Formats must not get worse: 120 wire files of six agencies, read here a second time by plain patterns, and saved pages."""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import trafilatura

from transforms.batch import detect_batch, read_batch, strip_batch
from transforms.records import Article, Batch, Chunk, Source

ROOT = Path(__file__).parents[2]
FILES_SHA256 = "0dcf2ca54dee7ebe8f4e7301f763ad1a3e086dd004c7b55475d9e41d209ee3b3"
FORMATS = {"text": 22, "newsml-g2": 18, "nitf": 14, "iptc7901": 13, "newsml": 8, "xml": 8, "ninjs": 6, "mail": 4}
N_REJECTED = 27
REFUSED_ARTICLES = {"ritzau_feed.xml", "wordpress_wxr.xml", "wordpress_wxr_funke.xml"}
"""Lists of articles: each of theirs must come as a record of its own."""
NO_ARTICLES = {"aap-finance-lite.xml", "belga_newsml_1_2_video.xml", "ninjs3.json", "ninjs6.json"}
"""An empty body, a video and two pictures, in places where articles stand."""
MIN_TAKEN = 0.95
ARTICLE_PLACES = re.compile(
    r"<(?:body\.content|inlineXML|inlineData|DataContent|RBNews|release|content:encoded)\b|\"body_(?:html5?|text)\"|\x02"
)
"""Marks of the places where articles stand in these formats."""
PATTERNS = {
    "nitf": {
        "headline": r"<hl1[^>]*>(.*?)</hl1>",
        "published": r'<date\.issue norm="([^"]+)"',
        "byline": r"<byline>(.*?)</byline>",
        "place": r"<location>(.*?)</location>",
        "agency": r"<distributor>(.*?)</distributor>|<doc\.copyright[^>]*holder=\"([^\"]+)\"",
    },
    "newsml": {
        "headline": r"<HeadLine[^>]*>([^<]+)</HeadLine>",
        "published": r"<ThisRevisionCreated>([^<]+)<",
        "byline": r"<ByLine[^>]*>([^<]+)<",
        "place": r"<DateLine[^>]*>([^<]+)<",
        "agency": r"<(?:Source|Provider)>\s*<Party FormalName=\"([^\"]+)\"",
    },
    "newsml-g2": {
        "headline": r"<headline(?![^>]*role)[^>]*>([^<]+)</headline>",
        "published": r"<versionCreated>([^<]+)<",
        "byline": r"<by>([^<]+)</by>",
        "place": r"<dateline>([^<]+)</dateline>|<located[^>]*>\s*<name[^>]*>([^<]+)<",
        "agency": r"<provider [^>]*(?:literal=\"|qcode=\"\w+:)([^\"]+)\"",
    },
    "ninjs": {
        "headline": r'"headline"\s*:\s*"((?:[^"\\]|\\.)*)"',
        "published": r'"versioncreated"\s*:\s*"([^"]+)"',
        "byline": r'"byline"\s*:\s*"([^"]+)"',
        "place": r'"located"\s*:\s*"([^"]+)"',
        "agency": r'"(?:source|provider)"\s*:\s*"([^"]+)"',
    },
    "xml": {
        "headline": r"<(?:headline|title|Headline)>([^<]+)</(?:headline|title|Headline)>",
        "published": r"<PublishDate>([^<]+)<",
        "byline": r"<(?:byLine|Byline)>([^<]+)<",
        "place": r"<town>([^<]+)<",
        "agency": r"<(?:origin|Source)>([^<]+)<",
    },
    "iptc7901": {
        "headline": r"\x02(?:\^BC[^\n]*\n\^|(?:1ST LEAD|\(Achtung\))\s*)?([^\n<=]{9,}[^\n<=\s])\s*(?:<|\r?\n(?:By|\n| )|=)",
        "published": r"\x03(\d{6} (?:GMT )?\w{3} \d\d|AP-WF-\d\d-\d\d-\d\d \d{4}GMT)",
        "byline": r"\n\^?By ([^\n=]+?)(?:, dpa)? *=",
        "agency": r"(dpa|\bAP)[- \w]*\d{3,4}\r?\n|\x03(AP)-WF",
    },
}
AGENCIES = {
    "Agence France Presse": "AFP", "Agencia EFE": "EFE", "Australian Associated Press": "AAP",
    "Automated Insights": None, "BELGA": "Belga",
    "ANP/BELGA": "ANP", "Deutsche Presse-Agentur GmbH": "dpa",
    "KYODONEWS": "Kyodo", "PA Sport": "PA", "Press Association": "PA",
    "Ritzau": "Ritzau", "/ritzau/": "Ritzau", "THE CANADIAN PRESS": "CP", "The Associated Press": "AP",
    "ansa.it": "ANSA", "ats": "Keystone-SDA",
    "globenewswire.com": "GlobeNewswire", "reuters.com": "Reuters", "ΑΠΕ-ΜΠΕ": "AMNA",
    "360info": None, "TV Eyes": None, "TESTKUNDE BØRS ASA": None,
}  # fmt: skip
"""What each provider of these files is in the registry; those not listed are called there as here, and None is not there."""
DIFFERENT: dict[str, dict[str, str]] = {
    "headline": {
        "anpa-3.tst": "the pattern takes the slug; there is no headline",
        "ap_anpa-5.tst": "the same",
        "ninjs5.json": "the pattern takes that of the picture",
    },
    "published": {},
    "byline": {
        "ansa_belga.xml": "a subheading stands in the byline",
        "ap_anpa-2.tst": "an agency, no reporter",
        "ap_anpa-6.tst": "the same",
        "ap_anpa-7.tst": "the same",
        "efe_nitf.xml": "initials",
        "ninjs5.json": "the pattern takes that of the picture",
        "ntbttninjs.json": "the same",
    },
    "place": {
        "ana1.xml": "a date stands in the dateline",
        "ap.xml": "the dateline of the text inside, the pattern takes the nearest city",
        "ninjs_embargoed.json": "the reporter stands in the dateline",
        "pa1.xml": "the pattern takes a place marked in the text",
        "pa4.xml": "the same",
        "solita_se_2.xml": "a date stands in the dateline",
    },
    "agency": {
        "ap.xml": "a code of AP's for a company that is in no registry; the text says AP",
        "handle_invalid_fields.xml": "the pattern takes the copyright line with more than the name",
        "ninjs5.json": "the pattern takes that of the picture",
    },
}
"""Where the two readings differ, and why the product's stands."""
COMPARED = {"headline": 57, "published": 58, "byline": 29, "place": 27, "agency": 61}
"""Files of the 71 with a structured format in which the patterns find anything."""


@pytest.fixture(scope="module")
def news() -> Path:
    folder = os.environ.get("NEWSWIRE_DATA")
    if not folder:
        pytest.skip("NEWSWIRE_DATA does not name the data folder: formats are not measured")
    return (ROOT / folder).resolve() / "news"


def batch_of(folder: Path, paths: list[Path]) -> Batch:
    sources = tuple(Source(str(p.relative_to(folder)), str(p), str(p), p.stat().st_size, p.stat().st_mtime_ns, 0) for p in paths)
    batch = read_batch(Chunk("gate", date(2026, 11, 23), sources), max_article_bytes=2**24, max_paragraphs=50_000)
    return strip_batch(detect_batch(batch))


@pytest.fixture(scope="module")
def wires(news: Path) -> Batch:
    folder = news / "multi/superdesk_wire"
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(folder)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    assert digest.hexdigest() == FILES_SHA256, "another set of files: its counts cannot be compared"
    return batch_of(folder, paths)


def test_every_file_is_in_one_state_and_the_counts_by_format_hold(wires: Batch) -> None:
    assert Counter(article.format for article in wires.articles) == FORMATS
    assert Counter(reject.reason for reject in wires.rejects) == {"not_an_article": N_REJECTED}
    assert len(wires.articles) + len(wires.rejects) == len(wires.chunk.sources) == 120


def test_bodies_hold_neither_control_bytes_nor_markup(wires: Batch) -> None:
    for article in wires.articles:
        if article.format != "text":
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]|</?(?:p|br|div|span|nitf|hl1|block)\b", article.raw)
            for reference in re.findall(r"&(?:amp|nbsp|lt|#\d+);", article.raw):
                assert f"&amp;{reference[1:]}" in text_of(article), "escaped once too often by the sender, or left by us"
        for block in article.blocks:
            text = article.raw[block.span.start_char : block.span.end_char]
            assert text == text.strip() != ""


def text_of(article: Article) -> str:
    data = Path(article.source.path).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def seen(pattern: str, text: str) -> str | None:
    """The first thing that the pattern finds, without tags, comments and references."""
    for found in re.finditer(pattern, text, re.DOTALL):
        said = re.sub(
            r"<!--.*?-->|<byttl>.*?</byttl>|<[^<>]*>", " ", next((group for group in found.groups() if group), ""), flags=re.DOTALL
        )
        if said := " ".join(html.unescape(said).split()):
            return said
    return None


def moment(said: str) -> datetime | None:
    if found := re.fullmatch(r"AP-WF-(\d\d)-(\d\d)-(\d\d) (\d{4})GMT", said):
        return datetime.strptime(f"20{found[3]}-{found[1]}-{found[2]} {found[4]} +0000", "%Y-%m-%d %H%M %z")
    if found := re.fullmatch(r"(\d{6}) (?:GMT )?(\w{3}) (\d\d)", said):
        month = {"Okt": "Oct"}.get(found[2], found[2])
        return datetime.strptime(f"{found[1]} {month} 20{found[3]} +0000", "%d%H%M %b %Y %z")
    when = datetime.fromisoformat(re.sub(r"(\.\d\d)$", r"\g<1>0", said))
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def differs(field: str, said: str, article: Article) -> str | None:
    """What the product has instead, where that is another thing."""
    found = article.credits
    if field == "headline":
        first = article.blocks[0]
        headline = article.raw[first.span.start_char : first.span.end_char] if first.kind == "headline" else None
        return None if headline and headline.startswith(said.replace('\\"', '"')) else f"{headline}"
    if field == "published":
        return None if found.published_at == moment(said) else f"{found.published_at}"
    if field == "agency":
        wanted = AGENCIES.get(said, said)
        return None if wanted in (None, found.agency) else f"{found.agency}"
    value = found.byline if field == "byline" else found.dateline_place
    return None if value and value.lower() in said.lower() else f"{value}"


@pytest.mark.parametrize("field", ["headline", "published", "byline", "place", "agency"])
def test_fields_are_those_that_plain_patterns_find(wires: Batch, field: str) -> None:
    compared, different = 0, {}
    for article in wires.articles:
        pattern = PATTERNS.get(article.format, {}).get(field)
        if pattern and (said := seen(pattern, text_of(article))):
            compared += 1
            if (instead := differs(field, said, article)) is not None:
                different[Path(article.source.path).name] = (said[:60], instead[:60])
    assert compared == COMPARED[field]
    assert different.keys() == DIFFERENT[field].keys(), different
    assert field != "headline" or compared - len(different) >= 40


def test_of_files_that_hold_an_article_hardly_any_is_refused(wires: Batch) -> None:
    marked = {Path(r.source.path).name for r in wires.rejects if ARTICLE_PLACES.search(Path(r.source.path).read_text("utf-8", "replace"))}
    assert marked == REFUSED_ARTICLES | NO_ARTICLES
    n_taken = sum(article.format != "text" for article in wires.articles)
    assert n_taken / (n_taken + len(REFUSED_ARTICLES)) >= MIN_TAKEN


def test_pages_lose_nothing_of_trafilaturas_text_and_keep_agency_and_byline(news: Path) -> None:
    paths = sorted([*news.glob("*/newspaper_tests/*.html")])
    assert len(paths) == 6
    for article in batch_of(news, paths).articles:
        alone = trafilatura.extract(text_of(article), include_comments=False) or ""
        buttons = {"-", "Tweet", "Link", "Share", "Digg", "this", "Reprints"}
        assert set(alone.split()) - set(article.raw.split()) <= buttons, article.source.key
        assert article.credits.agency in ("Reuters", "CNN")
        assert article.format == "html"
    assert sum(article.credits.byline is not None for article in batch_of(news, paths).articles) >= 3
