"""The tables behind the exact engine: built, kept in a file, and held against langdetect itself."""

import math
import stat
from pathlib import Path

import numpy as np
import pytest

from transforms.text.language import model as model_module
from transforms.text.language.judge import rank
from transforms.text.language.measure import measure
from transforms.text.language.model import LanguageModel, build_model, load_model, read_model, write_model
from transforms.text.language.profiles import Profile, profile_files, read_profile
from transforms.text.language.reference import load_reference
from transforms.text.language.tables import AS_LANGDETECT, SCALE

TEXT = "the tale of Al"
SMALL = [
    Profile("en", "Latn", {"t": 0.2, "h": 0.1, "e": 0.2, " t": 0.1, "th": 0.1, "e ": 0.1, " th": 0.1, "he ": 0.05, "A": 0.01}),
    Profile("de", "Latn", {"d": 0.2, "e": 0.3, "e ": 0.1, " d": 0.1}),
]


def gain(profile: Profile, text: str) -> float:
    """What every n-gram of the text gains over one that is missing, by the definition."""
    spaced = f" {text} "
    grams = [spaced[i : i + n] for i in range(len(spaced)) for n in (1, 2, 3) if i + n <= len(spaced)]
    return sum(math.log1p(profile.frequencies.get(gram, 0.0) / AS_LANGDETECT.missing) for gram in grams)


@pytest.fixture(scope="module")
def small() -> LanguageModel:
    return build_model(SMALL, AS_LANGDETECT)


def test_a_text_scores_the_sum_over_its_n_grams(small: LanguageModel) -> None:
    ((_, batch),) = measure([TEXT], small)
    (found,) = batch.measured
    assert found.table.langs == ("de", "en")
    for column, profile in enumerate((SMALL[1], SMALL[0])):
        assert found.sums[0, column] / SCALE == pytest.approx(gain(profile, TEXT), abs=0.05)


def test_what_ends_with_the_second_of_two_capitals_counts_nothing(small: LanguageModel) -> None:
    ((_, batch),) = measure(["the tale A", "the tale XA", "the tale xA"], small)
    sums = batch.measured[0].sums[:, 1]
    alone = round(math.log1p(0.01 / AS_LANGDETECT.missing) * SCALE)
    assert sums.tolist() == [sums[0], sums[0] - alone, sums[0]]


def test_the_exact_engine_answers_as_langdetect_does_on_the_same_profiles() -> None:
    texts = {
        "fr": "Le ministre a annoncé que les nouvelles écoles ouvriraient leurs portes au début de l'automne prochain.",
        "es": "El ministro anunció que las nuevas escuelas abrirán sus puertas a principios del próximo otoño en la ciudad.",
        "hr": "Ministar je najavio da će nove škole otvoriti svoja vrata početkom jeseni i da će zaposliti učitelje.",
        "uk": "Міністр повідомив, що нові школи відчиняться для учнів на початку осені та наберуть учителів.",
        "hi": "शिक्षा मंत्री ने कहा कि नए स्कूल शरद ऋतु की शुरुआत में छात्रों के लिए खुलेंगे।",
        "ku": "Wezîrê perwerdeyê got ku dibistanên nû di destpêka payîzê de ji bo xwendekaran tên vekirin.",
    }
    same = build_model([read_profile(name, path.read_bytes()) for name, path in profile_files().items()], AS_LANGDETECT)
    for lang, text in texts.items():
        ((_, batch),) = measure([text], same)
        (found,) = batch.measured
        exact = found.table.langs[int(rank(found, np.zeros(len(found.table.langs))).best[0])]
        assert exact == load_reference().rank(text)[0][0] == lang


def test_what_is_read_from_the_cache_is_what_was_built(small: LanguageModel, tmp_path: Path) -> None:
    write_model(small, tmp_path / "new" / "model.npz")
    kept = read_model(tmp_path / "new" / "model.npz")
    assert kept is not None
    for name in ("characters", "nodes", "rows", "scores", "expected"):
        assert np.array_equal(getattr(kept.tables["Latn"], name), getattr(small.tables["Latn"], name))
    assert (kept.alone, kept.tables["Latn"].langs) == (small.alone, small.tables["Latn"].langs)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["model.npz"]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_a_damaged_cache_is_no_cache(small: LanguageModel, tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "model.npz"
    write_model(small, path)
    path.write_bytes(path.read_bytes()[:-2000] if damage is None else damage)
    assert read_model(path) is None


def test_the_cache_is_made_once_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(model_module, "_loaded", {})
    load_model()
    (path,) = (tmp_path / "newswire").iterdir()
    assert path.stat().st_size < 30e6
    monkeypatch.setattr(model_module, "_loaded", {})
    monkeypatch.setattr(model_module, "build_model", None)  # building again would fail
    load_model()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "newswire").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(model_module, "_loaded", {})
    assert load_model().n_languages > 50
    assert stat.S_ISREG((tmp_path / "newswire").stat().st_mode)


def test_another_profile_makes_another_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(model_module, "_loaded", {})
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "xx").write_bytes(profile_files()["ku"].read_bytes())
    load_model()
    load_model(str(tmp_path / "profiles"))
    assert len(list((tmp_path / "cache" / "newswire").iterdir())) == 2
