"""The practice school's MIS report: the same people, classes and memberships, safe to open."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.formats.mis_report import open_report, read_report
from app.practice.report import FILES, STAFF_COLUMNS, STUDENT_COLUMNS, students_csv, write_report
from app.practice.school import School, SchoolSpec
from tests.fakes.practice import school_for

SPEC = SchoolSpec(students=260, seed=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("report")
    written = write_report(school_for(SPEC), where)
    assert [path.name for path in written] == list(FILES)
    return where


def assert_same_school(paths: list[Path], school: School) -> None:
    rows = read_report(open_report(paths), today="2026-09-10")
    counts = school.counts()
    students = {p.key: p for p in rows.people if p.kind == "student"}
    staff = {p.key: p for p in rows.people if p.kind == "staff"}
    assert len(rows.people) == counts["students"] + counts["staff"]
    assert students.keys() == {s.mis_id for s in school.students}
    assert staff.keys() == {e.mis_id for e in school.staff}
    types = [group.type for group in rows.groups]
    assert types.count("CLASS") == counts["classes"]
    assert len(types) - types.count("CLASS") == sum(counts["groups"].values())
    for type_ in ("YEAR", "REGISTRATION", "HOUSE"):
        assert types.count(type_) == counts["groups"][type_]
    assert len(rows.memberships) == counts["memberships"]
    for student in school.students:
        read = students[student.mis_id]
        assert (read.upn or "") == (student.upn or "")
        assert read.date_of_birth == student.date_of_birth
        assert read.email == student.email


@pytest.mark.parametrize("phase", ["primary", "secondary", "all-through"])
def test_csv_gives_the_same_school(phase: str, tmp_path: Path) -> None:
    school = school_for(SchoolSpec(students=260, seed=5, phase=phase))
    write_report(school, tmp_path)
    assert_same_school([tmp_path / "students.csv", tmp_path / "staff.csv"], school)


@pytest.mark.parametrize("name", ["report.xlsx", "report.zip"])
def test_one_file_gives_the_same_school(folder: Path, name: str) -> None:
    assert_same_school([folder / name], school_for(SPEC))


def test_headers_and_dates_are_as_an_office_knows_them(folder: Path) -> None:
    text = (folder / "students.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == STUDENT_COLUMNS
    first = school_for(SPEC).students[0]
    born = first.date_of_birth or ""
    assert rows[0]["Date of Birth"] == f"{born[8:]}/{born[5:7]}/{born[:4]}"
    assert rows[0]["UPN"] == first.upn


def test_the_workbook_has_two_sheets(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "report.xlsx", read_only=True)
    assert book.sheetnames == ["Students", "Staff"]
    assert next(book["Staff"].iter_rows(values_only=True)) == STAFF_COLUMNS
    book.close()


def test_the_zip_is_the_same_every_time() -> None:
    school = school_for(SPEC)
    assert FILES["report.zip"](school) == FILES["report.zip"](school)
    with zipfile.ZipFile(io.BytesIO(FILES["report.zip"](school))) as archive:
        assert archive.namelist() == ["students.csv", "staff.csv"]


def test_no_cell_can_run_as_a_formula() -> None:
    from copy import copy

    school = copy(school_for(SPEC))
    school.students = [copy(student) for student in school.students]
    school.students[0].forename = "=cmd|' /C calc'!A0"
    school.students[1].surname = "@SUM(1)"
    rows = list(csv.reader(io.StringIO(students_csv(school).decode("utf-8-sig"))))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert "'=cmd|' /C calc'!A0" in rows[1]
