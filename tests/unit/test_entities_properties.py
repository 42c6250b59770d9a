"""What holds of mentions in any text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.entities.extract import extract_mentions
from transforms.text.entities.tokens import tokenize

LANGUAGES = st.sampled_from(["ar", "tr", "ku", "ckb", "fa", "en", "de", "und"])
WORDS = st.sampled_from(
    [
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
        *("Ankara'da", "U.S.", "Türkiye’nin", "Îranê", "South", "Korea", "2023", "«", "»", '"', ".", "؟", "-", "\n", "\t"),
        *("\ufffd", "😀", "👍🏽", "\u200f", "\u200c"),
    ]
)
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


@settings(deadline=None)
@given(ARTICLES)
def test_a_mention_has_text_a_norm_a_label_and_a_score(article: tuple[str, tuple[str, ...]]) -> None:
    for mention in [mention for row in extract_mentions([article])[0] for mention in row]:
        assert mention.text == mention.text.strip()
        assert any(letter.isalnum() for letter in mention.text)
        assert mention.norm
        assert mention.label in {"PER", "LOC", "ORG", "MISC"}
        assert 0 <= mention.score <= 1


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
