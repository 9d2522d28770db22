"""Reports as offices really export them: title lines, any delimiter and encoding, one row per person or
per class."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.errors import InputError, NotRecognised
from app.formats.mis_report import ReportRows, open_report, read_report
from app.formats.records import PersonStanding
from app.formats.report_columns import advice_caution, export_advice, guess_columns, report_fields

TODAY = "2026-09-10"

STUDENTS = """\
Students on roll,,,,,,,,
Run 10/09/2026,,,,,,,,
,,,,,,,,
UPN,Adno,Legal Forename,Preferred Forename,Surname,Date of Birth,Year Group,Reg Group,Classes
C304123424001,001,Zoë,,O'Brien,02/11/2014,Year 7,7A,7a/Sc1; 7a/En2
G20436142501A,002,Robert,Bob,"Smith, Jones",2014-03-01,7,7B,7a/Sc1

T201361425017,003,Łucja,,Nowak,31/02/2014,Year R,RB,
"""
STAFF = """\
Staff Code;Title;Forename;Surname;Teaching Staff;Email;Classes
TSA;Mr;Tom;Sample;Y;t.sample@school.example;7a/Sc1|7A/EN2
ADM;Ms;Eva;Office;No;;
"""


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def read(*paths: Path) -> ReportRows:
    return read_report(open_report(list(paths)), today=TODAY)


def complaints(rows: ReportRows) -> list[str]:
    return [str(complaint) for complaint in rows.complaints]


def test_students_and_staff_come_together(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "students.csv", STUDENTS), write(tmp_path, "staff.csv", STAFF))
    zoe, bob, lucja, tom, eva = rows.people
    assert (zoe.forename, zoe.surname, zoe.date_of_birth, zoe.upn) == (
        "Zoë",
        "O'Brien",
        "2014-11-02",
        "C304123424001",
    )
    assert (bob.forename, bob.legal_forename, bob.surname) == ("Bob", "Robert", "Smith, Jones")
    assert lucja.date_of_birth is None
    assert (tom.kind, tom.teaching, eva.teaching) == ("staff", 1, 0)
    groups = {(group.type, group.name) for group in rows.groups}
    assert groups == {
        ("YEAR", "Year 7"), ("YEAR", "Reception"), ("REGISTRATION", "7A"), ("REGISTRATION", "7B"),
        ("REGISTRATION", "RB"), ("CLASS", "7a/Sc1"), ("CLASS", "7a/En2"),
    }  # fmt: skip
    assert len(rows.memberships) == 3 + 3 + 3 + 2
    assert {row.role for row in rows.memberships if row.person_kind == "staff"} == {"teacher"}
    (complaint,) = complaints(rows)
    assert "students.csv, line 8, column Date of Birth" in complaint
    assert "31/02" not in complaint, "complaints hold no cell's content"


def test_one_row_per_person_and_class_is_one_person(tmp_path: Path) -> None:
    text = "Student ID,Forename,Surname,Year,Class,Subject\n"
    text += "".join(f"{n},Ada,Byte{n},8,8{letter}/x,Maths\n" for n in range(3) for letter in "abc")
    rows = read(write(tmp_path, "pupils.csv", text))
    assert len(rows.people) == 3
    assert len([row for row in rows.memberships if row.group_type == "CLASS"]) == 9
    assert {group.subject for group in rows.groups if group.type == "CLASS"} == {"Maths"}


def test_two_people_under_one_id_are_kept_apart_and_said(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "s.csv", "UPN,Forename,Surname\nC304123424001,A,B\nC304123424001,C,D\n"))
    assert [person.forename for person in rows.people] == ["A", "C"]
    assert any("same id" in complaint for complaint in complaints(rows))


def test_without_an_id_people_are_told_apart_by_name_and_birth(tmp_path: Path) -> None:
    rows = read(
        write(
            tmp_path, "pupils.csv",
            "Pupil Name,DOB,Year\n\"Byte, Ada\",01/02/2015,6\nAda Byte,01/02/2015,6\nAda Byte,03/02/2015,6\n",
        )
    )  # fmt: skip
    assert [(person.forename, person.surname) for person in rows.people] == [("Ada", "Byte")] * 2
    assert rows.keyed_by == {"student": "full_name"}


@given(st.integers(1, 200))
def test_no_row_is_lost_however_long_the_file(tmp_path_factory: pytest.TempPathFactory, rows: int) -> None:
    text = "UPN,Forename,Surname\n" + "".join(f"U{number},A,B{number}\n" for number in range(rows))
    path = write(tmp_path_factory.mktemp("long"), "s.csv", text)
    assert [person.key for person in read(path).people] == [f"U{number}" for number in range(rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_endings(tmp_path: Path, encoding: str, ending: str) -> None:
    text = "UPN\tForename\tSurname\nC304123424001\tZoë\tÉclair\n".replace("\n", ending)
    rows = read(write(tmp_path, "s.txt", text, encoding))
    assert [(person.forename, person.surname) for person in rows.people] == [("Zoë", "Éclair")]


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_a_file_of_two_encodings_is_refused_where_they_meet(tmp_path: Path, start: str) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(
        f"{start}UPN,Forename,Surname\nC304123424001,Zoë,A\n".encode()
        + "G20436142501A,Noël,B\n".encode("cp1252")
    )
    with pytest.raises(InputError, match="another encoding") as caught:
        read(path)
    assert caught.value.where.line == 3


def test_excel_its_own_separator_line_and_damage(tmp_path: Path) -> None:
    rows = read(write(tmp_path, "s.csv", "sep=;\nUPN;Forename;Surname\nC304123424001;  Ada\u200b ;'=Byte\n"))
    assert (rows.people[0].forename, rows.people[0].surname) == ("Ada", "=Byte")


def test_workbooks_are_read_as_text_with_dates_as_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Pupils"
    sheet.append(["Example School"])
    sheet.append(["UPN", "Admission No", "Forename", "Surname", "DOB", "Year", "Class"])
    sheet.append(["C304123424001", 17.0, "Ada", "=1+1", datetime(2014, 11, 2), 7, "7a/Sc1"])
    staff = book.create_sheet("Staff")
    staff.append(["Employee ID", "Forename", "Surname", "Classes"])
    staff.append([5, "Tom", "Sample", "7a/Sc1"])
    book.create_sheet("Notes").append(["nothing here"])
    book.save(tmp_path / "report.xlsx")
    rows = read(tmp_path / "report.xlsx")
    ada, tom = rows.people
    assert (ada.date_of_birth, ada.year_label, ada.admission_number) == ("2014-11-02", "7", "17")
    assert ada.surname is None, "a formula is not worked out"
    assert (tom.key, tom.kind) == ("5", "staff")
    assert any("sheet Notes" in complaint for complaint in complaints(rows))


def test_a_zip_or_folder_of_reports_is_read_whole(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    write(folder, "students.csv", STUDENTS)
    write(folder, "staff.csv", STAFF)
    write(folder, "readme.pdf", "%PDF")
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    for path in (folder, tmp_path / "export.zip"):
        rows = read(path)
        assert len(rows.people) == 5
        assert any("neither CSV nor Excel" in complaint for complaint in complaints(rows))


def test_a_workbook_inside_a_zip_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["UPN", "Forename", "Surname"])
    sheet.append(["C304123424001", "Ada", "Byte"])
    book.save(tmp_path / "students.xlsx")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(tmp_path / "students.xlsx", "students.xlsx")
    assert [person.forename for person in read(tmp_path / "export.zip").people] == ["Ada"]


def test_leavers_and_future_starters_are_told_by_date(tmp_path: Path) -> None:
    rows = read(
        write(
            tmp_path, "s.csv",
            "UPN,Surname,Forename,Admission Date,Date of Leaving\nA,L,x,01/09/2020,31/08/2026\n"
            "B,F,x,01/01/2027,\nC,N,x,01/09/2020,31/08/2030\n",
        )
    )  # fmt: skip
    assert [person.standing for person in rows.people] == [
        PersonStanding.LEAVER, PersonStanding.FUTURE, PersonStanding.CURRENT,
    ]  # fmt: skip


def test_a_kind_column_sorts_a_mixed_list(tmp_path: Path) -> None:
    rows = read(
        write(
            tmp_path,
            "all.csv",
            "Person Type,ID,Forename,Surname\nPupil,1,A,B\nTeacher,1,C,D\nVisitor,2,E,F\n",
        )
    )
    assert [(person.kind, person.key) for person in rows.people] == [("student", "1"), ("staff", "1")]
    assert any("neither student nor staff" in complaint for complaint in complaints(rows))


def test_what_a_sheet_lists_is_never_guessed(tmp_path: Path) -> None:
    report = open_report(write(tmp_path, "people.csv", "ID,Forename,Surname\n1,A,B\n"))
    with pytest.raises(InputError, match="students or staff") as caught:
        read_report(report, today=TODAY)
    assert "people.csv, line 1" in str(caught.value)
    (sheet,) = report.sheets
    fixed = sheet.with_columns(sheet.columns, "staff")
    rows = read_report(type(report)(report.name, (fixed,)), today=TODAY)
    assert rows.people[0].kind == "staff"


def test_duplicate_headings_are_refused_with_their_place(tmp_path: Path) -> None:
    path = write(tmp_path, "s.csv", "Roll\n,\nUPN,Surname,surname ,Forename\nx,a,b,c\n")
    with pytest.raises(InputError, match="same name") as caught:
        open_report(path)
    assert "s.csv, line 3, column surname" in str(caught.value)


def test_a_file_that_is_no_list_of_people_says_what_to_choose(tmp_path: Path) -> None:
    with pytest.raises(NotRecognised, match="no list of people"):
        open_report(write(tmp_path, "x.csv", "Room,Seats\nA,3\n"))


@pytest.mark.parametrize(
    ("heading", "cells", "field", "settled"),
    [
        ("UPN", ["C304123424001"], "upn", True),
        ("Unique_Pupil_Number", ["C304123424001"], "upn", True),
        ("UPN", ["hello", "there"], "upn", False),
        ("Main Tutor Group 2026", [], "registration", False),
        ("Ref", ["C304123424001", "G20436142501A"], "upn", False),
        ("Contact", ["a@b.example"], "email", False),
        ("Favourite colour", ["red"], None, False),
        ("E-mail Address", ["a@b.example"], "email", True),
        ("D.O.B.", ["02/11/2014"], "date_of_birth", True),
    ],
)
def test_columns_are_guessed_with_their_confidence(
    heading: str, cells: list[str], field: str | None, settled: bool
) -> None:
    (guess,) = guess_columns([heading], [[cell] for cell in cells]).columns
    assert guess.field == field
    assert guess.settled == settled
    assert guess.why


def test_a_correction_is_remembered_for_next_time() -> None:
    mapping = guess_columns(["UPN", "Reg", "Other"], [])
    corrected = mapping.corrected("other", "registration").corrected("UPN", None)
    assert [column.field for column in corrected.columns] == [None, None, "registration"]
    again = guess_columns(["UPN", "Reg", "OTHER"], [], remembered=corrected.to_remember())
    assert [column.field for column in again.columns] == [None, None, "registration"]
    assert again.columns[2].why == "as last time"
    with pytest.raises(InputError, match="no field"):
        mapping.corrected("UPN", "nonsense")
    with pytest.raises(InputError, match="no column"):
        mapping.corrected("Nonsense", "upn")


def test_a_mis_uses_words_its_own_way() -> None:
    assert guess_columns(["School ID", "Form"], [], mis="isams").columns[0].field == "mis_id"
    assert guess_columns(["Boarding House"], [], mis="isams").columns[0].field == "house"


_heading = st.one_of(
    st.text(max_size=30),
    st.sampled_from([heading for field in report_fields() for heading in field.headings]),
)


@given(st.lists(_heading, max_size=12), st.lists(st.lists(st.text(max_size=10), max_size=14), max_size=4))
def test_no_field_is_given_twice_whatever_the_headings(headers: list[str], samples: list[list[str]]) -> None:
    mapping = guess_columns(headers, samples)
    assert [column.index for column in mapping.columns] == list(range(len(headers)))
    used = [
        column.field
        for column in mapping.columns
        if column.field not in (None, "classes", "groups", "department")
    ]
    assert len(used) == len(set(used))
    assert all(0 <= column.confidence <= 1 for column in mapping.columns)


def test_headings_lead_to_one_field_each_and_advice_is_marked() -> None:
    from app.formats.report_columns import _plain

    seen: dict[str, str] = {}
    for field in report_fields():
        for heading in field.headings:
            assert seen.setdefault(_plain(heading), field.id) == field.id, heading
    ids = {field.id for field in report_fields()}
    for mis in ("sims", "arbor", "bromcom", "scholarpack", "rm-integris", "isams"):
        general, own = export_advice(mis)
        assert general.students
        assert own.sureness == "unconfirmed"
        assert set(own.hints.values()) <= ids
    assert len(export_advice("something else")) == 1
    assert "differ" in advice_caution()
