"""The registry: a user's rows add and override, and a wrong file says where it is wrong."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from transforms.text.agency.credits import find_credits
from transforms.text.agency.explain import explain_line
from transforms.text.agency.lexicon import load_lexicon
from transforms.text.agency.registry import RegistryError, load_agencies
from transforms.text.article import find_blocks

HEADER = "short_name,type,country,abbreviations,names_ar,weak_names"
RAW = "A park opens\nThe council opened a new park this morning.\nIt has many benches. ({})"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "agencies.csv"
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return path


def agency_of(tag: str, path: Path | None) -> str | None:
    raw = RAW.format(tag)
    lexicon = load_lexicon(path)
    return find_credits(raw, find_blocks(raw, max_paragraphs=9), path="", logical_date=date(2026, 1, 1), lexicon=lexicon).agency


def test_a_row_of_the_user_adds_an_agency(tmp_path: Path) -> None:
    path = write(tmp_path, "Nehir,agency,TR,NHR,وكالة النهر,")
    assert (agency_of("NHR", path), agency_of("NHR", None)) == ("Nehir", None)
    assert agency_of("AA", path) == "AA"


def test_a_row_of_the_user_takes_the_place_of_the_one_with_its_short_name(tmp_path: Path) -> None:
    path = write(tmp_path, "ILKHA,agency,TR,ILKHA|ILK,,")
    assert (agency_of("ILK", path), agency_of("ILK", None)) == ("ILKHA", None)
    assert [agency.names for agency in load_agencies(path) if agency.short_name == "ILKHA"] == [("ILKHA", "ILK")]


def test_a_name_that_the_user_shares_with_the_package_is_the_user_s(tmp_path: Path) -> None:
    assert agency_of("DHA", write(tmp_path, "Deniz,agency,TR,DHA,,")) == "Deniz"


def test_a_weak_name_of_the_user_needs_brackets(tmp_path: Path) -> None:
    path = write(tmp_path, "Nehir,agency,TR,NEHİR,,NEHİR")
    raw = "A park opens\nThe council opened a new park this morning.\nIt lies by the water. NEHİR"
    found = find_credits(raw, find_blocks(raw, max_paragraphs=9), path="", logical_date=date(2026, 1, 1), lexicon=load_lexicon(path))
    assert (found.agency, agency_of("NEHİR", path)) == (None, "Nehir")


def test_one_file_is_read_once_a_process(tmp_path: Path) -> None:
    path = write(tmp_path, "Nehir,agency,TR,NHR,,")
    assert load_lexicon(path) is load_lexicon(path)
    assert load_lexicon(None) is load_lexicon()


@pytest.mark.parametrize(
    ("rows", "header", "row", "column", "says"),
    [
        (("Nehir,paper,TR,NHR,,",), HEADER, 2, "type", "must be one of"),
        (("Nehir,agency,Turkey,NHR,,",), HEADER, 2, "country", "two capitals"),
        ((",agency,TR,NHR,,",), HEADER, 2, "short_name", "must be a name"),
        (("A;B,agency,TR,NHR,,",), HEADER, 2, "short_name", "semicolon"),
        (("Nehir,agency,TR,,,",), HEADER, 2, "abbreviations", "no name"),
        (("Nehir,agency,TR,NHR,,NEHİR",), HEADER, 2, "weak_names", "none of the row's names"),
        (("Nehir,agency,TR,NHR,,", "", "Nehir,agency,TR,NHA,,"), HEADER, 4, "short_name", "row 2 already"),
        (("Nehir,agency,TR,NHR,,,,",), HEADER, 2, "", "quotation marks"),
        (("Nehir,agency,NHR",), "short_name,type,name_en", 1, "name_en", "no such column"),
        (("agency,NHR",), "type,abbreviations", 1, "short_name", "is needed"),
        (('"Nehir,agency',), HEADER, 2, "", "is not CSV"),
    ],
)
def test_a_wrong_file_names_file_row_and_column(
    tmp_path: Path, rows: tuple[str, ...], header: str, row: int, column: str, says: str
) -> None:
    path = write(tmp_path, *rows, header=header)
    with pytest.raises(RegistryError) as caught:
        load_agencies(path)
    error = caught.value
    assert (error.path, error.row, error.column) == (str(path), row, column)
    assert says in str(error)
    assert str(path) in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_file_that_is_not_there_or_not_utf_8_is_named(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="cannot be read"):
        load_agencies(tmp_path / "none.csv")
    (tmp_path / "old.csv").write_bytes("short_name,type\nوكالة,agency".encode("cp1256"))
    with pytest.raises(RegistryError, match="save it as UTF-8"):
        load_agencies(tmp_path / "old.csv")


def test_every_short_name_of_the_package_is_one_row() -> None:
    names = [agency.short_name for agency in load_agencies()]
    assert len(names) == len(set(names)) > 170


def test_a_line_is_explained_piece_by_piece() -> None:
    told = explain_line("BATMAN (İLKHA) - Park açıldı.")
    assert [(p.text, p.kind) for p in told.parts] == [
        ("BATMAN", "place"),
        ("(", "separator"),
        ("İLKHA", "agency"),
        (") -", "separator"),
        ("Park açıldı.", "text"),
    ]
    assert [(r.text, r.rule, r.start_char) for r in told.at_top.removed] == [("BATMAN (İLKHA) -", "agency_head", 0)]
    assert (told.at_top.agency, told.at_bottom.removed) == ("ILKHA", ())


def test_a_line_that_is_no_credit_is_explained_too() -> None:
    told = explain_line("The council met.")
    assert ([p.kind for p in told.parts], told.at_top.removed, told.at_bottom.removed) == (["text"], (), ())
    assert explain_line("").parts == ()
