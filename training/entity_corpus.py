"""Labelled corpora in the pipeline's own tokens, and strict entity scores."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from transforms.text.entities.crf import read_spans
from transforms.text.entities.engine import ArticleText, Token, TokenSpan
from transforms.text.entities.gazetteer import load_places, match_key
from transforms.text.entities.suffixes import APOSTROPHES
from transforms.text.entities.tokens import tokenize

# What each corpus calls a kind; what is not here has no label in the weights.
KINDS = {
    **dict.fromkeys(("PER", "PERS", "PERSON", "person"), "PER"),
    **dict.fromkeys(("LOC", "GPE", "FAC", "location"), "LOC"),
    **dict.fromkeys(("ORG", "corporation", "group"), "ORG"),
    "MISC": "MISC",
}
ARTICLE = 15  # sentences, about the length of a news item; for corpora that do not mark articles
# PEYMA writes `word|B_PER`, and a word may hold a space there.
_BARRED = re.compile(r"(.*)\|(O|[BI]_\w+)")
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A sentence of the corpus.

    Attributes:
        text: The corpus tokens with a space between.
        tokens: In the pipeline's tokens.
        labels: `O`, `B-PER`, ... one per token.
        origin: For each token the number of the corpus token that it is part of.
        gold: The entities, counted in corpus tokens.
    """

    text: str
    tokens: tuple[Token, ...]
    labels: list[str]
    origin: list[int]
    gold: frozenset[Span]

    @property
    def words(self) -> list[str]:
        """The tokens' texts."""
        return [token.text for token in self.tokens]


def read_corpus(path: Path, lang: str, kinds: Collection[str]) -> list[LabelledSentence]:
    """The sentences of a file of `token TAG`, `token|TAG` or `number token TAG` lines; kinds that are not asked for are no entities."""
    blocks = ([(word, tag if tag[2:] in kinds else "O") for word, tag in lines] for lines in _blocks(path))
    return [_sentence(as_places(lines, lang) if "wojood" in path.parent.name else lines, lang) for lines in blocks]


def _blocks(path: Path) -> Iterator[list[tuple[str, str]]]:
    """The sentences; where the file has no blank lines, a full stop ends one."""
    rows = [line.strip() for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
    no_blanks = sum(not row for row in rows) < len(rows) // 1000
    lines: list[tuple[str, str]] = []
    for row in [*rows, ""]:
        if row:
            lines.append(_read_line(row))
        if lines and (not row or (no_blanks and lines[-1][0] == ".")):
            yield lines
            lines = []


def _read_line(row: str) -> tuple[str, str]:
    """The token and its tag, `O` for kinds that the weights do not know."""
    barred = _BARRED.fullmatch(row)
    columns = row.split("\t") if row.count("\t") > 2 else row.split()
    if barred:
        token, tag = barred[1].strip(), barred[2].replace("_", "-")
    else:
        numbered = row.count("\t") > 2 and columns[0].isdigit()
        token, tags = columns[1 if numbered else 0], columns[2:3] if numbered else columns[1:]
        tag = next((tag for tag in tags if tag[2:] in KINDS), tags[-1])  # of nested names the outermost of a kind that counts
    prefix, _, kind = tag.partition("-")
    return token, f"{prefix}-{KINDS[kind]}" if kind in KINDS else "O"


def as_places(lines: Sequence[tuple[str, str]], lang: str) -> list[tuple[str, str]]:
    """The lines with organisations that bear the name of a listed place labelled as that place.

    Wojood calls a country that acts an organisation; ANERcorp calls it a place.
    """
    relabelled = list(lines)
    for first, last, kind in read_spans([tag for _, tag in lines]):
        words = " ".join(word for word, _ in lines[first:last])
        if kind == "ORG" and (match_key(words, lang) in load_places(lang).ids or match_key(words[1:], lang) in load_places(lang).ids):
            relabelled[first:last] = [(word, f"{tag[:2]}LOC") for word, tag in lines[first:last]]
    return relabelled


def _sentence(lines: Sequence[tuple[str, str]], lang: str) -> LabelledSentence:
    starts, text = [], ""
    for word, _ in lines:
        starts.append(len(text))
        text += f"{word} "
    tokens = tokenize(text, lang)
    origin = [bisect_right(starts, token.start) - 1 for token in tokens]
    gold = frozenset(read_spans([label for _, label in lines]))
    labels = ["O"] * len(tokens)
    for first, last, kind in gold:
        inside = [at for at, number in enumerate(origin) if first <= number < last]
        inside = _trimmed(inside, tokens, origin, lang)
        for at in inside:
            labels[at] = f"{'I' if at > inside[0] else 'B'}-{kind}"
    return LabelledSentence(text.rstrip(), tokens, labels, origin, gold)


def _trimmed(inside: list[int], tokens: Sequence[Token], origin: Sequence[int], lang: str) -> list[int]:
    """The tokens of an entity without marks glued to its ends and, in Turkish, without a suffix after an apostrophe."""
    if lang == "tr":
        marks = [at for at in inside if tokens[at].text in APOSTROPHES and origin[at] == origin[inside[-1]] and at > inside[0]]
        inside = [at for at in inside if not marks or at < marks[-1]]
    while inside and not _has_letter(tokens[inside[0]]):
        inside = inside[1:]
    while inside and not _has_letter(tokens[inside[-1]]):
        inside = inside[:-1]
    return inside


def _has_letter(token: Token) -> bool:
    return any(letter.isalnum() for letter in token.text)


def as_articles(sentences: Sequence[LabelledSentence], lang: str) -> list[ArticleText]:
    """Runs of sentences, each a paragraph, as articles."""
    runs = [sentences[at : at + ARTICLE] for at in range(0, len(sentences), ARTICLE)]
    return [ArticleText(lang, tuple(sentence.tokens for sentence in run)) for run in runs]


def spans_by_sentence(found: Sequence[Sequence[TokenSpan]], sentences: Sequence[LabelledSentence]) -> list[frozenset[Span]]:
    """What an engine found in `as_articles`, by sentence, counted in corpus tokens."""
    rows: list[set[Span]] = [set() for _ in sentences]
    for article, spans in enumerate(found):
        for span in spans:
            number = article * ARTICLE + span.paragraph
            origin = sentences[number].origin
            rows[number].add((origin[span.first], origin[span.last - 1] + 1, span.label))
    return [frozenset(row) for row in rows]


def score_spans(found: Sequence[frozenset[Span]], gold: Sequence[frozenset[Span]], kinds: Sequence[str]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 in percent of exact spans with the right label, by kind and over all these kinds (`micro`)."""
    scores = {}
    for label in (*kinds, "micro"):
        wanted_kinds = set(kinds) if label == "micro" else {label}
        hits = made = wanted = 0
        for ours, theirs in zip(found, gold, strict=True):
            ours, theirs = (frozenset(span for span in spans if span[2] in wanted_kinds) for spans in (ours, theirs))
            hits, made, wanted = hits + len(ours & theirs), made + len(ours), wanted + len(theirs)
        precision, recall = hits / max(made, 1), hits / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        scores[label] = {"precision": round(100 * precision, 2), "recall": round(100 * recall, 2), "f1": round(100 * f1, 2), "gold": wanted}
    return scores
