"""From a file on disk to a preview: what `preview FILE` shows and how it exits."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.formats.errors import InputError, NotRecognised
from app.formats.records import FieldState
from app.roster.document import ATTENTION, FINE, MUST_FIX, exit_level, preview_document
from app.roster.errors import NothingToShow
from app.roster.facts import Phase, SourceKind
from app.roster.mapping import Mapping, assumption, change_warning, read_mapping, sync_keys
from app.roster.sources import Progress, load_file, load_oneroster, load_report, open_source
from app.roster.tree import NO_CLASSES, build_tree

STUDENTS = """\
UPN,MIS ID,Forename,Surname,Year Group,Reg Group,House,Classes
C304123424001,1,Ada,Byte,Year 7,7A,Red,7a/Sc1
E304990020002,2,Bo,Code,Year 7,7A,Blue,7a/Sc1;7a/En1
T201361425017,3,Chi,Data,Year R,RB,Red,RB/all
U304990020003,4,Dee,Else,Year 7,7A,Blue,7a/En1
H304990020004,5,Eli,Fact,Year R,RB,Red,RB/all
"""
STAFF = "MIS ID,Forename,Surname,Teaching Staff,Classes\n1,Tom,Sample,Y,7a/Sc1;7a/En1;RB/all\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "students.csv").write_text(STUDENTS, encoding="utf-8")
    (folder / "staff.csv").write_text(STAFF, encoding="utf-8")
    return folder


def test_the_oneroster_sample_previews_as_its_folder_says(samples: Path) -> None:
    source = open_source(str(samples / "oneroster-1.1-uk"))
    assert source.kind is SourceKind.ONEROSTER
    with load_file(source) as roster:
        document = preview_document(roster, 0.0)
        assert document["counts"] == {"students": 1, "staff": 1, "groups": {}, "classes": 1, "memberships": 2}
        assert document["left_out"] == [{"what": "parents and carers, who are not shared", "count": 1}]
        assert document["school"] == {"id": "3049999", "name": "Example High School"}
        assert exit_level(roster) == FINE


def test_a_report_previews_before_approval_and_claims_nothing_about_sharing(report: Path) -> None:
    source = open_source(str(report))
    assert source.kind is SourceKind.REPORT
    told: list[Progress] = []
    with load_report(report, progress=told.append) as roster:
        counts = roster.counts()
        assert (counts.students, counts.staff, counts.classes, counts.memberships) == (5, 1, 3, 24)
        assert counts.groups == {"HOUSE": 2, "REGISTRATION": 2, "YEAR": 2}
        assert roster.origin.phase is Phase.BEFORE
        assert {row.state for row in roster.fields()} == {FieldState.UNKNOWN}
        assert exit_level(roster) == FINE
        assert [year.label for year in roster.years()] == ["Reception", "Year 7"]
        assert told


def test_the_tree_of_a_report(report: Path) -> None:
    with load_report(report) as roster:
        top = build_tree(roster)
        assert [(node.title, node.students, node.staff) for node in top.children] == [
            ("Reception", 2, 0), ("Year 7", 3, 0), ("Houses", 5, 0), ("Courses", 5, 1),
        ]  # fmt: skip
        plain = build_tree(roster, Mapping(houses=False, hierarchy=("YEAR",), courses=()))
        assert [node.title for node in plain.children] == ["Reception", "Year 7", "Courses"]
        assert plain.children[-1].note == NO_CLASSES


def test_vertical_tutor_groups_stand_by_themselves(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text(
        "UPN,Forename,Surname,Year,Form\nA,x,x,7,Oak\nB,x,x,8,Oak\nC,x,x,8,8B\n", encoding="utf-8"
    )
    with load_report(path) as roster:
        titles = {
            node.title: [child.title for child in node.children] for node in build_tree(roster).children
        }
        assert titles["Year 8"] == ["8B"]
        assert titles["Registration groups of several years"] == ["Oak"]


def test_students_alone_are_fine_and_staff_are_said_to_be_missing(report: Path) -> None:
    with load_report(report / "students.csv") as roster:
        codes = {issue.code: str(issue.severity) for issue in roster.issues()}
        assert codes == {"staff-not-in-source": "note"}
        assert exit_level(roster) == FINE


def test_staff_alone_are_no_preview_of_a_school(report: Path) -> None:
    with load_report(report / "staff.csv") as roster:
        assert exit_level(roster) == MUST_FIX


def test_what_needs_a_look_sets_the_exit_level(report: Path) -> None:
    path = report / "students.csv"
    path.write_text(STUDENTS.replace("C3041", "A3041"), encoding="utf-8")
    with load_report(report) as roster:
        assert [issue.code for issue in roster.issues()] == ["upn-check-letter"]
        assert exit_level(roster) == ATTENTION


def test_headings_without_people_are_an_error_and_not_zeros(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text("UPN,Forename,Surname\n", encoding="utf-8")
    with pytest.raises(NothingToShow, match="no people"):
        load_report(path)


def test_a_oneroster_export_of_parents_alone_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "orgs.csv").write_text("sourcedId,name,type\no,S,school\n", encoding="utf-8")
    (tmp_path / "users.csv").write_text(
        "sourcedId,role,givenName,familyName\np,parent,P,Q\n", encoding="utf-8"
    )
    with pytest.raises(NothingToShow):
        load_oneroster(tmp_path)


def test_the_ims_enterprise_sample_previews_as_it_says(samples: Path) -> None:
    with load_file(open_source(str(samples / "ims-enterprise-itslearning.xml"))) as roster:
        document = preview_document(roster, 0.0)
        assert document["source"] == "ims-enterprise"
        assert document["counts"] == {
            "students": 1, "staff": 1, "groups": {"YEAR": 1}, "classes": 0, "memberships": 2,
        }  # fmt: skip
        assert document["left_out"] == [{"what": "parents and carers, who are not shared", "count": 1}]
        assert document["school"] == {"id": "3049999", "name": "Example High School"}
        assert [(year.label, year.students) for year in roster.years()] == [("Year 7", 1)]
        assert roster.origin.phase is Phase.BEFORE
        tree = build_tree(roster)
        assert [(node.title, node.students, node.staff) for node in tree.children] == [("Year 7", 1, 1)]


def test_an_ims_enterprise_file_of_carers_alone_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "people.xml"
    path.write_text(
        "<enterprise><person><sourcedid><id>1</id></sourcedid>"
        '<institutionrole institutionroletype="Carer"/></person></enterprise>',
        encoding="utf-8",
    )
    with pytest.raises(NothingToShow, match="no students and no staff"):
        load_file(open_source(str(path)))


def test_sources_are_told_by_what_is_in_them(tmp_path: Path, samples: Path) -> None:
    assert open_source(" Wonde ").kind is SourceKind.WONDE
    with pytest.raises(InputError, match="no such file"):
        open_source(str(tmp_path / "nothing.csv"))
    source = open_source(str(samples / "ims-enterprise-itslearning.xml"))
    assert source.kind is SourceKind.IMS_ENTERPRISE
    (tmp_path / "page.xml").write_text("<html/>", encoding="utf-8")
    with pytest.raises(NotRecognised, match="not IMS Enterprise"):
        load_file(open_source(str(tmp_path / "page.xml")))


def test_a_mapping_file_changes_the_tree_and_is_checked(tmp_path: Path, report: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('sync_key = "upi"\ncourse_title = "{name} {subject}"\nhouses = false\n', encoding="utf-8")
    mapping = read_mapping(path)
    assert mapping.title_of("7a/Sc1", "", "Science") == "7a/Sc1 Science"
    with load_report(report) as roster:
        setup = preview_document(roster, 0.0, mapping=mapping)["setup"]
        assert setup["sync_key"] == "upi"
        assert setup["would_have"]["Course"] == 3
        assert "assumption" in setup["note"]
        assert "Houses" not in {node.title for node in build_tree(roster, mapping).children}
    for text, said in (("sync_key = 'name'", "sync_key"), ("x = 1", "x"), ("= 1", "TOML")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=said) as caught:
            read_mapping(path)
        assert "mapping.toml" in str(caught.value)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="can’t be read"):
        read_mapping(tmp_path / "none.toml")


def test_every_key_comes_with_its_consequences() -> None:
    assert {about.key for about in sync_keys()} == set(type(Mapping().sync_key))
    assert "assumption" in assumption()
    assert change_warning()


def test_values_that_could_not_be_read_are_never_fine(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text("UPN,Forename,Surname,Year,DOB\nH801200001001,Amy,Oak,7,41153\n", encoding="utf-8")
    with load_report(path) as roster:
        assert exit_level(roster) == ATTENTION
        assert ("values-left-out", 1) in [(issue.code, issue.count) for issue in roster.issues()]
