"""One-letter words before Arabic names."""

import pytest

from transforms.text.entities.arabic import fold
from transforms.text.entities.clitics import announces_place, find_clitics, skip_letters
from transforms.text.entities.seen import SeenNames, collect_names


def words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split())


def seen(*names: str) -> SeenNames:
    return collect_names(("PER", words(name)) for name in names)


def count(name: str, label: str, *others: str) -> int:
    return find_clitics(words(name), label, seen(name, *others)).letters


@pytest.mark.parametrize(
    "name", ["وأرمينيا", "وروسيا", "والبحر الأسود", "ففرنسا", "والمحيط الهندي", "وتل أبيب", "والشام", "وعكا", "وأميركا اللاتينية"]
)
def test_a_conjunction_before_a_listed_place_is_counted(name: str) -> None:
    assert count(name, "LOC") == 1


@pytest.mark.parametrize(
    "name",
    [
        *("فلسطين", "لبنان", "كوريا", "فرنسا", "فنلندا", "بغداد", "باكستان", "كندا", "لندن", "ليبيا", "واشنطن", "والي", "لاهاي"),
        *(
            "بلغاريا",
            "كوبا",
            "بلجيكا",
            "بولندا",
            "برلين",
            "بيروت",
            "وارسو",
            "ودان",
            "وهران",
            "فيينا",
            "فاس",
            "كابول",
            "كينيا",
            "لانس",
            "بال",
        ),
        *("باليرمو", "بالتيمور", "بالي", "كالاباريا", "لوس أنجلوس", "وادي عربة", "ولاية تكساس", "بلدة رياق"),
    ],
)
def test_a_place_that_merely_begins_with_a_clitic_letter_stays_whole(name: str) -> None:
    assert count(name, "LOC") == 0


@pytest.mark.parametrize(
    "name",
    [
        *("وليد", "وليد سالم", "وسام", "بوتين", "فهد", "فريد", "كريم", "لبنى", "باسل", "فاروق حسن"),
        *("وائل", "كلينتون", "باول", "بايدن", "كيري", "كامل", "كمال", "باسم", "فيصل", "ليلى", "لافروف", "بلير", "باراك أوباما"),
        *("واين روني", "ويلي برانت", "والتر", "ويل سميث", "لوكاشينكو", "ليبرمان", "بان كي مون", "كوفي أنان", "لامين يامال", "بلاتر"),
    ],
)
def test_a_person_whose_name_begins_with_a_clitic_letter_stays_whole(name: str) -> None:
    assert count(name, "PER") == 0


@pytest.mark.parametrize(
    "name", ["وكالة أنباء", "وزارة الخارجية", "وحدات الحماية", "بنك بيروت", "بلدية أماسيا", "كلية الطب", "لجنة الحكام", "فيفا"]
)
def test_an_organisation_that_merely_begins_with_a_clitic_letter_stays_whole(name: str) -> None:
    assert count(name, "ORG") == 0


@pytest.mark.parametrize(
    ("name", "label"),
    [("والإسلام", "MISC"), ("والجامعة العربية", "ORG"), ("وديانا رزق", "PER"), ("وريكاردو سيملر", "PER"), ("والشرطة", "ORG")],
)
def test_a_conjunction_goes_where_the_rest_is_written_far_more_often_than_the_whole(name: str, label: str) -> None:
    assert count(name, label) == 1


def test_a_conjunction_goes_where_the_name_stands_bare_in_the_article() -> None:
    assert count("وزخلوبان", "PER", "زخلوبان") == 1
    assert count("وزخلوبان", "PER", "سمير زخلوبان") == 1


def test_a_conjunction_stays_where_nothing_tells_that_it_is_one() -> None:
    assert count("وزخلوبان", "PER") == 0


def test_a_word_that_ends_the_name_of_a_person_has_no_clitic() -> None:
    assert count("بزخلوبان", "LOC", "سمير بزخلوبان", "زخلوبان") == 0
    assert count("بزخلوبان", "LOC", "زخلوبان") == 1


def test_a_word_that_ends_the_name_of_an_organisation_may_have_one() -> None:
    names = collect_names([("ORG", words("جامعة الملك عبدالعزيز بجدة")), ("LOC", words("بجدة"))])
    assert find_clitics(words("بجدة"), "LOC", names).letters == 1


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        *(("ببغداد", 1), ("لمصر", 1), ("وبغداد", 1), ("وببغداد", 2), ("بالمملكة العربية السعودية", 1), ("وبالمملكة العربية السعودية", 2)),
        *(("بالقاهرة", 1), ("كالنمسا", 1), ("للصين", 2), ("للهند", 2), ("وللعراق", 3), ("بمدينة بيت لحم", 1)),
    ],
)
def test_a_preposition_before_a_place_is_counted(name: str, letters: int) -> None:
    assert count(name, "LOC") == letters


@pytest.mark.parametrize(
    ("name", "label", "letters"),
    [
        *(
            ("للأمم المتحدة", "ORG", 2),
            ("للنساء", "ORG", 2),
            ("لرويترز", "ORG", 1),
            ("لمجلس الأمن", "ORG", 1),
            ("بجامعة فيكتوريا", "ORG", 1),
        ),
        *(("للإسلام", "MISC", 2), ("لمحمد السعدني", "PER", 1), ("لنجيب محفوظ", "PER", 1)),
    ],
)
def test_a_preposition_before_another_name_is_counted(name: str, label: str, letters: int) -> None:
    assert count(name, label) == letters


def test_a_preposition_before_a_person_stays_without_a_given_name() -> None:
    assert count("لبغداد", "PER") == 0


def test_the_article_behind_a_preposition_is_told() -> None:
    assert find_clitics(words("للصين"), "LOC").hides_article
    assert not find_clitics(words("بالقاهرة"), "LOC").hides_article


def test_a_name_that_begins_with_two_lams_keeps_them_without_evidence() -> None:
    assert count("للخزوب", "PER") == 0


def test_god_is_whole() -> None:
    assert count("لله", "MISC") == 0


def test_a_diacritic_goes_with_its_letter() -> None:
    assert "وَأرمينيا"[skip_letters("وَأرمينيا", 1) :] == "أرمينيا"


def test_a_tatweel_goes_with_its_letter() -> None:
    assert "وـأرمينيا"[skip_letters("وـأرمينيا", 1) :] == "أرمينيا"


def test_a_sea_is_announced_with_and_without_a_conjunction() -> None:
    assert announces_place("بحر")
    assert announces_place("وبحر")
    assert not announces_place("غزة")
