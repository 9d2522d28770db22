"""The practice school's rows, as Wonde would serve them, become a roster of exactly the practice school's
numbers, and the rules find what was planted there and nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.practice.access import Access
from app.practice.content import dirt_kinds
from app.practice.dirt import ACTS
from app.practice.school import School, SchoolSpec, generate
from app.roster.rules import all_rules
from tests.fakes.clean_school import found
from tests.fakes.practice_rosters import WHEN, roster_of

PHASES = ("secondary", "primary", "all-through")


def planted(school: School) -> dict[str, set[str]]:
    """The answer key, by rule."""
    key: dict[str, set[str]] = {}
    for fault in school.answer_key:
        key.setdefault(fault.code, set()).update(fault.ids)
    return key


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", [7, 8])
def test_the_numbers_are_the_generators_own(phase: str, seed: int) -> None:
    school = generate(SchoolSpec(students=500, seed=seed, phase=phase))
    with roster_of(school) as roster:
        counts = roster.counts()
        assert {
            "students": counts.students,
            "staff": counts.staff,
            "groups": dict(counts.groups),
            "classes": counts.classes,
            "memberships": counts.memberships,
        } == school.counts()


@pytest.mark.parametrize("phase", PHASES)
def test_a_clean_school_raises_no_issue(phase: str) -> None:
    with roster_of(generate(SchoolSpec(students=400, phase=phase, dirt=False))) as roster:
        assert [issue.code for issue in roster.issues()] == []
        assert roster.not_judged() == ()


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", [7, 11, 4711])
def test_all_planted_trouble_is_found_and_nothing_else(phase: str, seed: int) -> None:
    """Precision and recall of every rule are 1: the rows it names are those of the answer key."""
    school = generate(SchoolSpec(students=1200, seed=seed, phase=phase))
    key = planted(school)
    with roster_of(school) as roster:
        told = found(roster)
    # What dangles is a membership of somebody with a class that is not there: the person is named.
    assert told == key
    assert {kind.code for kind in dirt_kinds()} <= set(told), "something was not planted at all"


@pytest.mark.parametrize("when", [WHEN.replace(day=7), WHEN.replace(year=2027, month=8, day=31)])
def test_it_is_so_in_the_first_week_of_the_school_year_and_on_its_last_day(when: datetime) -> None:
    school = generate(SchoolSpec(students=600, seed=3, phase="all-through"))
    with roster_of(school, when) as roster:
        assert found(roster) == planted(school)


@pytest.mark.parametrize("phase", PHASES)
def test_with_less_shared_nothing_is_found_that_is_not_there(phase: str) -> None:
    """As schools share at first: no dates of birth, so that what needs one can't be judged."""
    school = generate(SchoolSpec(students=1200, seed=7, phase=phase))
    with roster_of(school, access=Access.at_first()) as roster:
        told, blind = found(roster), set(roster.not_judged())
    key = planted(school)
    by_birth = {rule.code for rule in all_rules() if rule.title in blind} | {"rule-needs-withheld"}
    assert by_birth >= {"dob-missing", "dob-not-fitting-year", "listed-twice"}
    # Without dates of birth, who is listed twice can only be said to have the same name.
    same = key.pop("same-name-in-year") | key.pop("listed-twice")
    assert told.pop("same-name-in-year") == same
    assert {code: ids for code, ids in told.items() if code not in by_birth} == {
        code: ids for code, ids in key.items() if code not in by_birth
    }


NOT_IN_WONDES_ROWS = {
    "person-without-key": "every row of Wonde has an id",
    "person-key-taken": "an id that comes twice is one row to the reader of pages",
    "group-without-key": "every row has an id",
    "group-key-taken": "an id that comes twice is one row",
    "key-too-long": "Wonde's ids are short",
    "mis-id-shared": "an MIS report could not tell the two apart, and its numbers would not be the school's",
    "title-blank": "a report tells classes by their names",
    "title-shared": "a report tells classes by their names",
    "student-in-two-registration-groups": "a report has one column for it",
    "role-contradicts": "who is a learner follows from the list a person is in",
    "membership-key-collides": "Wonde's ids are of one length",
    "hierarchy-orphan": "Wonde does not say what stands under what",
    "hierarchy-cycle": "Wonde does not say what stands under what",
    "school-under-school": "Wonde does not say what stands under what",
}
"""Rules on single rows that have no planted case, and why; their cases are in tests of the rules."""


def test_every_rule_on_rows_has_a_planted_case_or_a_reason_why_not() -> None:
    codes = {kind.code for kind in dirt_kinds()} | {kind.brings for kind in dirt_kinds()} - {None}
    of_the_load = {
        rule.code for rule in all_rules() if rule.code.startswith("no-") or rule.code.endswith("withheld")
    } | {"kind-unreadable", "count-differs", "values-left-out", "staff-not-in-source"}
    left = {rule.code for rule in all_rules()} - codes - of_the_load - {"dual-role"}
    assert left == set(NOT_IN_WONDES_ROWS)
    assert {kind.act for kind in dirt_kinds()} == set(ACTS)
