"""Words with their places."""

from camel_tools.tokenizers.word import simple_word_tokenize

from transforms.text.entities.tokens import tokenize

ARABIC = 'وقال "سالم": "زرنا بغداد، والبصرة".. (3.5 %) 😀👍🏽 #وسم'


def texts(text: str, lang: str) -> list[str]:
    return [token.text for token in tokenize(text, lang)]


def test_each_arabic_token_stands_where_its_offsets_say() -> None:
    assert all(ARABIC[token.start : token.end] == token.text for token in tokenize(ARABIC, "ar"))


def test_arabic_tokens_are_those_of_camel_tools() -> None:
    assert texts(ARABIC, "ar") == simple_word_tokenize(ARABIC)


def test_a_chunk_too_long_to_be_remembered_is_cut_the_same_way() -> None:
    chunk = "كلمة،" * 30
    assert texts(chunk, "ar") == simple_word_tokenize(chunk)


def test_a_repeated_word_gets_its_own_place_each_time() -> None:
    assert [token.start for token in tokenize("نهر نهر نهر", "ar")] == [0, 4, 8]


def test_a_straight_apostrophe_separates_a_turkish_suffix() -> None:
    assert texts("Bursa'da", "tr") == ["Bursa", "'", "da"]


def test_a_curly_apostrophe_separates_a_turkish_suffix() -> None:
    assert texts("Bursa’dan", "tr") == ["Bursa", "’", "dan"]


def test_a_zero_width_non_joiner_stays_inside_a_persian_word() -> None:
    assert texts("آن‌ها رفتند", "fa") == ["آن‌ها", "رفتند"]


def test_a_zero_width_non_joiner_at_the_end_of_a_word_is_no_part_of_it() -> None:
    assert texts("آن‌ ها", "fa")[0] == "آن"


def test_text_without_words_has_no_tokens() -> None:
    assert tokenize(" \n\t ", "ar") == tokenize("", "tr") == ()
