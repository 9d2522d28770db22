"""Every rule fires on its case and on nothing else: a clean school raises no issue at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.formats.records import CLASS, Group, Membership, Person
from app.guidance.permissions import permission_fields
from app.roster.database import Roster, RosterBuilder
from app.roster.document import preview_document
from app.roster.facts import Difference, IssueSeverity, LoadFacts, Origin, PermissionSeen, SourceKind
from app.roster.people import PeopleQuery
from app.roster.rules import all_rules, cannot_tell, number_of
from app.roster.schema import GROUP_COLUMNS, PERSON_COLUMNS

WONDE = LoadFacts(Origin(SourceKind.WONDE, datetime(2026, 9, 1, tzinfo=UTC)), permissions=())
REPORT = LoadFacts(
    Origin(SourceKind.REPORT, datetime(2026, 9, 1, tzinfo=UTC)),
    present={
        "student": frozenset({"forename", "surname", "year", "classes"}),
        "staff": frozenset(),
        "group": frozenset({"name"}),
        "class": frozenset({"name"}),
    },
)

STUDENTS = {
    "s1": Person("s1", "student", forename="Ada", surname="Byte", upi="u1", mis_id="1", upn="C304123424001",
                 email="ada@school.example", year_label="7"),
    "s2": Person("s2", "student", forename="Bo", surname="Code", upi="u2", mis_id="2", upn="G20436142501A",
                 email="bo@school.example", year_label="Year 7"),
}  # fmt: skip
STAFF = {
    "e1": Person(
        "e1", "staff", forename="Tom", surname="Sample", upi="u3", mis_id="3", email="t@school.example"
    )
}
GROUPS = {"y7": Group("y7", "YEAR", "Year 7"), "c1": Group("c1", CLASS, "7a/Sc", "Sc", subject="Science")}
MEMBERS = [
    Membership("s1", "student", "c1", CLASS),
    Membership("s2", "student", "c1", CLASS),
    Membership("s1", "student", "y7", "YEAR"),
    Membership("e1", "staff", "c1", CLASS, "teacher"),
]


class Clean:
    """A small school without a fault, to spoil in one place."""

    def __init__(self) -> None:
        self.people = {**STUDENTS, **STAFF}
        self.groups = dict(GROUPS)
        self.members = list(MEMBERS)
        self.extra: list[Person] = []
        self.facts = WONDE

    def seal(self) -> Roster:
        builder = RosterBuilder()
        builder.add_people([*self.people.values(), *self.extra])
        builder.add_groups(self.groups.values())
        builder.add_memberships(self.members)
        return builder.seal(self.facts)

    def change(self, key: str, **values: object) -> None:
        self.people[key] = self.people[key]._replace(**values)  # type: ignore[arg-type]  # the test's own fields

    def facts_with(self, **values: object) -> None:
        self.facts = replace(WONDE, **values)  # type: ignore[arg-type]  # the test's own fields

    def from_report(self) -> None:
        self.facts = REPORT


def codes(roster: Roster) -> dict[str, int]:
    return {issue.code: issue.count for issue in roster.issues()}


def test_a_clean_school_has_no_issues() -> None:
    assert codes(Clean().seal()) == {}


def nobody(school: Clean) -> None:
    school.people = dict(STAFF)
    school.members = MEMBERS[3:]


def no_staff(school: Clean) -> None:
    school.people = dict(STUDENTS)
    school.members = MEMBERS[:3]


def no_teacher(school: Clean) -> None:
    school.groups["c2"] = Group("c2", CLASS, "7b")
    school.members.append(Membership("s1", "student", "c2", CLASS))


def no_teachers_at_all(school: Clean) -> None:
    school.members = MEMBERS[:3]


def empty_class(school: Clean) -> None:
    school.groups["c2"] = Group("c2", CLASS, "7b")
    school.members.append(Membership("e1", "staff", "c2", CLASS, "teacher"))


def in_no_class(school: Clean) -> None:
    school.members = [row for row in MEMBERS if row.person_key != "s2"]


def no_classes(school: Clean) -> None:
    del school.groups["c1"]
    school.members = [MEMBERS[2]]


def no_groups(school: Clean) -> None:
    del school.groups["y7"]
    del school.members[2]


def duplicate(school: Clean) -> None:
    school.extra = [Person("s1", "student", forename="Someone", surname="Else")]


def keyless(school: Clean) -> None:
    school.extra = [Person("", "student", forename="Someone", surname="Else")]


def dangling(school: Clean) -> None:
    school.members.append(Membership("s1", "student", "gone", CLASS))


def withheld_upi(school: Clean) -> None:
    school.change("e1", upi=None)
    school.facts = replace(
        WONDE, permissions=(PermissionSeen("Employee upi read", "Employee read", False, True),)
    )


def withheld_upns(school: Clean) -> None:
    for key in STUDENTS:
        school.change(key, upn=None)
    school.facts = replace(WONDE, permissions=(PermissionSeen("Students upn read", "", False, True),))


def teachers_not_in_report(school: Clean) -> None:
    no_teachers_at_all(school)
    school.from_report()


def withheld_surnames(school: Clean) -> None:
    for key in STUDENTS:
        school.change(key, surname=None)
    school.facts_with(permissions=(PermissionSeen("Students surname read", "", False, True),))


def withheld_staff_names(school: Clean) -> None:
    school.change("e1", surname=None)
    school.facts_with(permissions=(PermissionSeen("Employees surname read", "", False, True),))


def names_of_unknown_permission(school: Clean) -> None:
    for key in STUDENTS:
        school.change(key, forename=None)
    school.facts_with(permissions=None)


def years_of_unknown_permission(school: Clean) -> None:
    for key in STUDENTS:
        school.change(key, year_label=None)
    school.facts_with(permissions=None)


@pytest.mark.parametrize(
    ("code", "count", "spoil"),
    [
        ("no-students", 1, nobody),
        ("no-staff", 1, no_staff),
        ("no-classes", 1, no_classes),
        ("no-groups", 1, no_groups),
        ("no-class-has-a-teacher", 1, no_teachers_at_all),
        ("no-class-has-students", 1, lambda school: school.members.clear()),
        ("class-without-teacher", 1, no_teacher),
        ("class-without-students", 1, empty_class),
        ("student-in-no-class", 1, in_no_class),
        ("person-key-taken", 1, duplicate),
        ("person-without-key", 1, keyless),
        ("membership-dangling", 1, dangling),
        ("sync-key-withheld", 1, withheld_upi),
        ("upn-withheld", 1, withheld_upns),
        ("needed-withheld", 1, withheld_surnames),
        ("needed-withheld", 1, withheld_staff_names),
        ("values-left-out", 4, lambda school: school.facts_with(ignored=4)),
        ("name-blank", 1, lambda school: school.change("s1", surname=None)),
        ("name-too-long", 1, lambda school: school.change("s1", surname="x" * 65)),
        ("email-shared", 2, lambda school: school.change("s1", email=" BO@school.example")),
        ("upn-shared-by-two", 2, lambda school: school.change("s1", upn="g20436142501a")),
        ("upn-wrong-form", 1, lambda school: school.change("s1", upn="304123424001")),
        ("upn-check-letter", 1, lambda school: school.change("s1", upn="A304123424001")),
        ("year-unknown", 1, lambda school: school.change("s1", year_label="Rowan")),
        ("year-unknown", 1, lambda school: school.change("s1", year_label=None)),
        ("kind-unreadable", 1, lambda school: school.facts_with(unreadable=("classes",))),
        ("count-differs", 1, lambda school: school.facts_with(differences=(Difference("x", "…", 3, 2),))),
    ],
)  # fmt: skip
def test_a_rule_fires_on_its_case(code: str, count: int, spoil: Callable[[Clean], None]) -> None:
    school = Clean()
    spoil(school)
    assert codes(school.seal())[code] == count


@pytest.mark.parametrize(
    ("code", "change"),
    [
        # Longest names and everything else at the edge of what is right.
        ("name-too-long", lambda school: school.change("s1", surname="x" * 64)),
        ("name-blank", lambda school: school.change("s1", forename=None, legal_forename="Ada")),
        ("student-in-no-class", lambda school: (in_no_class(school), school.change("s2", standing="leaver"))),
        ("student-in-no-class", lambda school: (in_no_class(school), school.change("s2", standing="future"))),
        ("student-in-no-class", no_classes),
        ("class-without-teacher", no_teachers_at_all),
        ("class-without-students", lambda school: school.members.clear()),
        ("no-class-has-students", no_classes),
        ("email-shared", lambda school: (school.change("s1", email="t@school.example", upi="u3"))),
        ("email-shared", lambda school: [school.change(key, email=None) for key in STUDENTS]),
        ("upn-check-letter", lambda school: school.change("s1", upn=" c304123424001 ")),
        ("upn-wrong-form", lambda school: school.change("s1", upn=None)),
        ("year-unknown", lambda school: school.change("s1", year_label="Nursery")),
        ("no-staff", lambda school: (no_staff(school), school.from_report())),
        ("no-groups", lambda school: (no_groups(school), school.from_report())),
        ("upn-withheld", lambda school: school.from_report()),
        ("no-class-has-a-teacher", teachers_not_in_report),
        # Withheld is not blank: with every name withheld, "a name is blank" would be wrong of everyone.
        ("name-blank", withheld_surnames),
        ("name-blank", withheld_staff_names),
        ("name-blank", names_of_unknown_permission),
        ("year-unknown", years_of_unknown_permission),
        # Whoever has left has no year, and needs none.
        ("year-unknown", lambda school: school.change("s1", year_label=None, standing="leaver")),
        ("needed-withheld", withheld_upns),
    ],
)  # fmt: skip
def test_a_rule_keeps_quiet_beside_its_case(code: str, change: Callable[[Clean], None]) -> None:
    school = Clean()
    change(school)
    assert code not in codes(school.seal())


def test_a_report_without_staff_says_so_as_a_note() -> None:
    school = Clean()
    no_staff(school)
    school.facts = REPORT
    (note,) = (issue for issue in school.seal().issues() if issue.code == "staff-not-in-source")
    assert note.severity is IssueSeverity.NOTE


def test_issues_lead_to_the_exact_people_and_groups() -> None:
    school = Clean()
    school.change("s2", upn="A304123424001")
    no_teacher(school)
    roster = school.seal()
    (person,) = roster.people(roster.people_ids(PeopleQuery(issue="upn-check-letter")))
    assert person.key == "s2"
    assert person.severity == "check and explain"
    assert person.issue
    assert len(roster.people_ids(PeopleQuery(only_issues=True))) == 1
    assert [group.key for group in roster.issue_groups("class-without-teacher")] == ["c2"]


def test_issues_come_gravest_first_and_every_rule_is_worded() -> None:
    school = Clean()
    school.change("s1", upn="x", surname=None)
    severities = [list(IssueSeverity).index(issue.severity) for issue in school.seal().issues()]
    assert severities == sorted(severities)
    for rule in all_rules():
        assert rule.why.endswith(".")
        assert rule.where


def test_wording_and_questions_go_together() -> None:
    from app.roster import rules

    asked = set(rules._ROWS) | set(rules._FACTS)
    assert {rule.code for rule in all_rules()} == asked
    assert not set(rules._ROWS) & set(rules._FACTS)
    assert len({rule.code for rule in all_rules()}) == len(all_rules())
    with pytest.raises(KeyError):
        number_of("no-such-rule")


def test_a_source_that_cannot_answer_is_said_to() -> None:
    roster = Clean().seal()
    with roster.reading() as db:
        assert cannot_tell(db, roster.facts, roster.fields()) == ()
    school = Clean()
    no_classes(school)
    roster = school.seal()
    with roster.reading() as db:
        assert "A student is in no class" in cannot_tell(db, roster.facts, roster.fields())


def test_what_could_not_be_judged_is_in_the_document() -> None:
    school = Clean()
    no_classes(school)
    titles = preview_document(school.seal(), 0.0)["not_judged"]
    assert "A student is in no class" in titles
    assert preview_document(Clean().seal(), 0.0)["not_judged"] == []


def test_the_catalogue_of_fields_names_real_columns() -> None:
    special = {"year", "groups", "classes"}
    for entry in permission_fields():
        columns = PERSON_COLUMNS if entry.kind in ("student", "staff") else GROUP_COLUMNS
        assert entry.field in set(columns) | special, entry
