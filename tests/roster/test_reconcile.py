"""The number on roll against what arrived: differences found, causes named with their numbers where known."""

from __future__ import annotations

import pytest

from app.formats.records import Person
from app.roster.reconcile import Reconciliation, RollLine, reconcile
from app.roster.roll import Roll, read_roll
from app.roster.roll_words import causes
from tests.fakes.clean_school import CleanSchool, Spoil


def reconciled(roll: str, spoil: Spoil = lambda school: None) -> Reconciliation:
    school = CleanSchool()
    spoil(school)
    with school.seal() as roster:
        return reconcile(roster, read_roll(roll))


def line(table: Reconciliation, label: str) -> RollLine:
    return next(line for line in table.years if line.label == label)


def told(of: RollLine) -> dict[str, int | None]:
    return {cause.id: cause.count for cause in of.causes}


def test_numbers_that_agree_want_no_explaining() -> None:
    table = reconciled("Year 7: 12\nYear 8: 12\nTotal: 24")
    assert not table.wants_explaining
    assert [(row.label, row.on_roll, row.arrived, row.difference) for row in table.years] == [
        ("Year 7", 12, 12, 0), ("Year 8", 12, 12, 0),
    ]  # fmt: skip
    assert all(row.causes == () for row in (*table.years, table.school))
    assert table.school.difference == 0


def test_leavers_and_starters_that_are_listed_are_named_with_their_number() -> None:
    def spoil(school: CleanSchool) -> None:
        school.change("s01", standing="leaver")
        school.change("s03", standing="leaver")
        school.change("s05", standing="future")

    table = reconciled("7: 9\n8: 12", spoil)
    seven = line(table, "Year 7")
    assert (seven.difference, seven.wants_explaining) == (3, True)
    assert told(seven) == {
        "future-starters": 1, "leavers-listed": 2, "dual-registered": None, "moment": None,
    }  # fmt: skip
    assert seven.causes[0].title == "1 start later and are listed already"
    assert line(table, "Year 8").causes == ()
    assert told(table.school)["leavers-listed"] == 2


def test_students_without_a_year_are_missed_in_the_others() -> None:
    table = reconciled("7: 12\n8: 12", lambda school: school.change("s01", year_label="Rowan"))
    assert told(line(table, "Year 7"))["year-not-known"] == 1
    rowan = line(table, "Rowan")
    assert (rowan.on_roll, rowan.arrived, rowan.difference) == (None, 1, None)
    assert table.school.difference == 0


def test_somebody_listed_twice_is_a_cause_of_more() -> None:
    def spoil(school: CleanSchool) -> None:
        twin = school.people["s01"]
        school.extra = [twin._replace(key="x", upi="x", mis_id="x", username="x", email=None)]

    table = reconciled("7: 12\n8: 12", spoil)
    assert told(line(table, "Year 7"))["listed-twice"] == 2


def test_wondes_own_count_tells_where_students_are_lost() -> None:
    def counted(students: int, listed: int = 0) -> Spoil:
        return lambda school: school.facts_with(counted={"students": students}, access_listed=listed)

    lost = reconciled("Total: 30", counted(30))
    assert (lost.school.on_roll, lost.school.wonde, lost.school.arrived) == (30, 30, 24)
    assert told(lost.school)["lost-on-the-way"] == 6
    assert "wonde-has-fewer" not in told(lost.school)
    fewer = reconciled("Total: 30", counted(24, listed=6))
    assert told(fewer.school)["wonde-has-fewer"] == 6
    assert told(fewer.school)["access-control"] == 6
    assert "lost-on-the-way" not in told(fewer.school)


def test_a_file_has_no_count_of_wondes() -> None:
    assert reconciled("Total: 30", CleanSchool.from_report).school.wonde is None


def test_what_was_read_from_a_file_is_not_explained_by_wonde() -> None:
    def asked(spoil: Spoil) -> str:
        return " ".join(cause.ask for cause in reconciled("7: 30\nTotal: 60", spoil).school.causes)

    assert "Wonde reads the MIS every few hours" in asked(lambda school: None)
    from_file = asked(CleanSchool.from_report)
    assert "Wonde" not in from_file
    assert "as it was when it was exported" in from_file


def test_a_year_that_only_one_side_has_is_in_the_table() -> None:
    table = reconciled("7: 12\n9: 8")
    assert line(table, "Year 9").difference == -8
    assert (line(table, "Year 8").on_roll, line(table, "Year 8").difference) == (None, None)
    assert [row.label for row in table.years] == ["Year 7", "Year 8", "Year 9"]


def test_a_year_without_a_number_is_told_and_never_counted_as_none() -> None:
    table = reconciled("7: 12")
    assert table.not_given == ("Year 8",)
    assert (table.school.on_roll, table.school.difference) == (None, None), "a part is not the school"
    assert not table.wants_explaining
    with_total = reconciled("7: 12\nTotal: 24")
    assert (with_total.not_given, with_total.school.difference) == (("Year 8",), 0)
    assert reconciled("Total: 24").not_given == ()


def test_small_differences_in_large_years_want_no_explaining() -> None:
    def grow(school: CleanSchool) -> None:
        school.extra = [
            Person(f"n{n}", "student", forename=f"N{n}", surname="New", year_label="7") for n in range(588)
        ]

    table = reconciled("7: 604\n8: 12", grow)
    seven = line(table, "Year 7")
    assert seven.difference == -4
    assert not seven.wants_explaining
    assert seven.causes, "it is there to read all the same"
    assert line(reconciled("7: 605\n8: 12", grow), "Year 7").wants_explaining


def test_nursery_is_only_a_cause_where_there_may_be_one() -> None:
    table = reconciled("7: 13\n8: 12")
    assert "nursery" not in told(line(table, "Year 7"))
    assert "nursery" in told(table.school)


def test_numbers_that_do_not_add_up_and_lines_not_understood_are_passed_on() -> None:
    table = reconciled("7: 12\nOak: 3\nTotal: 30")
    assert not table.adds_up
    assert table.not_understood == ("Oak",)


def test_without_any_number_there_is_nothing_to_compare() -> None:
    with CleanSchool().seal() as roster:
        table = reconcile(roster, Roll())
    assert table.school.on_roll is None
    assert not table.wants_explaining


@pytest.mark.parametrize("cause", causes(), ids=lambda cause: cause.id)
def test_every_cause_is_worded(cause: object) -> None:
    assert getattr(cause, "title", "")
    assert str(getattr(cause, "ask", "")).endswith(".")
