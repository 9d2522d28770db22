"""Trouble with names, addresses, usernames, ids and dates of students and staff."""

from __future__ import annotations

import unicodedata

from app.practice.dirt.ground import Act, Ground, Touched, of_employee, of_pair, of_student
from app.practice.people import Employee, Student

LONG_NAME = "Alexandrina Wilhelmina Bartholomea Konstantina Evangelista Maximiliana"
LONG_PREFIX = "Professor Emerita the Right Honourable"
PRIVATE_DOMAIN = "post.example"
SIXTH_FORM = ("12", "13")


def _no_email(student: Student, _: int) -> None:
    student.email = None


def _same_email(one: Student, other: Student) -> None:
    one.email = other.email


def _broken_email(student: Student, turn: int) -> None:
    name, _, domain = (student.email or "").partition("@")
    student.email = (f"{name} at {domain}", f"{name}@", f"{name}@ {domain}")[turn % 3]


def _private_email(student: Student, _: int) -> None:
    student.email = f"{(student.email or '').partition('@')[0]}@{PRIVATE_DOMAIN}"


def _no_username(student: Student, _: int) -> None:
    student.username = ""


def _same_username(one: Student, other: Student) -> None:
    one.username = f"{other.username.upper()} "


def _no_upi(student: Student, _: int) -> None:
    student.upi = ""


def _same_upi(one: Student, other: Student) -> None:
    one.upi = other.upi


def _blank_name(student: Student, turn: int) -> None:
    student.surname = student.legal_surname = (None, "", "  ")[turn % 3]


def _long_name(student: Student, _: int) -> None:
    student.forename = student.legal_forename = LONG_NAME


def _spaces(student: Student, _: int) -> None:
    student.forename, student.surname = f" {student.forename}", f"{student.surname}  "


def _not_nfc(student: Student, _: int) -> None:
    student.forename = student.legal_forename = unicodedata.normalize("NFD", "Chloë")


def _invisible(student: Student, _: int) -> None:
    student.forename = f"{student.forename}\u200b"


def _same_name(one: Student, other: Student) -> None:
    one.forename, one.surname = other.forename, other.surname
    one.legal_forename, one.legal_surname = other.legal_forename, other.legal_surname


def _listed_twice(one: Student, other: Student) -> None:
    _same_name(one, other)
    one.date_of_birth = other.date_of_birth


def _has_left(ground: Ground, _: int) -> Touched:
    student = ground.student(lambda s: bool(s.classes))
    if student is None:
        return None
    student.leaving_date = f"{ground.school.spec.academic_year}-08-31"
    return (student.id,)


def _comes_later(ground: Ground, _: int) -> Touched:
    student = ground.student()
    if student is None:
        return None
    student.admission_date = f"{ground.school.spec.academic_year + 1}-09-01"
    return (student.id,)


def _dangling(ground: Ground, _: int) -> Touched:
    student = ground.student()
    if student is None:
        return None
    student.dangling = (ground.ids.take(),)
    return (student.id,)


def _staff_on_roll(ground: Ground, _: int) -> Touched:
    employee = ground.employee(lambda e: not e.teaching and e.role != "Headteacher")
    student = ground.student(lambda s: s.year not in SIXTH_FORM) if employee is not None else None
    if employee is None or student is None:
        return None
    student.mis_id, student.upi, student.gender = employee.mis_id, employee.upi, employee.gender
    student.forename = student.legal_forename = employee.forename
    student.surname = student.legal_surname = employee.surname
    student.middle_names, student.date_of_birth = employee.middle_names, employee.date_of_birth
    employee.also_student = True
    return (student.id, employee.id)


def _staff_no_email(employee: Employee, _: int) -> None:
    employee.email = None


def _staff_same_email(ground: Ground, _: int) -> Touched:
    one = ground.employee()
    other = ground.employee()
    if one is None or other is None:
        return None
    one.email = other.email
    return (one.id, other.id)


def _long_prefix(employee: Employee, _: int) -> None:
    employee.title = LONG_PREFIX


def _teacher_idle(ground: Ground, _: int) -> Touched:
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


ACTS: dict[str, Act] = {
    "no e-mail": of_student(_no_email),
    "same e-mail": of_pair(_same_email),
    "broken e-mail": of_student(_broken_email),
    "private e-mail": of_student(_private_email),
    "no username": of_student(_no_username),
    "same username": of_pair(_same_username),
    "no UPI": of_student(_no_upi),
    "same UPI": of_pair(_same_upi),
    "no surname": of_student(_blank_name),
    "long forename": of_student(_long_name),
    "spaces": of_student(_spaces),
    "not NFC": of_student(_not_nfc),
    "invisible": of_student(_invisible),
    "same name": of_pair(_same_name, same_year=True),
    "listed twice": of_pair(_listed_twice, same_year=True),
    "has left": _has_left,
    "comes later": _comes_later,
    "dangling": _dangling,
    "staff on roll": _staff_on_roll,
    "staff no e-mail": of_employee(_staff_no_email),
    "staff same e-mail": _staff_same_email,
    "long prefix": of_employee(_long_prefix),
    "idle teacher": _teacher_idle,
}
