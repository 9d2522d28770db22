"""The practice school's MIS report gives the people, classes and memberships of the practice school, in
every form it is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.formats.mis_report import open_report
from app.practice.report import write_report
from app.practice.school import School, SchoolSpec, generate
from app.roster.database import Roster
from app.roster.document import exit_level
from app.roster.people import PeopleQuery
from app.roster.rules import all_rules
from app.roster.sources import load_report


@pytest.fixture(scope="module", params=["secondary", "primary", "all-through"])
def school(request: pytest.FixtureRequest) -> School:
    return generate(SchoolSpec(students=500, seed=7, phase=request.param))


@pytest.fixture(scope="module")
def folder(school: School, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    write_report(school, made)
    return made


def check(roster: Roster, school: School) -> None:
    counts, wanted = roster.counts(), school.counts()
    assert (counts.students, counts.staff, counts.classes, counts.memberships) == (
        wanted["students"], wanted["staff"], wanted["classes"], wanted["memberships"],
    )  # fmt: skip
    for type_ in ("YEAR", "REGISTRATION", "HOUSE"):
        assert counts.groups.get(type_) == wanted["groups"].get(type_)
    others = sum(number for type_, number in wanted["groups"].items() if type_ in ("MISC", "DEPARTMENT"))
    assert counts.groups.get("MISC", 0) == others


@pytest.mark.parametrize("names", [("students.csv", "staff.csv"), ("report.xlsx",), ("report.zip",)])
def test_every_form_gives_the_same_school(school: School, folder: Path, names: tuple[str, ...]) -> None:
    report = open_report([folder / name for name in names])
    assert [sheet.kind for sheet in report.sheets] in (["student", "staff"], ["staff", "student"])
    assert [guess for sheet in report.sheets for guess in sheet.columns.doubtful] == []
    with load_report(report) as roster:
        check(roster, school)
        assert exit_level(roster) == 2, "names are blank in it"


def test_planted_trouble_is_found_in_the_report_too(school: School, folder: Path) -> None:
    """All that a report can show: what dangles is not in it."""
    planted: dict[str, set[str]] = {}
    mis_id = {student.id: student.mis_id for student in school.students}
    mis_id.update({employee.id: employee.mis_id for employee in school.staff})
    for fault in school.answer_key:
        planted.setdefault(fault.code, set()).update(mis_id[key] for key in fault.ids if key in mis_id)
    codes = {rule.code for rule in all_rules()} & {"upn-check-letter", "upn-wrong-form", "upn-shared-by-two",
                                                   "student-in-no-class", "name-too-long"}  # fmt: skip
    with load_report([folder / "students.csv", folder / "staff.csv"]) as roster:
        for code in codes:
            views = roster.people(roster.people_ids(PeopleQuery(issue=code)))
            assert {view.key for view in views} == planted.get(code, set()), code


def test_people_agree_with_the_school_one_by_one(school: School, folder: Path) -> None:
    with load_report([folder / "students.csv", folder / "staff.csv"]) as roster:
        ids = roster.people_ids(PeopleQuery(kind="student", sort="arrival"))
        for number, student in zip(ids, school.students, strict=True):
            person = roster.person(number)
            assert person is not None
            assert (person.key, person.upn, person.date_of_birth, person.email) == (
                student.mis_id, student.upn, student.date_of_birth, student.email,
            )  # fmt: skip
