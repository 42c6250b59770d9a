"""From bytes to raw text. Every sentence here was written for this file."""

import codecs

import pytest

from transforms.records import Reason, Rejection
from transforms.text.decode import Decoded, decode

ARABIC = "قالت الوزارة إن المدارس الجديدة سوف تفتح أبوابها في مطلع الشهر المقبل، وطلبت من الأهالي التسجيل مبكرا.\nوأضافت أن الطريق مغلق."
PERSIAN = "وزير آموزش گفت که مدرسه هاي تازه در آغاز پاييز باز مي شوند و چهار پزشک ژاپني نيز به شهر مي آيند."
TURKISH = (
    "Bakanlık, yeni okulların sonbaharda açılacağını söyledi; öğrenciler şimdiden kayıt yaptırıyor. Işıklı İlçesi’nde çalışma sürüyor."
)
KURMANJI = "Wezîrê perwerdeyê got ku dibistanên nû di payîzê de tên vekirin û şagirt ji niha ve têne qeydkirin. Çend gund jî hene."
RUSSIAN = "Министр образования сообщил, что новые школы откроются для учеников в начале осени."
HEBREW = "שר החינוך הודיע כי בתי הספר החדשים ייפתחו בתחילת הסתיו."
GREEK = "Ο υπουργός είπε ότι τα νέα σχολεία θα ανοίξουν το φθινόπωρο."
FRENCH = "Le ministre a déclaré que les écoles seront rouvertes à l’automne, où l’on espère accueillir tous les élèves."
GERMAN = "Der Minister erklärte, die Schulen würden im Herbst geöffnet; größere Städte folgen später."


def refuse(data: bytes) -> Reason:
    with pytest.raises(Rejection) as caught:
        decode(data)
    return caught.value.reason


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859_6"),
        (PERSIAN.replace("ک", "ك"), "cp1256"),
        (TURKISH, "cp1254"),
        (TURKISH.replace("’", "'"), "iso8859_9"),
        (TURKISH.replace("’", "'"), "cp857"),
        (KURMANJI, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859_5"),
        (HEBREW, "cp1255"),
        (HEBREW, "iso8859_8"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859_7"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
    ],
)
def test_text_in_a_single_byte_encoding_is_decoded_exactly(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("line", ["مجلس الوزراء يناقش الموازنة", "انطلاق أعمال القمة في الرياض"])
@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6"])
def test_an_arabic_headline_is_enough_to_tell_the_encoding(line: str, encoding: str) -> None:
    assert decode(line.encode(encoding)) == Decoded(line, encoding, ())


def test_of_encodings_that_read_alike_the_windows_page_is_named() -> None:
    assert decode(TURKISH.replace("’", "'").encode("iso8859_9")).encoding == "cp1254"
    assert decode("Der Minister erklärte es.".encode("iso8859_1")).encoding == "cp1252"


def test_one_foreign_letter_in_english_is_decoded() -> None:
    assert decode("The café on the corner has been closed since the spring.".encode("cp1252")).text.startswith("The café on")


def test_a_lone_apostrophe_of_windows_is_decoded() -> None:
    assert decode(b"The minister\x92s plan was read out in the town hall.").text.startswith("The minister’s plan")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("text", [ARABIC, TURKISH, RUSSIAN, "Plain English words.\n"])
def test_unicode_with_and_without_a_mark_is_decoded(text: str, encoding: str, name: str) -> None:
    assert decode(text.encode(encoding)) == Decoded(text, name, ())


@pytest.mark.parametrize(
    ("mark", "encoding", "name"),
    [
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    ],
)
def test_marks_of_either_byte_order_are_known(mark: bytes, encoding: str, name: str) -> None:
    assert decode(mark + ARABIC.encode(encoding)) == Decoded(ARABIC, name, ())


def test_only_one_mark_is_dropped() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"abc").text == "\ufeffabc"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\u0085"])
def test_newlines_become_line_feeds(newline: str) -> None:
    assert decode(codecs.BOM_UTF8 + f"Başlık{newline}{newline}Gövde".encode()) == Decoded("Başlık\n\nGövde", "utf-8-sig", ())


def test_byte_85_of_a_windows_page_is_an_ellipsis_and_no_newline() -> None:
    assert decode((ARABIC + "…").encode("cp1256")).text.endswith("مغلق.…")


def test_tabs_no_break_spaces_and_paragraph_separators_are_left_alone() -> None:
    assert decode("a\tb\u00a0c\u2029d\u200c".encode()) == Decoded("a\tb\u00a0c\u2029d\u200c", "utf-8", ())


def test_control_characters_are_replaced_one_for_one() -> None:
    assert decode(b"ZCZC\x01abc\x00 the first line\x0b\x0c and more\x1f") == Decoded(
        "ZCZC\ufffdabc\ufffd the first line\ufffd\ufffd and more\ufffd", "utf-8", ("control_characters",)
    )


def test_c1_controls_stay_and_are_flagged() -> None:
    assert decode("Türkiye\u0092nin".encode()) == Decoded("Türkiye\u0092nin", "utf-8", ("c1_controls",))


@pytest.mark.parametrize("char", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_bidi_controls_stay_and_are_flagged(char: str) -> None:
    assert decode(f"abc{char}".encode()) == Decoded(f"abc{char}", "utf-8", ("has_bidi_control",))


def test_a_direction_mark_is_no_bidi_control() -> None:
    assert decode("abc\u200f\u200e".encode()).flags == ()


def test_a_lone_surrogate_in_utf_8_becomes_a_replacement_character() -> None:
    assert decode(b"haber \xed\xa0\x80 son") == Decoded("haber \ufffd son", "utf-8", ("control_characters",))


def test_a_pair_of_surrogates_in_utf_8_is_the_character_it_stands_for() -> None:
    assert decode(b"haber \xed\xa0\xbd\xed\xb8\x80") == Decoded("haber 😀", "utf-8", ())


def test_a_lone_surrogate_in_utf_16_becomes_a_replacement_character() -> None:
    assert decode(codecs.BOM_UTF16_LE + "haber \ud800 son".encode("utf-16-le", "surrogatepass")).text == "haber \ufffd son"


def test_utf_8_cut_inside_a_character_is_decoded_and_flagged() -> None:
    assert decode(ARABIC.encode()[:-2]) == Decoded(ARABIC[:-2] + "\ufffd", "utf-8", ("encoding_damaged",))


def test_utf_16_cut_inside_a_character_is_decoded_and_flagged() -> None:
    assert decode(ARABIC.encode("utf-16")[:-1]) == Decoded(ARABIC[:-1] + "\ufffd", "utf-16", ("encoding_damaged",))


def test_one_bad_byte_in_a_long_utf_8_text_is_flagged() -> None:
    data = ARABIC.encode()
    assert decode(data[:20] + b"\xff" + data[20:]).flags == ("encoding_damaged",)


def test_utf_8_with_many_bad_bytes_is_undecodable() -> None:
    assert refuse(b"\xff".join(f"{word} ".encode() for word in ARABIC.split())) is Reason.UNDECODABLE


def test_one_accented_letter_at_the_end_is_not_taken_for_cut_utf_8() -> None:
    assert decode("Le ministre rouvre un grand café".encode("cp1252")) == Decoded("Le ministre rouvre un grand café", "cp1252", ())


@pytest.mark.parametrize(
    "data", [b"", b"\n\t \r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, "\u200f\u00a0\u200b".encode(), " \n".encode("utf-16")]
)
def test_a_file_without_a_visible_character_is_empty(data: bytes) -> None:
    assert refuse(data) is Reason.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b\x08\x00abc",
        b"PK\x03\x04abc",
        b"%PDF-1.7\n%abc",
        b"\x89PNG\r\n\x1a\nabc",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a\x01\x00\x01\x00",
        b"PAR1\x15\x04\x15",
        b"BZh91AY&SYabc",
        b"\xfd7zXZ\x00abc",
        b"\x28\xb5\x2f\xfdabc",
        b"{\\rtf1\\ansi abc}",
        b"SQLite format 3\x00abc",
        b"\x00" * 100,
        bytes(range(32)) * 10,
        b"abc\x00\x01\x02\x03\x04\x05\x06\x07",
    ],
)
def test_a_binary_file_is_refused_as_such(data: bytes) -> None:
    assert refuse(data) is Reason.BINARY


@pytest.mark.parametrize(
    "text", ["PK lideri konuştu", "PAR1S toplantısı", "BZh9 numaralı yol", "GIF89a nedir?", "%PDF nedir?", "7z dosyası", "{rtf1}"]
)
def test_a_text_that_opens_like_a_binary_format_is_read(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(128, 256)) * 4,
        bytes((i * 89 + i * i * 7) % 224 + 32 for i in range(600)),
        codecs.BOM_UTF16_LE + bytes((i * 89) % 256 for i in range(10)) + b"\x00\xd8" * 200,
    ],
)
def test_bytes_that_spell_nothing_are_undecodable(data: bytes) -> None:
    assert refuse(data) is Reason.UNDECODABLE


def test_utf_8_read_once_too_often_as_windows_is_left_as_it_came() -> None:
    mojibake = ARABIC[:20].encode().decode("cp1256")
    assert decode(mojibake.encode()).text == mojibake


def test_what_a_rare_encoding_spells_is_found_by_its_proposer() -> None:
    text = "教育部长说，新的学校将在秋天开始上课，学生们都很高兴。\n记者从北京发回的报道说，会议已经结束，双方签署了协议。\n"
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030", ())
