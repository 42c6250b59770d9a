"""NITF, NewsML 1.2, NewsML-G2 and XML of no standard: what is read, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from transforms.formats.item import Item
from transforms.formats.parse import lay_out, parse
from transforms.formats.recognise import recognise
from transforms.records import Reason, Rejection

NITF = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE nitf SYSTEM "http://www.example.org/nitf-3-4.dtd">
<nitf baselang="{lang}"><head><title>slug</title><docdata management-status="{status}">
<doc-id id-string="urn:x:1" regsrc="AA"/><date.issue norm="20240821T101500+0300"/><du-key version="02"/></docdata></head>
<body><body.head><hedline><hl1>{headline}</hl1></hedline><byline>By {byline}<byttl>Foreign desk</byttl></byline>
<dateline><location><city>{city}</city><country>X</country></location></dateline><abstract><p>Not the body.</p></abstract></body.head>
<body.content><block><p>{first}</p><media><media-caption>A caption.</media-caption></media><p>{second}&nbsp;<em>now</em>.</p></block>
<p>   </p></body.content></body></nitf>"""
ARABIC = {
    "headline": "افتتاح مكتبة جديدة في الموصل",
    "byline": "سلمى الخطيب",
    "city": "الموصل",
    "first": "افتتحت بلدية الموصل مكتبة عامة جديدة على ضفة دجلة.",
    "second": "وقال المدير إن الأبواب مفتوحة",
}
KURDISH = {
    "headline": "Li Wanê pirtûkxaneyek vebû",
    "byline": "Rojîn Demîr",
    "city": "Wan",
    "first": "Şaredariya Wanê pirtûkxaneyeke nû vekir û gel hat ber derî.",
    "second": "Rêveber got ku derî her roj vekirî ye",
}
NEWSML = """<NewsML><NewsEnvelope><DateAndTime>20240821T080000Z</DateAndTime></NewsEnvelope><NewsItem>
<Identification><NewsIdentifier><RevisionId>3</RevisionId>
<PublicIdentifier>urn:newsml:x:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><ThisRevisionCreated>20240821T113000+0300</ThisRevisionCreated><Status FormalName="{status}"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Van Gölü'nde su yükseldi</HeadLine><ByLine>Ayşe Kaya</ByLine>
<DateLine>VAN, 21 Ağustos 2024 (AA)</DateLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Anadolu Ajansı"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="TR"/></DescriptiveMetadata>{content}</NewsComponent></NewsItem></NewsML>"""
G2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:x:7" version="4" xml:lang="tr-TR">
<itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="nprov:dpa"/><versionCreated>2024-08-21T11:30:00</versionCreated>
<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><located><name>İzmir</name></located><by>Deniz Er</by>
<headline role="hld:subHeadline">Alt başlık</headline><headline>İzmir'de fener onarıldı</headline></contentMeta>
<contentSet>{content}</contentSet></newsItem>{more}</itemSet></newsMessage>"""
PAGE = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>İzmir\'de fener onarıldı</h1>'
    "<p>Fener\n  yeniden yandı.</p><pre>Saat: 18\nYer: liman</pre></body></html></inlineXML>"
)


def nitf(texts: dict[str, str], *, encoding: str = "utf-8", declared: str | None = None, lang: str = "ar", status: str = "usable") -> bytes:
    return NITF.format(**texts, encoding=declared or encoding, lang=lang, status=status).encode(encoding)


def read(data: bytes, name: str = "a.xml") -> Item:
    return parse(data, recognise(data, name) or "text")


def refused(data: bytes) -> Rejection:
    with pytest.raises(Rejection) as caught:
        read(data)
    return caught.value


def test_nitf_gives_headline_body_and_fields_and_leaves_abstract_and_caption_out():
    item = read(nitf(ARABIC))
    assert (item.format, item.headline) == ("nitf", ARABIC["headline"])
    assert item.paragraphs == (ARABIC["first"], ARABIC["second"] + "\xa0now.")
    fields = item.fields
    assert (fields.native_id, fields.language, fields.byline, fields.dateline_place) == ("urn:x:1", "ar", "سلمى الخطيب", "الموصل")
    assert (fields.providers, fields.version, fields.pubstatus) == (("AA",), "02", "usable")
    assert (fields.published_at, fields.has_zone) == (datetime(2024, 8, 21, 7, 15, tzinfo=UTC), True)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16"])
def test_xml_is_decoded_as_it_declares(encoding):
    assert read(nitf(ARABIC, encoding=encoding)).headline == ARABIC["headline"]


@pytest.mark.parametrize(
    ("true", "declared"),
    [("utf-8", "iso-8859-1"), ("utf-8", "windows-1256"), ("cp1256", "utf-8"), ("cp1256", "iso-8859-1"), ("utf-8", "x-none")],
)
def test_a_wrong_declaration_is_not_believed(true, declared):
    long = {**ARABIC, "first": ARABIC["first"] * 5}
    assert read(nitf(long, encoding=true, declared=declared)).headline == ARABIC["headline"]


def test_kurmanji_in_windows_1254_keeps_its_letters():
    assert read(nitf(KURDISH, encoding="cp1254", declared="windows-1254", lang="ku")).paragraphs[0] == KURDISH["first"]


def test_nitf_without_headline_has_none_and_without_body_is_no_article():
    assert read(nitf({**ARABIC, "headline": ""})).headline is None
    data = b"<nitf><body><body.head><hedline><hl1>Only this</hl1></hedline></body.head><body.content/></body></nitf>"
    assert refused(data).reason == Reason.NOT_AN_ARTICLE


def test_bidi_controls_in_xml_stay_and_are_flagged():
    raw, _, flags = lay_out(read(nitf({**ARABIC, "first": "قال \u202bABC\u202c إنه جديد."})), max_paragraphs=9)
    assert "\u202bABC\u202c" in raw
    assert flags == ("has_bidi_control",)


def test_lines_that_only_wrap_are_joined_and_short_ones_are_not():
    wrapped = (
        "The harbour lamp was lit again on Saturday after work that<br/>took nine years and two councils, the keeper said in a <br/>letter."
    )
    joined = "The harbour lamp was lit again on Saturday after work that took nine years and two councils, the keeper said in a letter."
    assert read(nitf({**ARABIC, "first": wrapped})).paragraphs[0] == joined
    assert read(nitf({**ARABIC, "first": "One<br/>Two"})).paragraphs[:2] == ("One", "Two")


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<nitf><body><body.content><p>Su bir metre yükseldi.</p></body.content></body></nitf>", ("Su bir metre yükseldi.",)),
        ("&lt;p&gt;Su &amp;ndash; bir metre.&lt;/p&gt;", ("Su – bir metre.",)),
        ("Su bir metre yükseldi.\n\nSon.", ("Su bir metre yükseldi.", "Son.")),
    ],
)
def test_newsml_reads_nitf_html_and_plain_text_inside(content, body):
    content = f"<NewsComponent><Role FormalName='Body'/><ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent>"
    item = read(NEWSML.format(content=content, status="Usable").encode())
    assert (item.format, item.headline, item.paragraphs) == ("newsml", "Van Gölü'nde su yükseldi", body)
    fields = item.fields
    assert (fields.native_id, fields.version, fields.language) == ("urn:newsml:x:1", "3", "TR")
    assert (fields.byline, fields.dateline_place, fields.providers) == ("Ayşe Kaya", "VAN", ("Anadolu Ajansı",))
    assert fields.published_at == datetime(2024, 8, 21, 8, 30, tzinfo=UTC)


def test_newsml_of_a_video_says_so():
    content = (
        "<NewsComponent><Role FormalName='Video'/><ContentItem><DataContent>00:00 shot list</DataContent></ContentItem></NewsComponent>"
    )
    rejection = refused(NEWSML.format(content=content, status="Usable").encode())
    assert (rejection.reason, "video" in rejection.detail) == (Reason.NOT_AN_ARTICLE, True)


def test_a_canceled_newsml_item_has_its_status():
    content = "<ContentItem><DataContent>Geri çekildi.</DataContent></ContentItem>"
    assert read(NEWSML.format(content=content, status="Canceled").encode()).fields.pubstatus == "canceled"


def test_newsml_g2_takes_the_main_headline_and_says_that_no_zone_was_written():
    item = read(G2.format(kind="text", content=PAGE, more="").encode())
    assert (item.format, item.headline) == ("newsml-g2", "İzmir'de fener onarıldı")
    assert lay_out(item, max_paragraphs=9)[0] == "İzmir'de fener onarıldı\nFener yeniden yandı.\nSaat: 18\nYer: liman"
    assert (item.fields.language, item.fields.providers, item.fields.byline) == ("tr-TR", ("dpa",), "Deniz Er")
    assert (item.fields.published_at, item.fields.has_zone) == (datetime(2024, 8, 21, 11, 30, tzinfo=UTC), False)


def test_a_second_text_in_a_message_is_flagged():
    one = G2.format(kind="text", content=PAGE, more="")
    item = one[one.index("<newsItem") : one.index("</itemSet>")]
    assert read(G2.format(kind="text", content=PAGE, more=item).encode()).flags == ("items_ignored",)


@pytest.mark.parametrize("kind", ["picture", "video", "graphic", "audio"])
def test_newsml_g2_of_another_class_is_no_article(kind):
    rejection = refused(G2.format(kind=kind, content=PAGE, more="").encode())
    assert (rejection.reason, kind in rejection.detail) == (Reason.NOT_AN_ARTICLE, True)


@pytest.mark.parametrize("root", ["packageItem", "planningItem"])
def test_packages_and_plans_are_no_articles(root):
    rejection = refused(f'<{root} xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta/></{root}>'.encode())
    assert (rejection.reason, root in rejection.detail) == (Reason.NOT_AN_ARTICLE, True)


def test_xml_of_no_standard_is_read_by_its_names():
    data = """<Release lang="tr"><Title>Köprü açıldı</Title><ByLine>Ali Can</ByLine><Town>Bartın</Town><Origin>/DHA/</Origin>
    <PublishDate>21.08.2024 09:30</PublishDate>
    <Content>&lt;p&gt;Köprü açıldı.&lt;/p&gt;&lt;p&gt;Trafik akıyor.&lt;/p&gt;</Content></Release>"""
    item = read(data.encode())
    assert (item.format, item.headline, item.paragraphs) == ("xml", "Köprü açıldı", ("Köprü açıldı.", "Trafik akıyor."))
    assert (item.fields.byline, item.fields.dateline_place, item.fields.providers, item.fields.language) == (
        "Ali Can",
        "Bartın",
        ("DHA",),
        "tr",
    )
    assert (item.fields.published_at, item.fields.has_zone) == (datetime(2024, 8, 21, 9, 30, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<rss><channel><item><title>A</title></item></channel></rss>", "feed"),
        (b"<document><service>newscalendar</service><title>Match</title><content>Text of it.</content></document>", "newscalendar"),
        (b"<Match><timeStart>9</timeStart><timeEnd>10</timeEnd><title>A</title><content>Text of it.</content></Match>", "event"),
        (b"<result><document><content>One.</content></document><document><content>Two.</content></document></result>", "2 records"),
        (b"<Fixtures><Match ID='1'/></Fixtures>", "no text"),
    ],
)
def test_what_is_no_article_is_refused_with_what_it_is(data, said):
    rejection = refused(data)
    assert (rejection.reason, said in rejection.detail) == (Reason.NOT_AN_ARTICLE, True)


def test_a_long_prolog_hides_no_root():
    data = nitf(ARABIC).replace(b"<nitf", b"<!--" + b"x" * 9000 + b"--><nitf", 1)
    assert read(data).format == "nitf"


@pytest.mark.parametrize("cut", [40, 400, 900])
def test_cut_off_xml_is_malformed(cut):
    rejection = refused(nitf(ARABIC)[:cut] + b"<p")
    assert rejection.reason == Reason.MALFORMED
    assert "\n" not in rejection.detail
