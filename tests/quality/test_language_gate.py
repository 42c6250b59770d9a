"""Languages must not get worse: macro-F1, calibration and agreement on the evaluation sets."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from transforms.text.language import CORE_LANGUAGES, LanguageSettings, detect_languages, rank_languages
from transforms.text.language.reference import LangdetectDetector

ROOT = Path(__file__).parents[2]
ROWS = "lid/lid_eval.json"
ROWS_SHA256 = "658bb351df47e2c2b41d528bb61267c2c2c5be77862e1bff87855b08c5c872cd"
FLOORS = {"sent": 0.997, "para": 0.999, "short": 0.948, "cross_sent": 0.992}
"""At the default threshold, `und` counting as wrong; a little under what was measured when they were set; lowered only with a reason."""
CORE_FLOOR = 0.958
CAPITALS_FLOOR = 0.99
MAX_CALIBRATION_ERROR = 0.02
"""0.007 where the confidence is fitted without any of these rows."""
MIN_ANSWERED = 0.998
UNKNOWN = """
ba be bem bs-Cyrl bs-Latn ee eu fj fo fuf ga gl ha hms ig is kk ky lb mg mi mn-Cyrl mt nn nso ny om ps rw sm sn sr-Cyrl sr-Latn ss st
tg tk-Cyrl tk-Latn tn to tt ty ug-Arab ug-Latn uz-Cyrl uz-Latn ve wo xh yo zlm-Arab zlm-Latn zu
"""
"""Languages without a profile that news is written in."""
COUSINS = frozenset({"bs-Latn", "nn", "sr-Latn", "zlm-Latn"})
"""Those of them that ISO 639-3 counts to one macrolanguage with one that has a profile, in the same script: Croatian, Norwegian,
Indonesian. To tell them apart is beyond such profiles."""
SENTENCE_CHARS = 138
"""As long as the sentences of the evaluation set on average."""
MAX_UNKNOWN_NAMED = {"paragraphs": 0.065, "sentences": 0.08}
"""But for `COUSINS`."""
MAX_NAMED_WITH_COUSINS = {"paragraphs": 0.135, "sentences": 0.15}
MAX_STRANGE_NAMED = {"paragraphs": 0.245, "sentences": 0.265}
"""Of all 399 languages and spellings of the declaration of human rights that have no profile."""
MIN_UNKNOWN_LANGUAGES, MIN_STRANGE_LANGUAGES = 48, 390
MAX_RELATIVES_NAMED = 0.15
"""Of lines in the three nearest relatives of Kurdish that there are."""
MAX_CONFIDENTLY_WRONG = 0.12
"""Half of the 17 lines in 164 that are called Sorani are Sorani, whatever the corpus says."""
SEEDS = (0, 1, 2)
EVERY = int(os.environ.get("NEWSWIRE_AGREEMENT_EVERY", "3"))
"""`make held-out` asks langdetect about every text, which takes it most of a minute."""
MIN_AGREEMENT = 0.998
"""With langdetect under any of the seeds; of the seven texts in 6,035 that differ under seed 0, four are told one way or the other by
langdetect itself, depending on the seed."""
MIN_AGREEMENT_OF_MOST = 0.999
"""With what langdetect answers under most of the seeds."""
RELATIVES = {"Gorani-arab": "hac", "SouthernKurdish-arab": "sdh", "Zazaki-latn-wiki": "zza"}
OTHER_SCRIPT = {"NorthernKurdish-arab": "ku", "CentralKurdish-latn": "ckb"}
UNTHRESHOLDED = LanguageSettings(threshold=0.0)

Rows = list[tuple[str, str]]


@pytest.fixture(scope="module")
def data() -> Path:
    folder = os.environ.get("NEWSWIRE_DATA")
    if not folder:
        pytest.skip("NEWSWIRE_DATA does not name the data folder: language scores are not measured")
    return (ROOT / folder).resolve()


@pytest.fixture(scope="module")
def rows(data: Path) -> Mapping[str, Rows]:
    content = (data / ROWS).read_bytes()
    assert hashlib.sha256(content).hexdigest() == ROWS_SHA256, "another evaluation set: its scores cannot be compared"
    return {name: [(lang, text) for lang, text in found] for name, found in json.loads(content).items()}


@pytest.fixture(scope="module")
def relatives(data: Path) -> Rows:
    """Every tenth line in three languages that are none of ours."""
    folder = data / "lid/train/kurdishlid"
    files = {lang: (folder / f"{name}_train.txt").read_text("utf-8").splitlines()[::10] for name, lang in RELATIVES.items()}
    return [(lang, line) for lang, lines in files.items() for line in lines if len(line) >= 40]


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean over the languages of the harmonic mean of precision and recall, from pairs of right and given language."""
    right = Counter(wanted for wanted, given in pairs if wanted == given)
    wanted, given = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    return sum(2 * right[lang] / (wanted[lang] + given[lang]) for lang in wanted) / len(wanted)


def score(rows: Rows, settings: LanguageSettings) -> float:
    answers = detect_languages([text for _, text in rows], settings)
    return macro_f1([(lang, answer.lang) for (lang, _), answer in zip(rows, answers, strict=True)])


def calibration_error(answers: list[tuple[float, bool]]) -> float:
    """Mean distance between a score and how often answers of about that score are right, in ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for given, right in answers:
        bins.setdefault(min(int(given * 10), 9), []).append((given, right))
    return sum(abs(sum(given - right for given, right in one)) for one in bins.values()) / len(answers)


def test_macro_f1_is_what_it_says() -> None:
    assert macro_f1([("a", "a"), ("b", "b")]) == 1.0
    assert macro_f1([("a", "a"), ("a", "b"), ("b", "b"), ("b", "und")]) == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_the_calibration_error_is_what_it_says() -> None:
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == pytest.approx(0.0)
    assert calibration_error([(0.95, False), (0.05, False)]) == pytest.approx(0.5)


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_the_score_is_not_under_its_floor(rows: Mapping[str, Rows], name: str) -> None:
    assert len({lang for lang, _ in rows[name]}) == 12
    assert score(rows[name], LanguageSettings()) >= FLOORS[name]


def test_expecting_the_core_languages_helps_short_text(rows: Mapping[str, Rows]) -> None:
    assert score(rows["short"], LanguageSettings(expected=CORE_LANGUAGES)) >= CORE_FLOOR


def test_sentences_in_capitals_are_told(rows: Mapping[str, Rows]) -> None:
    turkish = str.maketrans("iı", "İI")
    cased = [(lang, text) for lang, text in rows["sent"] if lang in ("az", "de", "en", "fr", "ku", "ru", "tr")]
    capitals = [(lang, (text.translate(turkish) if lang in ("az", "tr") else text).upper()) for lang, text in cased]
    assert score(capitals, LanguageSettings()) >= CAPITALS_FLOOR


def test_scores_say_how_often_answers_are_right(rows: Mapping[str, Rows]) -> None:
    known = [row for name in ("sent", "para", "short", "cross_sent", "cross_para") for row in rows[name]]
    found = detect_languages([text for _, text in known], UNTHRESHOLDED)
    assert calibration_error([(one.score, one.lang == lang) for (lang, _), one in zip(known, found, strict=True)]) <= MAX_CALIBRATION_ERROR


def test_sentences_are_answered_and_relatives_are_not(rows: Mapping[str, Rows], relatives: Rows) -> None:
    assert named([text for _, text in rows["sent"]]) >= MIN_ANSWERED
    assert named([text for _, text in relatives]) <= MAX_RELATIVES_NAMED


def named(texts: list[str]) -> float:
    return sum(one.lang != "und" for one in detect_languages(texts)) / len(texts)


@pytest.fixture(scope="module")
def declaration(data: Path) -> Mapping[str, list[str]]:
    """Up to 24 paragraphs of the declaration of human rights in each language without a profile, a line each."""
    files = sorted((data / "lid/udhr").glob("*.txt"))
    if not files:
        pytest.skip(
            "NEWSWIRE_DATA has no lid/udhr, as training/collect_declaration.py makes it: languages without a profile are not measured"
        )
    return {path.stem: path.read_text("utf-8").splitlines() for path in files}


def test_languages_without_a_profile_are_seldom_named(declaration: Mapping[str, list[str]]) -> None:
    for languages, least, limits in (
        ([name for name in UNKNOWN.split() if name not in COUSINS], MIN_UNKNOWN_LANGUAGES, MAX_UNKNOWN_NAMED),
        (UNKNOWN.split(), MIN_UNKNOWN_LANGUAGES + len(COUSINS), MAX_NAMED_WITH_COUSINS),
        (list(declaration), MIN_STRANGE_LANGUAGES, MAX_STRANGE_NAMED),
    ):
        found = [declaration[name] for name in languages if name in declaration]
        assert len(found) >= least
        paragraphs = [line for lines in found for line in lines]
        sentences = [line if len(line) <= SENTENCE_CHARS else line[:SENTENCE_CHARS].rpartition(" ")[0] for line in paragraphs]
        assert named(paragraphs) <= limits["paragraphs"]
        assert named(sentences) <= limits["sentences"]


@pytest.mark.parametrize("name", sorted(OTHER_SCRIPT))
def test_kurdish_in_its_other_script_is_never_confidently_wrong(data: Path, name: str) -> None:
    lines = (data / f"lid/train/kurdishlid/{name}_train.txt").read_text("utf-8").splitlines()[::10]
    found = detect_languages([line for line in lines if len(line) >= 60])
    wrong = [one for one in found if one.lang not in (OTHER_SCRIPT[name], "und") and one.score >= 0.9]
    assert len(wrong) / len(found) <= MAX_CONFIDENTLY_WRONG


def test_answers_are_langdetects_on_texts_of_forty_characters_and_more(rows: Mapping[str, Rows]) -> None:
    texts = [text for name in ("sent", "para", "cross_sent") for _, text in rows[name] if len(text) >= 40][::EVERY]
    exact = [one.candidates[0][0] if one.candidates else "und" for one in rank_languages(texts, UNTHRESHOLDED)]
    drawn = [[one.detect(text, threshold=0.0).lang for text in texts] for one in (LangdetectDetector(seed=seed) for seed in SEEDS)]
    mostly = [Counter(answers).most_common(1)[0][0] for answers in zip(*drawn, strict=True)]
    assert min(agreement(exact, one) for one in drawn) >= MIN_AGREEMENT
    assert agreement(exact, mostly) >= MIN_AGREEMENT_OF_MOST


def agreement(exact: list[str], reference: list[str]) -> float:
    return sum(a == b for a, b in zip(exact, reference, strict=True)) / len(exact)
