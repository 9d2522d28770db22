"""Reads OneRoster 1.1 and 1.2 CSV, from a folder or a zip, in bulk.

The manifest says which files are there; what it promises and what is found are compared, and a delta is
refused: it holds changes, not a school. Dangling references, unknown words and rows marked for deletion
are complaints with file, line and column. Parents are counted and left out: Fronter 19's preview is of
students and staff.

Assumed, and said in the notes: a `homeroom` class is a registration group, as English exporters use it;
grades are the usual English map, PK for Nursery, KG for Reception and 01 to 13 for Years 1 to 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.formats.archives import members_of
from app.formats.dates import read_date
from app.formats.errors import Complaint, Complaints, Weight
from app.formats.excel_damage import ZEROS, LostZeros
from app.formats.oneroster_files import OneRosterFiles, Row
from app.formats.oneroster_tables import (
    ORG_GROUPS,
    ORG_TYPES,
    PARENT_ROLES,
    STAFF_ROLES,
    Version,
    year_of,
)
from app.formats.records import CLASS, Group, Membership, Person, PersonKind, RowSink, batches

_USER_ID = re.compile(r"\{([^:{}]+):([^{}]*)\}")
_STUDENT, _STAFF = str(PersonKind.STUDENT), str(PersonKind.STAFF)
_NOBODY = ""
"""The kind of users who are left out: parents, and roles that are not known."""


@dataclass(slots=True)
class OneRosterFacts:
    """What an export says beside its rows."""

    version: Version
    school: tuple[str, str] = ("", "")
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()
    people: int = 0
    """Students and staff, roles counted one by one."""
    parents: int = 0
    sessions: tuple[tuple[str, str, str, str], ...] = ()
    """(title, type, first day, last day) of each academic session."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows per file."""


class _Role(NamedTuple):
    """What roles.csv says of one user and one role."""

    role: str
    orgs: str
    begin: str
    end: str
    line: int


class _Birth(NamedTuple):
    date: str | None
    sex: str | None


def is_oneroster(path: Path) -> bool:
    """Whether a folder or zip looks like OneRoster: it has a manifest.csv, or users and orgs. Raises
    InputError."""
    names = {member.base for member in members_of(path)}
    return "manifest.csv" in names or {"users.csv", "orgs.csv"} <= names


def read_oneroster(path: Path, sink: RowSink) -> OneRosterFacts:
    """Reads the whole export into `sink`, in batches. Raises InputError for what makes it unusable, naming
    file, line and column."""
    complaints = Complaints()
    return _Reader(OneRosterFiles(path, complaints), complaints, sink).read()


class _Reader:
    def __init__(self, files: OneRosterFiles, complaints: Complaints, sink: RowSink) -> None:
        self._files = files
        self._complaints = complaints
        self._sink = sink
        self._facts = OneRosterFacts(files.version)
        self._notes: list[str] = []
        self._kinds: dict[str, str] = {}
        """sourcedId of each user to its kind; the first of two, `_NOBODY` for who is left out."""
        self._both: set[str] = set()
        """Users who are students and staff."""
        self._types: dict[str, str] = {}
        """sourcedId of each class to the type of group it becomes."""
        self._orgs: dict[str, Row] = {}
        self._org_members: list[Membership] = []
        self._disabled = self._graded = 0
        self._org_zeros = LostZeros(self._orgs)
        self._user_zeros, self._class_zeros = LostZeros(self._kinds), LostZeros(self._types)

    def read(self) -> OneRosterFacts:
        self._orgs_and_sessions()
        self._users(self._births(), self._roles())
        self._sink.add_memberships(self._org_members)
        self._classes()
        self._enrollments()
        self._facts.complaints = self._complaints.all()
        self._facts.notes = tuple(self._notes)
        self._facts.rows = self._files.counts
        return self._facts

    # -- the school ------------------------------------------------------------

    def _orgs_and_sessions(self) -> None:
        schools: list[Row] = []
        groups: list[Group] = []
        for line, row in self._files.rows("orgs"):
            key, type_ = row["sourcedId"], row["type"].casefold()
            self._orgs[key] = row
            if type_ == "school":
                schools.append(row)
            elif type_ in ORG_GROUPS:
                groups.append(
                    Group(key, ORG_GROUPS[type_], row["name"] or None, row.get("identifier") or None)
                )
            elif type_ not in ORG_TYPES:
                self._files.complain(
                    Weight.NOTE, "is not a kind of organisation that OneRoster knows", "orgs", line, "type"
                )
        self._sink.add_groups(groups)
        if len(schools) == 1:
            self._facts.school = (schools[0].get("identifier") or schools[0]["sourcedId"], schools[0]["name"])
        elif schools:
            self._notes.append(f"The export is of {len(schools)} schools; they are shown together.")
        self._facts.sessions = tuple(
            (row["title"], row["type"], row.get("startDate", ""), row.get("endDate", ""))
            for _, row in self._files.rows("academicSessions")
        )

    # -- people ------------------------------------------------------------

    def _births(self) -> dict[str, _Birth]:
        births: dict[str, _Birth] = {}
        for line, row in self._files.rows("demographics"):
            born = self._date("demographics", line, row, "birthDate")
            births[row["sourcedId"]] = _Birth(born, row.get("sex") or None)
        return births

    def _date(self, name: str, line: int, row: Row, column: str) -> str | None:
        written = row.get(column, "")
        found = read_date(written) if written else None
        if written and found is None:
            self._files.complain(Weight.IGNORED, "is not a date, and was left out", name, line, column)
        return found

    def _roles(self) -> dict[str, list[_Role]]:
        """The roles of each user in 1.2, one per word and the organisations of it joined."""
        if self._files.version is Version.V1_1:
            return {}
        roles: dict[str, dict[str, _Role]] = {}
        for line, row in self._files.rows("roles"):
            begin = self._date("roles", line, row, "beginDate") or ""
            end = self._date("roles", line, row, "endDate") or ""
            role, org = row["role"].casefold(), row.get("orgSourcedId", "")
            mine = roles.setdefault(row["userSourcedId"], {})
            kind = _STAFF if role in STAFF_ROLES else role
            known = mine.get(kind)
            mine[kind] = (
                _Role(role, org, begin, end, line)
                if known is None
                else known._replace(
                    orgs=f"{known.orgs},{org}", begin=known.begin or begin, end=known.end or end
                )
            )
        return {user: list(mine.values()) for user, mine in roles.items()}

    def _users(self, births: Mapping[str, _Birth], roles: Mapping[str, list[_Role]]) -> None:
        for people in batches(self._people(births, roles)):
            self._sink.add_people(people)
        if self._disabled:
            self._notes.append(
                f"{self._disabled} accounts are marked as not enabled; they are shown all the same."
            )
        if self._graded:
            self._notes.append(
                "Grades were read by the usual English map: PK is Nursery, KG is Reception, 01 to 13 are the"
                " Years."
            )

    def _people(self, births: Mapping[str, _Birth], roles: Mapping[str, list[_Role]]) -> Iterator[Person]:
        for line, row in self._files.rows("users"):
            self._disabled += row.get("enabledUser", "").casefold() == "false"
            for role in self._roles_of(row, line, roles):
                person = self._person(row, role, line, births.get(row["sourcedId"]))
                if person is not None:
                    self._graded += person.year_label is not None
                    yield person

    def _roles_of(self, row: Row, line: int, roles: Mapping[str, list[_Role]]) -> list[_Role]:
        if self._files.version is Version.V1_1 and "role" in row:
            return [_Role(row["role"].casefold(), row.get("orgSourcedIds", ""), "", "", line)]
        mine = roles.get(row["sourcedId"])
        if mine is None:
            self._files.complain(Weight.IGNORED, "has no role, and was left out", "users", line, "sourcedId")
            self._kinds.setdefault(row["sourcedId"], _NOBODY)
        return mine or []

    def _person(self, row: Row, role: _Role, line: int, birth: _Birth | None) -> Person | None:
        key = row["sourcedId"]
        if role.role in PARENT_ROLES:
            self._kinds.setdefault(key, _NOBODY)
            self._facts.parents += 1
            return None
        if role.role != "student" and role.role not in STAFF_ROLES:
            self._kinds.setdefault(key, _NOBODY)
            name, at = ("users", line) if self._files.version is Version.V1_1 else ("roles", role.line)
            self._files.complain(
                Weight.IGNORED, "is not a role that OneRoster knows; left out", name, at, "role"
            )
            return None
        kind = _STUDENT if role.role == "student" else _STAFF
        if self._kinds.get(key):
            self._both.add(key)
        else:
            self._kinds[key] = kind
        self._facts.people += 1
        self._join_orgs(key, kind, role, line)
        return _as_person(row, kind, role, birth)

    def _join_orgs(self, key: str, kind: str, role: _Role, line: int) -> None:
        """Departments are groups; that a user is of the school needs no row."""
        for text in dict.fromkeys(_several(role.orgs)):
            org = text
            if org not in self._orgs and self._orgs:
                meant = self._org_zeros.meant(org)
                in_1_1 = self._files.version is Version.V1_1
                name, column = ("users", "orgSourcedIds") if in_1_1 else ("roles", "orgSourcedId")
                at = line if in_1_1 else role.line
                if meant is None:
                    self._files.complain(
                        Weight.NOTE, "names an organisation that is not there", name, at, column
                    )
                    continue
                self._files.complain(Weight.REPAIRED, ZEROS, name, at, column)
                org = meant
            type_ = ORG_GROUPS.get(self._orgs[org]["type"].casefold()) if org in self._orgs else None
            if type_ is not None:
                part = "learner" if kind == _STUDENT else "teacher"
                self._org_members.append(Membership(key, kind, org, type_, part))

    # -- classes ------------------------------------------------------------

    def _classes(self) -> None:
        courses = {row["sourcedId"]: row for _, row in self._files.rows("courses")}
        zeros = LostZeros(courses)
        homerooms = 0
        groups: list[Group] = []
        for line, row in self._files.rows("classes"):
            homeroom = row.get("classType", "").casefold() == "homeroom"
            homerooms += homeroom
            course = courses.get(row.get("courseSourcedId", ""))
            if course is None and row.get("courseSourcedId"):
                meant = zeros.meant(row["courseSourcedId"])
                course = courses[meant] if meant else None
                what, weight = (ZEROS, Weight.REPAIRED) if meant else (_NO_COURSE, Weight.NOTE)
                self._files.complain(weight, what, "classes", line, "courseSourcedId")
            type_ = "REGISTRATION" if homeroom else CLASS
            self._types[row["sourcedId"]] = type_
            groups.append(
                Group(
                    row["sourcedId"], type_, row["title"] or None, row.get("classCode") or None,
                    subject=None if homeroom else _subject(row, course),
                )
            )  # fmt: skip
        self._sink.add_groups(groups)
        if homerooms:
            self._notes.append(f"{homerooms} homeroom classes are shown as registration groups.")

    def _enrollments(self) -> None:
        for rows in batches(self._memberships()):
            self._sink.add_memberships(rows)

    def _memberships(self) -> Iterator[Membership]:
        for line, row in self._files.rows("enrollments"):
            user, role = row["userSourcedId"], row["role"].casefold()
            kind = self._kinds.get(user)
            if kind is None:
                user, kind = self._unknown_user(user, role, line)
            elif kind == _NOBODY:
                continue
            elif user in self._both:
                kind = _STUDENT if role == "student" else _STAFF
            group, type_ = self._class_of(row["classSourcedId"], line)
            part = "learner" if role == "student" else "teacher"
            if kind == _STUDENT and part == "teacher":
                self._files.complain(
                    Weight.NOTE, "is of a student, and not as a student", "enrollments", line, "role"
                )
            primary = row.get("primary", "").casefold()
            main = (1 if primary == "true" else 0 if primary == "false" else None) if kind == _STAFF else None
            yield Membership(user, kind, group, type_, part, main)

    def _unknown_user(self, user: str, role: str, line: int) -> tuple[str, str]:
        """Who is meant by an id that no user has; it stays, for the rules to find, where nobody is."""
        meant = self._user_zeros.meant(user)
        if meant is not None and self._kinds[meant]:
            self._files.complain(Weight.REPAIRED, ZEROS, "enrollments", line, "userSourcedId")
            return meant, self._kinds[meant]
        self._files.complain(
            Weight.NOTE, "names a user who is not there", "enrollments", line, "userSourcedId"
        )
        return user, _STUDENT if role == "student" else _STAFF

    def _class_of(self, group: str, line: int) -> tuple[str, str]:
        type_ = self._types.get(group)
        if type_ is not None:
            return group, type_
        meant = self._class_zeros.meant(group)
        if meant is not None:
            self._files.complain(Weight.REPAIRED, ZEROS, "enrollments", line, "classSourcedId")
            return meant, self._types[meant]
        self._files.complain(
            Weight.NOTE, "names a class that is not there", "enrollments", line, "classSourcedId"
        )
        return group, CLASS


_NO_COURSE = "names a course that is not there"


def _as_person(row: Row, kind: str, role: _Role, birth: _Birth | None) -> Person:
    ids = {name.strip().casefold(): value.strip() for name, value in _USER_ID.findall(row.get("userIds", ""))}
    student = kind == _STUDENT
    forename, legal_forename = _used_and_legal(row["givenName"], row.get("preferredGivenName", ""))
    surname, legal_surname = _used_and_legal(row["familyName"], row.get("preferredFamilyName", ""))
    return Person(
        key=row["sourcedId"],
        kind=kind,
        forename=forename,
        surname=surname,
        middle_names=row.get("middleName") or None,
        legal_forename=legal_forename,
        legal_surname=legal_surname,
        gender=birth.sex if birth else None,
        date_of_birth=birth.date if birth else None,
        upi=ids.get("upi"),
        mis_id=row.get("identifier") or ids.get("mis") or None,
        upn=ids.get("upn") if student else None,
        admission_number=ids.get("admissionnumber") if student else None,
        username=row.get("username") or None,
        email=row.get("email") or None,
        year_label=_first_year(row.get("grades", "")) if student else None,
        start_date=role.begin or None,
        end_date=role.end or None,
        teaching=None if student else STAFF_ROLES[role.role],
        staff_code=None if student else ids.get("staffcode"),
    )


def _used_and_legal(given: str, preferred: str) -> tuple[str | None, str | None]:
    """1.2 keeps the name that is used beside the given one, which then is the legal one."""
    return (preferred, given or None) if preferred else (given or None, None)


def _first_year(grades: str) -> str | None:
    """The first grade as a year label; grades that have no English year stay as they are."""
    return year_of(next(iter(_several(grades)), ""))


def _subject(row: Row, course: Row | None) -> str | None:
    """The class's own subject, or its course's. A course named after its class tells no subject."""
    own = row.get("subjects") or (course or {}).get("subjects")
    title = (course or {}).get("title", "")
    return own or (title if title.casefold() != row["title"].casefold() else "") or None


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]
