"""OneRoster as it is written: file by file as 1EdTech's tables have it, and nothing that nobody said."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from app.formats.oneroster_tables import grade_of, year_of
from app.formats.records import CLASS, Group, Membership, Person
from app.formats.school_year import school_year, school_year_on
from app.roster.export import Exported, ExportFormat, ExportRequest, export_roster
from tests.fakes.small_school import GROUPS, MEMBERSHIPS, PEOPLE, WHEN, small_school

USERS_1_1 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
)
USERS_1_2 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
)
HEADERS = {
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,"
    "schoolYear",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
    "subjects,subjectCodes",
    "demographics": "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
    "blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
    "hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,"
    "publicSchoolResidenceStatus",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "primary,beginDate,endDate",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
}
ROLES = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId"
)


def written(
    folder: Path,
    format_: ExportFormat = ExportFormat.ONEROSTER_1_1,
    people: tuple[Person, ...] = PEOPLE,
    groups: tuple[Group, ...] = GROUPS,
    memberships: tuple[Membership, ...] = MEMBERSHIPS,
    school_year: int | None = None,
) -> Exported:
    with small_school(people, groups, memberships) as roster:
        return export_roster(roster, ExportRequest(format_, folder, WHEN, school_year=school_year))


def rows(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """A file's rows by their first column."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return {next(iter(row.values())): row for row in csv.DictReader(stream)}


def manifest(folder: Path) -> dict[str, str]:
    return {name: row["value"] for name, row in rows(folder, "manifest").items()}


@pytest.mark.parametrize(
    ("format_", "headers"),
    [
        (ExportFormat.ONEROSTER_1_1, HEADERS | {"users": USERS_1_1}),
        (ExportFormat.ONEROSTER_1_2, HEADERS | {"users": USERS_1_2, "roles": ROLES}),
    ],
)
def test_every_file_has_its_columns_in_order(
    tmp_path: Path, format_: ExportFormat, headers: dict[str, str]
) -> None:
    folder = tmp_path / "export"
    written(folder, format_)
    found = {path.stem: path.read_bytes() for path in folder.iterdir()}
    assert found.keys() == headers.keys() | {"manifest"}
    for name, content in found.items():
        first, _, rest = content.partition(b"\r\n")
        assert rest.endswith(b"\r\n")
        assert b"\n" not in rest.replace(b"\r\n", b"")
        if name != "manifest":
            assert first.decode("ascii") == headers[name]


def test_the_manifest_names_every_file_and_calls_absent_what_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(folder)
    said = manifest(folder)
    assert (said["manifest.version"], said["oneroster.version"]) == ("1.0", "1.1")
    assert said["source.systemName"] == "Provisioning Wizard"
    files = {name.removeprefix("file."): value for name, value in said.items() if name.startswith("file.")}
    assert len(files) == 13
    assert set(files.values()) == {"bulk", "absent"}
    assert {name for name, value in files.items() if value == "bulk"} == {
        path.stem for path in folder.iterdir()
    } - {"manifest"}
    written(tmp_path / "next", ExportFormat.ONEROSTER_1_2)
    said = manifest(tmp_path / "next")
    assert said["oneroster.version"] == "1.2"
    assert len([name for name in said if name.startswith("file.")]) == 21
    assert (said["file.roles"], said["file.userProfiles"]) == ("bulk", "absent")


def test_people_are_written_in_oneroster_s_own_words(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(folder)
    users = rows(folder, "users")
    zoe = users["P1"]
    assert (zoe["role"], zoe["grades"], zoe["identifier"], zoe["enabledUser"]) == (
        "student",
        "07",
        "007",
        "true",
    )
    assert zoe["userIds"] == "{UPI:U1},{UPN:C304123424001},{AdmissionNumber:001}"
    assert (zoe["status"], zoe["dateLastModified"], zoe["password"]) == ("", "", "")
    assert users["P3"]["grades"] == ""
    assert users["P4"]["enabledUser"] == "false"
    assert (users["S1"]["role"], users["S2"]["role"]) == ("teacher", "aide")
    assert users["S1"]["orgSourcedIds"] == "A1930499999,SCI"
    assert rows(folder, "demographics")["P1"]["sex"] == "female"
    assert "S2" not in rows(folder, "demographics")


def test_a_student_and_a_member_of_staff_of_one_id_get_two(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    exported = written(folder)
    assert rows(folder, "users")["staff-P1"]["givenName"] == "Not"
    assert {row["userSourcedId"] for row in rows(folder, "enrollments").values()} == {
        "P1", "P2", "S1", "S2", "staff-P1",
    }  # fmt: skip
    assert [(entry.kind, entry.count) for entry in exported.not_held if entry.field == "key"] == [
        ("staff", 1)
    ]
    assert any("1 staff of whom it is not known" in note for note in exported.notes)


def test_classes_hang_on_courses_terms_and_the_school(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(folder)
    classes, courses = rows(folder, "classes"), rows(folder, "courses")
    sessions, orgs = rows(folder, "academicSessions"), rows(folder, "orgs")
    assert {row["classType"] for row in classes.values()} == {"scheduled", "homeroom"}
    assert classes["R7A"]["classType"] == "homeroom"
    assert (
        classes["C1"]["courseSourcedId"]
        == classes["C2"]["courseSourcedId"]
        != classes["C3"]["courseSourcedId"]
    )
    for row in classes.values():
        assert row["courseSourcedId"] in courses
        assert row["schoolSourcedId"] in orgs
        terms = row["termSourcedIds"].split(",")
        assert len(terms) == 3
        assert {sessions[term]["type"] for term in terms} == {"term"}
    assert {row["schoolYear"] for row in sessions.values()} == {"2027"}
    (year,) = (row for row in sessions.values() if row["type"] == "schoolYear")
    assert (year["startDate"], year["endDate"]) == ("2026-09-01", "2027-08-31")
    assert {course["schoolYearSourcedId"] for course in courses.values()} == {year["sourcedId"]}
    assert orgs["SCI"]["parentSourcedId"] == "A1930499999"


def test_a_class_has_one_primary_teacher_and_the_other_is_counted(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    exported = written(folder)
    taught = {
        row["userSourcedId"]: row
        for row in rows(folder, "enrollments").values()
        if row["classSourcedId"] == "C1"
    }
    assert [taught[user]["primary"] for user in ("S1", "S2", "P1")] == ["true", "false", ""]
    assert {row["role"] for row in taught.values()} == {"teacher", "student"}
    assert ("membership", "main", 1) in {(one.kind, one.field, one.count) for one in exported.not_held}
    assert len(rows(folder, "enrollments")) == 8
    assert {row["beginDate"] + row["endDate"] for row in rows(folder, "enrollments").values()} == {""}


def test_1_2_keeps_legal_beside_used_names_and_dates_of_roles(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(folder, ExportFormat.ONEROSTER_1_2)
    zoe = rows(folder, "users")["P1"]
    assert (zoe["givenName"], zoe["preferredGivenName"], zoe["preferredFamilyName"]) == ("Zoe", "Zoë", "")
    roles = rows(folder, "roles")
    mine = {row["roleType"]: row for row in roles.values() if row["userSourcedId"] == "S1"}
    assert (mine["primary"]["orgSourcedId"], mine["secondary"]["orgSourcedId"]) == ("A1930499999", "SCI")
    (left,) = (row for row in roles.values() if row["userSourcedId"] == "P4")
    assert left["endDate"] == "2026-07-20"


def test_a_zip_holds_the_same_at_its_root(tmp_path: Path) -> None:
    written(tmp_path / "export")
    written(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in (tmp_path / "export").iterdir()
        }


def test_a_school_without_classes_has_no_empty_files(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    written(folder, groups=(Group("RED", "HOUSE", "Red"),), memberships=())
    assert {path.name for path in folder.iterdir()} == {
        "academicSessions.csv", "orgs.csv", "users.csv", "demographics.csv", "manifest.csv",
    }  # fmt: skip
    assert manifest(folder)["file.classes"] == "absent"


def test_ids_joined_from_two_never_meet(tmp_path: Path) -> None:
    people = (Person("3", "student"), Person("23", "student"), Person("1~2", "student"))
    groups = (Group("A12", CLASS, "a"), Group("A1", CLASS, "b"), Group("A12~1", CLASS, "c"))
    members = tuple(
        Membership(person.key, "student", group.key, CLASS) for person in people for group in groups
    )
    written(tmp_path / "export", people=people, groups=groups, memberships=members)
    assert len(rows(tmp_path / "export", "enrollments")) == 9


def test_the_school_year_may_be_another_one(tmp_path: Path) -> None:
    written(tmp_path / "export", school_year=2030)
    assert {row["schoolYear"] for row in rows(tmp_path / "export", "academicSessions").values()} == {"2030"}


def test_terms_follow_each_other_and_fill_the_year() -> None:
    year = school_year(2028)
    assert [year.whole.first, year.terms[0].first] == ["2027-09-01"] * 2
    assert [year.whole.last, year.terms[-1].last] == ["2028-08-31"] * 2
    assert [term.id for term in year.terms] == ["term-2028-autumn", "term-2028-spring", "term-2028-summer"]
    days = [(term.first, term.last) for term in year.terms]
    assert days == [("2027-09-01", "2027-12-31"), ("2028-01-01", "2028-04-15"), ("2028-04-16", "2028-08-31")]
    assert school_year_on(WHEN.date()).ends == 2027
    assert school_year_on(WHEN.date().replace(month=8, day=31)).ends == 2026


@pytest.mark.parametrize(
    ("label", "grade", "back"),
    [
        ("R", "KG", "R"), ("Reception", "KG", "R"), ("1", "01", "01"), ("Year 11", "11", "11"),
        ("13", "13", "13"), ("N1", "PK", "N"), ("Nursery", "PK", "N"), ("14", None, None),
        ("Rowan", None, None),
    ],
)  # fmt: skip
def test_grades_are_the_english_map(label: str, grade: str | None, back: str | None) -> None:
    assert grade_of(label) == grade
    if grade is not None:
        assert year_of(grade) == back
