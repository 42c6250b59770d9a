"""Named entities of whole articles."""

from pathlib import Path

import pytest

from transforms.records import Mention
from transforms.text.entities.extract import extract_mentions


def mentions(text: str, lang: str = "ar") -> list[Mention]:
    return [mention for paragraph in extract_mentions([(lang, (text,))])[0] for mention in paragraph]


def named(text: str, lang: str = "ar") -> list[tuple[str, str]]:
    return [(mention.text, mention.label) for mention in mentions(text, lang)]


@pytest.mark.parametrize(
    ("text", "label"),
    [("فلاديمير بوتين", "PER"), ("إلهام علييف", "PER"), ("أذربيجان", "LOC"), ("روسيا", "LOC"), ("أرمينيا", "LOC"), ("البحر الأسود", "LOC")],
)
def test_the_names_of_the_user_article_are_found(seeds: Path, text: str, label: str) -> None:
    article = (seeds / "000_fe381b2efaed3531.txt").read_text("utf-8")
    assert (text, label) in named(article)


def test_the_user_article_names_nobody_who_is_not_there(seeds: Path) -> None:
    article = (seeds / "000_fe381b2efaed3531.txt").read_text("utf-8")
    people = {mention.norm for mention in mentions(article) if mention.label == "PER"}
    assert people <= {"فلاديمير بوتين", "بوتين", "الهام علييف", "علييف"}


def test_a_conjunction_is_outside_the_mention() -> None:
    text = "تجري المحادثات بين تركيا وأرمينيا."
    last = mentions(text)[-1]
    assert (last.text, last.start_char, last.end_char) == ("أرمينيا", text.index("أرمينيا"), text.index("."))


def test_a_place_begun_by_a_clitic_letter_is_whole() -> None:
    assert named("وصل الوفد إلى لبنان.") == [("لبنان", "LOC")]


def test_quotes_are_outside_the_mention() -> None:
    assert ("فلاديمير بوتين", "PER") in named('استقبل الرئيس "فلاديمير بوتين" الوفد.')


def test_a_listed_sea_is_found_where_the_labels_miss_it() -> None:
    assert ("البحر الأسود", "LOC") in named("على طرق آزوف والبحر الأسود.")


def test_a_direction_belongs_to_a_listed_region() -> None:
    assert ("جنوب القوقاز", "LOC") in named("يريدون السلام في جنوب القوقاز.")


def test_a_country_has_its_id_whatever_the_spelling() -> None:
    ids = {mention.entity_id for text in ("سافر إلى أرمينيا.", "سافر إلى ارمينيا.", "سافر إلى أَرمينيا.") for mention in mentions(text)}
    assert ids == {"country:AM"}


def test_a_person_has_no_id() -> None:
    people = [mention for mention in mentions("قال الرئيس فلاديمير بوتين في موسكو.") if mention.label == "PER"]
    assert [person.entity_id for person in people] == [None]


def test_the_norm_of_a_swallowed_article_is_whole() -> None:
    found = mentions("قال الأمين العام للأمم المتحدة كوفي أنان.")
    assert "الامم المتحده" in {mention.norm for mention in found if mention.label == "ORG"}


def test_a_turkish_suffix_is_outside_the_mention() -> None:
    text = "Ankara'da konuştu, Rusya’ya gitti."
    assert [(m.text, m.norm, m.entity_id) for m in mentions(text, "tr")] == [
        ("Ankara", "Ankara", "city:ankara"),
        ("Rusya", "Rusya", "country:RU"),
    ]


def test_a_place_and_the_place_that_it_lies_in_are_two_mentions() -> None:
    places = [text for text, label in named("Bursa'nın Karacabey ilçesinde kar yağdı.", "tr") if label == "LOC"]
    assert places == ["Bursa", "Karacabey"]


def test_the_full_stops_of_an_abbreviation_stay() -> None:
    assert named("The U.S. left.", "en") == [("U.S.", "LOC")]


def test_the_engine_is_named() -> None:
    assert {mention.engine for mention in mentions("عاد من روسيا.")} == {"crf"}
    assert {mention.engine for mention in mentions("Back from Russia.", "en")} == {"crf"}
    assert {mention.engine for mention in mentions("Ew ji Rûsyayê hat.", "ku")} == {"patterns"}
    assert {mention.engine for mention in mentions("مزارعو البقاع يتوقعون موسما جيدا")} == {"gazetteer"}


@pytest.mark.parametrize("lang", ["und", "de", "", "zh"])
def test_a_language_without_an_engine_has_no_mentions(lang: str) -> None:
    assert extract_mentions([(lang, ("Berlin", "بغداد"))]) == (((), ()),)


def test_an_empty_paragraph_keeps_its_place() -> None:
    rows = extract_mentions([("ar", ("", "عاد من روسيا.", " \n"))])[0]
    assert [len(row) for row in rows] == [0, 1, 0]


def test_no_articles_have_no_mentions() -> None:
    assert extract_mentions([]) == ()
    assert extract_mentions([("ar", ())]) == ((),)


def test_a_sentence_of_530_words_keeps_its_names() -> None:
    assert ("روسيا", "LOC") in named("كلمة " * 528 + "في روسيا")


def test_one_endless_word_is_read() -> None:
    assert mentions("ب" * 100_000) == []


def test_an_article_of_many_paragraphs_is_read() -> None:
    rows = extract_mentions([("ar", ("عاد الوفد من روسيا.",) * 12_000)])[0]
    assert {tuple(mention.text for mention in row) for row in rows} == {("روسيا",)}


def test_a_family_name_alone_counts_as_the_full_name() -> None:
    (rows,) = extract_mentions([("tr", ("Gazeteci İbrahim Yıldız konuştu.", "Yıldız, bu akşam gelmedi."))])
    assert [(m.text, m.label, m.norm, m.engine) for m in rows[1]] == [("Yıldız", "PER", "İbrahim Yıldız", "crf")]


def test_letters_that_an_article_explains_count_as_the_organisation() -> None:
    (rows,) = extract_mentions([("tr", ("Türkiye İstatistik Kurumu (TÜİK) açıkladı.", "TÜİK'in verileri"))])
    assert [(m.text, m.label, m.norm) for m in rows[1]] == [("TÜİK", "ORG", "Türkiye İstatistik Kurumu")]


def test_a_known_organisation_fills_a_gap() -> None:
    found = mentions("The farmer spoke after the drill, she told Reuters.", "en")
    assert [(m.text, m.label, m.entity_id) for m in found] == [("Reuters", "ORG", "agency:Reuters")]
