"""Writes the practice school as its MIS would report it: CSV of students and of staff, a workbook, a zip.

The reports hold the people Wonde serves in `/students` and `/employees`, a row each, told apart by "MIS ID".
Every membership can be read back: "Year Group", "Reg Group" and "House" name one group each, "Groups" the
others and "Classes" the classes, several parted by "; ". Group types other than these three are not told
apart, and what dangles is left out, so that people, classes and the number of memberships are exactly
`School.counts()`. Cells are safe to open in a spreadsheet. Dates are DD/MM/YYYY; text is UTF-8 with a mark,
as spreadsheets want it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from app.formats.safe_cells import safe_cell
from app.practice.people import Employee, Student
from app.practice.school import School
from app.storage.atomic import write_atomic

STUDENT_COLUMNS = (
    "MIS ID", "UPN", "Admission Number", "Forename", "Surname", "Preferred Forename", "Legal Surname",
    "Middle Names", "Gender", "Date of Birth", "Year Group", "Reg Group", "House", "Groups", "Classes",
    "Email", "Username", "Admission Date", "Leaving Date",
)  # fmt: skip
STAFF_COLUMNS = (
    "MIS ID", "Staff Code", "Title", "Forename", "Surname", "Middle Names", "Gender", "Date of Birth",
    "Teaching Staff", "Role", "Reg Group", "House", "Groups", "Classes", "Email", "Username", "Start Date",
    "End Date",
)  # fmt: skip
SEPARATOR = "; "
_ZIP_MOMENT = (2026, 9, 1, 0, 0, 0)


def write_report(school: School, folder: Path) -> tuple[Path, ...]:
    """Writes students.csv, staff.csv, report.xlsx and report.zip into `folder`. Raises OSError."""
    written = []
    for name, make in FILES.items():
        path = folder / name
        write_atomic(path, make(school))
        written.append(path)
    return tuple(written)


def students_csv(school: School) -> bytes:
    """The students' report."""
    return _csv(STUDENT_COLUMNS, student_rows(school))


def staff_csv(school: School) -> bytes:
    """The staff's report."""
    return _csv(STAFF_COLUMNS, staff_rows(school))


def workbook(school: School) -> bytes:
    """Both as an Excel workbook with the sheets Students and Staff; dates are dates, all else is text.

    Takes about a second per 2,000 people.
    """
    book = Workbook(write_only=True)
    for title, columns, rows in (
        ("Students", STUDENT_COLUMNS, student_rows(school)),
        ("Staff", STAFF_COLUMNS, staff_rows(school)),
    ):
        sheet = book.create_sheet(title)
        dates = [number for number, name in enumerate(columns) if "Date" in name]
        sheet.append(columns)
        for row in rows:
            cells: list[object] = list(row)
            for number in dates:
                cells[number] = _date(row[number])
            sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def report_zip(school: School) -> bytes:
    """Both CSV files in one zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("students.csv", students_csv(school)), ("staff.csv", staff_csv(school))):
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


FILES = {
    "students.csv": students_csv,
    "staff.csv": staff_csv,
    "report.xlsx": workbook,
    "report.zip": report_zip,
}
"""What an office can download, by name."""


def student_rows(school: School) -> Iterator[tuple[str, ...]]:
    """The cells of every student, safe for spreadsheets."""
    for student in school.students:
        yield _safe(_student(school, student))


def staff_rows(school: School) -> Iterator[tuple[str, ...]]:
    """The cells of every member of staff."""
    for employee in school.staff:
        yield _safe(_employee(school, employee))


def _student(school: School, student: Student) -> tuple[str | None, ...]:
    return (
        student.mis_id,
        student.upn,
        student.admission_number,
        student.legal_forename,
        student.surname,
        student.forename,
        student.legal_surname,
        student.middle_names,
        student.gender.capitalize(),
        _shown(student.date_of_birth),
        _group(school, student.year_group),
        _group(school, student.registration),
        _group(school, student.house),
        _groups(school, student.clubs),
        _classes(school, student.classes),
        student.email,
        student.username,
        _shown(student.admission_date),
        _shown(student.leaving_date),
    )


def _employee(school: School, employee: Employee) -> tuple[str | None, ...]:
    by_type = {school.groups[number].type: number for number in employee.groups}
    others = [n for n in employee.groups if school.groups[n].type not in ("REGISTRATION", "HOUSE")]
    return (
        employee.mis_id,
        employee.staff_code,
        employee.title,
        employee.forename,
        employee.surname,
        employee.middle_names,
        employee.gender.capitalize(),
        _shown(employee.date_of_birth),
        "Yes" if employee.teaching else "No",
        employee.role,
        _group(school, by_type.get("REGISTRATION")),
        _group(school, by_type.get("HOUSE")),
        _groups(school, others),
        _classes(school, employee.classes),
        employee.email,
        employee.username,
        _shown(employee.start_date),
        _shown(employee.end_date),
    )


def _group(school: School, number: int | None) -> str:
    return "" if number is None else school.groups[number].name


def _groups(school: School, numbers: Iterable[int]) -> str:
    return SEPARATOR.join(school.groups[number].name for number in numbers)


def _classes(school: School, numbers: Iterable[int]) -> str:
    return SEPARATOR.join(school.classes[number].name for number in numbers)


def _shown(day: str | None) -> str:
    return "" if day is None else f"{day[8:]}/{day[5:7]}/{day[:4]}"


def _date(shown: str) -> date | None:
    return date(int(shown[6:]), int(shown[3:5]), int(shown[:2])) if shown else None


def _safe(cells: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(safe_cell(cell or "") for cell in cells)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return made.getvalue().encode("utf-8-sig")
