"""A simulated September is explained down to exactly its accidents; an ordinary one passes without a hold."""

from __future__ import annotations

import pytest

from app.formats.identifiers import parse_year
from app.practice.access import Access
from app.practice.accidents import ACTS, THIRTY, single, spoil, thirty_accidents, whole
from app.practice.school import SchoolSpec
from app.practice.september import Habit, September, next_september
from app.roster.comparison.limits import finding_codes
from app.roster.comparison.result import Kind
from tests.fakes.practice import school_for
from tests.fakes.septembers import compared, planted

PHASES = ("secondary", "primary", "all-through")
SEEDS = (3, 8, 13)
"""Each brings another habit of the MIS with it."""


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("habit", list(Habit))
def test_an_ordinary_september_is_explained_to_the_last_person(phase: str, habit: Habit) -> None:
    school = school_for(SchoolSpec(students=700, seed=5, phase=phase, dirt=False))
    with compared(next_september(school, habit)) as outcome:
        comparison = outcome.comparison
        assert comparison.verdict == "pass"
        assert comparison.findings == []
        assert comparison.steps == comparison.expected_steps == 1
        for kind, tally in comparison.kinds.items():
            assert tally.unexplained == 0, kind
            assert tally.explained == tally.added + tally.removed + tally.changed == tally.reasons.total()
        students = comparison.kinds[Kind.STUDENTS]
        assert students.added > 50
        assert students.removed > 30
        assert students.changed > 500
        assert comparison.kinds[Kind.STAFF].added == comparison.kinds[Kind.STAFF].removed > 0
        assert comparison.kinds[Kind.MEMBERSHIPS].changed > 2000


def what_dirt_brings(september: September) -> dict[str, set[str]]:
    """Who stood in the wrong year before and stands in the right one now did not move up with it; and of who
    has left, those of no year or of a wrong one can't be told to have left at the end of the last."""
    here = {student.id for student in september.after.students}
    gone = {
        s.id
        for s in september.before.students
        if s.id not in here
        and s.leaving_date is None
        and (s.year_group is None or parse_year(s.year_label or "") not in (parse_year(s.year), None))
    }
    return {code: ids for code, ids in (("kept-back", set(september.mended)), ("student-gone", gone)) if ids}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", SEEDS)
def test_believable_dirt_on_both_sides_holds_nothing(phase: str, seed: int) -> None:
    september = next_september(school_for(SchoolSpec(students=900, seed=seed, phase=phase)))
    with compared(september) as outcome:
        assert outcome.comparison.verdict == "pass"
        assert outcome.told() == what_dirt_brings(september)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("seed", SEEDS)
def test_thirty_accidents_are_told_and_nothing_else(phase: str, seed: int) -> None:
    september = next_september(school_for(SchoolSpec(students=900, seed=seed, phase=phase, dirt=False)))
    accidents = thirty_accidents(september)
    assert len(accidents) == sum(times for _, times in THIRTY) == 30
    with compared(september) as outcome:
        assert outcome.told() == planted(accidents)
        assert outcome.comparison.verdict == "held"
        held = {(hold.code, hold.kind) for hold in outcome.comparison.held}
        assert held >= {
            ("limit", Kind.STAFF), ("year-gone", Kind.STUDENTS), ("swapped", Kind.STUDENTS),
            ("id-reused", Kind.STUDENTS),
        }  # fmt: skip
        # What has nothing to do with an accident is explained as ever.
        assert outcome.comparison.kinds[Kind.STUDENTS].explained > 600
        assert outcome.comparison.kinds[Kind.CLASSES].loose_added == 0


def test_thirty_accidents_in_a_school_with_dirt_are_told_beside_what_was_mended() -> None:
    september = next_september(school_for(SchoolSpec(students=900, seed=4)))
    expected = planted(thirty_accidents(september))
    for code, ids in what_dirt_brings(september).items():
        expected.setdefault(code, set()).update(ids)
    with compared(september) as outcome:
        assert outcome.told() == expected


@pytest.mark.parametrize(
    ("phase", "name"),
    [(phase, name) for name in whole.ACTS for phase in PHASES]
    + [("secondary", name) for name in single.ACTS],
)
def test_each_accident_by_itself_is_told_exactly(phase: str, name: str) -> None:
    september = next_september(school_for(SchoolSpec(students=400, seed=5, phase=phase, dirt=False)))
    accidents = spoil(september, name)
    with compared(september) as outcome:
        assert outcome.told() == planted(accidents)
        held = {hold.code for hold in outcome.comparison.held}
    # A house, a subject or a single person is for a list; ids that are another's, and whole cohorts, hold.
    for_a_list = set(single.ACTS) - {"swapped", "id-reused", "username-moved"} | {
        "group-gone",
        "subject-gone",
    }
    if name in for_a_list:
        assert held <= {"limit"}
    elif name == "staff-gone":
        assert held == ({"limit"} if len(accidents[0].ids) >= 5 else set())
    else:
        assert name in held


def test_without_dates_of_birth_accidents_are_told_all_the_same() -> None:
    """As schools share at first: what only a date of birth shows is not among them."""
    september = next_september(school_for(SchoolSpec(students=900, seed=3, dirt=False)))
    names = [name for name, times in THIRTY for _ in range(times) if name != "born-changed"]
    accidents = spoil(september, *names)
    with compared(september, Access.at_first(), Access.at_first()) as outcome:
        assert outcome.told() == planted(accidents)


def test_every_accident_has_its_finding() -> None:
    codes = set(finding_codes())
    named = {name if name != "teacher-lost-classes" else "lost-classes" for name in ACTS}
    assert named <= codes
