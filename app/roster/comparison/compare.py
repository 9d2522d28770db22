"""Compares a roster with a baseline: matching, the new school year, what is left, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.guidance.permissions import permission_fields
from app.roster.baseline.keeping import Baseline
from app.roster.baseline.snapshot import KINDS, NO_YEAR, STUDENT, Snapshot
from app.roster.baseline.taking import take
from app.roster.comparison.details import DetailChanges
from app.roster.comparison.groups import GroupChanges
from app.roster.comparison.limits import judge, title_of
from app.roster.comparison.matching import NOBODY, Matched, match_people
from app.roster.comparison.memberships import MembershipChanges
from app.roster.comparison.notes import Notes
from app.roster.comparison.people import PeopleChanges
from app.roster.comparison.result import Comparison, Finding, Kind, MisChange
from app.roster.comparison.rollover import Rollover, find_rollover
from app.roster.comparison.staff import staff_not_compared, without_staff
from app.roster.database import Roster


def compare(roster: Roster, baseline: Baseline) -> Comparison:
    """Today's roster against a baseline. Blocks for a few seconds per 100,000 people. Raises RosterClosed,
    ContentError."""
    return compare_snapshots(baseline.snapshot, take(roster, baseline.key))


def compare_snapshots(then: Snapshot, now: Snapshot) -> Comparison:
    """Two snapshots under one key, the earlier first."""
    staff = staff_not_compared(then, now)
    if staff is not None:
        then, now = without_staff(then), without_staff(now)
    notes = Notes()
    matched = match_people(then, now)
    rollover = find_rollover(then, now, matched.pairs())
    people = PeopleChanges(then, now, matched, rollover, notes)
    groups = GroupChanges(then, now, matched, rollover, notes)
    details = DetailChanges(then, now, matched, people, notes)
    people.run()
    groups.run()
    details.run()
    MembershipChanges(then, now, matched, rollover, people, groups, notes).run()
    _note_the_whole(then, now, matched, rollover, notes)
    if staff is not None:
        tally = notes.tallies[Kind.STAFF]
        tally.then, tally.now = staff.then, staff.now
    comparison = Comparison(
        then=then,
        now=now,
        steps=rollover.steps,
        expected_steps=rollover.expected,
        kinds=notes.tallies,
        findings=notes.findings(),
        joiners=sorted(people.why_new),
        leavers=sorted(people.why_gone),
        mis_change=_mis_change(matched, people) if matched.new_ids else None,
        not_compared=[
            *([str(Kind.STAFF)] if staff is not None else []),
            *(f"{kind}.{name}" for kind, name in details.not_compared),
        ],
        staff=staff,
    )
    comparison.held = judge(comparison, finding_titles(comparison.findings))
    return comparison


def _note_the_whole(
    then: Snapshot, now: Snapshot, matched: Matched, rollover: Rollover, notes: Notes
) -> None:
    students = now.people.kind.count(STUDENT)
    again = sum(n != NOBODY for n in matched.now_of)
    if then.people.hashes and not again:
        notes.count("another-school", Kind.STUDENTS, students)
    elif matched.new_ids:
        notes.count("mis-change", Kind.STUDENTS, students)
    if rollover.expected > rollover.steps and again:
        notes.count("not-rolled-over", Kind.STUDENTS, students)


def _mis_change(matched: Matched, people: PeopleChanges) -> MisChange:
    by: dict[str, int] = {}
    for how in matched.how.values():
        by[how] = by.get(how, 0) + 1
    return MisChange(
        matched=dict(sorted(by.items())),
        unmatched_now=tuple(n for n, reason in people.why_new.items() if reason is None),
        unmatched_then=tuple(n for n, reason in people.why_gone.items() if reason is None),
    )


def finding_titles(findings: Sequence[Finding]) -> list[str]:
    """Each finding in one line, for people; two of one title say of which kind they are."""
    titles = [title_of(found, year=year_name(found.year), field=field_name(found)) for found in findings]
    times = Counter(titles)
    return [
        title if times[title] == 1 else f"{title}: {found.kind}"
        for found, title in zip(findings, titles, strict=True)
    ]


def year_name(year: int) -> str:
    """ "Reception", "Nursery" or "Year 7"."""
    if year == NO_YEAR:
        return "no year"
    return "Reception" if year == 0 else "Nursery" if year < 0 else f"Year {year}"


def field_name(finding: Finding) -> str:
    """The detail or the kind of group that a finding is about, as people call it; "" where it is a hash."""
    if finding.of_groups or finding.code.endswith("-group"):
        return finding.field.capitalize() if finding.field.isupper() else ""
    kind = KINDS[0] if finding.kind is Kind.STUDENTS else KINDS[1]
    titles = {entry.field: entry.title for entry in permission_fields() if entry.kind == kind}
    return titles.get(finding.field, finding.field.replace("_", " ").capitalize())
