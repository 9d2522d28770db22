"""Reads OneRoster 1.1 CSV, from a folder or a zip, in bulk.

The manifest says which files are there; what it promises and what is found are compared, and a delta is
refused: it holds changes, not a school. Dangling references, unknown words and rows marked for deletion
are complaints with file, line and column. Parents are counted and left out: Fronter 19's preview is of
students and staff.

Assumed, and said in the notes: a `homeroom` class is a registration group, as English exporters use it;
grades are the usual English map, KG for Reception and 01 to 13 for Years 1 to 13.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.formats.archives import Member, members_of
from app.formats.dates import read_date
from app.formats.errors import Complaint, Complaints, InputError, NotRecognised, Weight, Where
from app.formats.grids import check_header
from app.formats.records import CLASS, Group, Membership, Person, PersonKind
from app.formats.textfiles import TextGrid

FILES = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources",
    "demographics", "enrollments", "lineItems", "orgs", "resources", "results", "users",
)  # fmt: skip
_NEEDED = {
    "orgs": ("sourcedId", "name", "type"),
    "users": ("sourcedId", "role", "givenName", "familyName"),
    "classes": ("sourcedId", "title"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
    "courses": ("sourcedId", "title"),
    "academicSessions": ("sourcedId", "title", "type"),
    "demographics": ("sourcedId",),
}
_STAFF_ROLES = {"teacher": 1, "aide": 0, "administrator": 0, "proctor": 0}
_PARENT_ROLES = frozenset({"parent", "guardian", "relative"})
_ORG_GROUPS = {"department": "DEPARTMENT"}
_USER_ID = re.compile(r"\{([^:{}]+):([^{}]*)\}")

Row = dict[str, str]


@dataclass(slots=True)
class OneRosterRows:
    """What the files say, ready for the roster."""

    school: tuple[str, str] = ("", "")
    people: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()
    parents: int = 0
    sessions: tuple[tuple[str, str, str, str], ...] = ()
    """(title, type, first day, last day) of each academic session."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows per file."""


def is_oneroster(path: Path) -> bool:
    """Whether a folder or zip looks like OneRoster: it has a manifest.csv, or users and orgs. Raises
    InputError."""
    names = {member.base for member in members_of(path)}
    return "manifest.csv" in names or {"users.csv", "orgs.csv"} <= names


def read_oneroster(path: Path) -> OneRosterRows:
    """Reads the whole export. Raises InputError for what makes it unusable, naming file, line and column."""
    members: dict[str, Member] = {}
    for member in members_of(path):
        if not member.base.endswith(".csv"):
            continue
        if member.base.removesuffix(".csv") in members:
            raise InputError(
                f"holds two files called {member.base}, in different folders",
                Where(path.name),
                "Open each export by itself.",
            )
        members[member.base.removesuffix(".csv")] = member
    return _Reader(path.name, members).read()


class _Reader:
    def __init__(self, name: str, members: Mapping[str, Member]) -> None:
        self._name = name
        self._members = members
        self._complaints = Complaints()
        self._out = OneRosterRows()
        self._notes: list[str] = []
        self._kinds: dict[str, str] = {}
        """sourcedId of each user to its kind; "" for parents and others that are left out."""
        self._types: dict[str, str] = {}
        """sourcedId of each class to the type of group it becomes."""
        self._orgs: dict[str, Row] = {}

    def read(self) -> OneRosterRows:
        self._manifest()
        if "users" not in self._members:
            raise NotRecognised(
                "has no users.csv", Where(self._name), "Choose the folder or zip of a whole OneRoster export."
            )
        self._orgs_and_sessions()
        births = {row["sourcedId"]: self._birth(where, row) for where, row in self._rows("demographics")}
        self._users(births)
        self._classes()
        self._enrollments()
        self._out.complaints = self._complaints.all()
        self._out.notes = tuple(self._notes)
        return self._out

    # -- the manifest ------------------------------------------------------------

    def _manifest(self) -> None:
        stated = {row.get("propertyName", ""): row.get("value", "") for _, row in self._rows("manifest")}
        if not stated:
            self._note("manifest.csv", "is missing: the files were read as they are")
            return
        version = stated.get("oneroster.version", "")
        if version not in ("1.1", "1.10"):
            raise NotRecognised(
                "is not OneRoster 1.1" if version else "does not say which OneRoster version it is",
                Where(f"{self._name}/manifest.csv", field="oneroster.version"),
                "Export as OneRoster 1.1 CSV.",
            )
        if stated.get("manifest.version") == "1":
            self._note("manifest.csv", "has version 1 for 1.0, as Excel writes it")
        for name in FILES:
            self._compare(name, stated.get(f"file.{name}", ""))

    def _compare(self, name: str, stated: str) -> None:
        here = name.casefold() in self._members
        if stated == "delta":
            raise InputError(
                f"{name}.csv holds changes only (delta)",
                Where(f"{self._name}/manifest.csv", field=f"file.{name}"),
                "Export everything (bulk).",
            )
        if stated == "bulk" and not here:
            raise InputError(
                f"{name}.csv is promised and missing",
                Where(f"{self._name}/manifest.csv"),
                "Export it again, whole.",
            )
        if stated == "absent" and here:
            self._note("manifest.csv", f"says {name}.csv is absent; it is there and was read")
        elif stated not in ("bulk", "absent", ""):
            self._note("manifest.csv", f"says neither bulk nor absent of {name}.csv")

    def _note(self, file: str, what: str) -> None:
        self._complaints.add(Weight.NOTE, what, Where(f"{self._name}/{file}"))

    # -- rows ------------------------------------------------------------

    def _rows(self, name: str) -> Iterator[tuple[Where, Row]]:
        """The rows of a file by column; those marked for deletion are left out. None if the file is
        absent."""
        member = self._members.get(name.casefold())
        if member is None:
            return
        header: list[str] | None = None
        count = 0
        for line, cells in TextGrid(member).lines(self._complaints):
            if header is None:
                header = self._header(name, member.name, line, cells)
                continue
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            where = Where(member.name, line)
            if any(column not in row for column in _NEEDED.get(name, ())):
                self._complain(
                    Weight.IGNORED,
                    "is cut off: it has fewer cells than it needs, and was left out",
                    where,
                    "",
                )
                continue
            if len(cells) != len(header):
                self._complain(Weight.NOTE, "has more or fewer cells than the header", where, "")
            if row.get("status", "").casefold() in ("tobedeleted", "inactive"):
                self._complain(Weight.NOTE, "is marked for deletion and was left out", where, "status")
                continue
            count += 1
            yield where, row
        self._out.rows[name] = count

    def _header(self, name: str, file: str, line: int, cells: list[str]) -> list[str]:
        check_header(cells, Where(file, line))
        needed = _NEEDED.get(name, ())
        exact = {column.casefold(): column for column in _COLUMNS}
        header = []
        for cell in cells:
            column = exact.get(cell.strip().casefold(), cell.strip())
            if column != cell:
                self._complain(
                    Weight.REPAIRED, "is not written as OneRoster writes it", Where(file, line), column
                )
            header.append(column)
        for column in needed:
            if column not in header:
                raise InputError(
                    "a column that OneRoster requires is missing", Where(file, line, column), _AGAIN
                )
        return header

    def _complain(self, weight: Weight, what: str, where: Where, column: str) -> None:
        self._complaints.add(weight, what, Where(where.file, where.line, column))

    # -- files ------------------------------------------------------------

    def _orgs_and_sessions(self) -> None:
        schools: list[Row] = []
        for where, row in self._rows("orgs"):
            self._orgs[row["sourcedId"]] = row
            if row["type"] == "school":
                schools.append(row)
            elif row["type"] in _ORG_GROUPS:
                self._out.groups.append(
                    Group(row["sourcedId"], _ORG_GROUPS[row["type"]], row["name"] or None)
                )
            elif row["type"] not in ("district", "local", "state", "national"):
                self._complain(
                    Weight.NOTE, "is not a kind of organisation that OneRoster knows", where, "type"
                )
        if len(schools) == 1:
            self._out.school = (schools[0].get("identifier") or schools[0]["sourcedId"], schools[0]["name"])
        elif schools:
            self._notes.append(f"The export is of {len(schools)} schools; they are shown together.")
        self._out.sessions = tuple(
            (row["title"], row["type"], row.get("startDate", ""), row.get("endDate", ""))
            for _, row in self._rows("academicSessions")
        )

    def _birth(self, where: Where, row: Row) -> Row:
        written = row.get("birthDate", "")
        born = read_date(written)
        if written and born is None:
            self._complain(Weight.IGNORED, "is not a date, and was left out", where, "birthDate")
        return {**row, "birthDate": born or ""}

    def _users(self, births: Mapping[str, Row]) -> None:
        disabled, roles = 0, Counter[str]()
        for where, row in self._rows("users"):
            key, role = row["sourcedId"], row["role"].casefold()
            roles[role] += 1
            for org in _several(row.get("orgSourcedIds", "")):
                if self._orgs and org not in self._orgs:
                    self._complain(
                        Weight.NOTE, "names an organisation that is not there", where, "orgSourcedIds"
                    )
            if row.get("enabledUser", "").casefold() == "false":
                disabled += 1
            if role in _PARENT_ROLES:
                self._kinds[key] = ""
                self._out.parents += 1
            elif role == "student" or role in _STAFF_ROLES:
                kind = str(PersonKind.STUDENT if role == "student" else PersonKind.STAFF)
                self._kinds[key] = kind
                self._out.people.append(_person(row, kind, role, births.get(key, {})))
            else:
                self._kinds[key] = ""
                self._complain(Weight.IGNORED, "is not a role that OneRoster knows; left out", where, "role")
        if disabled:
            self._notes.append(f"{disabled} accounts are marked as not enabled; they are shown all the same.")
        if any(person.year_label for person in self._out.people):
            self._notes.append(
                "Grades were read by the usual English map: KG is Reception, 01 to 13 are the Years."
            )

    def _classes(self) -> None:
        courses = {row["sourcedId"]: row for _, row in self._rows("courses")}
        homerooms = 0
        for where, row in self._rows("classes"):
            homeroom = row.get("classType", "").casefold() == "homeroom"
            homerooms += homeroom
            course = courses.get(row.get("courseSourcedId", ""))
            if course is None and row.get("courseSourcedId"):
                self._complain(Weight.NOTE, "names a course that is not there", where, "courseSourcedId")
            type_ = "REGISTRATION" if homeroom else CLASS
            self._types[row["sourcedId"]] = type_
            subject = row.get("subjects") or (course or {}).get("subjects") or (course or {}).get("title")
            self._out.groups.append(
                Group(
                    row["sourcedId"], type_, row["title"] or None, row.get("classCode") or None,
                    subject=None if homeroom else subject or None,
                )
            )  # fmt: skip
        if homerooms:
            self._notes.append(f"{homerooms} homeroom classes are shown as registration groups.")

    def _enrollments(self) -> None:
        for where, row in self._rows("enrollments"):
            user, group = row["userSourcedId"], row["classSourcedId"]
            kind = self._kinds.get(user)
            if kind is None:
                self._complain(Weight.NOTE, "names a user who is not there", where, "userSourcedId")
                kind = str(PersonKind.STUDENT if row["role"] == "student" else PersonKind.STAFF)
            elif kind == "":
                continue
            type_ = self._types.get(group)
            if type_ is None:
                self._complain(Weight.NOTE, "names a class that is not there", where, "classSourcedId")
            teacher = kind == PersonKind.STAFF
            primary = row.get("primary", "").casefold()
            self._out.memberships.append(
                Membership(
                    user, kind, group, type_ or CLASS, "teacher" if teacher else "learner",
                    (1 if primary == "true" else 0 if primary == "false" else None) if teacher else None,
                )
            )  # fmt: skip


_AGAIN = "Export it again as OneRoster 1.1."
_COLUMNS = (
    "sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId",
    "title", "startDate", "endDate", "schoolYear", "schoolYearSourcedId", "courseCode", "grades",
    "orgSourcedId", "subjects", "subjectCodes", "courseSourcedId", "classCode", "classType",
    "location", "schoolSourcedId", "termSourcedIds", "periods", "enabledUser", "orgSourcedIds",
    "role", "username", "userIds", "givenName", "familyName", "middleName", "email", "sms", "phone",
    "agentSourcedIds", "password", "classSourcedId", "userSourcedId", "primary", "beginDate",
    "birthDate", "sex", "propertyName", "value",
)  # fmt: skip


def _person(row: Row, kind: str, role: str, birth: Row) -> Person:
    ids = {name.strip().casefold(): value.strip() for name, value in _USER_ID.findall(row.get("userIds", ""))}
    student = kind == PersonKind.STUDENT
    return Person(
        key=row["sourcedId"],
        kind=kind,
        forename=row["givenName"] or None,
        surname=row["familyName"] or None,
        middle_names=row.get("middleName") or None,
        gender=birth.get("sex") or None,
        date_of_birth=birth.get("birthDate") or None,
        upi=ids.get("upi"),
        mis_id=row.get("identifier") or ids.get("mis") or None,
        upn=ids.get("upn") if student else None,
        admission_number=ids.get("admissionnumber") if student else None,
        username=row.get("username") or None,
        email=row.get("email") or None,
        year_label=_grade(row.get("grades", "")) if student else None,
        teaching=None if student else _STAFF_ROLES[role],
    )


def _grade(grades: str) -> str | None:
    """The first grade as a year label; grades that have no English year stay as they are."""
    first = next(iter(_several(grades)), "")
    return "R" if first.upper() == "KG" else first or None


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]
