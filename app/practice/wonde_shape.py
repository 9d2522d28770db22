"""Rows as Wonde serves them, drift included, composed from JSON fragments that are rendered once.

A student's row is its own values followed by includes; the same class or group stands in hundreds of rows,
so its fragment is made once and joined in as bytes. Drift that is reproduced: dates as objects with and
without micros, `date_of_birth` as object, text or null; a class's `subject` as id or object; `mis_id` as
text; a missing house, boarding or campus as nothing, null, `{"data": null}`, `{"data": []}` or `{"data":
{}}`; the filled e-mail key differing from person to person; withheld values as null; pivots in `meta`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from app.practice.access import Access
from app.practice.people import Employee, Student
from app.practice.school import School
from app.practice.wonde_details import (
    EMPLOYEE_DETAILS,
    EMPTY_FORMS,
    STUDENT_DETAILS,
    birthday,
    dump,
    nothing,
    php_date,
    wrapped,
)

Tree = dict[str, "Tree"]
"""Includes asked for, nested: `classes.subject` is `{"classes": {"subject": {}}}`."""

STUDENT_INCLUDES = (
    "classes", "classes.employees", "classes.subject", "education_details", "contact_details",
    "attendance_summary", "extended_details", "contacts", "contacts.contact_details", "year",
    "year.employees", "house", "house.employees", "registration", "registration.employees",
    "boarding", "boarding.employees", "groups", "groups.employees", "campus", "permissions",
    "identifiers", "photo", "sen_needs", "siblings", "in_care_date_ranges", "fsm_date_ranges",
    "user_defined_fields",
)  # fmt: skip
EMPLOYEE_INCLUDES = (
    "contact_details", "employment_details", "extended_details", "roles", "photo", "contracts",
    "groups", "campus", "classes", "classes.subject", "classes.lessons", "identifiers",
    "user_defined_fields", "employee_absences",
)  # fmt: skip
GROUP_INCLUDES = (
    "students", "employees",
)  # fmt: skip
CLASS_INCLUDES = (
    "subject", "students", "students.contact_details", "students.education_details",
    "students.extended_details", "students.campus", "students.house", "students.registration",
    "students.year", "students.boarding", "employees", "employees.contact_details",
    "employees.employment_details", "employees.extended_details", "lessons", "lessons.room",
    "lessons.period",
)  # fmt: skip


def tree_of(include: str) -> Tree:
    """The includes of a query: comma-separated, dots nest."""
    tree: Tree = {}
    for path in include.split(","):
        branch = tree
        for word in path.strip().split("."):
            if word:
                branch = branch.setdefault(word, {})
    return tree


class Shapes:
    """Renders the rows of one school under one `Access`. Not for sharing between threads.

    Fragments of groups, classes, subjects and staff are kept; students' rows are not, there are too many.
    """

    def __init__(self, school: School, access: Access) -> None:
        self.school = school
        self.access = access
        self._hidden = {
            rows: access.withheld(rows) for rows in ("students", "employees", "groups", "classes")
        }
        self._see_classes = access.may_list("classes")
        self._see_groups = access.may_list("groups")
        self._see_staff = access.may_list("employees")
        self._see_students = access.may_list("students")
        self._kept: dict[tuple[Any, ...], bytes] = {}
        self._in_group: tuple[list[list[int]], list[list[int]]] | None = None

    # -- rows

    def student(self, student: Student, number: int, tree: Tree) -> bytes:
        """One student; `number` is the place in the list and decides the drift."""
        parts = [self._student_base(student, number)]
        for name, branch in tree.items():
            part = self._student_include(student, number, name, branch)
            if part is not None:
                parts.append(b',"%b":%b' % (name.encode("ascii", "ignore"), part))
        parts.append(b"}")
        return b"".join(parts)

    def employee(self, employee: Employee, number: int, tree: Tree, meta: bytes = b"") -> bytes:
        """One member of staff."""
        parts = [self._keep(("employee", number, employee.id), lambda: self._employee_base(employee, number))]
        for name, branch in tree.items():
            part = self._employee_include(employee, number, name, branch)
            if part is not None:
                parts.append(b',"%b":%b' % (name.encode("ascii", "ignore"), part))
        parts.append(meta)
        parts.append(b"}")
        return b"".join(parts)

    def group(self, number: int, tree: Tree, meta: bytes = b"") -> bytes:
        """One group."""
        parts = [self._keep(("group", number), lambda: self._group_base(number))]
        if "students" in tree:
            parts.append(b',"students":' + self._students_of(self._members()[0][number], tree["students"]))
        if "employees" in tree:
            parts.append(b',"employees":' + self._staff_of(self._members()[1][number], tree["employees"]))
        parts.append(meta)
        parts.append(b"}")
        return b"".join(parts)

    def teaching_class(self, number: int, tree: Tree, meta: bytes = b"") -> bytes:
        """One class; `meta` is its pivot where it stands inside a person's row."""
        inner = "subject" in tree
        parts = [self._keep(("class", number, inner), lambda: self._class_base(number, with_subject=inner))]
        taught = self.school.classes[number]
        if "students" in tree:
            parts.append(b',"students":' + self._students_of(taught.students, tree["students"]))
        if "employees" in tree:
            branch = tree["employees"]
            rows = (
                self.employee(self.school.staff[who], who, branch, _pivot(main))
                for who, main in taught.teachers.items()
                if self._shares_staff(self.school.staff[who])
            )
            parts.append(b',"employees":' + wrapped(rows))
        if "lessons" in tree:
            parts.append(b',"lessons":{"data":[]}')
        parts.append(meta)
        parts.append(b"}")
        return b"".join(parts)

    def subject(self, number: int) -> bytes:
        """One subject."""

        def make() -> bytes:
            subject = self.school.subjects[number]
            return dump({"id": subject.id, "mis_id": subject.mis_id, "code": subject.code,
                         "name": subject.name, "active": True})  # fmt: skip

        return self._keep(("subject", number), make)

    def has_students(self, number: int) -> bool:
        """Whether a group has students."""
        return bool(self._members()[0][number])

    def has_staff(self, number: int) -> bool:
        """Whether a group has staff."""
        return bool(self._members()[1][number])

    # -- students

    def _student_base(self, student: Student, number: int) -> bytes:
        hidden = self._hidden["students"]
        forename, surname = student.forename or "", student.surname or ""
        row = {
            "id": student.id,
            "upi": student.upi,
            "mis_id": student.mis_id,
            "title": None,
            "initials": f"{forename.strip()[:1]}{surname.strip()[:1]}" or None,
            "surname": student.surname,
            "forename": student.forename,
            "middle_names": student.middle_names,
            "legal_surname": student.legal_surname,
            "legal_forename": student.legal_forename,
            "gender": student.gender,
            "date_of_birth": birthday(student.date_of_birth, number),
            "restored_at": None,
            "created_at": php_date(student.admission_date),
            "updated_at": php_date(student.updated_at),
        }
        if number % 7 == 0:
            row["gender_identity"] = row["person_id"] = None
        return dump({key: None if key in hidden else value for key, value in row.items()})[:-1]

    def _student_include(self, student: Student, number: int, name: str, branch: Tree) -> bytes | None:
        if name == "classes":
            return self._classes_of_student(student, branch) if self._see_classes else b'{"data":[]}'
        if name in ("year", "registration", "house"):
            index = {"year": student.year_group, "registration": student.registration, "house": student.house}
            return self._one_group(index[name], number, branch)
        if name == "groups":
            if not self._see_groups:
                return b'{"data":[]}'
            return wrapped(self._group_inside(index, branch) for index in student.groups)
        if name in STUDENT_DETAILS:
            return STUDENT_DETAILS[name](student, number, self._hidden["students"])
        return nothing(name, number)

    def _classes_of_student(self, student: Student, branch: Tree) -> bytes:
        rows = [self._class_inside(index, branch) for index in student.classes]
        rows += [
            dump({"id": gone, "mis_id": None, "name": "(deleted)", "code": None, "description": None,
                  "subject": None, "alternative": None, "restored_at": None, "created_at": None,
                  "updated_at": None})
            for gone in student.dangling
        ]  # fmt: skip
        return wrapped(rows)

    # -- staff

    def _employee_base(self, employee: Employee, number: int) -> bytes:
        hidden = self._hidden["employees"]
        row = {
            "id": employee.id,
            "upi": employee.upi,
            "mis_id": employee.mis_id,
            "title": employee.title,
            "initials": f"{(employee.forename or '')[:1]}{(employee.surname or '')[:1]}",
            "surname": employee.surname,
            "forename": employee.forename,
            "middle_names": employee.middle_names,
            "legal_surname": employee.surname,
            "legal_forename": employee.forename,
            "gender": employee.gender.lower(),
            "date_of_birth": birthday(employee.date_of_birth, number),
            "restored_at": None,
            "created_at": php_date(employee.start_date),
            "updated_at": php_date(employee.updated_at),
        }
        return dump({key: None if key in hidden else value for key, value in row.items()})[:-1]

    def _employee_include(self, employee: Employee, number: int, name: str, branch: Tree) -> bytes | None:
        if name == "classes":
            if not self._see_classes:
                return b'{"data":[]}'
            return wrapped(
                self._class_inside(index, branch, _pivot(main)) for index, main in employee.classes.items()
            )
        if name == "groups":
            if not self._see_groups:
                return b'{"data":[]}'
            return wrapped(self._group_inside(index, branch) for index in employee.groups)
        if name in EMPLOYEE_DETAILS:
            return EMPLOYEE_DETAILS[name](employee, number, self._hidden["employees"])
        return nothing(name, number)

    # -- groups and classes

    def _group_base(self, number: int) -> bytes:
        group, hidden = self.school.groups[number], self._hidden["groups"]
        row = {
            "id": group.id,
            "mis_id": group.mis_id,
            "name": group.name,
            "code": group.code,
            "type": group.type,
            "description": group.description,
            "notes": None,
            "division": None,
            "restored_at": None,
            "created_at": php_date(group.updated_at),
            "updated_at": php_date(group.updated_at),
        }
        return dump({key: None if key in hidden else value for key, value in row.items()})[:-1]

    def _class_base(self, number: int, *, with_subject: bool) -> bytes:
        taught, hidden = self.school.classes[number], self._hidden["classes"]
        row = {
            "id": taught.id,
            "mis_id": taught.mis_id,
            "name": taught.name,
            "code": taught.code,
            "description": taught.description,
            "alternative": None if number % 3 else False,
            "restored_at": None,
            "created_at": php_date(taught.updated_at),
            "updated_at": php_date(taught.updated_at),
        }
        if "subject" in hidden:
            row["subject"] = None
        elif not with_subject:
            row["subject"] = self.school.subjects[taught.subject].id
        base = dump({key: None if key in hidden else value for key, value in row.items()})[:-1]
        if with_subject and "subject" not in hidden:
            base += b',"subject":{"data":' + self.subject(taught.subject) + b"}"
        return base

    def _one_group(self, index: int | None, number: int, branch: Tree) -> bytes | None:
        if index is None or not self._see_groups:
            return EMPTY_FORMS[number % len(EMPTY_FORMS)]
        return b'{"data":' + self._group_inside(index, branch) + b"}"

    def _group_inside(self, index: int, branch: Tree) -> bytes:
        return self._keep(("group in", index, _flat(branch)), lambda: self.group(index, branch))

    def _class_inside(self, index: int, branch: Tree, meta: bytes = b"") -> bytes:
        return self._keep(
            ("class in", index, _flat(branch), meta), lambda: self.teaching_class(index, branch, meta)
        )

    def _students_of(self, members: Iterable[int], branch: Tree) -> bytes:
        if not self._see_students:
            return b'{"data":[]}'
        everyone = self.school.students
        return wrapped(
            self.student(everyone[index], index, branch)
            for index in members
            if self.access.lets_through(everyone[index].id)
        )

    def _staff_of(self, members: Iterable[int], branch: Tree) -> bytes:
        return wrapped(
            self.employee(self.school.staff[index], index, branch)
            for index in members
            if self._shares_staff(self.school.staff[index])
        )

    def _shares_staff(self, employee: Employee) -> bool:
        return self._see_staff and self.access.lets_through(employee.id)

    def _members(self) -> tuple[list[list[int]], list[list[int]]]:
        if self._in_group is None:
            school = self.school
            students: list[list[int]] = [[] for _ in school.groups]
            staff: list[list[int]] = [[] for _ in school.groups]
            for index, student in enumerate(school.students):
                for group in student.groups:
                    students[group].append(index)
            for index, employee in enumerate(school.staff):
                for group in employee.groups:
                    staff[group].append(index)
            self._in_group = (students, staff)
        return self._in_group

    def _keep(self, key: tuple[Any, ...], make: Callable[[], bytes]) -> bytes:
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = make()
        return kept


def _flat(tree: Tree) -> str:
    return repr(tree) if tree else ""


def _pivot(main: bool) -> bytes:
    role = "Main Class Teacher" if main else "Class Teacher"
    return b',"meta":' + dump(
        {"is_main_teacher": main, "is_class_teacher": True, "role": role, "all_roles": [role]}
    )
