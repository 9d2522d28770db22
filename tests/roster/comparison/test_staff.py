"""Staff whom a report can't tell of are not taken for gone; staff who really are gone hold everything."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app.practice.report import write_report
from app.practice.school import School, SchoolSpec
from app.practice.september import September, next_september
from app.roster.baseline.snapshot import STAFF, Snapshot
from app.roster.comparison.compare import compare_snapshots
from app.roster.comparison.document import comparison_document, exit_level
from app.roster.comparison.result import Comparison, Kind
from app.roster.comparison.staff import without_staff
from app.roster.sources import load_report
from tests.fakes.practice import school_for
from tests.fakes.practice_rosters import roster_of
from tests.fakes.septembers import JULY, SEPTEMBER, taken

BOTH = ("students.csv", "staff.csv")
STUDENTS = ("students.csv",)


@pytest.fixture(scope="module")
def september() -> September:
    return next_september(school_for(SchoolSpec(students=300, seed=3, dirt=False)))


def reported(school: School, folder: Path, files: tuple[str, ...], when: datetime) -> Snapshot:
    write_report(school, folder)
    with load_report([folder / name for name in files], now=when) as roster:
        return taken(roster)


def test_staff_that_a_report_lacks_are_told_of_once_and_hold_nothing(
    september: September, tmp_path: Path
) -> None:
    then = reported(september.before, tmp_path / "a", BOTH, JULY)
    staff = then.people.kind.count(STAFF)
    for now in (
        reported(september.after, tmp_path / "b", STUDENTS, SEPTEMBER),
        reported(september.before, tmp_path / "c", STUDENTS, JULY),
    ):
        comparison = compare_snapshots(then, now)
        assert (comparison.verdict, comparison.findings) == ("pass", [])
        assert comparison.not_compared == ["staff"]
        assert exit_level(comparison) == 1, "passed, and something could not be compared"
        assert all(tally.unexplained == 0 for tally in comparison.kinds.values())
        told = comparison_document(comparison)["kinds"]
        assert told["staff"]["note"].startswith(
            f"Staff were not compared: this report lists none, and the baseline has {staff}."
        )
        assert {kind for kind, tally in told.items() if not tally["compared"]} == {"staff"}
        assert (told["staff"]["then"], told["staff"]["now"], told["staff"]["removed"]) == (staff, 0, 0)


def test_staff_that_the_baseline_lacks_are_told_of_once_too(september: September, tmp_path: Path) -> None:
    then = reported(september.before, tmp_path / "a", STUDENTS, JULY)
    comparison = compare_snapshots(then, reported(september.after, tmp_path / "b", BOTH, SEPTEMBER))
    assert (comparison.verdict, comparison.findings, comparison.not_compared) == ("pass", [], ["staff"])
    assert "the baseline has none" in comparison.note_on(Kind.STAFF)


@pytest.mark.parametrize("kept", [slice(0, 1), slice(1, None)], ids=["no rows", "no headings"])
def test_a_list_of_staff_that_gives_none_holds(september: September, tmp_path: Path, kept: slice) -> None:
    then = reported(september.before, tmp_path / "a", BOTH, JULY)
    write_report(september.after, tmp_path / "b")
    listed = tmp_path / "b" / "staff.csv"
    lines = listed.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    listed.write_text("".join(lines[kept]), encoding="utf-8-sig")
    with load_report([tmp_path / "b" / name for name in BOTH], now=SEPTEMBER) as roster:
        held_for_staff(compare_snapshots(then, taken(roster)))


def test_wonde_without_any_staff_holds(september: September) -> None:
    after = next_september(school_for(SchoolSpec(students=300, seed=3, dirt=False))).after
    after.staff.clear()
    with roster_of(september.before, JULY) as one, roster_of(after, SEPTEMBER) as other:
        held_for_staff(compare_snapshots(taken(one), taken(other)))


def held_for_staff(comparison: Comparison) -> None:
    assert comparison.verdict == "held"
    assert ("limit", Kind.STAFF) in {(hold.code, hold.kind) for hold in comparison.held}
    assert comparison.staff is None
    assert comparison.found("staff-gone")


def test_without_staff_every_student_keeps_their_groups(september: September, tmp_path: Path) -> None:
    whole = reported(september.before, tmp_path / "a", BOTH, JULY)
    part = without_staff(whole)
    groups = {key: n for n, key in enumerate(whole.groups.key)}
    people = {hashes: n for n, hashes in enumerate(whole.people.hashes)}
    assert len(part.people) == whole.people.kind.count(0)
    for n, hashes in enumerate(part.people.hashes):
        before = whole.memberships.of(people[hashes]).tolist()
        assert [groups[part.groups.key[group]] for group in part.memberships.of(n)] == before
    assert not any(
        staff and not students
        for students, staff in zip(part.groups.students, part.groups.staff, strict=True)
    )
