"""What holds of mentions in any text."""

import random
import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.records import Mention
from transforms.text.entities.extract import extract_mentions
from transforms.text.entities.tokens import tokenize

LANGUAGES = st.sampled_from(["ar", "tr", "ku", "ckb", "fa", "en", "de", "und"])
PARTS = [
    *(
        "روسيا",
        "وأرمينيا",
        "بوتين",
        "وَبُوتين",
        "الرئيس",
        "والبحر",
        "الأسود",
        "بحر",
        "قزوين",
        "لـبـنـان",
        "ل",
        "و",
        "للأمم",
        "ھەولێر",
        "سن‌پترزبورگ",
    ),
    *("للنساء", "وبالمملكة", "كالنمسا", "لرويترز", "Rûdawê", "هەولێرەوە", "O'Brien'ın", "Kur'an'ı", "N’", "(AP)", "BURSA'NIN"),
    *("Ankara'da", "U.S.", "Türkiye’nin", "Îranê", "South", "Korea", "2023", "«", "»", '"', ".", "؟", "-", "\n", "\t"),
    *("\ufffd", "😀", "👍🏽", "\u200f", "\u200c", "\u0651", "\u0301", "\ufe0f", "ـ", "'", "’"),
]
WORDS = st.sampled_from(PARTS)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=20).map(" ".join) | st.lists(WORDS, max_size=12).map("".join)
ARTICLES = st.tuples(LANGUAGES, st.lists(TEXTS, max_size=4).map(tuple))


@settings(deadline=None)
@given(ARTICLES)
def test_a_mention_is_the_slice_that_its_offsets_name(article: tuple[str, tuple[str, ...]]) -> None:
    for text, row in zip(article[1], extract_mentions([article])[0], strict=True):
        assert all(text[mention.start_char : mention.end_char] == mention.text for mention in row)


@settings(deadline=None)
@given(ARTICLES)
def test_mentions_are_sorted_and_disjoint(article: tuple[str, tuple[str, ...]]) -> None:
    for row in extract_mentions([article])[0]:
        assert all(a.end_char <= b.start_char for a, b in pairwise(row))


def is_diacritic(character: str) -> bool:
    return unicodedata.category(character) == "Mn" and not "\ufe00" <= character <= "\ufe0f"


def is_name(mention: Mention) -> bool:
    """Whether it begins with a letter or digit and ends with one, with a diacritic on one, or with the full stop of an abbreviation."""
    text = mention.text.rstrip("".join(filter(is_diacritic, set(mention.text))))
    ends = text[-1:].isalnum() or (text.endswith(".") and text.count(".") > 1)
    return text[:1].isalnum() and ends and "ـ" not in {text[0], text[-1]}


@settings(deadline=None)
@given(ARTICLES)
def test_a_mention_is_a_name_with_a_norm_a_label_and_a_score(article: tuple[str, tuple[str, ...]]) -> None:
    for mention in [mention for row in extract_mentions([article])[0] for mention in row]:
        assert is_name(mention)
        assert mention.norm.strip() == mention.norm != ""
        assert mention.label in {"PER", "LOC", "ORG", "MISC"}
        assert 0 <= mention.score <= 1


def test_ten_thousand_paragraphs_of_anything_have_names_where_their_offsets_say() -> None:
    chance = random.Random(5)
    letters = [*range(0x20, 0x500), *range(0x600, 0x700), *range(0x2000, 0x2070)]
    words = [*PARTS, *(chr(chance.choice(letters)) for _ in range(60))]
    articles = [
        (lang, tuple(chance.choice(" \n\u200f").join(chance.choices(words, k=chance.randint(0, 12))) for _ in range(25)))
        for lang in ("ar", "ar", "tr", "ku", "ckb", "fa", "en", "und")
        for _ in range(50)
    ]
    found = 0
    for (_, paragraphs), rows in zip(articles, extract_mentions(articles), strict=True):
        for text, row in zip(paragraphs, rows, strict=True):
            found += len(row)
            assert all(text[m.start_char : m.end_char] == m.text and is_name(m) and m.norm for m in row)
            assert all(a.end_char <= b.start_char for a, b in pairwise(row))
    assert found > 1_000


@settings(deadline=None, max_examples=50)
@given(st.lists(ARTICLES, max_size=4))
def test_an_article_is_read_the_same_alone_and_among_others(articles: list[tuple[str, tuple[str, ...]]]) -> None:
    assert extract_mentions(articles) == tuple(extract_mentions([article])[0] for article in articles)


@settings(deadline=None)
@given(TEXTS, LANGUAGES)
def test_tokens_hold_every_character_but_white_space(text: str, lang: str) -> None:
    tokens = tokenize(text, lang)
    assert "".join(token.text for token in tokens) == "".join(text.split())
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
