"""OneRoster as exported: the sample's own numbers, and every fault with its file, line and column."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from app.formats.errors import InputError, NotRecognised
from app.formats.oneroster import OneRosterFacts, is_oneroster
from tests.fakes.rows import oneroster_rows

# fmt: off
FILES = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\n"
    "file.users,bulk\nfile.classes,bulk\nfile.courses,bulk\nfile.enrollments,bulk\nfile.demographics,bulk\n"
    "file.academicSessions,absent\n",
    "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "o1,,,Example School,school,3041234,\nd1,,,Science,department,,o1\n",
    "courses.csv": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
    "orgSourcedId,"
    "subjects,subjectCodes\nco1,,,,Chemistry,,,o1,,\n",
    "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
    "location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
    "c1,,,7a/Ch,,co1,,scheduled,,o1,,,,\nc2,,,7A,,,,homeroom,,o1,,,,\n",
    "users.csv": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
    "givenName,"
    "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
    's1,,,true,"o1,d1",student,s1.304,"{UPN:C304123424001},{MIS:77}",Zoë,Byte,,,,,,,KG,\n'
    "t1,,,true,o1,teacher,t1.304,,Tom,Sample,,5,t@school.example,,,,,\n"
    "a1,,,false,o1,aide,,,Eva,Help,,,,,,,,\n"
    "p1,,,true,o1,guardian,,,Pat,Byte,,,,,,s1,,\n",
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "primary,"
    "beginDate,endDate\ne1,,,c1,o1,s1,student,,,\ne2,,,c2,o1,s1,student,,,\ne3,,,c1,o1,t1,teacher,true,,\n"
    "e4,,,c1,o1,p1,proctor,,,\n",
    "demographics.csv": "sourcedId,status,dateLastModified,birthDate,sex\ns1,,,2014-11-02,female\n",
}
# fmt: on


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def complaints(facts: OneRosterFacts) -> list[str]:
    return [str(complaint) for complaint in facts.complaints]


def test_the_sample_gives_its_own_numbers(samples: Path) -> None:
    rows, facts = oneroster_rows(samples / "oneroster-1.1-uk")
    assert [person.kind for person in rows.people()] == ["student", "staff"]
    assert (len(rows.all_groups), len(rows.all_memberships), facts.parents) == (1, 2, 1)
    assert facts.school == ("3049999", "Example High School")
    assert rows.all_people[0].upn == "C304123424001"
    assert facts.sessions == (("2025/2026", "schoolYear", "2025-09-01", "2026-08-31"),)
    assert facts.complaints == ()


def test_everything_a_roster_can_hold_is_read(export: Path) -> None:
    rows, facts = oneroster_rows(export)
    zoe, tom, eva = rows.people()
    assert (zoe.upn, zoe.mis_id, zoe.year_label, zoe.date_of_birth, zoe.gender) == (
        "C304123424001", "77", "R", "2014-11-02", "female",
    )  # fmt: skip
    assert (tom.teaching, tom.mis_id, eva.teaching) == (1, "5", 0)
    assert {(group.key, group.type, group.subject) for group in rows.groups()} == {
        ("d1", "DEPARTMENT", None), ("c1", "CLASS", "Chemistry"), ("c2", "REGISTRATION", None),
    }  # fmt: skip
    assert [(row.person_key, row.group_key, row.role, row.main) for row in rows.memberships()] == [
        ("s1", "d1", "learner", None), ("s1", "c1", "learner", None), ("s1", "c2", "learner", None),
        ("t1", "c1", "teacher", 1),
    ]  # fmt: skip
    assert facts.parents == 1
    assert complaints(facts) == []
    assert any("homeroom" in note for note in facts.notes)
    assert any("not enabled" in note for note in facts.notes)


def test_a_zip_reads_as_its_folder_does(export: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in export.iterdir():
            archive.write(file, file.name)
    assert is_oneroster(tmp_path / "export.zip")
    (zipped, _), (plain, _) = oneroster_rows(tmp_path / "export.zip"), oneroster_rows(export)
    assert vars(zipped) == vars(plain)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("enrollments.csv", "c1,o1,s1", "c9,o1,s1", "enrollments.csv, line 2, column classSourcedId"),
        ("enrollments.csv", "c1,o1,s1", "c1,o1,s9", "enrollments.csv, line 2, column userSourcedId"),
        ("classes.csv", "co1", "co9", "classes.csv, line 2, column courseSourcedId"),
        ("users.csv", ",aide,", ",visitor,", "users.csv, line 4, column role"),
        ("users.csv", '"o1,d1"', "o9", "users.csv, line 2, column orgSourcedIds"),
        ("users.csv", "t1,,,", "t1,tobedeleted,,", "users.csv, line 3, column status"),
        ("users.csv", "givenName", "GivenName", "users.csv, line 1, column givenName"),
        ("orgs.csv", "department", "dept", "orgs.csv, line 3, column type"),
        ("manifest.csv", "version,1.0", "version,1", "manifest.csv: has version 1"),
        (
            "manifest.csv",
            "demographics,bulk",
            "demographics,absent",
            "manifest.csv: says demographics.csv is absent",
        ),
    ],
)
def test_faults_are_said_with_their_place_and_reading_goes_on(
    export: Path, name: str, old: str, new: str, said: str
) -> None:
    change(export, name, old, new)
    rows, facts = oneroster_rows(export)
    assert any(said in complaint for complaint in complaints(facts)), complaints(facts)
    assert rows.all_people


def test_dangling_enrolments_stay_for_the_rules_to_find(export: Path) -> None:
    change(export, "enrollments.csv", "c1,o1,s1", "c9,o1,s9")
    assert ("s9", "c9") in {
        (row.person_key, row.group_key) for row in oneroster_rows(export)[0].memberships()
    }


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("manifest.csv", "users,bulk", "users,delta", "changes only"),
        ("manifest.csv", "oneroster.version,1.1", "oneroster.version,1.0", "neither OneRoster 1.1 nor 1.2"),
        (
            "manifest.csv",
            "file.academicSessions,absent",
            "file.academicSessions,bulk",
            "promised and missing",
        ),
        ("users.csv", "familyName", "lastName", "required is missing|requires is missing"),
        ("users.csv", "middleName", "givenName", "same name"),
    ],
)
def test_what_can_not_be_a_school_is_refused(export: Path, name: str, old: str, new: str, said: str) -> None:
    change(export, name, old, new)
    with pytest.raises(InputError, match=said) as caught:
        oneroster_rows(export)
    assert "\n" not in str(caught.value)


def test_without_a_manifest_the_files_are_read_and_it_is_said(export: Path) -> None:
    (export / "manifest.csv").unlink()
    rows, facts = oneroster_rows(export)
    assert len(rows.all_people) == 3
    assert any("manifest.csv: is missing" in complaint for complaint in complaints(facts))


def test_a_folder_without_users_is_no_export(export: Path) -> None:
    (export / "users.csv").unlink()
    (export / "manifest.csv").unlink()
    assert not is_oneroster(export)
    with pytest.raises(NotRecognised, match=r"users\.csv"):
        oneroster_rows(export)
    shutil.rmtree(export)
    with pytest.raises(InputError, match="no such file"):
        is_oneroster(export)


V1_2 = {
    "manifest.csv": "propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\n"
    "file.roles,bulk\n",
    "orgs.csv": "sourcedId,name,type\no1,Example School,school\nd1,Science,department\n",
    "users.csv": "sourcedId,enabledUser,username,givenName,familyName,preferredGivenName,grades\n"
    "s1,true,s1,Robert,Byte,Bob,07\nb1,true,,Both,Ways,,12\np1,true,,Pat,Byte,,\nx1,true,,Xi,None,,\n",
    "roles.csv": "sourcedId,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
    "r1,s1,primary,student,2026-09-01,,o1\nr2,b1,primary,student,,,o1\nr3,b1,secondary,aide,,,o1\n"
    "r4,b1,secondary,teacher,,2027-07-20,d1\nr5,p1,primary,guardian,,,o1\n",
    "classes.csv": "sourcedId,title,classType\nc1,7a/Ch,scheduled\n",
    "enrollments.csv": "classSourcedId,userSourcedId,role\nc1,s1,student\nc1,b1,student\nc1,b1,teacher\n",
}


@pytest.fixture
def export_1_2(tmp_path: Path) -> Path:
    folder = tmp_path / "next"
    folder.mkdir()
    for name, text in V1_2.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_1_2_tells_who_is_who_by_its_roles(export_1_2: Path) -> None:
    rows, facts = oneroster_rows(export_1_2)
    assert [(one.key, one.kind, one.teaching, one.start_date, one.end_date) for one in rows.people()] == [
        ("s1", "student", None, "2026-09-01", None), ("b1", "student", None, None, None),
        ("b1", "staff", 0, None, "2027-07-20"),
    ]  # fmt: skip
    assert (rows.all_people[0].forename, rows.all_people[0].legal_forename) == ("Bob", "Robert")
    assert {(one.person_kind, one.person_key, one.group_key, one.role) for one in rows.memberships()} == {
        ("student", "s1", "c1", "learner"), ("student", "b1", "c1", "learner"),
        ("staff", "b1", "c1", "teacher"), ("staff", "b1", "d1", "teacher"),
    }  # fmt: skip
    assert facts.parents == 1
    assert ["has no role" in one for one in complaints(facts)] == [True]


def test_1_2_without_roles_can_not_be_a_school(export_1_2: Path) -> None:
    (export_1_2 / "roles.csv").unlink()
    change(export_1_2, "manifest.csv", "file.roles,bulk", "file.roles,absent")
    with pytest.raises(NotRecognised, match=r"no roles\.csv"):
        oneroster_rows(export_1_2)


def test_without_a_manifest_roles_make_it_1_2(export_1_2: Path) -> None:
    (export_1_2 / "manifest.csv").unlink()
    assert oneroster_rows(export_1_2)[1].version == "1.2"


def test_a_spreadsheet_s_lost_noughts_are_found_again_where_only_one_can_be_meant(export: Path) -> None:
    change(export, "users.csv", "s1,,,true", "0017,,,true")
    change(export, "users.csv", "t1,,,true", "5,,,true")
    change(export, "enrollments.csv", "c1,o1,s1", "c1,o1,17")
    change(export, "enrollments.csv", "c2,o1,s1", "c2,o1,0017")
    change(export, "enrollments.csv", "c1,o1,t1", "c1,o1,0005")
    rows, facts = oneroster_rows(export)
    members = {(one.person_key, one.group_key) for one in rows.memberships()}
    assert {("0017", "c1"), ("0017", "c2"), ("5", "c1")} <= members
    (found,) = [one for one in facts.complaints if "noughts" in one.what]
    assert (str(found.where), found.count) == ("enrollments.csv, line 2, column userSourcedId", 2)


def test_noughts_that_could_be_anyone_s_are_left_for_the_rules(export: Path) -> None:
    change(export, "users.csv", "s1,,,true", "0017,,,true")
    change(export, "users.csv", "t1,,,true", "00017,,,true")
    change(export, "enrollments.csv", "c1,o1,s1", "c1,o1,17")
    rows, _ = oneroster_rows(export)
    assert ("17", "c1") in {(one.person_key, one.group_key) for one in rows.memberships()}


def test_ids_that_a_spreadsheet_cut_short_are_nobody_s(export: Path) -> None:
    change(export, "users.csv", "s1,,,true", "1.23E+12,,,true")
    change(export, "enrollments.csv", "c1,o1,s1", "c1,o1,1.23E+12")
    change(export, "users.csv", ",5,t@", ",5.1E+9,t@")
    rows, facts = oneroster_rows(export)
    assert [one.key for one in rows.people()] == ["t1", "a1"]
    assert rows.all_people[0].mis_id is None
    said = {(one.where.field, one.count) for one in facts.complaints if "cut short" in one.what}
    assert said == {("sourcedId", 1), ("userSourcedId", 1), ("identifier", 1)}


def test_wrong_case_in_words_is_read(export: Path) -> None:
    change(export, "orgs.csv", "school", "School")
    change(export, "users.csv", ",student,", ",Student,")
    change(export, "enrollments.csv", "s1,student", "s1,STUDENT")
    rows, facts = oneroster_rows(export)
    assert facts.school == ("3041234", "Example School")
    assert rows.all_people[0].kind == "student"
    assert {one.role for one in rows.memberships() if one.person_key == "s1"} == {"learner"}
