"""Rules about years, ages and namesakes."""

from __future__ import annotations

import pytest

from app.formats.records import Repair
from app.roster.rules.years import form_of
from tests.fakes.clean_school import WHEN, CleanSchool, Spoil, changed, counts_of, issues_of, together


def moved_year(school: CleanSchool) -> None:
    """s01 says Year 8 and stands in the year group of Year 7."""
    school.change("s01", year_label="8")


def long_labels(school: CleanSchool) -> None:
    for key, person in school.people.items():
        if person.year_label:
            school.change(key, year_label=f"Yr {person.year_label}")


NAMESAKES = together(
    changed("s01", forename="Robin", surname="Clone"), changed("s03", forename="ROBIN", surname="Clóne")
)
TWICE = together(NAMESAKES, changed("s03", date_of_birth="2015-02-15"))
"""s01 was born on the same day."""


@pytest.mark.parametrize(
    ("code", "who", "spoil"),
    [
        ("year-unknown", {"s01"}, changed("s01", year_label="Rowan")),
        ("year-unknown", {"s01"}, changed("s01", year_label=None)),
        ("year-odd-label", {"s01"}, changed("s01", year_label="Yr 7")),
        ("year-odd-label", {"s01"}, changed("s01", year_label="Year 7")),
        ("year-odd-label", {"s01"}, changed("s01", year_label="07")),
        ("year-odd-label", {"s01"}, together(long_labels, changed("s01", year_label="Y7"))),
        ("year-unreadable", {"s01"}, changed("s01", repaired=str(Repair.YEAR_LABEL))),
        ("year-against-group", {"s01"}, moved_year),
        ("dob-not-fitting-year", {"s01"}, changed("s01", date_of_birth="2013-08-31")),
        ("dob-not-fitting-year", {"s01"}, changed("s01", date_of_birth="2016-09-01")),
        ("dob-not-fitting-year", {"s01"}, changed("s01", date_of_birth="1975-01-01")),
        ("listed-twice", {"s01", "s03"}, TWICE),
        ("same-name-in-year", {"s01", "s03"}, NAMESAKES),
        (
            "same-name-in-year",
            {"s01", "s03"},
            together(NAMESAKES, changed("s01", date_of_birth=None), changed("s03", date_of_birth=None)),
        ),
    ],
)
def test_it_names_exactly_those_concerned(code: str, who: set[str], spoil: Spoil) -> None:
    told = issues_of(spoil)
    told.pop("dob-missing", None)
    assert told == {code: who}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("year-unknown", changed("s01", year_label="Nursery", date_of_birth=None)),
        # Whoever has left has no year, and needs none.
        ("year-unknown", changed("s01", year_label=None, standing="leaver")),
        (
            "year-unknown",
            together(
                lambda s: s.change_all("student", year_label=None), lambda s: s.facts_with(permissions=None)
            ),
        ),
        ("year-odd-label", long_labels),
        ("year-odd-label", together(long_labels, changed("s01", year_label="R"))),
        ("year-odd-label", changed("s01", year_label="R")),
        ("year-odd-label", changed("s01", year_label="Reception")),
        ("year-odd-label", together(*(changed(f"s{n:02d}", year_label="Year 7") for n in range(1, 12, 2)))),
        ("year-odd-label", changed("s01", year_label="Rowan")),
        ("year-against-group", lambda school: school.group("y7", name="Lower School", code=None)),
        ("year-against-group", lambda school: school.group("y7", name="Lower School")),
        ("year-against-group", changed("s01", year_label=None)),
        # A year out of the usual one is common enough; the limits are the days at both ends of two years out.
        ("dob-not-fitting-year", changed("s01", date_of_birth="2013-09-01")),
        ("dob-not-fitting-year", changed("s01", date_of_birth="2016-08-31")),
        ("dob-not-fitting-year", changed("s01", date_of_birth="1975-01-01", standing="leaver")),
        ("dob-not-fitting-year", changed("e0", date_of_birth="2015-01-01")),
        ("same-name-in-year", TWICE),
        ("listed-twice", NAMESAKES),
        (
            "listed-twice",
            together(NAMESAKES, changed("s01", date_of_birth=None), changed("s03", date_of_birth=None)),
        ),
        # s02 is in the other year.
        ("same-name-in-year", together(changed("s01", forename="Robin"), changed("s02", forename="Robin"))),
    ],
)
def test_it_keeps_quiet_beside_its_case(code: str, spoil: Spoil) -> None:
    assert code not in counts_of(spoil)


def test_two_of_three_namesakes_may_be_one_record_twice() -> None:
    told = issues_of(together(TWICE, changed("s05", forename="Robin", surname="Clone")))
    assert told == {"listed-twice": {"s01", "s03"}, "same-name-in-year": {"s01", "s03", "s05"}}


def test_the_school_year_turns_in_september() -> None:
    def in_august(school: CleanSchool) -> None:
        school.facts_with(origin=type(school.facts.origin)(school.facts.origin.kind, WHEN.replace(month=8)))
        school.change("s01", date_of_birth="2012-08-31")

    # Until the year groups move up, whoever is in Year 7 is a year older than the date says.
    assert "dob-not-fitting-year" in counts_of(in_august)
    for born in ("2012-09-01", "2015-08-31"):
        assert "dob-not-fitting-year" not in counts_of(
            together(in_august, changed("s01", date_of_birth=born))
        )


@pytest.mark.parametrize(
    ("label", "form"),
    [
        ("7", "code"),
        ("R", "code"),
        ("Year 7", "title"),
        ("Reception", "title"),
        ("Yr 7", "yr #"),
        ("07", "#"),
        ("Y12", "y#"),
        ("Rowan", None),
    ],
)
def test_forms_of_labels(label: str, form: str | None) -> None:
    assert form_of(label) == form
