"""Accidents that happen to one person or group, or to two who are mixed up."""

from __future__ import annotations

from dataclasses import replace

from app.practice.accidents.scene import Accident, Act, Scene
from app.practice.people import Student, ascii_word, plain_name, upi_of
from app.practice.september import ENTRY_YEARS

_IDENTITY = (
    "forename", "surname", "legal_forename", "legal_surname", "middle_names", "gender", "date_of_birth",
    "upn", "email", "username",
)  # fmt: skip


def _swapped(scene: Scene) -> Accident:
    one = scene.student()
    other = scene.student(lambda s: s.year == one.year and _unlike(s, one))
    for name in _IDENTITY:
        mine, theirs = getattr(one, name), getattr(other, name)
        setattr(one, name, theirs)
        setattr(other, name, mine)
    return Accident("swapped", (one.id, other.id))


def _unlike(one: Student, other: Student) -> bool:
    return plain_name(one.forename) != plain_name(other.forename) and plain_name(one.surname) != plain_name(
        other.surname
    )


def _id_reused(scene: Scene) -> Accident:
    """Somebody of the intake was written over the record of somebody who has left."""
    new = scene.newcomer()
    old = scene.leaver(lambda s: _unlike(s, new))
    new.id, new.upi, new.mis_id, new.admission_number = old.id, old.upi, old.mis_id, old.admission_number
    return Accident("id-reused", (old.id,))


def _listed_again(scene: Scene) -> Accident:
    known = scene.student(lambda s: bool(s.upn))
    number = scene.number()
    again = replace(
        known, id=scene.ids.take(), mis_id=number, upi=upi_of(scene.after.identity.id, number),
        admission_number=number, classes=[],
    )  # fmt: skip
    scene.after.students.append(again)
    return Accident("listed-again", (again.id,))


def _new_id(scene: Scene) -> Accident:
    """Every other one keeps the lasting id, as who left and came back does; the rest have their UPN."""
    student = scene.student(lambda s: bool(s.upn) and bool(s.upi))
    student.id = scene.ids.take()
    if scene.turn("new-id") % 2:
        student.mis_id = scene.number()
        student.upi = upi_of(scene.after.identity.id, student.mis_id)
    return Accident("new-id", (student.id,))


def _student_gone(scene: Scene) -> Accident:
    student = scene.student(lambda s: s.year not in (*ENTRY_YEARS, scene.years[0]))
    scene.lose([student.id])
    return Accident("student-gone", (student.id,))


def _student_new(scene: Scene) -> Accident:
    """Somebody without a start date since last year, in a year that takes nobody in."""
    model = scene.student(lambda s: s.year not in (*ENTRY_YEARS, scene.years[0]))
    scene.give_back(model)
    number = scene.number()
    word = f"newcomer{number}"
    made = replace(
        model, id=scene.ids.take(), mis_id=number, upi=upi_of(scene.after.identity.id, number), upn=None,
        forename=f"Newcomer {number}", legal_forename=None, admission_number=number,
        date_of_birth=f"{(model.date_of_birth or '2010-01-01')[:8]}28", classes=[],
        admission_date=f"{scene.after.spec.academic_year - 1}-01-08",
        email=f"{ascii_word(word)}@{(model.email or 'x@post.example').partition('@')[2]}", username=word,
    )  # fmt: skip
    scene.after.students.append(made)
    return Accident("student-new", (made.id,))


def _kept_back(scene: Scene) -> Accident:
    student = scene.student(lambda s: s.year_label == s.year and s.year != scene.years[0])
    scene.put_in_year(student, scene.years[scene.years.index(student.year) - 1])
    return Accident("kept-back", (student.id,))


def _moved_ahead(scene: Scene) -> Accident:
    student = scene.student(lambda s: s.year_label == s.year and s.year != scene.years[-1])
    scene.put_in_year(student, scene.years[scene.years.index(student.year) + 1])
    return Accident("moved-ahead", (student.id,))


def _year_lost(scene: Scene) -> Accident:
    student = scene.student(lambda s: s.year_label == s.year)
    student.year_label = student.year_group = None
    return Accident("year-lost", (student.id,))


def _lost_registration(scene: Scene) -> Accident:
    student = scene.student(lambda s: s.registration is not None)
    student.registration = None
    return Accident("lost-registration", (student.id,))


def _lost_classes(scene: Scene) -> Accident:
    student = scene.student(lambda s: bool(s.classes))
    scene.leave_classes(student)
    return Accident("lost-classes", (student.id,))


def _teacher_lost_classes(scene: Scene) -> Accident:
    teacher = scene.teacher()
    place = next(n for n, e in enumerate(scene.after.staff) if e.id == teacher.id)
    for number in teacher.classes:
        del scene.after.classes[number].teachers[place]
    teacher.classes.clear()
    return Accident("lost-classes", (teacher.id,))


def _moved_group(scene: Scene) -> Accident:
    student = scene.student(lambda s: s.house is not None and s.house not in scene.groups_out)
    houses = [
        n
        for n, group in enumerate(scene.after.groups)
        if group.type == "HOUSE" and n != student.house and n not in scene.groups_out
    ]
    student.house = scene.random.choice(houses)
    return Accident("moved-group", (student.id,))


def _born_changed(scene: Scene) -> Accident:
    student = scene.student(lambda s: (s.date_of_birth or "")[8:] not in ("", "01"))
    student.date_of_birth = f"{(student.date_of_birth or '')[:8]}01"
    return Accident("born-changed", (student.id,))


def _upn_changed(scene: Scene) -> Accident:
    student = scene.student(lambda s: bool(s.upn))
    student.upn = scene.upn()
    return Accident("upn-changed", (student.id,))


def _username_moved(scene: Scene) -> Accident:
    student, owner = scene.student(), scene.student()
    student.username = owner.username
    return Accident("username-moved", (student.id,))


def _details_changed(scene: Scene) -> Accident:
    student = scene.student()
    student.surname = student.legal_surname = f"{student.surname}-Married"
    return Accident("details-changed", (student.id,))


ACTS: dict[str, Act] = {
    "swapped": _swapped,
    "id-reused": _id_reused,
    "listed-again": _listed_again,
    "new-id": _new_id,
    "student-gone": _student_gone,
    "student-new": _student_new,
    "kept-back": _kept_back,
    "moved-ahead": _moved_ahead,
    "year-lost": _year_lost,
    "lost-registration": _lost_registration,
    "lost-classes": _lost_classes,
    "teacher-lost-classes": _teacher_lost_classes,
    "moved-group": _moved_group,
    "born-changed": _born_changed,
    "upn-changed": _upn_changed,
    "username-moved": _username_moved,
    "details-changed": _details_changed,
}
