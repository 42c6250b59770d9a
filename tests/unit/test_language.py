"""Languages of texts and paragraphs. Every sentence here was written for this file."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from transforms.records import Language
from transforms.text import language
from transforms.text.language import detect_language, detect_paragraphs, sample_prose

SENTENCES = {
    "ar": "قال وزير التعليم إن المدارس الجديدة سوف تفتح أبوابها أمام التلاميذ في بداية شهر أيلول المقبل.",
    "az": "Təhsil naziri bildirib ki, yeni məktəblər payızda şagirdlərin ixtiyarına veriləcək və hər kəs üçün açıq olacaq.",
    "ckb": "وەزیری پەروەردە ڕایگەیاند کە قوتابخانە نوێیەکان لە سەرەتای پاییزدا دەکرێنەوە و مامۆستای زیاتر دادەمەزرێنن.",
    "en": "The education minister said that the new schools would open their doors to pupils early in the autumn.",
    "fa": "وزیر آموزش گفت که مدرسه‌های تازه در آغاز پاییز به روی دانش‌آموزان باز می‌شوند و معلمان بیشتری استخدام خواهند شد.",
    "ku": "Wezîrê perwerdeyê got ku dibistanên nû di destpêka payîzê de ji bo xwendekaran tên vekirin û mamoste jî zêde dibin.",
    "ru": "Министр образования сообщил, что новые школы откроются для учеников в начале осени.",
    "tr": "Eğitim bakanı, yeni okulların sonbaharın başında kapılarını öğrencilere açacağını söyledi.",
    "ur": "وزیر تعلیم نے کہا کہ نئے اسکول خزاں کے آغاز میں طلبہ کے لیے کھول دیے جائیں گے۔",
}
SORANI_TYPED_WITH_HEH = SENTENCES["ckb"].replace("ە", "ه\u200c")
KURMANJI_WITHOUT_DIACRITICS = SENTENCES["ku"].translate(str.maketrans("êîûçşÊÎÛÇŞ", "eiucsEIUCS"))
ARABIC = Language("ar", 0.9, "Arab")
UNKNOWN = Language("und", 0.0, "Zyyy")


@pytest.mark.parametrize("lang", sorted(SENTENCES))
def test_a_sentence_is_recognised(lang: str) -> None:
    assert detect_language(SENTENCES[lang]).lang == lang


def test_sorani_typed_with_heh_and_zwnj_is_recognised() -> None:
    assert detect_language(SORANI_TYPED_WITH_HEH).lang == "ckb"


def test_kurmanji_without_diacritics_is_recognised() -> None:
    assert detect_language(KURMANJI_WITHOUT_DIACRITICS).lang == "ku"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("BAKANLIK YENİ OKULLARIN AÇILACAĞINI BİLDİRDİ, ÖĞRETMENLER BEKLİYOR", "tr"),
        ("THE MINISTRY SAYS THAT THE NEW SCHOOLS WILL OPEN IN THE AUTUMN", "en"),
        ("WEZARETÊ GOT KU DIBISTANÊN NÛ DI PAYÎZÊ DE TÊN VEKIRIN Û MAMOSTE ZÊDE DIBIN", "ku"),
    ],
)
def test_a_headline_in_capitals_is_recognised(text: str, lang: str) -> None:
    assert detect_language(text).lang == lang


def test_capitals_are_lowered_with_turkish_rules_only_where_turkish_letters_occur() -> None:
    assert sample_prose("KIŞ İÇİN", "Latn") == "kış için"
    assert sample_prose("WINTER IN", "Latn") == "winter in"
    assert sample_prose("NATO toplantısı", "Latn") == "NATO toplantısı"


@pytest.mark.parametrize("text", ["", "  \n", "12.08.2024 - 7 %", "https://example.org/haber", "@ajans #haber", "😀 …", "١٢٣٤", "\ud800"])
def test_a_text_without_prose_is_undetermined(text: str) -> None:
    assert detect_language(text) == UNKNOWN


@pytest.mark.parametrize("text", ["AFP", "(İLKHA)", "NATO", "فتح"])
def test_an_acronym_is_undetermined(text: str) -> None:
    assert detect_language(text).lang == "und"


def test_a_text_in_a_script_without_a_profile_is_undetermined() -> None:
    assert detect_language("Հայաստանի նախագահը հանդիպեց լրագրողների հետ") == Language("und", 0.0, "Armn")


@pytest.mark.parametrize(
    ("text", "lang"), [("北京的新学校将在秋天开学", "zh"), ("東京の新しい学校は秋に始まります", "ja"), ("서울의 새 학교", "ko")]
)
def test_east_asian_text_is_recognised_by_cldr_code(text: str, lang: str) -> None:
    assert detect_language(text).lang == lang


def test_a_latin_tail_and_links_do_not_change_the_language() -> None:
    tail = " Follow us on our new English channel https://example.org/english/news/today (ILKHA News Agency)"
    assert detect_language(SENTENCES["ar"] + tail) == detect_language(SENTENCES["ar"])


def test_what_follows_the_first_letters_costs_and_changes_nothing() -> None:
    head = SENTENCES["tr"] * 10
    assert sample_prose(head + SENTENCES["en"] * 50, "Latn") == sample_prose(head, "Latn")


def test_a_paragraph_in_the_script_of_the_article_inherits_its_language() -> None:
    assert detect_paragraphs([SENTENCES["ar"], SENTENCES["fa"]], ARABIC) == (ARABIC, ARABIC)


def test_a_paragraph_in_another_script_is_detected() -> None:
    found = detect_paragraphs([SENTENCES["ar"], SENTENCES["tr"], "2024"], ARABIC)
    assert [one.lang for one in found] == ["ar", "tr", "und"]
    assert found[2] == UNKNOWN


def test_the_paragraphs_of_an_undetermined_article_are_each_detected() -> None:
    found = detect_paragraphs([SENTENCES["en"], SENTENCES["ku"]], UNKNOWN)
    assert [one.lang for one in found] == ["en", "ku"]


def test_paragraphs_beyond_the_cap_take_the_answer_of_their_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "MAX_OWN_DETECTIONS", 2)
    found = detect_paragraphs([SENTENCES["tr"], SENTENCES["en"], SENTENCES["en"], SENTENCES["ru"]], ARABIC)
    assert [one.lang for one in found] == ["tr", "en", "tr", "und"]


def test_two_fresh_processes_and_another_order_give_the_same_answers() -> None:
    script = "import json, sys; from transforms.text.language import detect_language as d; print([d(t) for t in json.load(sys.stdin)])"
    texts = [*SENTENCES.values(), "Ankara Paris", "Son dakika haber", "خبر عاجل"]
    answers = []
    for order in (texts, texts[::-1]):
        done = subprocess.run([sys.executable, "-c", script], input=json.dumps(order), capture_output=True, text=True, check=True)
        answers.append(eval(done.stdout, {"Language": Language}))
    assert answers[0] == answers[1][::-1]


def test_eight_threads_at_first_use_get_the_same_answer() -> None:
    language._load_detector.cache_clear()
    together = Barrier(8)

    def ask(_: int) -> Language:
        together.wait(timeout=30)
        return detect_language(SENTENCES["ku"])

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert answers == {detect_language(SENTENCES["ku"])}
    assert language._load_detector.cache_info().misses == 1
