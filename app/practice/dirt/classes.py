"""Trouble with classes and registration groups, and with who is in them."""

from __future__ import annotations

from app.practice.classes import TeachingClass
from app.practice.dirt.ground import Act, Ground, Touched, of_student
from app.practice.people import Student

LONG_TITLE = "Advanced and Extended Interdisciplinary Project Qualification taught on Tuesdays"
FAR_TOO_MANY_STUDENTS = 56
FAR_TOO_MANY_CLASSES = 28
FAR_TOO_MANY_TAUGHT = 55
"""A few over the limits of the rules, so that losing one to another trouble makes no difference."""


def _no_class(ground: Ground, _: int) -> Touched:
    student = ground.student(ground.can_spare)
    if student is None:
        return None
    place = ground.place[student.id]
    for number in student.classes:
        ground.school.classes[number].students.remove(place)
    student.classes.clear()
    return (student.id,)


def _no_registration(student: Student, _: int) -> None:
    student.registration = None


def _too_many_classes(ground: Ground, _: int) -> Touched:
    student = ground.student(lambda s: bool(s.classes))
    if student is None:
        return None
    place = ground.place[student.id]
    others = [pair for pair in ground.classes_to_join() if pair[0] not in student.classes]
    missing = FAR_TOO_MANY_CLASSES - len(student.classes)
    if len(others) < missing:
        return None
    for number, taught in ground.random.sample(others, missing):
        taught.students.append(place)
        student.classes.append(number)
    return (student.id,)


def _teaches_everything(ground: Ground, _: int) -> Touched:
    employee = ground.employee(lambda e: e.teaching and bool(e.classes))
    if employee is None:
        return None
    others = [pair for pair in ground.classes_to_join() if pair[0] not in employee.classes]
    missing = FAR_TOO_MANY_TAUGHT - len(employee.classes)
    if len(others) < missing:
        return None
    place = ground.staff_place[employee.id]
    for number, taught in ground.random.sample(others, missing):
        taught.teachers[place] = employee.classes[number] = False
    return (employee.id,)


def _untaught(ground: Ground, _: int) -> Touched:
    staff = ground.school.staff
    found = ground.a_class(lambda c: all(len(staff[who].classes) > 1 for who in c.teachers))
    if found is None:
        return None
    number, taught = found
    for who in taught.teachers:
        del staff[who].classes[number]
    taught.teachers.clear()
    return (taught.id,)


def _new_class(ground: Ground, turn: int, word: str) -> tuple[int, TeachingClass]:
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


def _empty(ground: Ground, turn: int) -> Touched:
    return (_new_class(ground, turn, "Spare")[1].id,)


def _of_one(ground: Ground, turn: int) -> Touched:
    student = ground.student(lambda s: bool(s.classes))
    if student is None:
        return None
    number, made = _new_class(ground, turn, "Solo")
    made.students.append(ground.place[student.id])
    student.classes.append(number)
    return (made.id,)


def _overfull(ground: Ground, turn: int) -> Touched:
    """A class of students who are in classes already; planted last, so that none of them leaves it."""
    there = [place for place, student in enumerate(ground.school.students) if student.classes]
    if len(there) < FAR_TOO_MANY_STUDENTS:
        return None
    number, made = _new_class(ground, turn, "Assembly")
    for place in ground.random.sample(there, FAR_TOO_MANY_STUDENTS):
        made.students.append(place)
        ground.school.students[place].classes.append(number)
    return (made.id,)


def _long_title(ground: Ground, turn: int) -> Touched:
    found = ground.a_class(lambda c: bool(c.teachers))
    if found is None:
        return None
    found[1].name = f"{LONG_TITLE} to group {turn + 1}"
    return (found[1].id,)


ACTS: dict[str, Act] = {
    "no class": _no_class,
    "no registration": of_student(_no_registration),
    "too many classes": _too_many_classes,
    "teaches everything": _teaches_everything,
    "untaught": _untaught,
    "empty class": _empty,
    "class of one": _of_one,
    "overfull class": _overfull,
    "long title": _long_title,
}
