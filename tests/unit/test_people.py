"""Short forms of people's names."""

import pytest

from transforms.text.entities.people import full_names


def joined(*names: str) -> list[str]:
    return [" ".join(key) for key in full_names([tuple(name.split()) for name in names])]


def test_a_surname_is_joined_to_the_full_name_before_and_after_it() -> None:
    assert joined("علييف", "الهام علييف", "علييف") == ["الهام علييف"] * 3


def test_a_surname_of_two_people_is_joined_to_neither() -> None:
    assert joined("Barack Obama", "Michelle Obama", "Obama") == ["Barack Obama", "Michelle Obama", "Obama"]


def test_a_given_name_is_joined_only_behind_the_full_name() -> None:
    assert joined("صدام", "صدام حسين", "صدام") == ["صدام", "صدام حسين", "صدام حسين"]


@pytest.mark.parametrize("name", ["محمد صلاح", "علی دهقان", "ali hasan"])
def test_a_given_name_that_is_a_prophets_or_imams_is_not_joined(name: str) -> None:
    given = name.split()[0]
    assert joined(name, given)[1] == given


def test_a_title_is_no_given_name() -> None:
    assert joined("البروفسور شير", "البروفسور")[1] == "البروفسور"


def test_a_word_that_is_a_given_name_here_and_a_surname_there_is_joined_to_neither() -> None:
    assert joined("Deniz Hasan", "Mehmet Deniz", "Deniz")[2] == "Deniz"


def test_a_word_inside_a_name_is_no_short_form() -> None:
    assert joined("محمد عبد الله حسن", "عبد الله")[1] == "عبد الله"


def test_a_surname_of_two_words_is_joined() -> None:
    assert joined("شيرين عبد الله", "عبد الله") == ["شيرين عبد الله"] * 2


def test_initials_and_the_fathers_name_may_be_missing() -> None:
    assert joined("George W Bush", "George Bush", "Bush") == ["George W Bush"] * 3
    assert joined("سلطان بن سلمان", "سلطان بن سلمان بن عبدالعزيز") == ["سلطان بن سلمان بن عبدالعزيز"] * 2
    assert joined("خالد بن سالم الغساني", "خالد الغساني") == ["خالد بن سالم الغساني"] * 2


def test_a_middle_name_makes_another_person() -> None:
    assert joined("John Quincy Adams", "John Adams", "Adams") == ["John Quincy Adams", "John Adams", "Adams"]


def test_a_father_is_not_the_son_of_the_same_name() -> None:
    assert joined("جورج بوش الاب", "جورج بوش", "بوش") == ["جورج بوش الاب", "جورج بوش", "بوش"]
    assert joined("بوش الاب", "بوش", "الاب") == ["بوش الاب", "بوش", "الاب"]
    assert joined("جورج بوش الاب", "بوش الاب") == ["جورج بوش الاب"] * 2


def test_of_two_full_names_of_which_one_is_short_for_the_other_the_longer_counts() -> None:
    assert joined("Tayyip Erdoğan", "Recep Tayyip Erdoğan", "Erdoğan") == ["Recep Tayyip Erdoğan"] * 3


@pytest.mark.parametrize("name", ["X", "Al", "X."])
def test_an_initial_is_no_short_form(name: str) -> None:
    assert joined(f"Malcolm {name}", name)[1] == name


def test_nobody_is_joined_to_nobody() -> None:
    assert full_names([]) == []
    assert joined("Demîr", "Demîr") == ["Demîr"] * 2


def test_many_people_are_joined_in_time() -> None:
    names = [f"Given{n} Family{n}" for n in range(5000)] + [f"Family{n}" for n in range(5000)]
    assert joined(*names)[5000:] == names[:5000]
