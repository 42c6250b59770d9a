"""Whatever the text: no exception, and every mention is the slice that its offsets name.

`NEWSWIRE_PARAGRAPHS=10000` for the long form.
"""

import os
import random
from itertools import pairwise

from transforms.text.entities.extract import extract_mentions

PARAGRAPHS = int(os.environ.get("NEWSWIRE_PARAGRAPHS", "600"))
LANGUAGES = ("ar", "tr", "ku", "ckb", "fa", "en", "und")
WORDS = " ".join(
    (
        "قال الرئيس فلاديمير بوتين وعلييف في موسكو وأرمينيا للأمم المتحدة والبحر الأسود لل وال فلسطين وليد",
        "Cumhurbaşkanı Recep Tayyip Erdoğan Ankara'da İSTANBUL’un ışık IŞIK AB'nin TBMM i̇ N'Djamena",
        "دولت آن‌ها سن‌پترزبورگ تهران می‌گوید حسن روحانی ئەمریکا نێچیرڤان بارزانی وەزارەتی ھەولێر",
        "President Joe Biden's U.S. U.N. New York J. Smith O'Neil McDonald's Serokê Herêma Kurdistanê Wezareta",
        "2024 ٢٠٢٤ ۱۴۰۳ 3.5 1,000 www.aa.com.tr #وسم @adı C++ AT&T a/b x-y-z",
    )
).split()
ODD = (
    *(
        "\u064b",
        "\u0651\u064e",
        "\u0670",
        "ـ",
        "ــــ",
        "\u200f",
        "\u200e",
        "\u202b",
        "\u202c",
        "\u2067",
        "\u2069",
        "\u200c",
        "\u200d",
        "\ufeff",
    ),
    *(
        "😀",
        "👍🏽",
        "👨‍👩‍👧",
        "🇹🇷",
        "\ufffd",
        "\x00",
        "\x1f",
        "\u00ad",
        "İ",
        "ı",
        "ß",
        "ﷲ",
        "ﻻ",
        "Å",
        "é",
        "\U0001d400",
        "中文",
        "한국",
        "ไทย",
    ),
    *(".", "..", "...", "…", "؟", "!", "،", "؛", "'", "’", '"', "«", "»", "(", ")", "-", "–", "/", "\\", "|", "<s>", "</s>"),
)
SPACES = (" ", " ", " ", " ", "", "\n", "\t", "\u00a0", "\u3000", "  ")


def paragraph(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.04:
        return draw.choice(("", " ", "\n", "\u200f", "."))
    if kind < 0.05:
        return " ".join(draw.choices(WORDS, k=530))
    if kind < 0.06:
        return draw.choice((*WORDS, *ODD)) * draw.randint(50, 2000)
    pieces = draw.choices(WORDS, k=draw.randint(1, 25)) + draw.choices(ODD, k=draw.randint(0, 12))
    draw.shuffle(pieces)
    return "".join(piece + draw.choice(SPACES) for piece in pieces)


def test_any_text_is_read_and_its_mentions_are_slices_of_it() -> None:
    draw = random.Random(5)
    articles = []
    while sum(len(paragraphs) for _, paragraphs in articles) < PARAGRAPHS:
        articles.append((draw.choice(LANGUAGES), tuple(paragraph(draw) for _ in range(draw.randint(0, 12)))))
    found = extract_mentions(articles)
    assert [len(rows) for rows in found] == [len(paragraphs) for _, paragraphs in articles]
    assert sum(len(row) for rows in found for row in rows) > PARAGRAPHS
    for (_, paragraphs), rows in zip(articles, found, strict=True):
        for text, row in zip(paragraphs, rows, strict=True):
            assert all(one.text == text[one.start_char : one.end_char] and one.text.strip() and one.norm for one in row)
            assert all(a.end_char <= b.start_char for a, b in pairwise(row))
