"""Accidents that happen to a year, a subject, a house, the staff, or the whole school."""

from __future__ import annotations

from dataclasses import replace

from app.practice.accidents.scene import Accident, Act, Scene
from app.practice.errors import SpecNotPossible
from app.practice.people import Student, upi_of
from app.practice.september import CHOICE_YEAR, ENTRY_YEARS

STAFF_LOST_SHARE = 0.12


def _middle_year(scene: Scene) -> list[Student]:
    """Everyone of a year whose students should all have stayed, as they are now."""
    years = [
        year
        for before, year in zip(scene.years, scene.years[1:], strict=False)
        if year not in ENTRY_YEARS and year != scene.years[-1] and before not in (CHOICE_YEAR, "N1", "N2")
    ]
    if not years:
        raise SpecNotPossible("This school has no year that all students stay for: take another kind.")
    year = scene.random.choice(years)
    return [student for student in scene.after.students if student.year == year]


def _year_gone(scene: Scene) -> Accident:
    gone = [student.id for student in _middle_year(scene)]
    scene.lose(gone)
    return Accident("year-gone", tuple(key for key in gone if key in scene.old))


def _staff_gone(scene: Scene) -> Accident:
    """12 % of the staff; those who left as they had said are not among them."""
    count = round(len(scene.before.staff) * STAFF_LOST_SHARE)
    gone = [scene.staff.pop().id for _ in range(count)]
    scene.lose(gone)
    return Accident("staff-gone", tuple(gone))


def _subject_gone(scene: Scene) -> Accident:
    """All classes of a subject that nobody depends on for a class at all."""
    school = scene.after
    for subject in scene.random.sample(range(len(school.subjects)), len(school.subjects)):
        name = school.subjects[subject].name
        numbers = {n for n, taught in enumerate(school.classes) if taught.subject == subject}
        was = [
            taught.id for taught in scene.before.classes if scene.before.subjects[taught.subject].name == name
        ]
        alone = any(student.classes and set(student.classes) <= numbers for student in school.students)
        idle = any(teacher.classes and set(teacher.classes) <= numbers for teacher in school.staff)
        if len(was) > 1 and numbers and not alone and not idle:
            scene.lose_classes(numbers)
            return Accident("subject-gone", tuple(was))
    raise SpecNotPossible("This school has no subject that could go: take more students.")


def _group_gone(scene: Scene) -> Accident:
    """A house, with nobody put into another."""
    number = next(n for n, group in enumerate(scene.after.groups) if group.type == "HOUSE")
    scene.groups_out.add(number)
    return Accident("group-gone", (scene.after.groups[number].id,))


def _not_promoted(scene: Scene) -> Accident:
    year = _middle_year(scene)
    for student in year:
        scene.put_in_year(student, scene.years[scene.years.index(student.year) - 1])
    return Accident("year-not-promoted", tuple(student.id for student in year if student.id in scene.old))


def _promoted_twice(scene: Scene) -> Accident:
    year = _middle_year(scene)
    for student in year:
        scene.put_in_year(student, scene.years[scene.years.index(student.year) + 1])
    return Accident("year-promoted-twice", tuple(student.id for student in year if student.id in scene.old))


def _leavers_still_here(scene: Scene) -> Accident:
    """The last year was not taken off the roll."""
    last = scene.years[-1]
    here = {student.id for student in scene.after.students}
    still = [
        replace(student, classes=[], dangling=())
        for student in scene.before.students
        if student.year == last and student.leaving_date is None and student.id not in here
    ]
    for student in still:
        scene.put_in_year(student, last)
        student.registration = student.house = None
        student.clubs = ()
    scene.after.students.extend(still)
    return Accident("leavers-still-here", tuple(student.id for student in still))


def _no_intake(scene: Scene) -> Accident:
    """The new first year has not been admitted yet."""
    scene.lose(student.id for student in scene.after.students if student.year == scene.years[0])
    return Accident("no-intake")


def _large_intake(scene: Scene) -> Accident:
    """Applicants who will not come are on the list as well."""
    first = [student for student in scene.after.students if student.year == scene.years[0]]
    for student in first:
        number = scene.number()
        applicant = replace(
            student, id=scene.ids.take(), mis_id=number, upi=upi_of(scene.after.identity.id, number),
            forename=f"Applicant {number}", upn=None, email=None, classes=[], admission_number=number,
            username=f"a{number}",
        )  # fmt: skip
        scene.after.students.append(applicant)
    return Accident("large-intake")


def _no_classes(scene: Scene) -> Accident:
    """The new timetable is not in the MIS yet."""
    scene.lose_classes(range(len(scene.after.classes)))
    return Accident("no-classes-now")


def _year_without_classes(scene: Scene) -> Accident:
    year = _middle_year(scene)
    for student in year:
        scene.leave_classes(student)
    return Accident("year-without-classes", tuple(student.id for student in year if student.id in scene.old))


def _usernames_changed(scene: Scene) -> Accident:
    """Somebody has issued all usernames in another form."""
    for student in scene.after.students:
        student.username = f"new.{student.username}" if student.username else ""
    return Accident("field-changed")


def _emails_emptied(scene: Scene) -> Accident:
    """A column of the MIS is empty."""
    for student in scene.after.students:
        student.email = None
    return Accident("field-emptied")


def _another_mis(scene: Scene) -> Accident:
    """Everything was carried over into another MIS: every id and number is new."""
    after = scene.after
    for person in after.students:
        person.mis_id = person.admission_number = scene.number()
        person.id, person.upi = scene.ids.take(), upi_of(after.identity.id, person.mis_id)
    for employee in after.staff:
        employee.mis_id = scene.number()
        employee.id, employee.upi = scene.ids.take(), upi_of(after.identity.id, employee.mis_id)
    for row in after.groups:
        row.id, row.mis_id = scene.ids.take(), f"X{row.mis_id}"
    for taught in after.classes:
        taught.id, taught.mis_id = scene.ids.take(), f"X{taught.mis_id}"
    return Accident("mis-change")


ACTS: dict[str, Act] = {
    "year-gone": _year_gone,
    "staff-gone": _staff_gone,
    "subject-gone": _subject_gone,
    "group-gone": _group_gone,
    "year-not-promoted": _not_promoted,
    "year-promoted-twice": _promoted_twice,
    "leavers-still-here": _leavers_still_here,
    "no-intake": _no_intake,
    "large-intake": _large_intake,
    "no-classes-now": _no_classes,
    "year-without-classes": _year_without_classes,
    "field-changed": _usernames_changed,
    "field-emptied": _emails_emptied,
    "mis-change": _another_mis,
}
