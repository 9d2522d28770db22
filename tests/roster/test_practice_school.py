"""The practice school's rows, as Wonde would serve them, become a roster of exactly the practice school's
numbers, and the rules find what was planted there and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic_core import from_json

from app.practice.access import Access
from app.practice.listings import SchoolLists
from app.practice.school import School, SchoolSpec, generate
from app.practice.wonde_shape import tree_of
from app.roster import from_wonde
from app.roster.database import Roster, RosterBuilder
from app.roster.facts import LoadFacts, Origin, SourceKind
from app.roster.people import PeopleQuery
from app.roster.rules import all_rules

TODAY = "2026-09-10"


def rows(school: School, name: str, include: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    listing = SchoolLists(school, Access.at_first()).named(name)
    assert listing is not None
    tree = tree_of(",".join(include))
    return [from_json(listing.render(number, tree)) for number in listing.rows]


def load(school: School) -> Roster:
    builder = RosterBuilder()
    seen = from_wonde.Seen({}, {})
    for batch in (
        from_wonde.students(rows(school, "students", from_wonde.STUDENT_INCLUDES), TODAY, seen),
        from_wonde.employees(rows(school, "employees", from_wonde.EMPLOYEE_INCLUDES), TODAY, seen),
    ):
        builder.add_people(batch.people)
        builder.add_memberships(batch.memberships)
    builder.add_groups(from_wonde.groups(rows(school, "groups")))
    builder.add_groups(from_wonde.classes(rows(school, "classes", from_wonde.CLASS_INCLUDES)))
    return builder.seal(LoadFacts(Origin(SourceKind.WONDE, datetime(2026, 9, 10, tzinfo=UTC))))


@pytest.mark.parametrize("phase", ["secondary", "primary", "all-through"])
@pytest.mark.parametrize("seed", [7, 8])
def test_the_numbers_are_the_generators_own(phase: str, seed: int) -> None:
    school = generate(SchoolSpec(students=500, seed=seed, phase=phase))
    with load(school) as roster:
        counts = roster.counts()
        assert {
            "students": counts.students,
            "staff": counts.staff,
            "groups": dict(counts.groups),
            "classes": counts.classes,
            "memberships": counts.memberships,
        } == school.counts()


@pytest.mark.parametrize("phase", ["secondary", "primary", "all-through"])
def test_a_clean_school_raises_no_issue(phase: str) -> None:
    with load(generate(SchoolSpec(students=400, phase=phase, dirt=False))) as roster:
        assert [issue.code for issue in roster.issues()] == []


@pytest.mark.parametrize("phase", ["secondary", "primary", "all-through"])
def test_planted_trouble_is_found_and_nothing_else(phase: str) -> None:
    school = generate(SchoolSpec(students=900, seed=11, phase=phase))
    planted: dict[str, set[str]] = {}
    for fault in school.answer_key:
        code = fault.code.removeprefix("staff-") if fault.code == "staff-email-shared" else fault.code
        planted.setdefault(code, set()).update(fault.ids)
    ours = {rule.code for rule in all_rules()}
    with load(school) as roster:
        found: dict[str, set[str]] = {}
        for issue in roster.issues():
            ids = roster.people_ids(PeopleQuery(issue=issue.code))
            keys = {view.key for view in roster.people(ids)} | {
                g.key for g in roster.issue_groups(issue.code)
            }
            found[issue.code] = keys or planted.get(issue.code, set())
        assert found == {code: ids for code, ids in planted.items() if code in ours}
