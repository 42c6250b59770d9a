"""The CRF's arithmetic, on small weights made here."""

import io
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from transforms.text.entities.context import context_features
from transforms.text.entities.crf import CrfEngine, Sentence, load_engine, read_spans, split_sentences
from transforms.text.entities.decode import marginals, viterbi
from transforms.text.entities.emissions import Emissions
from transforms.text.entities.engine import ArticleText
from transforms.text.entities.features import AFTER, BEFORE, describe, find_stems, pair_features
from transforms.text.entities.lexicon import load_lexicon
from transforms.text.entities.tokens import tokenize
from transforms.text.entities.weights import CrfWeights, load, pack, save

LABELS = ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")


def small_weights() -> CrfWeights:
    random = np.random.default_rng(5)
    moves = {(a, b): float(random.normal()) for a, b in product(LABELS, LABELS)}
    return pack(LABELS, moves, {("0|w=بحر", "B-LOC"): 2.0, ("-1|w=بحر", "I-LOC"): 1.5, ("0|<بحر قزوين", "I-LOC"): 1.0})


def sequences(length: int) -> list[tuple[int, ...]]:
    follow = small_weights().may_follow
    return [s for s in product(range(len(LABELS)), repeat=length) if follow[-1][s[0]] and all(follow[a][b] for a, b in pairwise(s))]


def weigh(weights: CrfWeights, emissions: np.ndarray, labels: tuple[int, ...]) -> float:
    moves = sum(weights.transitions[a, b] for a, b in pairwise(labels))
    return float(sum(emissions[at, label] for at, label in enumerate(labels)) + moves)


def test_viterbi_finds_the_best_of_all_allowed_sequences() -> None:
    weights, emissions = small_weights(), np.random.default_rng(3).normal(size=(4, 5)) * 2
    best = max(sequences(4), key=lambda labels: weigh(weights, emissions, labels))
    assert tuple(viterbi(weights, emissions, [4])) == best


def test_marginals_are_those_of_counting_all_allowed_sequences() -> None:
    weights, emissions = small_weights(), np.random.default_rng(4).normal(size=(3, 5))
    expected = np.zeros((3, 5))
    for labels in sequences(3):
        for at, label in enumerate(labels):
            expected[at, label] += np.exp(weigh(weights, emissions, labels))
    assert np.allclose(marginals(weights, emissions, [3]), expected / expected.sum(1, keepdims=True))


def test_an_inside_label_never_comes_first_or_after_another_kind() -> None:
    weights = small_weights()
    emissions = np.zeros((50, 5))
    emissions[:, 2] = emissions[:, 4] = 50.0
    labels = [LABELS[number] for number in viterbi(weights, emissions, [20, 30])]
    assert not labels[0].startswith("I-")
    assert not labels[20].startswith("I-")
    assert all(b[:2] != "I-" or a[2:] == b[2:] for a, b in pairwise(labels))


def test_sentences_are_decoded_each_on_its_own() -> None:
    weights, emissions = small_weights(), np.random.default_rng(6).normal(size=(9, 5))
    together = viterbi(weights, emissions, [2, 4, 3])
    alone = np.concatenate([viterbi(weights, part, [len(part)]) for part in (emissions[:2], emissions[2:6], emissions[6:])])
    assert together.tolist() == alone.tolist()


def test_no_sentences_have_no_labels() -> None:
    assert viterbi(small_weights(), np.zeros((0, 5)), []).tolist() == []


def test_weights_survive_the_file(tmp_path: Path) -> None:
    save(small_weights(), tmp_path / "w.npz")
    again = load(io.BytesIO((tmp_path / "w.npz").read_bytes()))
    assert again.labels == LABELS
    assert np.array_equal(again.sum_features(["w=بحر"]), small_weights().sum_features(["w=بحر"]))
    assert again.sum_features(["w=بحر"])[2, 1] == 2.0


def test_the_same_weights_give_the_same_bytes(tmp_path: Path) -> None:
    save(small_weights(), tmp_path / "a.npz")
    save(small_weights(), tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_word_weighs_on_its_neighbours() -> None:
    emissions = Emissions([small_weights()], load_lexicon()).sum([("عند", "بحر", "قزوين")])[0]
    assert emissions[1].tolist() == [0, 2.0, 0, 0, 0]
    assert emissions[2].tolist() == [0, 0, 2.5, 0, 0]
    assert emissions[0].tolist() == [0, 0, 0, 0, 0]


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


def test_clitics_are_read_in_every_way() -> None:
    assert [clitics for clitics, _ in find_stems("وبالبصره")] == ["وبال", "وب", "و"]
    assert find_stems("ورد") == []


def test_a_digit_stands_for_every_digit() -> None:
    assert describe("2023", load_lexicon()).form == describe("1999", load_lexicon()).form == "0000"


def test_diacritics_change_no_form() -> None:
    assert describe("بَغْدَاد", load_lexicon()) == describe("بغداد", load_lexicon())


def train_toy(folder: Path) -> tuple[CrfWeights, list[list[str]], list[list[str]]]:
    """Weights of crfsuite for four sentences, the sentences, and crfsuite's own labels."""
    pycrfsuite = pytest.importorskip("pycrfsuite")
    gold = {"بغداد": "B-LOC", "بحر": "B-LOC", "قزوين": "I-LOC", "سامي": "B-PER", "خالد": "I-PER"}
    sentences = [text.split() for text in ("زار سامي خالد بغداد", "عبر سامي خالد بحر قزوين", "قال سامي إن بغداد بعيدة", "نام سامي")]
    trainer = pycrfsuite.Trainer(params={"max_iterations": 30, "feature.possible_transitions": True}, verbose=False)
    lexicon, rows = load_lexicon(), []
    for words in sentences:
        seen = [describe(word, lexicon) for word in (BEFORE, BEFORE, *words, AFTER, AFTER)]
        rows.append(
            [
                [f"0|{name}" for name in (*seen[at].here, *pair_features(seen[at - 1], seen[at], seen[at + 1]))]
                + [f"{offset}|{name}" for offset in (-2, -1, 0, 1, 2) for name in seen[at + offset].wide]
                for at in range(2, len(seen) - 2)
            ]
        )
        trainer.append(rows[-1], [gold.get(word, "O") for word in words])
    trainer.train(str(folder / "toy"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / "toy"))
    info = tagger.info()
    return pack(LABELS, info.transitions, info.state_features), sentences, [tagger.tag(row) for row in rows]


def test_labels_are_those_of_crfsuite(tmp_path: Path) -> None:
    weights, sentences, theirs = train_toy(tmp_path)
    engine = CrfEngine([weights], load_lexicon())
    found = engine.label([Sentence(0, 0, 0, tuple(words)) for words in sentences])
    assert [[(span.first, span.last, span.label) for span in spans] for spans in found] == [list(read_spans(labels)) for labels in theirs]
    assert any(found)


def test_a_word_is_told_how_it_was_labelled_elsewhere() -> None:
    assert context_features([["سامي"], ["سامي", "نام"]], [["B-PER"], ["O", "O"]]) == [[("x=O",)], [("x=B-PER", "xk=PER"), ()]]


def test_a_word_with_a_conjunction_is_told_of_the_bare_word() -> None:
    assert context_features([["سامي", "وسامي"]], [["B-PER", "O"]]) == [[("xv=O",), ("xw=B-PER", "xwk=PER")]]


def test_the_second_pass_names_what_the_first_named_elsewhere() -> None:
    first = pack(LABELS, {}, {("0|w=سامي", "B-PER"): 1.0, ("1|w=نام", "O"): 3.0})
    second = pack(LABELS, {}, {("0|x=B-PER", "B-PER"): 1.0})
    asked = [Sentence(0, 0, 0, ("سامي", "هنا")), Sentence(0, 1, 0, ("سامي", "نام"))]
    found = CrfEngine([first, second], load_lexicon()).label(asked)
    assert [[(span.first, span.label) for span in spans] for spans in found] == [[], [(0, "PER")]]


def test_another_article_tells_nothing() -> None:
    first = pack(LABELS, {}, {("0|w=سامي", "B-PER"): 1.0, ("1|w=نام", "O"): 3.0})
    second = pack(LABELS, {}, {("0|x=B-PER", "B-PER"): 1.0})
    asked = [Sentence(0, 0, 0, ("سامي", "هنا")), Sentence(1, 0, 0, ("سامي", "نام"))]
    assert CrfEngine([first, second], load_lexicon()).label(asked) == [[], []]
