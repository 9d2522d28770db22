"""The table of rules: complete, ordered, honest about what a source can't tell, and leading to exact rows."""

from __future__ import annotations

import pytest

from app.guidance.mending import mending, places
from app.guidance.mis import mis_catalogue
from app.guidance.permissions import permission_fields
from app.roster.document import preview_document
from app.roster.facts import IssueSeverity
from app.roster.people import PeopleQuery
from app.roster.rules import all_rules, number_of
from app.roster.rules.engine import QUESTIONS
from app.roster.schema import GROUP_COLUMNS, PERSON_COLUMNS
from tests.fakes.clean_school import CleanSchool, counts_of


def test_a_clean_school_has_no_issues_and_nothing_is_left_unjudged() -> None:
    with CleanSchool().seal() as roster:
        assert [(issue.code, issue.count) for issue in roster.issues()] == []
        assert roster.not_judged() == ()


def test_wording_and_questions_go_together() -> None:
    codes = [rule.code for rule in all_rules()]
    assert set(codes) == set(QUESTIONS)
    assert len(set(codes)) == len(codes)
    with pytest.raises(KeyError):
        number_of("no-such-rule")


def test_every_rule_is_worded_and_says_where_to_mend_it_and_what_to_show() -> None:
    columns = {*PERSON_COLUMNS, *GROUP_COLUMNS}
    for rule in all_rules():
        assert rule.why.endswith("."), rule.code
        assert "{" not in rule.title + rule.why + rule.where
        assert rule.place in places() if rule.place else rule.where.startswith("Nothing"), rule.code
        assert set(rule.shows) <= columns, rule.code


def test_where_to_mend_is_worded_no_surer_than_it_is_known() -> None:
    assert "as its help had it in 2024" in mending("student-registration", "arbor").menu
    assert "could not confirm" in mending("student-registration", "sims").menu
    assert "not known here" in mending("student-registration", "isams").menu
    assert mending("student-registration").menu == ""
    assert mending("portal-permissions", "arbor").menu == ""
    with pytest.raises(KeyError):
        mending("nowhere", "arbor")
    for place in places():
        for entry in mis_catalogue().mis:
            assert "{" not in mending(place, entry.id).menu


def test_issues_come_gravest_first() -> None:
    school = CleanSchool()
    school.change("s01", upn="x", surname=None, email=None)
    with school.seal() as roster:
        severities = [list(IssueSeverity).index(issue.severity) for issue in roster.issues()]
    assert severities == sorted(severities)
    assert len(set(severities)) == 3


def test_issues_lead_to_the_exact_people_and_groups() -> None:
    school = CleanSchool()
    school.change("s02", upn="A304123424001")
    school.add_class("c9", "s01")
    with school.seal() as roster:
        (person,) = roster.people(roster.people_ids(PeopleQuery(issue="upn-check-letter")))
        assert (person.key, person.severity) == ("s02", "check and explain")
        assert person.issue
        assert len(roster.people_ids(PeopleQuery(only_issues=True))) == 1
        assert [group.key for group in roster.issue_groups("class-with-one-student")] == ["c9"]


def test_a_source_that_cannot_answer_is_said_to() -> None:
    school = CleanSchool()
    school.drop_groups("CLASS")
    with school.seal() as roster:
        assert "A student is in no class" in roster.not_judged()
        assert "A student is in no class" in preview_document(roster, 0.0)["not_judged"]
    with CleanSchool().seal() as roster:
        assert preview_document(roster, 0.0)["not_judged"] == []


def test_a_withheld_field_silences_its_rules_and_is_told() -> None:
    school = CleanSchool()
    school.change_all("student", date_of_birth=None)
    school.refused("Students date of birth read")
    with school.seal() as roster:
        assert {issue.code: issue.count for issue in roster.issues()} == {"rule-needs-withheld": 1}
        assert "A student has no date of birth" in roster.not_judged()


def test_a_report_is_not_asked_what_it_cannot_know() -> None:
    def report(school: CleanSchool) -> None:
        school.change_all("student", upn=None, email=None, username=None, date_of_birth=None, upi=None)
        school.drop_people("staff")
        school.from_report()

    assert counts_of(report) == {"staff-not-in-source": 1}


def test_the_catalogue_of_fields_names_real_columns() -> None:
    special = {"year", "groups", "classes"}
    for entry in permission_fields():
        columns = PERSON_COLUMNS if entry.kind in ("student", "staff") else GROUP_COLUMNS
        assert entry.field in set(columns) | special, entry
