"""Reports as spreadsheets and careless exports leave them: what was lost is said, and nobody with it."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.formats.errors import HostileFile, InputError, Weight
from app.formats.mis_report import ReportRows, open_report, read_report
from tests.fakes.rows import oneroster_rows

TODAY = "2026-11-23"
HEADINGS = "UPN,Admission Number,Forename,Surname,Year\n"


def read(*paths: Path) -> ReportRows:
    return read_report(open_report(list(paths)), today=TODAY)


def csv(folder: Path, text: str, name: str = "students.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_cut_short_by_a_spreadsheet_are_nobodys_id(tmp_path: Path) -> None:
    rows = read(csv(tmp_path, HEADINGS + "1.23E+12,001,Amy,Oak,7\n1.23E+12,002,Bea,Elm,7\n"))
    assert [person.key for person in rows.people] == ["001", "002"]
    assert {person.upn for person in rows.people} == {None}
    (said,) = [str(one) for one in rows.complaints if "spreadsheet" in str(one)]
    assert "column UPN" in said
    assert "2 times" in said


def test_an_id_that_merely_looks_so_is_kept(tmp_path: Path) -> None:
    rows = read(csv(tmp_path, "Staff Code,Forename,Surname\nE12,Ann,Ash\n1E5,Ben,Birch\n", "staff.csv"))
    assert [person.staff_code for person in rows.people] == ["E12", "1E5"]


def test_a_missing_quotation_mark_does_not_swallow_a_school(tmp_path: Path) -> None:
    more = "".join(f"U{number},{number:03},Bea,Elm,7\n" for number in range(60))
    path = csv(tmp_path, HEADINGS + 'U,999,"Amy,Oak,7\n' + more)
    with pytest.raises(InputError, match="quotation mark") as problem:
        read(path)
    assert problem.value.where.line == 2


def test_an_address_of_several_lines_in_one_cell_is_no_missing_quotation_mark(tmp_path: Path) -> None:
    text = 'UPN,Forename,Surname,Year,Address\nU1,Amy,Oak,7,"1 Lane\nTown\nCounty\nAB1 2CD"\nU2,Bea,Elm,7,x\n'
    assert len(read(csv(tmp_path, text)).people) == 2


def test_two_lists_that_name_different_ids_describe_one_person(tmp_path: Path) -> None:
    students = csv(tmp_path, HEADINGS + "H801200001001,001,Amy,Oak,7\nH801200001002,002,Bea,Elm,7\n")
    classes = csv(
        tmp_path, "Admission Number,Forename,Surname,Class\n001,Amy,Oak,7a/Ma\n002,Bea,Elm,7a/Ma\n",
        "students classes.csv",
    )  # fmt: skip
    for order in ((students, classes), (classes, students)):
        rows = read(*order)
        assert len(rows.people) == 2
        assert {person.upn for person in rows.people} == {"H801200001001", "H801200001002"}
        assert len([one for one in rows.memberships if one.group_type == "CLASS"]) == 2


def test_a_later_list_fills_what_an_earlier_one_left_out(tmp_path: Path) -> None:
    names = csv(tmp_path, "UPN,Forename,Surname\nH801200001001,Amy,Oak\n")
    details = csv(
        tmp_path, "UPN,Forename,Surname,Year,DOB\nH801200001001,Amy,Oak,7,2015-02-03\n", "students 2.csv"
    )
    (person,) = read(names, details).people
    assert (person.year_label, person.date_of_birth) == ("7", "2015-02-03")


def test_one_number_in_two_columns_is_not_one_person(tmp_path: Path) -> None:
    text = "MIS ID,Admission Number,Forename,Surname\n5,17,Amy,Oak\n,5,Bea,Elm\n"
    assert len({person.key for person in read(csv(tmp_path, text)).people}) == 2


def test_a_list_of_names_alone_finds_its_people_or_says_whom_it_cannot_tell(tmp_path: Path) -> None:
    students = csv(tmp_path, HEADINGS + "U1,1,Amy,Oak,7\nU2,2,Bea,Elm,7\nU3,3,Bea,Elm,8\n")
    text = "Forename,Surname,Class\nAmy,Oak,7a/Ma\nAmy,Oak,7a/En\nBea,Elm,7a/Ma\nCal,Fir,7a/Ma\n"
    rows = read(students, csv(tmp_path, text, "students by class.csv"))
    assert [person.forename for person in rows.people] == ["Amy", "Bea", "Bea", "Cal"]
    assert len([one for one in rows.memberships if one.person_key == "U1" and one.group_type == "CLASS"]) == 2
    assert [str(one) for one in rows.complaints if "more than one person of this name" in str(one)]


def test_a_workbook_of_a_million_formatted_but_empty_rows_is_read_in_no_time(tmp_path: Path) -> None:
    plain, padded = tmp_path / "plain.xlsx", tmp_path / "students.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["UPN", "Forename", "Surname"])
    book.active.append(["H801200001001", "Amy", "Oak"])
    book.save(plain)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (row, row) for row in range(3, 60_000))
    last = b'<row r="60001"><c r="A60001" t="str"><v>Z</v></c><c r="B60001" t="str"><v>Bea</v></c></row>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(padded, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", empty + last + b"</sheetData>")
            target.writestr(name, data)
    rows = read(padded)
    assert len(rows.people) == 1
    assert [str(one) for one in rows.complaints if "empty rows" in str(one)]


USERS = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName\n"
)
ORGS = "sourcedId,status,dateLastModified,name,type,identifier\no1,,,School,school,1\n"


def export(folder: Path, **files: str) -> Path:
    for name, text in {"orgs": ORGS, "academicSessions": "", **files}.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_oneroster_row_cut_off_in_the_middle_is_left_out_and_said(tmp_path: Path) -> None:
    rows, facts = oneroster_rows(
        export(tmp_path, users=USERS + "u1,,,true,o1,student,a,,Amy,Oak\nu2,,\n,,,true,o1,student\n")
    )
    assert [person.key for person in rows.people()] == ["u1"]
    assert [str(one) for one in facts.complaints if "fewer cells" in str(one)]
    assert sum(one.count for one in facts.complaints if one.weight is Weight.IGNORED) == 2


def test_a_oneroster_birthday_that_is_no_date_is_left_out_and_said(tmp_path: Path) -> None:
    births = "sourcedId,status,dateLastModified,birthDate,sex\nu1,,,41153,female\n"
    rows, facts = oneroster_rows(
        export(tmp_path, users=USERS + "u1,,,true,o1,student,a,,Amy,Oak\n", demographics=births)
    )
    assert rows.all_people[0].date_of_birth is None
    assert [one for one in facts.complaints if one.where.field == "birthDate"]


def test_two_exports_in_one_zip_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for school in ("north", "south"):
            archive.writestr(f"{school}/users.csv", USERS)
            archive.writestr(f"{school}/orgs.csv", ORGS)
    with pytest.raises(InputError, match=r"two files called .*\.csv"):
        oneroster_rows(path)


def test_a_workbook_whose_texts_alone_would_take_minutes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "students.xlsx"
    padding = random.Random(7).randbytes(100_000).hex().encode()  # not so small as to be refused anyway
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst><!--" + padding + b"-->" + b"<si/>" * 7_000_000)
    with pytest.raises(HostileFile, match="would unpack to over 32 MB"):
        open_report(path)


def test_a_list_whose_ids_lost_their_noughts_names_the_same_people(tmp_path: Path) -> None:
    students = csv(tmp_path, HEADINGS + "H801200001001,0017,Amy,Oak,7\nH801200001002,0018,Bea,Elm,7\n")
    text = "Admission Number,Forename,Surname,Class\n17,Amy,Oak,7a/Ma\n18,Cal,Fir,7a/Ma\n"
    classes = csv(tmp_path, text, "students classes.csv")
    for order in ((students, classes), (classes, students)):
        rows = read(*order)
        assert {(person.forename, person.admission_number) for person in rows.people} in (
            {("Amy", "0017"), ("Bea", "0018"), ("Cal", "18")},
            {("Amy", "17"), ("Bea", "0018"), ("Cal", "18")},
        )
        (said,) = [one for one in rows.complaints if "noughts" in one.what]
        assert (said.weight, said.count) == (Weight.REPAIRED, 1)
        assert said.where.field == ("Admission Number" if said.where.file == classes.name else "UPN")


def test_noughts_that_two_people_share_without_them_join_nobody(tmp_path: Path) -> None:
    students = csv(tmp_path, HEADINGS + "U1,0017,Amy,Oak,7\nU2,00017,Amy,Oak,7\n")
    classes = csv(tmp_path, "Admission Number,Forename,Surname,Class\n17,Amy,Oak,7a/Ma\n", "students 2.csv")
    assert len(read(students, classes).people) == 3
