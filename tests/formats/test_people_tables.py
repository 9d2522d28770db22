"""People written for people: nothing in it runs, nothing in it is lost, a spreadsheet may save it again."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.formats import people_workbook
from app.formats.errors import InputError, Weight
from app.formats.people_tables import CLASSES, GROUPS, MEMBERSHIPS, PEOPLE, Column, headings
from app.formats.people_tables_read import read_people_tables
from app.formats.people_workbook import FIELDS, ISSUES
from app.formats.report_columns import guess_columns
from app.practice.report import students_csv
from app.practice.school import SchoolSpec, generate
from app.roster.export import Exported, ExportFormat, ExportRequest, export_roster
from app.roster.sources import load_file, load_report, open_source
from tests.fakes.rows import Rows
from tests.fakes.small_school import SCHOOL, WHEN, small_school


def written(output: Path, format_: ExportFormat = ExportFormat.CSV, *, practice: bool = False) -> Exported:
    with small_school() as roster:
        return export_roster(roster, ExportRequest(format_, output, WHEN, practice=practice))


def read(path: Path) -> Rows:
    rows = Rows()
    read_people_tables(path, rows)
    return rows


def test_no_cell_of_any_file_can_run(tmp_path: Path) -> None:
    written(tmp_path / "people")
    written(tmp_path / "list.csv")
    written(tmp_path / "people.xlsx", ExportFormat.XLSX)
    cells = [
        cell
        for path in (*(tmp_path / "people").iterdir(), tmp_path / "list.csv")
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        for cell in row
    ]
    book = openpyxl.load_workbook(tmp_path / "people.xlsx")
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            cells += [str(cell.value) for cell in line if cell.value is not None]
            assert {cell.data_type for cell in line} <= {"s", "d", "n"}
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@"))]


def test_the_workbook_is_for_people(tmp_path: Path) -> None:
    exported = written(tmp_path / "people.xlsx", ExportFormat.XLSX, practice=True)
    book = openpyxl.load_workbook(tmp_path / "people.xlsx")
    assert book.sheetnames == [
        "About", "Students", "Staff", "Groups", "Classes", "Memberships", "Fields", "Issues",
    ]  # fmt: skip
    assert exported.files == {sheet.title: sheet.max_row - 1 for sheet in book.worksheets}
    students = book["Students"]
    head = [cell.value for cell in students[1]]
    zoe = dict(zip(head, (cell.value for cell in students[2]), strict=True))
    assert zoe["Date of Birth"] == datetime(2015, 3, 1)
    assert (zoe["MIS ID"], zoe["Admission Number"]) == ("007", "001"), "text, so that no nought is lost"
    assert (zoe["Registration Group"], zoe["Groups"], zoe["Classes"]) == ("7A", "Chess club", "7a/Sc1")
    assert students.freeze_panes == "A2"
    assert students["A1"].font.bold
    about = {row[0]: row[1] for row in book["About"].values}
    assert about["Practice"] == "PRACTICE: nobody here is real"
    assert about["School"] == SCHOOL.name
    issues = [row[:6] for row in book["Issues"].values]
    assert ("check and explain", "Gone Leaver") not in issues
    assert any(row[1] and row[4] for row in issues[1:]), "an issue names whom it is about"
    assert book.properties.creator == "Provisioning Wizard"


@pytest.mark.parametrize("columns", [GROUPS, CLASSES, MEMBERSHIPS, FIELDS, ISSUES])
def test_only_the_sheets_of_people_look_like_lists_of_people(columns: tuple[Column, ...]) -> None:
    assert len(guess_columns([column.heading for column in columns], ()).fields) < 2


def test_as_a_plain_report_the_workbook_lists_the_same_people(tmp_path: Path) -> None:
    written(tmp_path / "people.xlsx", ExportFormat.XLSX)
    with load_report(tmp_path / "people.xlsx") as roster:
        counts = roster.counts()
        assert (counts.students, counts.staff, counts.classes) == (4, 3, 3)


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_a_table_that_a_spreadsheet_saved_again_is_read(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    written(tmp_path / "people")
    before = read(tmp_path / "people")
    for path in (tmp_path / "people").iterdir():
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        made = io.StringIO()
        csv.writer(made, delimiter=delimiter, lineterminator="\r\n").writerows(
            [_british(cell) for cell in row] for row in rows
        )
        path.write_bytes(made.getvalue().encode(encoding))
    assert vars(read(tmp_path / "people")) == vars(before)


def _british(cell: str) -> str:
    """A date as Excel shows and saves it in Britain."""
    is_date = len(cell) == 10 and cell[4] == cell[7] == "-" and cell[:4].isdigit()
    return f"{cell[8:]}/{cell[5:7]}/{cell[:4]}" if is_date else cell


def test_what_can_not_be_understood_is_left_out_with_its_place(tmp_path: Path) -> None:
    written(tmp_path / "people")
    path = tmp_path / "people" / "staff.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace(",Yes,", ",Perhaps,").replace("current", "asleep", 1), encoding="utf-8")
    rows = Rows()
    facts = read_people_tables(tmp_path / "people", rows)
    assert {(str(one.where), one.weight) for one in facts.complaints} == {
        ("staff.csv, line 2, column Teaching Staff", Weight.IGNORED),
        ("staff.csv, line 2, column Standing", Weight.IGNORED),
    }
    assert "Perhaps" not in str(facts.complaints)
    assert next(one for one in rows.people() if one.key == "S1").teaching is None


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    written(tmp_path / "people")
    path = tmp_path / "people" / "memberships.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("Part,", "Bit,"), encoding="utf-8")
    with pytest.raises(InputError, match=r"memberships\.csv, line 1, column part"):
        read(tmp_path / "people")


def test_people_alone_come_back_as_a_report_does(tmp_path: Path) -> None:
    exported = written(tmp_path / "list.csv")
    assert exported.files == {"list.csv": 7}
    with load_file(open_source(str(tmp_path / "list.csv"))) as roster:
        counts = roster.counts()
        assert (counts.students, counts.staff, counts.classes) == (4, 3, 3)
        assert counts.groups == {"DEPARTMENT": 1, "HOUSE": 1, "MISC": 1, "REGISTRATION": 1, "YEAR": 2}
    lost = {(one.kind, one.field): one.count for one in exported.not_held}
    assert lost["class", "subject"] == 2
    assert lost["membership", "main"] == 3


def test_a_practice_report_exported_as_one_list_keeps_its_numbers(tmp_path: Path) -> None:
    school = generate(SchoolSpec(students=60, seed=3))
    (tmp_path / "students.csv").write_bytes(students_csv(school))
    with load_report(tmp_path / "students.csv") as before:
        export_roster(before, ExportRequest(ExportFormat.CSV, tmp_path / "list.csv", WHEN))
        with load_file(open_source(str(tmp_path / "list.csv"))) as after:
            assert after.counts() == before.counts()


def test_the_tables_of_a_zip_are_those_of_a_folder(tmp_path: Path) -> None:
    written(tmp_path / "people")
    written(tmp_path / "people.zip")
    with zipfile.ZipFile(tmp_path / "people.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.name: path.read_bytes() for path in (tmp_path / "people").iterdir()
        }
    first = (tmp_path / "people" / "students.csv").read_bytes().split(b"\r\n")[0]
    assert first == b"\xef\xbb\xbf" + ",".join(headings(PEOPLE["student"])).encode()


def test_what_does_not_fit_a_sheet_goes_on_in_another_and_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "whole.xlsx", ExportFormat.XLSX)
    monkeypatch.setattr(people_workbook, "ROWS", 5)
    exported = written(tmp_path / "parted.xlsx", ExportFormat.XLSX)
    assert exported.files["Memberships"] == 13
    names = openpyxl.load_workbook(tmp_path / "parted.xlsx", read_only=True).sheetnames
    assert [name for name in names if name.startswith("Memberships")] == [
        "Memberships", "Memberships 2", "Memberships 3",
    ]  # fmt: skip
    assert vars(read(tmp_path / "parted.xlsx")) == vars(read(tmp_path / "whole.xlsx"))
