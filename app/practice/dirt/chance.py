"""What nobody planted and is there all the same: students of one name, sixth-formers who also work here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from app.formats.identifiers import parse_year
from app.practice.dirt.ground import Planted
from app.practice.people import Employee, Student, plain_name

if TYPE_CHECKING:
    from app.practice.school import School


def namesakes(school: School) -> Iterator[Planted]:
    """Everybody who shares a name, planted or not: with the same date of birth as being listed twice, and
    among students of one year with another one as having the same name."""
    yield from _twice("student", school.students)
    yield from _twice("staff", school.staff)
    for students in _of_one_name(school.students):
        years: dict[str, list[Student]] = defaultdict(list)
        for student in students:
            year = _year_of(student, school)
            if year:
                years[year].append(student)
        for same in years.values():
            different = {student.date_of_birth for student in same}
            if len(same) > 1 and (len(different) > 1 or different == {None}):
                yield Planted("same-name-in-year", "student", tuple(student.id for student in same))


_Somebody = TypeVar("_Somebody", Student, Employee)


def _of_one_name(people: Sequence[_Somebody]) -> Iterator[list[_Somebody]]:
    names: dict[tuple[str, str], list[_Somebody]] = defaultdict(list)
    for person in people:
        name = plain_name(person.surname), plain_name(person.forename)
        if any(name):
            names[name].append(person)
    return (same for same in names.values() if len(same) > 1)


def _twice(kind: str, people: Sequence[_Somebody]) -> Iterator[Planted]:
    for group in _of_one_name(people):
        births: dict[str, list[str]] = defaultdict(list)
        for person in group:
            births[person.date_of_birth or ""].append(person.id)
        for born, ids in births.items():
            if born and len(ids) > 1:
                yield Planted("listed-twice", kind, tuple(ids))


def _year_of(student: Student, school: School) -> str:
    """The year that a reader sees: the label's, or the year group's where the label says nothing."""
    year = parse_year(student.year_label or "")
    if year is None and student.year_group is not None:
        year = parse_year(school.groups[student.year_group].code or "")
    return year.code if year is not None else student.year_label or ""


def two_roles(school: School, planted: Sequence[Planted]) -> Iterator[Planted]:
    """Sixth-formers who also work here, of whom the school has a few on purpose."""
    by_mistake = {key for entry in planted if entry.code == "staff-also-on-roll" for key in entry.ids}
    students = {student.upi: student for student in school.students if student.upi}
    for employee in school.staff:
        if employee.also_student and employee.id not in by_mistake:
            yield Planted("dual-role", "student", (students[employee.upi].id, employee.id))
