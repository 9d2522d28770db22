"""Writes OneRoster 1.1 or 1.2 CSV in bulk: a folder, or a zip with the files at its root.

Written are the files that hold people, classes and the school year; the manifest calls every other absent.
Columns stand in OneRoster's order, words are OneRoster's, status and dateLastModified stay blank as bulk
wants it. Registration groups become homeroom classes and departments organisations; other groups have no
place. What is not held is counted, value by value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2s

from app.formats.losses import RECORD, Held, Losses
from app.formats.oneroster_people import Key, OneRosterPeople
from app.formats.oneroster_tables import COLUMNS, FILES, GRADE_MAP, Version
from app.formats.packages import About, Package, write_csv
from app.formats.plain_text import plain_line
from app.formats.records import CLASS, Group, PersonKind, RowSource
from app.formats.school_year import SchoolYear
from app.formats.unique_ids import UniqueIds, joined_id

_CLASS_TYPES = {CLASS: "scheduled", "REGISTRATION": "homeroom"}
_DEPARTMENT = "DEPARTMENT"
_STAFF = str(PersonKind.STAFF)
_REGISTRATION_COURSE = "course-registration"
_NO_NAME = "School"
_TIDIED = "Line breaks, control characters or outer spaces were taken out."


def oneroster_files(version: Version) -> frozenset[str]:
    """The names of every file that an export may hold."""
    return frozenset(f"{name}.csv" for name in COLUMNS[version])


def write_oneroster(
    package: Package, source: RowSource, about: About, version: Version, year: SchoolYear, losses: Losses
) -> tuple[str, ...]:
    """Writes the whole export; gives sentences on what was assumed. Raises OSError."""
    writer = _Writer(package, source, about, version, year, losses)
    writer.write()
    return writer.notes()


class _Writer:
    def __init__(
        self,
        package: Package,
        source: RowSource,
        about: About,
        version: Version,
        year: SchoolYear,
        losses: Losses,
    ) -> None:
        self._package = package
        self._source = source
        self._about = about
        self._version = version
        self._year = year
        self._losses = losses
        self._columns = COLUMNS[version]
        self._groups = list(source.groups())
        self._group_ids = UniqueIds()
        self._org_ids = UniqueIds()
        self._school = self._org_ids.give("school", about.school_id.replace(",", "-"))
        self._people = OneRosterPeople(version, losses, self._school, self._departments())

    def write(self) -> None:
        """Every file, those that others refer to first, and the manifest once it is known what there is."""
        self._csv("academicSessions", self._sessions())
        self._csv("orgs", self._orgs())
        classes = list(self._classes())
        self._csv("courses", self._courses())
        self._csv("classes", iter(classes))
        self._csv("users", (self._people.user(person) for person in self._source.people()))
        if self._version is Version.V1_2:
            self._csv("roles", (row for one in self._source.people() for row in self._people.roles(one)))
        births = map(self._people.demographics, self._source.people())
        self._csv("demographics", (row for row in births if row is not None))
        self._csv("enrollments", self._enrollments())
        self._csv("manifest", self._manifest())

    def notes(self) -> tuple[str, ...]:
        """What was assumed."""
        found = [f"The school year is {self._year.whole.title}. {self._year.note}"]
        if self._people.graded:
            found.append(GRADE_MAP)
        unknown = self._people.teaching_not_known
        if unknown:
            found.append(
                f"{unknown} staff of whom it is not known whether they teach are written as teachers."
            )
        if not self._about.school_name:
            found.append(f"The source does not name the school; it is written as “{_NO_NAME}”.")
        return tuple(found)

    def _csv(self, name: str, rows: Iterator[list[str]]) -> None:
        write_csv(self._package, f"{name}.csv", self._columns[name], rows)

    def _row(self, name: str, cells: Mapping[str, str]) -> list[str]:
        return [cells.get(column, "") for column in self._columns[name]]

    # -- what everything hangs on ------------------------------------------------------------

    def _sessions(self) -> Iterator[list[str]]:
        whole = self._year.whole
        for session, type_, parent in (
            (whole, "schoolYear", ""),
            *((term, "term", whole.id) for term in self._year.terms),
        ):
            yield self._row(
                "academicSessions",
                {
                    "sourcedId": session.id,
                    "title": session.title,
                    "type": type_,
                    "startDate": session.first,
                    "endDate": session.last,
                    "parentSourcedId": parent,
                    "schoolYear": str(self._year.ends),
                },
            )

    def _orgs(self) -> Iterator[list[str]]:
        yield self._row(
            "orgs",
            {
                "sourcedId": self._school,
                "name": plain_line(self._about.school_name) or _NO_NAME,
                "type": "school",
            },
        )
        for group in self._groups:
            if group.type == _DEPARTMENT and "," not in group.key:
                yield self._row(
                    "orgs",
                    {
                        "sourcedId": self._org_ids.of(_DEPARTMENT, group.key),
                        "name": self._title(group),
                        "type": "department",
                        "identifier": self._group_text(group, "code"),
                        "parentSourcedId": self._school,
                    },
                )
                self._count_group(group, ("description", "subject", "mis_id", "parent_key"))

    def _manifest(self) -> Iterator[list[str]]:
        here = {name.removesuffix(".csv") for name in self._package.written}
        yield ["manifest.version", "1.0"]
        yield ["oneroster.version", str(self._version)]
        for name in FILES[self._version]:
            yield [f"file.{name}", "bulk" if name in here else "absent"]
        yield ["source.systemName", self._about.system]
        yield ["source.systemCode", "provisioning-wizard"]

    # -- classes ------------------------------------------------------------

    def _classes(self) -> Iterator[list[str]]:
        terms = ",".join(term.id for term in self._year.terms)
        for group in self._groups:
            if group.type not in _CLASS_TYPES:
                if group.type != _DEPARTMENT:
                    self._losses.add("group", RECORD, Held.NO_PLACE, _why_not(group.type))
                continue
            if self._group_ids.give(group.type, group.key) != group.key:
                self._lose(group, "key", Held.CHANGED, "A class and a registration group had one id.")
            scheduled = group.type == CLASS
            yield self._row(
                "classes",
                {
                    "sourcedId": self._group_ids.of(group.type, group.key),
                    "title": self._title(group),
                    "courseSourcedId": _course_id(group, self._plain_title(group)),
                    "classCode": self._group_text(group, "code"),
                    "classType": _CLASS_TYPES[group.type],
                    "schoolSourcedId": self._school,
                    "termSourcedIds": terms,
                    "subjects": self._group_text(group, "subject") if scheduled else "",
                },
            )
            nowhere = ("description", "mis_id", "parent_key")
            self._count_group(group, nowhere if scheduled else (*nowhere, "subject"))

    def _courses(self) -> Iterator[list[str]]:
        """One course per subject, one per class without a subject, and one for all registration groups."""
        seen: set[str] = set()
        for group in self._groups:
            if group.type not in _CLASS_TYPES:
                continue
            title = self._plain_title(group)
            course = _course_id(group, title)
            if course in seen:
                continue
            seen.add(course)
            subject = plain_line(group.subject or "") if group.type == CLASS else ""
            yield self._row(
                "courses",
                {
                    "sourcedId": course,
                    "schoolYearSourcedId": self._year.whole.id,
                    "title": "Registration groups" if course == _REGISTRATION_COURSE else subject or title,
                    "orgSourcedId": self._school,
                    "subjects": subject,
                },
            )

    def _plain_title(self, group: Group) -> str:
        return plain_line(group.name or "") or plain_line(group.code or "") or plain_line(group.key)

    def _title(self, group: Group) -> str:
        if group.name is not None and plain_line(group.name) != group.name:
            self._lose(group, "name", Held.CHANGED, _TIDIED)
        return self._plain_title(group)

    def _group_text(self, group: Group, name: str) -> str:
        value: str | None = getattr(group, name)
        line = plain_line(value or "")
        if value is not None and line != value:
            self._lose(group, name, Held.CHANGED, _TIDIED)
        return line

    def _count_group(self, group: Group, nowhere: tuple[str, ...]) -> None:
        for name in nowhere:
            if getattr(group, name) is not None:
                self._lose(group, name, Held.NO_PLACE, f"OneRoster {self._version} has no place for it.")

    def _lose(self, group: Group, field: str, held: Held, why: str) -> None:
        self._losses.add("class" if group.type == CLASS else "group", field, held, why)

    # -- memberships ------------------------------------------------------------

    def _departments(self) -> dict[Key, list[str]]:
        """The departments of everyone who has some; memberships are gone through only if there are any."""
        known = set()
        for group in self._groups:
            if group.type != _DEPARTMENT:
                continue
            if "," in group.key:
                self._losses.add("group", RECORD, Held.NO_PLACE, "An id with a comma can't stand in a list.")
                continue
            if self._org_ids.give(_DEPARTMENT, group.key) != group.key:
                self._lose(group, "key", Held.CHANGED, "Its id is also the school's.")
            known.add(group.key)
        found: dict[Key, list[str]] = {}
        if known:
            for row in self._source.memberships():
                if row.group_type == _DEPARTMENT and row.group_key in known:
                    org = self._org_ids.of(_DEPARTMENT, row.group_key)
                    found.setdefault((row.person_kind, row.person_key), []).append(org)
                    usual = "teacher" if row.person_kind == _STAFF else "learner"
                    if row.role != usual:
                        self._lose_of_membership("role", "A department says nothing of roles.")
                    if row.main is not None:
                        self._lose_of_membership("main", "A department says nothing of roles.")
        return found

    def _enrollments(self) -> Iterator[list[str]]:
        people, groups, school = self._people.ids, self._group_ids, self._school
        group_now: tuple[str, str] | None = None
        led = False
        for person_key, kind, group_key, type_, role, main in self._source.memberships():
            if type_ not in _CLASS_TYPES:
                if type_ != _DEPARTMENT or "," in group_key:
                    self._losses.add("membership", RECORD, Held.NO_PLACE, _why_not(type_))
                continue
            if (type_, group_key) != group_now:
                group_now, led = (type_, group_key), False
            user, group = people.of(kind, person_key), groups.of(type_, group_key)
            primary = ""
            if main is not None:
                if kind != _STAFF:
                    self._lose_of_membership("main", "Only staff can be a class's main teacher.")
                elif main and led:
                    self._lose_of_membership("main", "A class has one main teacher in OneRoster.")
                    primary = "false"
                else:
                    primary = "true" if main else "false"
                    led = led or bool(main)
            yield [
                joined_id(group, user), "", "", group, school, user,
                "student" if role == "learner" else "teacher", primary, "", "",
            ]  # fmt: skip

    def _lose_of_membership(self, field: str, why: str) -> None:
        self._losses.add("membership", field, Held.NO_PLACE, why)


def _course_id(group: Group, title: str) -> str:
    if group.type != CLASS:
        return _REGISTRATION_COURSE
    subject = plain_line(group.subject or "")
    words = f"subject {subject}" if subject else f"class {title}"
    return f"course-{blake2s(words.casefold().encode(), digest_size=6).hexdigest()}"


def _why_not(type_: str) -> str:
    if type_ == "YEAR":
        return "Year groups are not classes in OneRoster; a student's year is the grade."
    return f"Groups of the type {type_} have no place in OneRoster."
