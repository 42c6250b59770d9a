"""Languages without a profile are not named after those that have one."""

from pathlib import Path

import numpy as np
import pytest

from transforms.text.language import LanguageSettings, detect_article, detect_language, detect_languages, rank_languages
from transforms.text.language.judge import MIN_STRANGER_ROWS, log_prior, rank
from transforms.text.language.measure import add_up, likeliest_stranger, measure
from transforms.text.language.model import LanguageModel, build_model, load_model
from transforms.text.language.profiles import STRANGER, build_profile, profile_files, read_profile, stranger_files

UNKNOWN = {
    "eu": "Gaur goizean udalak bilera luzea egin zuen etxebizitza berrien inguruan.",
    "is": "Í dag samþykkti bæjarstjórnin að byggja nýja skóla fyrir börnin í hverfinu.",
    "kk": "Бүгін қала әкімдігі жаңа мектептер салу туралы шешім қабылдады.",
    "tg": "Имрӯз шӯрои шаҳр дар бораи сохтмони мактабҳои нав қарор қабул кард.",
    "tk": "Bu gün şäher häkimligi täze mekdepleriň gurluşygy barada karar kabul etdi.",
    "ug": "بۈگۈن شەھەر ھۆكۈمىتى يېڭى مەكتەپلەرنى سېلىش توغرىسىدا قارار قىلدى.",
    "uz": "Bugun shahar hokimligi yangi maktablar qurilishi haqida qaror qabul qildi.",
}
INVENTED = "Kime nafe nobani nuwaku sune tika numo fada nawe vapogo ladosi."
MISREAD = "Belediyeye baðlý ekipler, dün akþam kentin giriþinde yolu kapattý ve çalýþmalara baþladý."


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_a_sentence_in_a_language_without_a_profile_is_undetermined(name: str) -> None:
    assert detect_language(UNKNOWN[name]).lang == "und"
    assert detect_languages([UNKNOWN[name]])[0] == detect_language(UNKNOWN[name]) == rank_languages([UNKNOWN[name]])[0].language


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_its_paragraphs_together_are_undetermined_too(name: str) -> None:
    words = UNKNOWN[name].split()
    assert detect_article([" ".join(words[:4]), " ".join(words[4:])])[0].lang == "und"


def test_turkish_that_was_read_as_latin_1_is_turkish() -> None:
    assert detect_language(MISREAD).lang == "tr"
    assert detect_language(MISREAD).score > 0.99


def without_strangers(script: str) -> LanguageModel:
    profiles = [read_profile(name, path.read_bytes()) for name, path in profile_files().items()]
    return build_model([one for one in profiles if one.script == script])


def known_feature(text: str, model: LanguageModel, certain: float) -> tuple[bool, float]:
    ((_, batch),) = measure([text], model)
    ranking = rank(batch.measured[0], log_prior(batch.measured[0].table, (), 50), certain)
    return bool(ranking.foreign[0]), float(ranking.features[-1, 0])


def test_strangers_are_asked_where_a_text_is_in_doubt_and_long_enough() -> None:
    model = load_model()
    assert known_feature(UNKNOWN["kk"], model, np.inf)[0]
    assert not known_feature(UNKNOWN["kk"], model, -np.inf)[0]
    assert not known_feature(UNKNOWN["kk"], without_strangers("Cyrl"), np.inf)[0]
    short = UNKNOWN["kk"][: MIN_STRANGER_ROWS - 4]
    assert known_feature(short, model, np.inf) == known_feature(short, model, -np.inf)


def test_what_texts_gain_in_a_stranger_adds_up_to_what_they_gain_together() -> None:
    ((_, batch),) = measure([UNKNOWN["tk"], UNKNOWN["tk"]], load_model())
    (one,) = batch.measured
    alone, again = likeliest_stranger(one, [0, 1]).tolist()
    assert alone == again > 0.0
    assert likeliest_stranger(add_up([one]), [0]).tolist() == [2 * alone]


def test_a_profile_of_ones_own_makes_a_stranger_a_language(tmp_path: Path) -> None:
    profile = build_profile("eu", [UNKNOWN["eu"]] * 40)
    (tmp_path / "eu").write_text(profile, encoding="utf-8")
    assert detect_language(UNKNOWN["eu"], LanguageSettings(profiles=str(tmp_path))).lang == "eu"


def test_no_stranger_is_a_language_that_has_a_profile() -> None:
    named = {*profile_files()}
    assert not named & stranger_files().keys()
    scripts = {read_profile(name, path.read_bytes(), STRANGER).script for name, path in stranger_files().items()}
    assert scripts == {"Arab", "Cyrl", "Deva", "Latn"}


def test_a_text_in_no_known_language_is_undetermined_unless_its_score_alone_counts() -> None:
    by_score = LanguageSettings(threshold=0.2)
    assert detect_language(INVENTED).lang == detect_languages([INVENTED])[0].lang == "und"
    assert detect_language(INVENTED, by_score).lang == detect_languages([INVENTED], by_score)[0].lang == "sw"
    assert detect_language(INVENTED).score == detect_language(INVENTED, by_score).score > 0.5
