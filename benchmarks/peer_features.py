"""Features of words for python-crfsuite, written the obvious way: strings, made anew for each word where it stands.

They are of the kinds that the engine of this project reads (words two to either side, stems behind clitics, first and last letters,
shapes, pairs), without its lists and clusters, which makes the peer faster than it would be with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

_CLITICS = ("و", "ف", "ال", "بال", "كال", "لل", "ب", "ل", "ك", "وال", "فال", "وب", "ول", "وبال", "ولل")


def sentence_features(words: Sequence[str]) -> list[list[str]]:
    """One list of features for each word."""
    forms = [_form(word) for word in words]
    return [_word_features(words, forms, at) for at in range(len(words))]


def with_context(
    features: Sequence[Sequence[list[str]]], words: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]
) -> list[list[list[str]]]:
    """The features of an article's sentences, and how the first pass labelled each word elsewhere in it."""
    counts: dict[str, Counter[str]] = {}
    for sentence, given in zip(words, labels, strict=True):
        for word, label in zip(sentence, given, strict=True):
            counts.setdefault(word, Counter())[label] += 1
    commonest = {word: found.most_common(1)[0][0] for word, found in counts.items() if found.total() > 1}
    return [
        [[*row, f"x={commonest.get(word, '')}"] for row, word in zip(rows, sentence, strict=True)]
        for rows, sentence in zip(features, words, strict=True)
    ]


def _form(word: str) -> str:
    bare = normalize_alef_ar(normalize_alef_maksura_ar(normalize_teh_marbuta_ar(dediac_ar(word))))
    return "".join("0" if letter.isdigit() else letter for letter in bare)


def _word_features(words: Sequence[str], forms: Sequence[str], at: int) -> list[str]:
    form = forms[at]
    found = [f"n={min(len(form), 10)}"]
    for size in range(1, min(4, len(form)) + 1):
        found += [f"p={form[:size]}", f"e={form[-size:]}"]
    for offset in (-2, -1, 0, 1, 2):
        if 0 <= at + offset < len(forms):
            found.append(f"{offset}|w={forms[at + offset]}")
    for offset in (-1, 0, 1):
        if 0 <= at + offset < len(forms):
            found += [f"{offset}|s={stem}" for stem in _stems(forms[at + offset])]
            found.append(f"{offset}|t={_shape(words[at + offset])}")
    before, after = forms[at - 1] if at else "<s>", forms[at + 1] if at + 1 < len(forms) else "</s>"
    return [*found, f"<{before} {form}", f">{form} {after}", f"~{before} {after}"]


def _stems(form: str) -> list[str]:
    return [form[len(clitic) :] for clitic in _CLITICS if form.startswith(clitic) and len(form) - len(clitic) > 2]


def _shape(word: str) -> str:
    if any(letter.isdigit() for letter in word):
        return "digit"
    return "word" if any(letter.isalpha() for letter in word) else "mark"
