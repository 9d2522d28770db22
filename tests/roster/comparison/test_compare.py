"""Comparisons that are not of a September: the same day, within a year, another source, another school."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.practice.access import Access
from app.practice.accidents import spoil
from app.practice.content import all_permissions
from app.practice.report import write_report
from app.practice.school import School, SchoolSpec
from app.practice.september import next_september
from app.roster.baseline.snapshot import NO_YEAR
from app.roster.comparison.compare import compare_snapshots, year_name
from app.roster.comparison.document import comparison_document, exit_level
from app.roster.comparison.result import Comparison, Kind, Reason
from app.roster.database import Roster
from app.roster.sources import load_report
from tests.fakes.clean_school import WHEN, CleanSchool
from tests.fakes.practice import school_for
from tests.fakes.practice_rosters import EVERYTHING, roster_of
from tests.fakes.septembers import JULY, SEPTEMBER, compared, planted, taken


def compared_clean(before: CleanSchool, after: CleanSchool, days: int = 30) -> Comparison:
    """Two small schools, the second so many days later."""
    after.facts_with(origin=type(after.facts.origin)(after.facts.origin.kind, WHEN + timedelta(days=days)))
    with before.seal() as one, after.seal() as other:
        return compare_snapshots(taken(one), taken(other))


def codes(comparison: Comparison) -> dict[str, int]:
    return {finding.code: finding.count for finding in comparison.findings}


def test_a_school_against_itself_has_no_changes_at_all() -> None:
    comparison = compared_clean(CleanSchool(), CleanSchool(), days=0)
    assert comparison.verdict == "pass"
    assert all(
        (tally.added, tally.removed, tally.changed) == (0, 0, 0) for tally in comparison.kinds.values()
    )
    assert exit_level(comparison) == 0


def test_within_a_school_year_nothing_is_explained_by_the_year() -> None:
    after = CleanSchool()
    del after.people["s01"]
    after.leave("s01")
    after.change("s02", surname="Married", email="new@students.school.example")
    after.add_class("c9", "s03", "s05")
    comparison = compared_clean(CleanSchool(), after)
    assert comparison.steps == 0
    assert codes(comparison) == {"student-gone": 1, "details-changed": 1, "class-new": 1}
    assert comparison.kinds[Kind.STUDENTS].unexplained == 2
    assert comparison.leavers_by_year() == {7: 1}
    assert comparison.verdict == "pass"


def test_dates_in_the_mis_explain_who_came_and_went() -> None:
    before, after = CleanSchool(), CleanSchool()
    before.change("s01", end_date="2026-10-20")
    before.change("s03", standing="leaver", end_date="2026-09-20")
    for key in ("s01", "s03"):
        del after.people[key]
        after.leave(key)
    after.people["s99"] = after.people["s05"]._replace(
        key="s99", upi="us99", mis_id="199", upn=None, username="u99", email=None, forename="New",
        start_date="2026-10-19",
    )  # fmt: skip
    comparison = compared_clean(before, after)
    assert comparison.findings == []
    assert comparison.kinds[Kind.STUDENTS].explained == 3


def test_a_school_year_that_the_mis_has_not_turned_is_held() -> None:
    comparison = compared_clean(CleanSchool(), CleanSchool(), days=340)
    assert comparison.expected_steps == 1
    assert comparison.steps == 0
    assert codes(comparison) == {"not-rolled-over": 24}
    assert comparison.verdict == "held"
    assert exit_level(comparison) == 2


def test_two_summers_at_once_are_two_years_up() -> None:
    before, after = CleanSchool(), CleanSchool()
    for key, person in before.people.items():
        if person.year_label == "8":
            before.change(key, year_label="9")
            del after.people[key]
            after.leave(key)
        elif person.year_label == "7":
            after.change(key, year_label="9")
    comparison = compared_clean(before, after, days=740)
    assert comparison.steps == comparison.expected_steps == 2
    assert comparison.findings == []
    assert comparison.leavers_by_year() == {9: 12}
    assert comparison.kinds[Kind.STUDENTS].reasons == {Reason.PROMOTED: 12, Reason.LEFT_AT_END: 12}


def test_another_school_is_told_apart_from_another_mis() -> None:
    one, other = (school_for(SchoolSpec(students=200, seed=seed, dirt=False)) for seed in (1, 2))
    with roster_of(one, JULY) as a, roster_of(other, SEPTEMBER) as b:
        comparison = compare_snapshots(taken(a), taken(b))
    assert comparison.held[0].code == "another-school", "the other reasons follow from it"
    assert comparison.found("another-school")
    assert not comparison.found("mis-change")
    assert comparison.verdict == "held"


def test_a_change_of_mis_is_recognised_and_people_are_matched_by_upn() -> None:
    september = next_september(school_for(SchoolSpec(students=600, seed=6, dirt=False)))
    spoil(september, "student-new", "student-new", "student-gone")
    spoil(september, "mis-change")
    with compared(september) as outcome:
        comparison = outcome.comparison
        change = comparison.mis_change
        assert change is not None
        assert comparison.verdict == "held"
        assert {hold.code for hold in comparison.held} == {"mis-change"}
        # Students by their UPN, staff, who have none, by e-mail.
        assert set(change.matched) == {"upn", "email"}
        assert change.matched["upn"] > 400
        assert change.matched["email"] > 40
        # Who is new without a reason and who is gone without one: to be matched by hand.
        assert len(change.unmatched_now) == 2
        assert len(change.unmatched_then) == 1
        assert comparison.steps == 1
        document = comparison_document(comparison)
        assert document["mis_change"]["unmatched"] == {"now": 2, "then": 1}


def test_an_mis_change_without_upns_leaves_students_to_be_matched_by_name_and_birth() -> None:
    names = frozenset(p.name for p in all_permissions()) - {"Students upn read"}
    september = next_september(school_for(SchoolSpec(students=400, seed=6, dirt=False)))
    spoil(september, "mis-change")
    with compared(september, Access(names), Access(names)) as outcome:
        change = outcome.comparison.mis_change
        assert change is not None
        assert set(change.matched) == {"who", "email"}


@pytest.mark.parametrize("phase", ["secondary", "primary"])
def test_a_baseline_from_a_report_serves_for_wonde_and_for_next_years_report(
    phase: str, tmp_path: Path
) -> None:
    september = next_september(school_for(SchoolSpec(students=500, seed=3, phase=phase, dirt=False)))
    with (
        report(september.before, tmp_path / "a", JULY) as before,
        report(september.after, tmp_path / "b", SEPTEMBER) as after,
        roster_of(september.after, SEPTEMBER) as wonde,
    ):
        same = compare_snapshots(taken(before), taken(after))
        other = compare_snapshots(taken(before), taken(wonde))
    assert (same.verdict, same.findings) == ("pass", [])
    assert (other.verdict, other.findings) == ("pass", [])
    assert other.kinds[Kind.STUDENTS].explained == same.kinds[Kind.STUDENTS].explained
    assert same.not_compared == []
    assert "student.upi" in other.not_compared
    assert exit_level(same) == 0
    assert exit_level(other) == 1, "passed, and something could not be compared"


def report(school: School, folder: Path, when: object) -> Roster:
    write_report(school, folder)
    return load_report([folder / "students.csv", folder / "staff.csv"], now=when)  # type: ignore[arg-type]


def test_a_field_that_is_no_longer_shared_is_not_taken_for_a_change_of_everyone() -> None:
    everything = frozenset(p.name for p in all_permissions())
    school = school_for(SchoolSpec(students=200, seed=2, dirt=False))
    less = Access(everything - {"Students email read"})
    with roster_of(school, JULY) as a, roster_of(school, JULY, less) as b:
        comparison = compare_snapshots(taken(a), taken(b))
        more = compare_snapshots(taken(b), taken(a))
    # Without the list of permissions it can't be told from a column that was emptied.
    assert codes(comparison) == {"field-emptied": 200}
    assert comparison.kinds[Kind.STUDENTS].changed == 0
    assert comparison.not_compared == ["student.email"]
    # The other way round it has come to be shared: nothing to hold for.
    assert (more.verdict, more.findings) == ("pass", [])


def test_the_document_is_the_contract_and_names_nobody() -> None:
    september = next_september(school_for(SchoolSpec(students=400, seed=4, dirt=False)))
    accidents = spoil(september, "staff-gone", "swapped", "student-gone", "listed-again")
    with compared(september) as outcome:
        document = comparison_document(outcome.comparison)
        told = outcome.told()
        people = {**{s.id: s for s in september.after.students}}
    assert told == planted(accidents)
    assert document["verdict"] == "held"
    assert set(document["kinds"]) == {"students", "staff", "groups", "classes", "memberships"}
    for tally in document["kinds"].values():
        assert {"added", "removed", "changed", "explained"} <= set(tally)
        assert tally["explained"] <= tally["added"] + tally["removed"] + tally["changed"]
    assert {entry["code"] for entry in document["held"]} >= {"limit", "swapped"}
    for entry in document["held"]:
        assert entry["title"]
        assert entry["next"]
    assert set(document["answers"]) == {
        "who_is_told", "once_or_until", "did_anything_pass", "where_logged", "what_to_press",
    }  # fmt: skip
    text = repr(document)
    for student in people.values():
        assert student.id not in text
        assert f"'{student.surname}'" not in text


def test_years_have_names() -> None:
    assert [year_name(year) for year in (-2, 0, 7, NO_YEAR)] == ["Nursery", "Reception", "Year 7", "no year"]


def test_everything_is_compared_when_everything_is_shared() -> None:
    school = school_for(SchoolSpec(students=150, seed=9))
    with roster_of(school, JULY, EVERYTHING) as a, roster_of(school, JULY, EVERYTHING) as b:
        comparison = compare_snapshots(taken(a), taken(b))
    assert comparison.not_compared == []
    assert comparison.findings == []
