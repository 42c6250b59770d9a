"""The CRF's arithmetic, on small weights made here."""

import io
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from transforms.text.entities import crf as crf_module
from transforms.text.entities import emissions
from transforms.text.entities.context import Words, code_features, context_codes
from transforms.text.entities.crf import CrfEngine, Sentence, load_engine, read_spans, split_sentences
from transforms.text.entities.decode import Steps, marginals, viterbi
from transforms.text.entities.emissions import Emissions
from transforms.text.entities.engine import ArticleText
from transforms.text.entities.features import AFTER, BEFORE, describe, feature_key, find_stems, read_form
from transforms.text.entities.lexicon import form_key, load_lexicon
from transforms.text.entities.phrases import mix, pair_keys, phrase_keys
from transforms.text.entities.tokens import tokenize
from transforms.text.entities.weights import SCALE, CrfWeights, load, pack, save

LABELS = ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")


def state(offset: int, kind: str, value: str) -> str:
    return f"{offset}|{feature_key(kind, value)}"


def pair(left: str, right: str) -> str:
    keys = mix(np.array([form_key(left)], np.uint64), np.array([form_key(right)], np.uint64), 1)
    return f"0|{int(keys[0])}"


def small_weights() -> CrfWeights:
    random = np.random.default_rng(5)
    moves = {(a, b): float(random.normal()) for a, b in product(LABELS, LABELS)}
    states = {(state(0, "w", "بحر"), "B-LOC"): 2.0, (state(-1, "w", "بحر"), "I-LOC"): 1.5, (pair("بحر", "قزوين"), "I-LOC"): 1.0}
    return pack(LABELS, [(moves, states)])


def scores(rows: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-3 * SCALE, 3 * SCALE, (rows, len(LABELS))).astype(np.int32)


def sequences(length: int) -> list[tuple[int, ...]]:
    follow = small_weights().may_follow
    return [s for s in product(range(len(LABELS)), repeat=length) if follow[-1][s[0]] and all(follow[a][b] for a, b in pairwise(s))]


def weigh(weights: CrfWeights, emissions: np.ndarray, labels: tuple[int, ...]) -> int:
    moves = sum(int(weights.transitions[0, a, b]) for a, b in pairwise(labels))
    return sum(int(emissions[at, label]) for at, label in enumerate(labels)) + moves


def test_viterbi_finds_the_best_of_all_allowed_sequences() -> None:
    weights, emissions = small_weights(), scores(4, 3)
    best = max(sequences(4), key=lambda labels: weigh(weights, emissions, labels))
    assert tuple(viterbi(weights, 0, emissions, Steps.of([4]))) == best


def test_of_equally_good_labels_the_first_wins() -> None:
    weights = pack(LABELS, [({}, {})])
    assert viterbi(weights, 0, np.zeros((5, 5), np.int32), Steps.of([2, 3])).tolist() == [0] * 5


def test_marginals_are_those_of_counting_all_allowed_sequences() -> None:
    weights, emissions = small_weights(), scores(3, 4)
    expected = np.zeros((3, 5))
    for labels in sequences(3):
        for at, label in enumerate(labels):
            expected[at, label] += np.exp(weigh(weights, emissions, labels) / SCALE)
    assert np.allclose(marginals(weights, 0, emissions, Steps.of([3])), expected / expected.sum(1, keepdims=True))


def test_an_inside_label_never_comes_first_or_after_another_kind() -> None:
    weights = small_weights()
    emissions = np.zeros((50, 5), np.int32)
    emissions[:, 2] = emissions[:, 4] = 50 * SCALE
    labels = [LABELS[number] for number in viterbi(weights, 0, emissions, Steps.of([20, 30]))]
    assert not labels[0].startswith("I-")
    assert not labels[20].startswith("I-")
    assert all(b[:2] != "I-" or a[2:] == b[2:] for a, b in pairwise(labels))


def test_sentences_are_decoded_each_on_its_own() -> None:
    weights, emissions, lengths = small_weights(), scores(9, 6), [2, 4, 3]
    parts = [emissions[:2], emissions[2:6], emissions[6:]]
    together = viterbi(weights, 0, emissions, Steps.of(lengths))
    alone = np.concatenate([viterbi(weights, 0, part, Steps.of([len(part)])) for part in parts])
    assert together.tolist() == alone.tolist()
    sure = marginals(weights, 0, emissions, Steps.of(lengths))
    assert sure.tolist() == np.concatenate([marginals(weights, 0, part, Steps.of([len(part)])) for part in parts]).tolist()


def test_no_sentences_have_no_labels() -> None:
    assert viterbi(small_weights(), 0, np.zeros((0, 5), np.int32), Steps.of([])).tolist() == []
    assert CrfEngine("ar", small_weights(), load_lexicon()).label([]) == []


def test_weights_survive_the_file(tmp_path: Path) -> None:
    save(small_weights(), tmp_path / "w.npz")
    again = load(io.BytesIO((tmp_path / "w.npz").read_bytes()))
    asked = [[feature_key("w", "بحر"), feature_key("w", "unknown")], []]
    assert again.labels == LABELS
    assert np.array_equal(again.transitions, small_weights().transitions)
    assert np.array_equal(again.sum_features(asked), small_weights().sum_features(asked))
    assert again.sum_features(asked).reshape(2, 5, 5)[0, 2].tolist() == [0, 2 * SCALE, 0, 0, 0]
    assert not again.sum_features(asked)[1].any()


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    save(small_weights(), tmp_path / "a.npz")
    save(small_weights(), tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_word_weighs_on_its_neighbours() -> None:
    emissions = Emissions("ar", small_weights(), load_lexicon())
    table = emissions.sum(emissions.read([("عند", "بحر", "قزوين"), ("بحر",)])) / SCALE
    assert table.tolist() == [[0, 0, 0, 0, 0], [0, 2, 0, 0, 0], [0, 0, 2.5, 0, 0], [0, 2, 0, 0, 0]]


def test_forgetting_words_changes_no_label(monkeypatch: pytest.MonkeyPatch) -> None:
    article = ArticleText("ar", (tokenize("زار سامي خالد مدينة بغداد ثم عاد إلى دمشق.", "ar"),))
    before = load_engine().find([article])
    monkeypatch.setattr("transforms.text.entities.emissions._WORDS_REMEMBERED", 2)
    assert load_engine().find([article]) == before != ((),)


@pytest.mark.parametrize(
    ("labels", "spans"),
    [
        (["B-LOC", "I-LOC", "O"], [(0, 2, "LOC")]),
        (["B-LOC", "B-LOC"], [(0, 1, "LOC"), (1, 2, "LOC")]),
        (["B-LOC", "I-PER"], [(0, 1, "LOC"), (1, 2, "PER")]),
        (["O", "O"], []),
        ([], []),
    ],
)
def test_spans_are_read_from_labels(labels: list[str], spans: list[tuple[int, int, str]]) -> None:
    assert list(read_spans(labels)) == spans


def test_a_sentence_ends_after_its_mark() -> None:
    assert list(split_sentences(tokenize("ذهب. هل عاد؟ نعم", "ar"))) == [(0, 2), (2, 5), (5, 6)]


def test_a_run_without_full_stops_is_cut() -> None:
    assert [last - first for first, last in split_sentences(tokenize("كلمة " * 530, "ar"))] == [256, 256, 18]


def test_a_mark_inside_a_word_or_after_an_initial_ends_no_sentence() -> None:
    assert list(split_sentences(tokenize("The U.S. left. J. Smith stayed at 3.5", "en"))) == [(0, 7), (7, 15)]


def test_clitics_are_read_in_every_way() -> None:
    assert [clitics for clitics, _ in find_stems("وبالبصره")] == ["وبال", "وب", "و"]
    assert find_stems("ورد") == []


def test_a_digit_stands_for_every_digit() -> None:
    assert read_form("2023", "ar") == read_form("1999", "en") == "0000"


def test_case_counts_in_the_shape_and_not_in_the_form() -> None:
    upper, lower = describe("IŞIK", "tr", load_lexicon("tr")), describe("ışık", "tr", load_lexicon("tr"))
    assert upper.form == lower.form == "ışık"
    assert upper.wide == lower.wide
    assert upper.near != lower.near


def test_diacritics_change_nothing() -> None:
    assert describe("بَغْدَاد", "ar", load_lexicon()) == describe("بغداد", "ar", load_lexicon())


def test_pairs_tell_left_from_right_and_one_kind_from_another() -> None:
    left, right = np.array([7], np.uint64), np.array([9], np.uint64)
    assert len({int(mix(a, b, kind)[0]) for a, b in ((left, right), (right, left)) for kind in (1, 2)}) == 4


def train_toy(folder: Path) -> tuple[CrfWeights, list[list[str]], list[list[str]]]:
    """Weights of crfsuite for four sentences, the sentences, and crfsuite's own labels."""
    pycrfsuite = pytest.importorskip("pycrfsuite")
    gold = {"بغداد": "B-LOC", "بحر": "B-LOC", "قزوين": "I-LOC", "سامي": "B-PER", "خالد": "I-PER"}
    sentences = [text.split() for text in ("زار سامي خالد بغداد", "عبر سامي خالد بحر قزوين", "قال سامي إن بغداد بعيدة", "نام سامي")]
    trainer = pycrfsuite.Trainer(params={"max_iterations": 30, "feature.possible_transitions": True}, verbose=False)
    rows = []
    for words in sentences:
        seen = [describe(word, "ar", load_lexicon()) for word in (BEFORE, BEFORE, *words, AFTER, AFTER)]
        pairs = pair_keys(np.array([word.symbols for word in seen], np.uint64), np.arange(2, len(seen) - 2)).tolist()
        row = [[f"0|{key}" for key in (*seen[at].here, *pairs[at - 2])] for at in range(2, len(seen) - 2)]
        for at in range(2, len(seen) - 2):
            row[at - 2] += [f"{offset}|{key}" for offset in (-1, 0, 1) for key in seen[at + offset].near]
            row[at - 2] += [f"{offset}|{key}" for offset in (-2, -1, 0, 1, 2) for key in seen[at + offset].wide]
        openings = {at: word.openings for at, word in enumerate(seen) if word.openings}
        for at, key in phrase_keys([word.form for word in seen], openings, load_lexicon()):
            row[at - 2].append(f"0|{key}")
        rows.append(row)
        trainer.append(row, [gold.get(word, "O") for word in words])
    trainer.train(str(folder / "toy"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "toy"))
    info = tagger.info()
    return pack(LABELS, [(info.transitions, info.state_features)]), sentences, [tagger.tag(row) for row in rows]


def test_labels_are_those_of_crfsuite(tmp_path: Path) -> None:
    weights, sentences, theirs = train_toy(tmp_path)
    found = CrfEngine("ar", weights, load_lexicon()).label([Sentence(0, 0, 0, tuple(words)) for words in sentences])
    assert [[(span.first, span.last, span.label) for span in spans] for spans in found] == [list(read_spans(labels)) for labels in theirs]
    assert any(found)


def codes(forms: list[int], bare: list[int], given: list[int], articles: list[int] | None = None) -> list[list[int]]:
    words = Words(np.array(articles or [0] * len(forms)), np.array(forms), np.array(bare))
    return context_codes(words, np.array(given), len(LABELS)).tolist()


def features(group: int, code: int) -> tuple[int, ...]:
    return code_features(LABELS)[group][code]


def test_a_word_is_told_how_it_was_labelled_elsewhere() -> None:
    (first, *_), (second, *_), (third, *_) = codes([0, 0, 1], [-1, -1, -1], [3, 0, 0])
    assert features(0, first) == (feature_key("x", "O"),)
    assert features(0, second) == (feature_key("x", "B-PER"), feature_key("xk", "PER"))
    assert features(0, third) == ()


def test_a_word_that_is_mostly_no_name_says_so() -> None:
    assert features(0, codes([0] * 4, [-1] * 4, [3, 0, 0, 0])[3][0]) == tuple(
        feature_key(kind, value) for kind, value in (("x", "B-PER"), ("xk", "PER"), ("x", "mixed"))
    )
    assert features(0, codes([0] * 4, [-1] * 4, [0] * 4)[3][0]) == (feature_key("x", "O+"),)


def test_a_word_with_a_conjunction_is_told_of_the_bare_word() -> None:
    bare, conjoined = codes([0, 1], [-1, 0], [3, 0])
    assert features(2, bare[2]) == (feature_key("xv", "O"),)
    assert features(1, conjoined[1]) == (feature_key("xw", "B-PER"), feature_key("xwk", "PER"))
    assert bare[:2] == [0, 0]


def test_another_article_tells_nothing() -> None:
    assert codes([0, 0], [-1, -1], [3, 0], articles=[0, 1]) == [[0, 0, 0], [0, 0, 0]]


def two_passes() -> CrfWeights:
    first = {(state(0, "w", "سامي"), "B-PER"): 1.0, (state(1, "w", "نام"), "O"): 3.0}
    return pack(LABELS, [({}, first), ({}, {(state(0, "x", "B-PER"), "B-PER"): 1.0})])


@pytest.mark.parametrize(("second_article", "expected"), [(0, [[], [(0, "PER")]]), (1, [[], []])])
def test_the_second_pass_names_what_the_first_named_elsewhere(second_article: int, expected: list[list[tuple[int, str]]]) -> None:
    asked = [Sentence(0, 0, 0, ("سامي", "هنا")), Sentence(second_article, 1, 0, ("سامي", "نام"))]
    found = CrfEngine("ar", two_passes(), load_lexicon()).label(asked)
    assert [[(span.first, span.label) for span in spans] for spans in found] == expected


def test_a_long_article_is_read_in_parts_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crf_module, "_TOKENS_AT_ONCE", 40)
    short, long = "Ankara'da kar yağdı.", " ".join(["Ali Kaya dün İzmir'e gitti."] * 30)
    articles = [ArticleText("tr", (tokenize(text, "tr"),)) for text in (short, long, short)]
    batches = list(crf_module._batches(articles))
    assert max(sum(len(sentence.words) for sentence in batch) for batch in batches) <= 40
    assert sorted({sentence.article for sentence in batch} for batch in batches if batch[0].article == 1) == [{1}] * (len(batches) - 1)
    words = [word for batch in batches for sentence in batch if sentence.article == 1 for word in sentence.words]
    assert words == [token.text for token in articles[1].paragraphs[0]]
    engine = load_engine("tr")
    assert engine.find(articles)[1] == engine.find(articles[1:2])[0] != ()


def test_words_that_come_again_are_remembered_and_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(emissions, "_WORDS_REMEMBERED", 40)
    small = CrfEngine("tr", load_engine("tr")._crf, load_lexicon("tr"))
    common = "Ankara'da yaşayan Ayşe Yılmaz İstanbul'a gitti."
    texts = [f"{common} " + " ".join(f"kelime{'abcdefghij'[i]}{'klmnopqrst'[n]}" for i in range(10)) for n in range(10)]
    articles = [ArticleText("tr", (tokenize(text, "tr"),)) for text in texts]
    assert [small.find([article]) for article in articles] == [load_engine("tr").find([article]) for article in articles]
    table = small._emissions
    assert len(table._lines) <= 80
    described: list[str] = []
    add = Emissions._add
    monkeypatch.setattr(Emissions, "_add", lambda self, words: (described.extend(words), add(self, words))[1])
    assert small.find([articles[0]]) == load_engine("tr").find([articles[0]])
    assert "Ankara" not in described
    assert any(word.startswith("kelime") for word in described)
