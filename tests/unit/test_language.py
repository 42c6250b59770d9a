"""Languages of texts and paragraphs. Every sentence here was written for this file."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Barrier

import pytest

from transforms.records import Language
from transforms.text.language import (
    CORE_LANGUAGES,
    LanguageSettings,
    ProfileError,
    detect_article,
    detect_language,
    detect_languages,
    model,
    rank_languages,
)
from transforms.text.language.profiles import build_profile
from transforms.text.language.reference import sample_prose

SENTENCES = {
    "ar": "قال وزير التعليم إن المدارس الجديدة سوف تفتح أبوابها أمام التلاميذ في بداية شهر أيلول المقبل.",
    "az": "Təhsil naziri bildirib ki, yeni məktəblər payızda şagirdlərin ixtiyarına veriləcək və hər kəs üçün açıq olacaq.",
    "ckb": "وەزیری پەروەردە ڕایگەیاند کە قوتابخانە نوێیەکان لە سەرەتای پاییزدا دەکرێنەوە و مامۆستای زیاتر دادەمەزرێنن.",
    "en": "The education minister said that the new schools would open their doors to pupils early in the autumn.",
    "fa": "وزیر آموزش گفت که مدرسه‌های تازه در آغاز پاییز به روی دانش‌آموزان باز می‌شوند و معلمان بیشتری استخدام خواهند شد.",
    "he": "שר החינוך אמר שבתי הספר החדשים ייפתחו בתחילת הסתיו.",
    "ku": "Wezîrê perwerdeyê got ku dibistanên nû di destpêka payîzê de ji bo xwendekaran tên vekirin û mamoste jî zêde dibin.",
    "ru": "Министр образования сообщил, что новые школы откроются для учеников в начале осени.",
    "tr": "Eğitim bakanı, yeni okulların sonbaharın başında kapılarını öğrencilere açacağını söyledi.",
    "ur": "وزیر تعلیم نے کہا کہ نئے اسکول خزاں کے آغاز میں طلبہ کے لیے کھول دیے جائیں گے۔",
}
SORANI_TYPED_WITH_HEH = SENTENCES["ckb"].replace("ە", "ه\u200c")
SORANI_TYPED_WITH_ALEF_MAKSURA = SENTENCES["ckb"].replace("ی ", "ى ")
KURMANJI_WITHOUT_DIACRITICS = SENTENCES["ku"].translate(str.maketrans("êîûçşÊÎÛÇŞ", "eiucsEIUCS"))
KURMANJI_IN_ARABIC_LETTERS = (
    "وەزیرێ پەروەردەیێ گۆت کو دبستانێن نوو د دەستپێکا پاییزێ دە ژ بۆ خوەندەکاران تێن ڤەکرن و مامۆستە ژی زێدە دبن و هەر کەس دکارە بێت"
)
SORANI_IN_LATIN_LETTERS = (
    "Wezîrî perwerde rayigeyand ke qutabxane nwêyekan le seretay payîzda dekrênewe û mamostay ziyatir dademezrênn bo hemû şarekan"
)
ZAZAKI = "Na rey ra şaristan de yew kitabxaneyo newe abîya û domanî zaf kêfweş bîy, çunkê zazakî de kitabî zî estê."
UZBEK = "Taʼlim vaziri yangi maktablar kuzning boshida oʻquvchilar uchun ochilishini va oʻqituvchilar soni koʻpayishini maʼlum qildi."
STRANGERS = {
    "eu": "Hezkuntza ministroak esan du eskola berriek udazkenaren hasieran irekiko dituztela ateak eta irakasle berriak hartuko.",
    "ga": "Dúirt an tAire Oideachais go n-osclófar na scoileanna nua go luath san fhómhar agus go bhfostófar níos mó múinteoirí.",
    "kk": "Білім министрі жаңа мектептер күзде оқушылар үшін ашылатынын және мұғалімдер саны көбейетінін айтты.",
    "uz": UZBEK,
}
UNKNOWN = Language("und", 0.0, "Zyyy")


@pytest.mark.parametrize("lang", sorted(SENTENCES))
def test_a_sentence_is_recognised_by_both_engines(lang: str) -> None:
    assert detect_language(SENTENCES[lang]).lang == lang
    assert detect_language(SENTENCES[lang], LanguageSettings(engine="langdetect")).lang == lang


@pytest.mark.parametrize(
    ("text", "lang"),
    [(SORANI_TYPED_WITH_HEH, "ckb"), (SORANI_TYPED_WITH_ALEF_MAKSURA, "ckb"), (KURMANJI_WITHOUT_DIACRITICS, "ku")],
)
def test_kurdish_in_another_spelling_is_recognised(text: str, lang: str) -> None:
    assert detect_language(text).lang == lang


@pytest.mark.parametrize(("text", "language"), [(KURMANJI_IN_ARABIC_LETTERS, ("ku", "Arab")), (SORANI_IN_LATIN_LETTERS, ("ckb", "Latn"))])
def test_kurdish_in_its_other_script_is_named_or_left_open(text: str, language: tuple[str, str]) -> None:
    found = detect_language(text)
    assert (found.lang, found.script) in (language, ("und", language[1]))


def test_a_relative_of_a_known_language_is_undetermined() -> None:
    assert detect_language(ZAZAKI).lang == "und"


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
    assert detect_languages(["KIŞ İÇİN HAZIRLIK"]) == [Language("tr", detect_language("kış için hazırlık").score, "Latn")]


@pytest.mark.parametrize("text", ["", "  \n", "12.08.2024 - 7 %", "https://example.org/haber", "@ajans #haber", "😀 …", "١٢٣٤", "\ud800"])
def test_a_text_without_prose_is_undetermined(text: str) -> None:
    assert detect_language(text) == UNKNOWN


@pytest.mark.parametrize("text", ["AFP", "(İLKHA)", "NATO", "فتح"])
def test_an_acronym_is_undetermined(text: str) -> None:
    assert detect_language(text).lang == "und"


@pytest.mark.parametrize("lang", sorted(STRANGERS))
def test_a_sentence_in_a_language_without_a_profile_scores_lower_than_any_that_has_one(lang: str) -> None:
    lowest = min(detect_language(text).score for text in SENTENCES.values())
    assert lowest > 0.9
    assert detect_language(STRANGERS[lang]).score < 0.6


@pytest.mark.parametrize("lang", sorted(STRANGERS))
def test_an_article_in_a_language_without_a_profile_is_undetermined_or_scores_low(lang: str) -> None:
    assert detect_article([STRANGERS[lang]] * 20)[0].score < 0.6


def test_an_article_is_as_sure_as_a_page_of_it() -> None:
    names = "Karşılaşmaya Howard Webb, David Ospina, Cristian Zapata, Mario Yepes ve Juan Zuniga ile başlayan takım sahadan galip ayrıldı."
    page, book = (detect_article([names] * count)[0] for count in (3, 500))
    assert page == book
    assert (page.lang, page.score > 0.5) == ("tr", True)


def test_a_text_in_a_script_without_a_profile_is_undetermined() -> None:
    assert detect_language("Հայաստանի նախագահը հանդիպեց լրագրողների հետ") == Language("und", 0.0, "Armn")


@pytest.mark.parametrize(
    ("text", "lang"), [("北京的新学校将在秋天开学", "zh"), ("東京の新しい学校は秋に始まります", "ja"), ("서울의 새 학교", "ko")]
)
def test_east_asian_text_is_recognised_by_its_script(text: str, lang: str) -> None:
    assert detect_language(text).lang == lang


def test_a_latin_tail_and_links_do_not_change_the_language() -> None:
    tail = " Follow us on our new English channel https://example.org/english/news/today (ILKHA News Agency)"
    assert detect_language(SENTENCES["ar"] + tail) == detect_language(SENTENCES["ar"])


def test_marks_and_presentation_forms_do_not_change_the_language() -> None:
    marked = SENTENCES["ar"].replace("م", "م\u064f").replace("ال", "الـ")
    assert detect_language(marked) == detect_language(SENTENCES["ar"])
    assert detect_language(SENTENCES["ar"].replace("لأ", "\ufef7")) == detect_language(SENTENCES["ar"])


def test_the_letters_after_the_first_two_hundred_change_nothing() -> None:
    head = SENTENCES["tr"] * 10
    assert detect_language(head + SENTENCES["en"] * 5) == detect_language(head)


def test_the_script_of_most_letters_decides_even_when_it_comes_late() -> None:
    assert detect_language(SENTENCES["en"] * 3 + SENTENCES["ar"] * 6).lang == "ar"


def test_candidates_come_with_probabilities_that_do_not_exceed_one() -> None:
    (found,) = rank_languages(["Bakan dün açıkladı"])
    assert found.candidates[0][0] == found.language.lang == "tr"
    assert len(found.candidates) == 3
    assert sum(score for _, score in found.candidates) <= 1.000001


def test_expected_languages_decide_where_the_text_hardly_does() -> None:
    assert rank_languages(["Ankara Paris"], LanguageSettings(expected=("tr",)))[0].candidates[0][0] == "tr"
    assert rank_languages(["Ankara Paris"], LanguageSettings(expected=("id",)))[0].candidates[0][0] == "id"


def test_expected_languages_do_not_outvote_a_sentence() -> None:
    assert detect_language(SENTENCES["en"], LanguageSettings(expected=("tr", "ku"))).lang == "en"
    assert set(CORE_LANGUAGES) >= SENTENCES.keys()


def test_a_threshold_of_one_leaves_everything_open_and_keeps_the_score() -> None:
    found = detect_language(SENTENCES["ar"], LanguageSettings(threshold=1.0))
    assert found == Language("und", detect_language(SENTENCES["ar"]).score, "Arab")


def test_an_article_is_in_the_language_of_most_of_its_text() -> None:
    article, paragraphs = detect_article([SENTENCES["tr"], SENTENCES["tr"], SENTENCES["en"], "2024"])
    assert article.lang == "tr"
    assert [one.lang for one in paragraphs] == ["tr", "tr", "en", "und"]


def test_a_code_mixed_article_of_one_script_shows_each_paragraphs_own_language() -> None:
    article, paragraphs = detect_article([SENTENCES["ar"] * 2, SENTENCES["fa"], SENTENCES["ar"] * 2, SENTENCES["ckb"]])
    assert article.lang == "ar"
    assert [one.lang for one in paragraphs] == ["ar", "fa", "ar", "ckb"]


def test_a_paragraph_too_short_to_tell_is_in_its_articles_language() -> None:
    article, paragraphs = detect_article([SENTENCES["ku"], "Amed", "أنقرة"])
    assert paragraphs[1] == article
    assert paragraphs[2] == Language("und", paragraphs[2].score, "Arab")


def test_an_article_whose_language_is_known_keeps_it() -> None:
    known = Language("fa", 0.5, "Arab")
    assert detect_article(["سلام به همه"], article=known)[0] == known
    assert detect_article([], article=None) == (UNKNOWN, ())


def test_articles_are_told_by_the_package_itself_where_asked() -> None:
    article, paragraphs = detect_article([SENTENCES["ar"] * 2, SENTENCES["tr"], "2024"], LanguageSettings(engine="langdetect"))
    assert (article.lang, [one.lang for one in paragraphs]) == ("ar", ["ar", "tr", "und"])


def test_a_profile_of_a_folder_adds_a_language(tmp_path: Path) -> None:
    words = UZBEK.split()
    lines = [" ".join(words[i % len(words) :] + words[: i % len(words)]) for i in range(300)]
    (tmp_path / "uz").write_text(build_profile("uz", lines), encoding="utf-8")
    assert detect_language(UZBEK, LanguageSettings(profiles=str(tmp_path))).lang == "uz"
    assert detect_language(SENTENCES["tr"], LanguageSettings(profiles=str(tmp_path))).lang == "tr"


def test_a_file_that_is_no_profile_is_named(tmp_path: Path) -> None:
    (tmp_path / "xx").write_text("{}", encoding="utf-8")
    with pytest.raises(ProfileError, match="xx"):
        detect_language("text", LanguageSettings(profiles=str(tmp_path)))


def test_two_fresh_processes_and_another_order_give_the_same_answers() -> None:
    script = "import json, sys; from transforms.text.language import detect_languages as d; print(d(json.load(sys.stdin)))"
    texts = [*SENTENCES.values(), "Ankara Paris", "Son dakika haber", "خبر عاجل"]
    answers = []
    for order in (texts, texts[::-1]):
        done = subprocess.run([sys.executable, "-c", script], input=json.dumps(order), capture_output=True, text=True, check=True)
        answers.append(eval(done.stdout, {"Language": Language}))
    assert answers[0] == answers[1][::-1] == [detect_language(text) for text in texts]


def test_eight_threads_with_batches_of_their_own_size_and_order_give_the_same_answers() -> None:
    texts = [text[start : start + length] for text in SENTENCES.values() for start in range(0, 60, 20) for length in (8, 25, 400)]
    alone = {text: detect_language(text) for text in texts}
    together = Barrier(8)

    def ask(thread: int) -> dict[str, Language]:
        mine = Random(thread).sample(texts, len(texts))
        size = (1, 2, 3, 5, 8, 21, 55, len(texts))[thread]
        together.wait(timeout=30)
        batches = [mine[at : at + size] for at in range(0, len(mine), size)]
        return {text: found for batch in batches for text, found in zip(batch, detect_languages(batch), strict=True)}

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))
    assert len({found.lang for found in alone.values()}) > 8
    assert answers == [alone] * 8


def test_eight_threads_at_first_use_get_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_loaded", {})
    together = Barrier(8)

    def ask(_: int) -> tuple[Language, int]:
        together.wait(timeout=30)
        return detect_language(SENTENCES["ku"]), id(model.load_model())

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert answers == {(detect_language(SENTENCES["ku"]), id(model.load_model()))}
