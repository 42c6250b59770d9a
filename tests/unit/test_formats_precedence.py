"""What a format says wins over what is guessed, where it can be true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from transforms.formats.precedence import prefer_fields, prefer_language
from transforms.records import Credits, Fields, Language
from transforms.text.agency.lexicon import load_lexicon

DAY = date(2024, 8, 21)
TEXT = Credits(agency="Reuters", agency_text="رويترز", byline="A", dateline_place="بيروت", published_from=None, flags=("x",))


def preferred(fields: Fields, found: Credits = TEXT, headline: str | None = None) -> Credits:
    return prefer_fields(found, fields, headline=headline, latest=DAY, lexicon=load_lexicon())


def test_without_fields_the_text_speaks():
    assert preferred(Fields()) == TEXT


def test_byline_place_and_time_of_the_format_win_and_flags_say_so():
    when = datetime(2024, 8, 20, 9, tzinfo=UTC)
    found = preferred(Fields(byline="Ann Lee, dpa", dateline_place="Berlin", published_at=when, has_zone=False))
    assert (found.byline, found.dateline_place, found.published_at, found.published_from) == ("Ann Lee", "Berlin", when, "field")
    assert found.flags == ("byline_from_field", "place_from_field", "time_zone_assumed", "x")


def test_a_time_after_the_runs_date_is_not_believed():
    found = preferred(Fields(published_at=datetime(2031, 1, 1, tzinfo=UTC)))
    assert (found.published_at, found.published_from) == (None, None)
    assert "date_field_doubted" in found.flags


@pytest.mark.parametrize(
    ("written", "agency", "relayed_by"),
    [
        ("Reuters", "Reuters", None),
        ("reuters.com", "Reuters", None),
        ("Deutsche Presse-Agentur GmbH", "dpa", "Reuters"),
        ("ANP/BELGA", "ANP", "Belga;Reuters"),
        ("الأناضول", "AA", "Reuters"),
        ("BBC", "Reuters", "BBC"),
        ("Some Local Gazette", "Reuters", None),
    ],
)
def test_providers_are_looked_up_in_the_registry(written, agency, relayed_by):
    found = preferred(Fields(providers=(written,)))
    assert (found.agency, found.relayed_by) == (agency, relayed_by)
    assert (found.agency_text == "رويترز") == (agency == "Reuters")
    assert ("agency_from_field" in found.flags) == (agency != "Reuters")


def test_an_unknown_provider_is_not_invented_into_an_agency():
    assert preferred(Fields(providers=("Some Local Gazette",)), Credits()).agency is None


def test_a_byline_that_is_an_agency_names_nobody():
    assert preferred(Fields(byline="The Associated Press"), replace(TEXT, byline=None)).byline is None


@pytest.mark.parametrize(
    ("status", "headline", "flag"),
    [
        ("canceled", "Rain", "kill"),
        ("withheld", "Rain", "withheld"),
        ("usable", "KILL: Mill fire", "kill"),
        (None, "AP MANDATORY KILL", "kill"),
        ("usable", "KILL BILL returns", None),
        ("usable", "Kill switch for ports", None),
        (None, None, None),
    ],
)
def test_kills_are_flagged(status, headline, flag):
    assert set(preferred(Fields(pubstatus=status), headline=headline).flags) - {"x"} == ({flag} if flag else set())


@pytest.mark.parametrize(
    ("tag", "guess", "lang", "flag"),
    [
        ("ar", Language("ar", 0.99, "Arab"), "ar", "language_from_field"),
        ("tur", Language("az", 0.6, "Latn"), "tr", "language_from_field"),
        ("ckb", Language("fa", 0.5, "Arab"), "ckb", "language_from_field"),
        ("kmr", Language("und", 0.1, "Latn"), "ku", "language_from_field"),
        ("ku", Language("ckb", 0.9, "Arab"), "ckb", "language_field_doubted"),
        ("en", Language("ar", 0.5, "Arab"), "ar", "language_field_doubted"),
        ("fi-FI", Language("en", 0.97, "Latn"), "en", "language_field_doubted"),
        ("xx", Language("en", 0.5, "Latn"), "en", "language_field_doubted"),
    ],
)
def test_a_declared_language_counts_where_the_text_can_be_in_it(tag, guess, lang, flag):
    found, flags = prefer_language(guess, Fields(language=tag))
    assert (found.lang, flags) == (lang, (flag,))
    assert found.score == (guess.score if lang == guess.lang else 1.0)
