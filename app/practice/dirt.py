"""Plants believable trouble into a clean school, and keeps the answer key.

Which kinds and how often: `resources/practice/dirt.toml`. Nobody gets two troubles, and each is planted so
that exactly the records in the answer key have it: a rule must not fire elsewhere by accident.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from app.formats.identifiers import UPN_LETTERS, upn_check_letter
from app.practice.classes import TeachingClass
from app.practice.content import DirtKind, dirt_kinds
from app.practice.people import Employee, IdMaker, Student

if TYPE_CHECKING:
    from app.practice.school import School

SAFE_CLASS = 4
"""Only classes with at least this many students lose one, so that none ends up with one or none by
accident."""
CLEAN_SHARE = 0.6
"""At least this share of a very small school stays clean."""
SMALLEST = 20
"""A list shorter than this gets no trouble at all."""
LONG_NAME = "Alexandrina Wilhelmina Bartholomea Konstantina Evangelista Maximiliana"
LONG_TITLE = "Advanced and Extended Interdisciplinary Project Qualification taught on Tuesdays"

_Row = TypeVar("_Row")
_Touched = tuple[str, ...] | None


class Planted(NamedTuple):
    """One trouble and the records it concerns."""

    code: str
    kind: str
    """student, staff or class."""
    ids: tuple[str, ...]


_KINDS = {"students": "student", "staff": "staff", "classes": "class"}


def plant(school: School, random: Random, ids: IdMaker) -> tuple[Planted, ...]:
    """Changes `school` and returns what was planted, in the order of the table."""
    return tuple(_planted(_Ground(school, random, ids)))


def _planted(ground: _Ground) -> Iterator[Planted]:
    for kind in dirt_kinds():
        for turn in range(ground.how_many(kind)):
            touched = _ACTS[kind.code](ground, turn)
            if touched is not None:
                yield Planted(kind.code, _KINDS[kind.rows], touched)


class _Ground:
    """The school with who is still untouched."""

    def __init__(self, school: School, random: Random, ids: IdMaker) -> None:
        self.school = school
        self.random = random
        self.ids = ids
        duals = {employee.upi for employee in school.staff if employee.also_student}
        self.place = {row.id: number for number, row in enumerate(school.students)}
        self.staff_place = {row.id: number for number, row in enumerate(school.staff)}
        self._teachers: list[int] = []
        self._students = [student for student in school.students if student.upi not in duals]
        self._staff = [employee for employee in school.staff if not employee.also_student]
        self._classes = list(enumerate(school.classes))
        random.shuffle(self._students)
        random.shuffle(self._staff)
        random.shuffle(self._classes)

    def how_many(self, kind: DirtKind) -> int:
        total = {
            "students": len(self.school.students),
            "staff": len(self.school.staff),
            "classes": len(self.school.classes),
        }[kind.rows]
        return max(1, round(total * kind.rate)) if total >= SMALLEST else 0

    def student(self, fits: Callable[[Student], bool] = lambda _: True) -> Student | None:
        """Takes a student nobody has touched; None when there is none among the next few."""
        if len(self._students) < CLEAN_SHARE * len(self.school.students):
            return None
        return _take(self._students, fits)

    def employee(self, fits: Callable[[Employee], bool] = lambda _: True) -> Employee | None:
        return _take(self._staff, fits)

    def a_class(self, fits: Callable[[TeachingClass], bool]) -> tuple[int, TeachingClass] | None:
        return _take(self._classes, lambda pair: fits(pair[1]))

    def teachers(self) -> list[int]:
        """Places of staff who teach a class; asked for when no more of them will lose their last."""
        if not self._teachers:
            self._teachers = [n for n, e in enumerate(self.school.staff) if e.teaching and e.classes]
        return self._teachers

    def can_spare(self, student: Student) -> bool:
        """Whether every class stays large enough without this student."""
        return bool(student.classes) and all(
            len(self.school.classes[number].students) >= SAFE_CLASS for number in student.classes
        )


def _take(free: list[_Row], fits: Callable[[_Row], bool]) -> _Row | None:
    for back in range(1, min(60, len(free)) + 1):
        if fits(free[-back]):
            return free.pop(-back)
    return None


def _of_student(change: Callable[[Student, int], None]) -> Callable[[_Ground, int], _Touched]:
    """An act that changes one student alone."""

    def act(ground: _Ground, turn: int) -> _Touched:
        student = ground.student()
        if student is None:
            return None
        change(student, turn)
        return (student.id,)

    return act


def _of_pair(
    change: Callable[[Student, Student], None], *, same_year: bool = False
) -> Callable[[_Ground, int], _Touched]:
    """An act that makes one student like another."""

    def act(ground: _Ground, _: int) -> _Touched:
        one = ground.student()
        if one is None:
            return None
        other = ground.student((lambda s: s.year == one.year) if same_year else (lambda _: True))
        if other is None:
            return None
        change(one, other)
        return (one.id, other.id)

    return act


def _no_email(student: Student, _: int) -> None:
    student.email = None


def _same_email(one: Student, other: Student) -> None:
    one.email = other.email


def _no_upn(student: Student, _: int) -> None:
    student.upn = None


def _wrong_letter(student: Student, _: int) -> None:
    upn = student.upn or ""
    student.upn = UPN_LETTERS[(UPN_LETTERS.index(upn[0]) + 1) % len(UPN_LETTERS)] + upn[1:]


def _short_upn(student: Student, _: int) -> None:
    student.upn = (student.upn or "")[:-1]


def _temporary_upn(student: Student, _: int) -> None:
    upn = student.upn or ""
    body = upn[1:-1] + "ABCDEFGHJK"[int(upn[-1])]
    student.upn = upn_check_letter(body) + body


def _same_upn(one: Student, other: Student) -> None:
    one.upn = other.upn


def _blank_name(student: Student, turn: int) -> None:
    student.surname = student.legal_surname = (None, "", "  ")[turn % 3]


def _long_name(student: Student, _: int) -> None:
    student.forename = student.legal_forename = LONG_NAME


def _spaces(student: Student, _: int) -> None:
    student.forename, student.surname = f" {student.forename}", f"{student.surname}  "


def _not_nfc(student: Student, _: int) -> None:
    student.forename = student.legal_forename = unicodedata.normalize("NFD", "Chloë")


def _odd_label(student: Student, turn: int) -> None:
    year = student.year
    if year.isdigit():
        short = f"0{year}" if len(year) == 1 else f"Y{year}"
        student.year_label = (f"Yr {year}", f"Year {year}", short)[turn % 3]
    else:
        forms = ("Reception", "Year R", "0") if year == "R" else (f"Nursery {year[1:]}", f"Year {year}")
        student.year_label = forms[turn % len(forms)]


def _unreadable_label(student: Student, turn: int) -> None:
    student.year_label = ("Upper", "Rowan", "Sch Yr")[turn % 3]


def _no_year(student: Student, _: int) -> None:
    student.year_label = student.year_group = None


def _wrong_age(student: Student, _: int) -> None:
    born = student.date_of_birth or "2010-01-01"
    student.date_of_birth = f"{int(born[:4]) - 7}-{born[5:8]}01"


def _no_birthday(student: Student, _: int) -> None:
    student.date_of_birth = None


def _same_name(one: Student, other: Student) -> None:
    one.forename, one.surname = other.forename, other.surname
    one.legal_forename, one.legal_surname = other.legal_forename, other.legal_surname


def _no_class(ground: _Ground, _: int) -> _Touched:
    student = ground.student(ground.can_spare)
    if student is None:
        return None
    place = ground.place[student.id]
    for number in student.classes:
        ground.school.classes[number].students.remove(place)
    student.classes.clear()
    return (student.id,)


def _has_left(ground: _Ground, _: int) -> _Touched:
    student = ground.student()
    if student is None:
        return None
    student.leaving_date = f"{ground.school.spec.academic_year}-10-16"
    return (student.id,)


def _comes_later(ground: _Ground, _: int) -> _Touched:
    student = ground.student()
    if student is None:
        return None
    student.admission_date = f"{ground.school.spec.academic_year + 1}-01-05"
    return (student.id,)


def _dangling(ground: _Ground, _: int) -> _Touched:
    student = ground.student()
    if student is None:
        return None
    student.dangling = (ground.ids.take(),)
    return (student.id,)


def _staff_on_roll(ground: _Ground, _: int) -> _Touched:
    employee = ground.employee(lambda e: not e.teaching and e.role != "Headteacher")
    student = ground.student() if employee is not None else None
    if employee is None or student is None:
        return None
    student.mis_id, student.upi, student.gender = employee.mis_id, employee.upi, employee.gender
    student.forename = student.legal_forename = employee.forename
    student.surname = student.legal_surname = employee.surname
    student.middle_names, student.date_of_birth = employee.middle_names, employee.date_of_birth
    employee.also_student = True
    return (student.id, employee.id)


def _staff_no_email(ground: _Ground, _: int) -> _Touched:
    employee = ground.employee()
    if employee is None:
        return None
    employee.email = None
    return (employee.id,)


def _staff_same_email(ground: _Ground, _: int) -> _Touched:
    one = ground.employee()
    other = ground.employee()
    if one is None or other is None:
        return None
    one.email = other.email
    return (one.id, other.id)


def _staff_no_code(ground: _Ground, _: int) -> _Touched:
    employee = ground.employee(lambda e: e.teaching)
    if employee is None:
        return None
    employee.staff_code = None
    return (employee.id,)


def _teacher_idle(ground: _Ground, _: int) -> _Touched:
    """A teacher's classes go to a colleague, so that no class is left without."""
    employee = ground.employee(lambda e: e.teaching and bool(e.classes))
    heir = ground.employee(lambda e: e.teaching and bool(e.classes)) if employee is not None else None
    if employee is None or heir is None:
        return None
    place, heir_place = ground.staff_place[employee.id], ground.staff_place[heir.id]
    for number in list(employee.classes):
        taught = ground.school.classes[number]
        del taught.teachers[place]
        if not any(taught.teachers.values()):
            taught.teachers[heir_place] = heir.classes[number] = True
    employee.classes.clear()
    return (employee.id,)


def _class_untaught(ground: _Ground, _: int) -> _Touched:
    staff = ground.school.staff
    found = ground.a_class(lambda c: all(len(staff[who].classes) > 1 for who in c.teachers))
    if found is None:
        return None
    number, taught = found
    for who in taught.teachers:
        del staff[who].classes[number]
    taught.teachers.clear()
    return (taught.id,)


def _new_class(ground: _Ground, turn: int, word: str) -> tuple[int, TeachingClass]:
    """A class more, taught by somebody who teaches already."""
    school = ground.school
    who = ground.random.choice(ground.teachers())
    model = school.classes[next(iter(school.staff[who].classes))]
    number = len(school.classes)
    code = f"{word}{turn + 1}"
    made = TeachingClass(
        ground.ids.take(), f"C8{number:05d}", code, code, f"{word} group {turn + 1}", model.subject,
        model.updated_at,
    )  # fmt: skip
    made.teachers[who] = school.staff[who].classes[number] = True
    school.classes.append(made)
    return number, made


def _class_empty(ground: _Ground, turn: int) -> _Touched:
    return (_new_class(ground, turn, "Spare")[1].id,)


def _class_of_one(ground: _Ground, turn: int) -> _Touched:
    student = ground.student(lambda s: bool(s.classes))
    if student is None:
        return None
    number, made = _new_class(ground, turn, "Solo")
    made.students.append(ground.place[student.id])
    student.classes.append(number)
    return (made.id,)


def _long_title(ground: _Ground, turn: int) -> _Touched:
    found = ground.a_class(lambda c: bool(c.teachers))
    if found is None:
        return None
    found[1].name = f"{LONG_TITLE} to group {turn + 1}"
    return (found[1].id,)


_ACTS: dict[str, Callable[[_Ground, int], _Touched]] = {
    "email-missing": _of_student(_no_email),
    "email-shared": _of_pair(_same_email),
    "upn-missing": _of_student(_no_upn),
    "upn-check-letter": _of_student(_wrong_letter),
    "upn-wrong-form": _of_student(_short_upn),
    "upn-temporary": _of_student(_temporary_upn),
    "upn-shared-by-two": _of_pair(_same_upn),
    "name-blank": _of_student(_blank_name),
    "name-too-long": _of_student(_long_name),
    "name-spaces": _of_student(_spaces),
    "name-not-nfc": _of_student(_not_nfc),
    "year-odd-label": _of_student(_odd_label),
    "year-unreadable": _of_student(_unreadable_label),
    "year-unknown": _of_student(_no_year),
    "dob-not-fitting-year": _of_student(_wrong_age),
    "dob-missing": _of_student(_no_birthday),
    "same-name-in-year": _of_pair(_same_name, same_year=True),
    "student-in-no-class": _no_class,
    "leaver-with-classes": _has_left,
    "joiner-already-listed": _comes_later,
    "membership-dangling": _dangling,
    "staff-also-on-roll": _staff_on_roll,
    "staff-email-missing": _staff_no_email,
    "staff-email-shared": _staff_same_email,
    "staff-code-missing": _staff_no_code,
    "teacher-in-no-class": _teacher_idle,
    "class-without-teacher": _class_untaught,
    "class-without-students": _class_empty,
    "class-with-one-student": _class_of_one,
    "class-title-too-long": _long_title,
}
