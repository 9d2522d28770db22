"""Rules about classes, at both sides of every limit."""

from __future__ import annotations

import pytest

from app.formats.records import CLASS, Group, Person
from tests.fakes.clean_school import CleanSchool, Spoil, changed, counts_of, issues_of, together


def in_many_classes(person: str, count: int) -> Spoil:
    """Puts somebody into classes until there are `count`; all of them have two students and a teacher."""

    def spoil(school: CleanSchool) -> None:
        already = sum(row.person_key == person and row.group_type == CLASS for row in school.members)
        for number in range(count - already):
            school.groups[f"x{number}"] = Group(f"x{number}", CLASS, f"x{number}")
            for other in ("s03", "s05"):
                if number < 20:
                    school.join(f"x{number}", other)
                else:
                    school.join(f"x{number}", "s07" if other == "s03" else "s09")
            if person != "e0":
                school.join(f"x{number}", "e0")
            school.join(f"x{number}", person)

    return spoil


def class_of(size: int) -> Spoil:
    def spoil(school: CleanSchool) -> None:
        school.add_class("big")
        for number in range(size):
            key = f"n{number}"
            school.people[key] = school.people["s01"]._replace(
                key=key, upi=key, mis_id=key, username=key, email=f"{key}@students.school.example",
                forename=f"N{number}", upn=None,
            )  # fmt: skip
            school.join("big", key)
            school.join("r7", key)

    return spoil


def only_in_groups(*keys: str) -> Spoil:
    return lambda school: school.leave(*keys, only=lambda row: row.group_type == CLASS)


def no_registration(*keys: str) -> Spoil:
    return lambda school: school.leave(*keys, only=lambda row: row.group_type == "REGISTRATION")


def without_teachers(school: CleanSchool) -> None:
    school.leave("e0", "e1")


def only_one_student(school: CleanSchool) -> None:
    """Of a source with one student, nothing is said about the size of classes."""
    for number in range(1, 24):
        del school.people[f"s{number:02d}"]
        school.leave(f"s{number:02d}")


def untaught(school: CleanSchool) -> None:
    school.leave("e0", only=lambda row: row.group_key == "c7a")


@pytest.mark.parametrize(
    ("code", "who", "spoil"),
    [
        ("class-without-teacher", {"c7a"}, untaught),
        ("class-without-students", {"new"}, lambda school: school.add_class("new")),
        ("class-with-one-student", {"new"}, lambda school: school.add_class("new", "s01")),
        ("class-too-large", {"big"}, class_of(51)),
        ("student-in-no-class", {"s01"}, only_in_groups("s01")),
        ("student-in-too-many-classes", {"s01"}, in_many_classes("s01", 26)),
        (
            "teacher-in-no-class",
            {"e9"},
            lambda school: school.extra.append(
                Person(
                    "e9",
                    "staff",
                    forename="A",
                    surname="B",
                    upi="9",
                    teaching=1,
                    mis_id="9",
                    username="e9",
                    email="e9@school.example",
                )
            ),
        ),
        ("teacher-of-too-many-classes", {"e0"}, in_many_classes("e0", 51)),
        ("student-in-no-registration-group", {"s01"}, no_registration("s01")),
        ("student-in-two-registration-groups", {"s01"}, lambda school: school.join("r8", "s01")),
    ],
)
def test_it_names_exactly_what_is_concerned(code: str, who: set[str], spoil: Spoil) -> None:
    told = issues_of(spoil)
    told.pop("upn-missing", None)
    if code == "teacher-of-too-many-classes":
        told.pop("student-in-too-many-classes", None)
    assert told == {code: who}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("class-too-large", class_of(50)),
        ("student-in-too-many-classes", in_many_classes("s01", 25)),
        ("teacher-of-too-many-classes", in_many_classes("e0", 50)),
        ("class-with-one-student", lambda school: school.add_class("new", "s01", "s03")),
        ("class-without-teacher", without_teachers),
        (
            "class-without-students",
            lambda school: school.leave(*school.people, only=lambda r: r.role == "learner"),
        ),
        ("class-with-one-student", lambda school: school.add_class("new")),
        ("class-with-one-student", only_one_student),
        ("student-in-no-class", together(only_in_groups("s01"), changed("s01", standing="leaver"))),
        ("student-in-no-class", together(only_in_groups("s01"), changed("s01", standing="future"))),
        ("student-in-no-class", lambda school: school.drop_groups(CLASS)),
        ("teacher-in-no-class", without_teachers),
        ("teacher-in-no-class", together(untaught, changed("e0", teaching=0))),
        ("student-in-no-registration-group", lambda school: school.drop_groups("REGISTRATION")),
        (
            "student-in-no-registration-group",
            together(no_registration("s01"), changed("s01", standing="leaver")),
        ),
        ("student-in-no-registration-group", no_registration(*(f"s{n:02d}" for n in range(12)))),
    ],
)
def test_it_keeps_quiet_beside_its_case(code: str, spoil: Spoil) -> None:
    assert code not in counts_of(spoil)
