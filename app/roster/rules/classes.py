"""Rules about classes: who is in them, who teaches them, and how many are too many."""

from __future__ import annotations

from app.roster.rules.asking import STAFF, STUDENTS, Family, Known, Needs, Rows

ANY_CLASS = "SELECT 1 FROM grp WHERE type = 'CLASS'"
ANY_TEACHER = "SELECT 1 FROM group_size z JOIN grp g ON g.id = z.id WHERE g.type = 'CLASS' AND z.staff > 0"
ANY_CLASS_STUDENT = (
    "SELECT 1 FROM group_size z JOIN grp g ON g.id = z.id WHERE g.type = 'CLASS' AND z.students > 0"
)


def _teachers_seen(known: Known) -> bool:
    return known.some(ANY_TEACHER)


def _students_seen(known: Known) -> bool:
    return known.some(ANY_CLASS_STUDENT)


_SIZED = "FROM grp g LEFT JOIN group_size z ON z.id = g.id WHERE g.type = 'CLASS'"
_WITH_STUDENTS, _WITH_TEACHERS = Needs(also=_students_seen), Needs(also=_teachers_seen)
_IN_CLASSES = (
    "SELECT p.id, NULL FROM person p LEFT JOIN person_size z ON z.id = p.id WHERE p.kind = '{kind}'"
    " AND p.standing = 'current' AND coalesce(z.courses, 0) "
)


def _in_classes(kind: str, how_many: str) -> str:
    return _IN_CLASSES.replace("{kind}", kind) + how_many


_REGISTERED = (
    "SELECT m.person_id, count(*) AS groups FROM grp g JOIN member m ON m.group_id = g.id"
    " WHERE g.type = 'REGISTRATION' GROUP BY m.person_id"
)


def _registered(standing: str, how_many: str) -> str:
    return (
        f"SELECT p.id, NULL FROM person p LEFT JOIN ({_REGISTERED}) r ON r.person_id = p.id"
        f" WHERE p.kind = 'student' AND p.standing {standing} AND coalesce(r.groups, 0) {how_many}"
    )


def _most_are_registered(known: Known) -> bool:
    kept = known.kept("registered")
    if "most" not in kept:
        students = known.number(
            f"SELECT count(*) FROM ({_REGISTERED}) r JOIN shown s ON s.id = r.person_id"
            " WHERE s.kind = 'student'"
        )
        kept["most"] = students * 2 > known.people("student")
    return bool(kept["most"])


RULES: Family = {
    "class-without-teacher": Rows(f"SELECT NULL, g.id {_SIZED} AND coalesce(z.staff, 0) = 0", _WITH_TEACHERS),
    "class-without-students": Rows(
        f"SELECT NULL, g.id {_SIZED} AND coalesce(z.students, 0) = 0", _WITH_STUDENTS
    ),
    "class-with-one-student": Rows(
        f"SELECT NULL, g.id {_SIZED} AND z.students = 1",
        Needs(also=lambda known: _students_seen(known) and known.people("student") > 1),
    ),
    "class-too-large": Rows(f"SELECT NULL, g.id {_SIZED} AND z.students > :class_size", _WITH_STUDENTS),
    "student-in-no-class": Rows(_in_classes("student", "= 0"), _WITH_STUDENTS),
    "student-in-too-many-classes": Rows(_in_classes("student", "> :classes_of_a_student"), _WITH_STUDENTS),
    "teacher-in-no-class": Rows(
        _in_classes("staff", "= 0 AND p.teaching = 1"),
        Needs(STAFF, ("teaching",), also=_teachers_seen),
    ),
    "teacher-of-too-many-classes": Rows(_in_classes("staff", "> :classes_of_a_teacher"), _WITH_TEACHERS),
    "student-in-no-registration-group": Rows(
        _registered("= 'current'", "= 0"), Needs(STUDENTS, also=_most_are_registered)
    ),
    "student-in-two-registration-groups": Rows(
        _registered("<> 'leaver'", "> 1"), Needs(STUDENTS, also=_most_are_registered)
    ),
}
