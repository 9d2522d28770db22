"""The hierarchy and courses as they would be set up, with how many people each holds.

School, then years with the registration groups whose students are mostly of that year, then houses, then
courses by subject. A school without classes (many primaries) has its registration groups stand in as
courses, and the tree says so. Every count is of distinct people.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.formats.identifiers import parse_year
from app.formats.records import CLASS
from app.roster import queries
from app.roster.database import Roster
from app.roster.mapping import Mapping
from app.roster.people import GroupView


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One line of the tree."""

    title: str
    type: str
    """For people: School, Year, Registration group, House, Subject, Course…"""
    students: int
    """`NOT_COUNTED` for a heading over groups that have nothing else in common; so for staff."""
    staff: int
    children: tuple[TreeNode, ...] = ()
    group_id: int | None = None
    note: str = ""
    """What was assumed here, or ""."""


@dataclass(frozen=True, slots=True)
class SetUpCounts:
    """How many groups and courses a tree has, and in how many levels the groups stand."""

    groups: int
    levels: int
    courses: int
    taken: int
    """Groups and classes of the source that are in it, each once."""


_CHUNK = 500
NOT_COUNTED = -1
COURSES = "Courses"
NO_CLASSES = "There are no classes, so registration groups stand in as courses."
REGISTRATION = "Registration group"
_TYPES = {"YEAR": "Year", "REGISTRATION": REGISTRATION, "HOUSE": "House", CLASS: "Course"}


def build_tree(roster: Roster, mapping: Mapping | None = None) -> TreeNode:
    """The whole tree, in the order to show. Blocks for a few milliseconds: call it on a worker thread."""
    chosen = mapping or Mapping()
    with roster.reading() as db:
        return _Tree(db, roster, chosen).build()


def set_up_counts(top: TreeNode) -> SetUpCounts:
    """What the set-up that a whole tree shows comes to. Headings count as nothing."""
    groups = [node for node in top.children if node.type != COURSES]
    courses = [node for node in top.children if node.type == COURSES]
    made = [node for node in _within(groups) if node.group_id is not None or node.type == _TYPES["YEAR"]]
    taught = [node for node in _within(courses) if node.group_id is not None]
    taken = {node.group_id for node in (*made, *taught)} - {None}
    return SetUpCounts(len(made), _depth(groups), len(taught), len(taken))


def _within(nodes: Iterable[TreeNode]) -> Iterator[TreeNode]:
    for node in nodes:
        yield node
        yield from _within(node.children)


def _depth(nodes: Iterable[TreeNode]) -> int:
    return max((1 + _depth(node.children) for node in nodes), default=0)


class _Tree:
    def __init__(self, db: sqlite3.Connection, roster: Roster, mapping: Mapping) -> None:
        self._db = db
        self._roster = roster
        self._mapping = mapping
        registration = "REGISTRATION" in mapping.hierarchy
        self._registration = queries.groups(db, ("REGISTRATION",)) if registration else []
        self._homes = self._registration_homes() if "YEAR" in mapping.hierarchy else {}

    def build(self) -> TreeNode:
        counts = self._roster.counts()
        years = self._years()
        branches = [
            *years,
            *self._loose_registration({year.title for year in years}),
            *self._houses(),
            *self._courses(),
        ]
        title = self._roster.school.name or "School"
        return TreeNode(title, "School", counts.students, counts.staff, tuple(branches))

    def _years(self) -> list[TreeNode]:
        if "YEAR" not in self._mapping.hierarchy:
            return []
        groups = queries.groups(self._db, ("YEAR",))
        if groups:
            nodes = [(queries.group_order(_year_name(group)), self._year_node(group)) for group in groups]
            return [node for _, node in sorted(nodes, key=lambda pair: pair[0])]
        return [
            TreeNode(year.label, "Year", year.students, 0, self._registration_under(year.label))
            for year in self._roster.years()
            if year.order is not None
        ]

    def _year_node(self, group: GroupView) -> TreeNode:
        year = parse_year(_year_name(group))
        title = year.title if year else group.title
        under = self._registration_under(title)
        return TreeNode(title, "Year", group.students, group.staff, under, group.id)

    def _registration_under(self, year: str) -> tuple[TreeNode, ...]:
        return tuple(node_of(group) for group in self._registration if self._homes.get(group.id) == year)

    def _registration_homes(self) -> dict[int, str]:
        """Each registration group to the year that more than half of its students are in."""
        rows = self._db.execute(
            "SELECT m.group_id, s.year, count(*), z.students FROM member m JOIN grp g ON g.id = m.group_id"
            " JOIN shown s ON s.id = m.person_id JOIN group_size z ON z.id = g.id"
            " WHERE g.type = 'REGISTRATION' AND s.kind = 'student' AND s.year_order IS NOT NULL"
            " GROUP BY m.group_id, s.year"
        )
        return {group: year for group, year, some, all_ in rows if some * 2 > all_}

    def _loose_registration(self, years: set[str]) -> list[TreeNode]:
        """Registration groups of no one year, as in schools with vertical tutoring."""
        loose = [group for group in self._registration if self._homes.get(group.id) not in years]
        if not loose:
            return []
        title = "Registration groups of several years" if years else "Registration groups"
        return [self._branch(title, loose)]

    def _houses(self) -> list[TreeNode]:
        houses = queries.groups(self._db, ("HOUSE",)) if self._mapping.houses else []
        return [self._branch("Houses", houses)] if houses else []

    def _courses(self) -> list[TreeNode]:
        courses = queries.groups(self._db, self._mapping.courses) if self._mapping.courses else []
        note = ""
        if not courses and self._mapping.courses_without_classes:
            courses = queries.groups(self._db, self._mapping.courses_without_classes)
            note = NO_CLASSES if courses else ""
        if not courses:
            return []
        if not self._mapping.group_by_subject or not any(course.subject for course in courses):
            return [self._branch(COURSES, courses, note)]
        subjects: dict[str, list[GroupView]] = {}
        for course in courses:
            subjects.setdefault(course.subject or "No subject", []).append(course)
        under = tuple(
            self._branch(subject, subjects[subject], type_="Subject")
            for subject in sorted(subjects, key=lambda name: (name == "No subject", name.casefold()))
        )
        students, staff = self._people_in(courses)
        return [TreeNode(COURSES, COURSES, students, staff, under, note=note)]

    def _branch(self, title: str, groups: list[GroupView], note: str = "", type_: str = "") -> TreeNode:
        students, staff = self._people_in(groups)
        under = tuple(node_of(group, self._title(group), course=bool(note)) for group in groups)
        return TreeNode(title, type_ or title, students, staff, under, note=note)

    def _title(self, group: GroupView) -> str:
        if group.type not in self._mapping.courses:
            return group.title
        return self._mapping.title_of(group.title, group.code, group.subject)

    def _people_in(self, groups: Iterable[GroupView]) -> tuple[int, int]:
        """Distinct students and staff in any of the groups."""
        ids = [group.id for group in groups]
        people: dict[str, set[int]] = {"student": set(), "staff": set()}
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            rows = self._db.execute(
                "SELECT s.kind, s.id FROM member m JOIN shown s ON s.id = m.person_id"
                f" WHERE m.group_id IN ({','.join('?' * len(part))})",
                part,
            )
            for kind, person in rows:
                people[kind].add(person)
        return len(people["student"]), len(people["staff"])


def _year_name(group: GroupView) -> str:
    """The year group's code or name, whichever is a year: one live school had it right in one of them
    only."""
    for text in (group.title, group.code):
        if parse_year(text):
            return text
    return group.title


def node_of(group: GroupView, title: str = "", *, course: bool = False) -> TreeNode:
    """A group as a line of a tree, with nothing below it."""
    kind = "Course" if course else _TYPES.get(group.type, group.type.capitalize())
    return TreeNode(title or group.title, kind, group.students, group.staff, group_id=group.id)
