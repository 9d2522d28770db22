"""A small school without a fault, to be spoiled in one place: the ground on which rules are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.formats.identifiers import upn_check_letter
from app.formats.records import CLASS, Group, Membership, Person
from app.roster.database import Roster, RosterBuilder
from app.roster.facts import LoadFacts, Origin, PermissionSeen, SourceKind
from app.roster.people import PeopleQuery

WHEN = datetime(2026, 10, 1, 12, tzinfo=UTC)
WONDE = LoadFacts(Origin(SourceKind.WONDE, WHEN), permissions=())
REPORT = LoadFacts(
    Origin(SourceKind.REPORT, WHEN),
    present={
        "student": frozenset({"forename", "surname", "year", "classes"}),
        "staff": frozenset(),
        "group": frozenset({"name"}),
        "class": frozenset({"name"}),
    },
)
"""A report of students with names, years and classes, and nothing else."""
STUDENTS = 24
_NAMES = (
    "Ada", "Bo", "Cai", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jem", "Kit", "Lou", "Max", "Nia", "Oli",
    "Pip", "Quin", "Rae", "Sid", "Tia", "Una", "Viv", "Wes", "Zoë",
)  # fmt: skip


def upn_of(number: int) -> str:
    """A valid UPN of no real school."""
    body = f"304990020{number:03d}"
    return upn_check_letter(body) + body


def _student(number: int) -> Person:
    year = "7" if number % 2 else "8"
    born = f"{2015 - int(year) + 7}-{number % 8 + 1:02d}-15"
    return Person(
        f"s{number:02d}", "student", forename=_NAMES[number], surname="Byte", date_of_birth=born,
        upi=f"us{number:02d}", mis_id=f"1{number:02d}", upn=upn_of(number),
        admission_number=f"00{number:02d}",
        username=f"u{number}", email=f"s{number}@students.school.example", year_label=year,
        start_date="2024-09-03",
    )  # fmt: skip


def _teacher(number: int) -> Person:
    return Person(
        f"e{number}", "staff", title="Ms", forename="Tam", surname=f"Sample{number}", upi=f"ue{number}",
        mis_id=f"9{number:02d}", username=f"t{number}", email=f"t{number}@school.example", teaching=1,
        staff_code=f"TS{number}", date_of_birth="1980-05-05", start_date="2015-09-01",
    )  # fmt: skip


class CleanSchool:
    """24 students of two years in four classes, two teachers. Change what a case needs, then `seal()`."""

    def __init__(self) -> None:
        self.people = {person.key: person for person in map(_student, range(STUDENTS))}
        self.people.update({person.key: person for person in map(_teacher, range(2))})
        self.extra: list[Person] = []
        """People added after the others, whatever their key."""
        rows = [Group("y7", "YEAR", "Year 7", "7"), Group("y8", "YEAR", "Year 8", "8")]
        rows += [Group("r7", "REGISTRATION", "7A"), Group("r8", "REGISTRATION", "8A")]
        rows += [
            Group(f"c{year}{word}", CLASS, f"{year}/{word}", subject=word) for year in "78" for word in "ab"
        ]
        self.groups = {group.key: group for group in rows}
        self.more_groups: list[Group] = []
        self.members = [
            Membership(key, "student", f"{word}{person.year_label}{half}", type_)
            for key, person in self.people.items()
            if person.kind == "student"
            for word, half, type_ in (
                ("y", "", "YEAR"), ("r", "", "REGISTRATION"), ("c", "a", CLASS), ("c", "b", CLASS),
            )
        ]  # fmt: skip
        self.members += [
            Membership(f"e{n}", "staff", f"c{year}{word}", CLASS, "teacher")
            for n, word in enumerate("ab")
            for year in "78"
        ]
        self.facts = WONDE

    def seal(self) -> Roster:
        builder = RosterBuilder()
        builder.add_people([*self.people.values(), *self.extra])
        builder.add_groups([*self.groups.values(), *self.more_groups])
        builder.add_memberships(self.members)
        return builder.seal(self.facts)

    def change(self, key: str, **values: object) -> None:
        """Gives one person other values."""
        changed: Any = values
        self.people[key] = self.people[key]._replace(**changed)

    def change_all(self, kind: str, **values: object) -> None:
        """Gives everyone of a kind the same values."""
        for key, person in self.people.items():
            if person.kind == kind:
                self.change(key, **values)

    def group(self, key: str, **values: object) -> None:
        """Gives one group other values."""
        changed: Any = values
        self.groups[key] = self.groups[key]._replace(**changed)

    def add_class(self, key: str, *members: str, name: str | None = None) -> None:
        """Adds a class taught by e0 with these students."""
        self.groups[key] = Group(key, CLASS, name or f"class {key}")
        self.join(key, "e0")
        for member in members:
            self.join(key, member)

    def join(self, group: str, person: str, role: str = "") -> None:
        """Puts somebody into a group."""
        kind = self.people[person].kind
        usual = "learner" if kind == "student" else "teacher"
        self.members.append(Membership(person, kind, group, self.groups[group].type, role or usual))

    def leave(self, *people: str, only: Callable[[Membership], bool] = lambda row: True) -> None:
        """Takes people's memberships away."""
        self.members = [row for row in self.members if row.person_key not in people or not only(row)]

    def drop_people(self, kind: str) -> None:
        """Takes out everyone of a kind with their memberships."""
        self.people = {key: person for key, person in self.people.items() if person.kind != kind}
        self.members = [row for row in self.members if row.person_kind != kind]

    def drop_groups(self, *types: str) -> None:
        """Takes out groups of some types with their memberships."""
        self.groups = {key: group for key, group in self.groups.items() if group.type not in types}
        self.members = [row for row in self.members if row.group_type not in types]

    def facts_with(self, **values: object) -> None:
        """Changes what the loader knew."""
        changed: Any = values
        self.facts = replace(self.facts, **changed)

    def refused(self, *permissions: str) -> None:
        """Lets Wonde say that these permissions are not approved."""
        self.facts_with(permissions=tuple(PermissionSeen(name, "", False, True) for name in permissions))

    def from_report(self) -> None:
        """As if it came from a report of students' names, years and classes."""
        self.facts = REPORT


def found(roster: Roster) -> dict[str, set[str]]:
    """Every issue with the keys of its people and groups."""
    told: dict[str, set[str]] = {}
    for issue in roster.issues():
        people = roster.people(roster.people_ids(PeopleQuery(issue=issue.code)))
        told[issue.code] = {view.key for view in people} | {
            group.key for group in roster.issue_groups(issue.code)
        }
    return told


Spoil = Callable[[CleanSchool], object]
"""What makes a clean school a case."""


def issues_of(spoil: Spoil) -> dict[str, set[str]]:
    """What the rules find after one change; frees the roster."""
    school = CleanSchool()
    spoil(school)
    with school.seal() as roster:
        return found(roster)


def counts_of(spoil: Spoil) -> dict[str, int]:
    """How often each issue occurs after one change."""
    school = CleanSchool()
    spoil(school)
    with school.seal() as roster:
        return {issue.code: issue.count for issue in roster.issues()}


def together(*spoils: Spoil) -> Spoil:
    """Several changes as one."""

    def spoil(school: CleanSchool) -> None:
        for one in spoils:
            one(school)

    return spoil


def changed(key: str, **values: object) -> Spoil:
    """A change of one person."""
    return lambda school: school.change(key, **values)
