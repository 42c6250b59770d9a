"""What a function says of words is remembered, within bounds."""

from transforms.text.entities.memo import Memo


def test_a_word_is_asked_about_once_while_there_is_room():
    asked = []
    memo = Memo(lambda word: asked.append(word) or len(word), limit=4)
    assert [memo[word] for word in ("a", "bb", "a", "bb", "ccc")] == [1, 2, 1, 2, 3]
    assert asked == ["a", "bb", "ccc"]


def test_a_full_one_forgets_what_nobody_asks_for_and_never_holds_more_than_twice_its_limit():
    asked = []
    memo = Memo(lambda word: asked.append(word) or word.upper(), limit=3)
    for word in "abc" + "dada" + "efg" + "a":
        assert memo[word] == word.upper()
        assert len(memo) + len(memo._older) <= 6
    assert asked.count("a") == 1, "asked for again while it was among the older ones"
    assert memo["b"] == "B"
    assert asked.count("b") == 2, "forgotten"


def test_very_long_words_are_answered_and_not_kept():
    memo = Memo(len, limit=2)
    assert (memo["a" * 1000], len(memo)) == (1000, 0)


def test_empty_answers_are_remembered_too():
    asked = []
    memo = Memo(lambda word: asked.append(word), limit=2)
    assert [memo["a"], memo["a"]] == [None, None]
    assert asked == ["a"]
