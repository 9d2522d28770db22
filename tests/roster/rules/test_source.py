"""Rules about the load as a whole: each fires on its case and keeps quiet beside it."""

from __future__ import annotations

import pytest

from app.formats.records import CLASS, Group, Membership, Person
from app.roster.facts import Difference, IssueSeverity
from tests.fakes.clean_school import CleanSchool, Spoil, counts_of, issues_of, together

SOMEBODY = Person("s01", "student", forename="Someone", surname="Else")


def no_teachers(school: CleanSchool) -> None:
    school.leave("e0", "e1")


def no_class_members(school: CleanSchool) -> None:
    school.members = [row for row in school.members if row.group_type != CLASS]


def withheld_upis(school: CleanSchool) -> None:
    school.change_all("staff", upi=None)
    school.refused("Employee upi read")


def withheld_upns(school: CleanSchool) -> None:
    school.change_all("student", upn=None)
    school.refused("Students upn read")


def withheld_names(kind: str, permission: str) -> Spoil:
    return together(
        lambda school: school.change_all(kind, surname=None), lambda school: school.refused(permission)
    )


@pytest.mark.parametrize(
    ("code", "count", "spoil"),
    [
        ("no-students", 1, lambda school: school.drop_people("student")),
        ("no-staff", 1, lambda school: school.drop_people("staff")),
        ("no-classes", 1, lambda school: school.drop_groups(CLASS)),
        ("no-groups", 1, lambda school: school.drop_groups("YEAR", "REGISTRATION")),
        ("no-registration-groups", 1, lambda school: school.drop_groups("REGISTRATION")),
        ("no-memberships", 1, lambda school: school.members.clear()),
        ("no-class-has-a-teacher", 1, no_teachers),
        ("no-class-has-students", 1, no_class_members),
        ("person-without-key", 1, lambda school: school.extra.append(SOMEBODY._replace(key=""))),
        ("group-without-key", 1, lambda school: school.more_groups.append(Group("", "HOUSE", "Kestrel"))),
        ("kind-unreadable", 1, lambda school: school.facts_with(unreadable=("classes",))),
        ("count-differs", 1, lambda school: school.facts_with(differences=(Difference("x", "…", 3, 2),))),
        ("values-left-out", 4, lambda school: school.facts_with(ignored=4)),
        ("sync-key-withheld", 1, withheld_upis),
        ("upn-withheld", 1, withheld_upns),
        ("needed-withheld", 1, withheld_names("student", "Students surname read")),
        ("needed-withheld", 1, withheld_names("staff", "Employees surname read")),
    ],
)
def test_it_fires_on_its_case(code: str, count: int, spoil: Spoil) -> None:
    assert counts_of(spoil)[code] == count


def test_a_key_given_twice_names_who_or_what_has_it() -> None:
    assert issues_of(lambda school: school.extra.append(SOMEBODY))["person-key-taken"] == {"s01"}
    again = Group("y7", "YEAR", "Another")
    assert issues_of(lambda school: school.more_groups.append(again))["group-key-taken"] == {"y7"}


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("no-staff", together(lambda school: school.drop_people("staff"), CleanSchool.from_report)),
        ("no-groups", together(lambda s: s.drop_groups("YEAR", "REGISTRATION"), CleanSchool.from_report)),
        ("no-groups", lambda school: school.drop_groups("REGISTRATION")),
        ("no-registration-groups", lambda school: school.drop_groups("YEAR", "REGISTRATION")),
        ("no-registration-groups", lambda school: school.drop_groups("YEAR")),
        ("no-classes", lambda school: school.facts_with(unreadable=("classes",))),
        ("no-memberships", lambda school: school.drop_groups("YEAR", "REGISTRATION")),
        ("no-memberships", together(lambda s: s.members.clear(), lambda s: s.groups.clear())),
        ("no-class-has-students", lambda school: school.drop_groups(CLASS)),
        ("no-class-has-a-teacher", together(no_teachers, CleanSchool.from_report)),
        ("no-class-has-a-teacher", no_class_members),
        ("upn-withheld", CleanSchool.from_report),
        ("upn-withheld", lambda school: school.change_all("student", upn=None)),
        ("needed-withheld", withheld_upns),
        ("sync-key-withheld", withheld_upns),
        ("rule-needs-withheld", withheld_upns),
        ("staff-not-in-source", lambda school: school.drop_people("staff")),
    ],
)
def test_it_keeps_quiet_beside_its_case(code: str, spoil: Spoil) -> None:
    assert code not in counts_of(spoil)


def test_a_report_without_staff_says_so_as_a_note() -> None:
    school = CleanSchool()
    school.drop_people("staff")
    school.from_report()
    with school.seal() as roster:
        (note,) = (issue for issue in roster.issues() if issue.code == "staff-not-in-source")
    assert note.severity is IssueSeverity.NOTE


def test_a_dangling_membership_is_counted_and_names_whoever_is_there() -> None:
    def spoil(school: CleanSchool) -> None:
        school.members.append(Membership("s01", "student", "gone", CLASS))
        school.members.append(Membership("s01", "student", "gone too", CLASS))
        school.members.append(Membership("nobody", "student", "c7a", CLASS))
        school.members.append(Membership("nobody", "student", "gone", CLASS))

    assert counts_of(spoil)["membership-dangling"] == 4
    assert issues_of(spoil)["membership-dangling"] == {"s01", "c7a"}
