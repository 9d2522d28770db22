"""Workbook cells that hold something and say nothing: left out aloud, never taken for blank or for data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.formats.errors import HostileFile, InputError
from app.formats.mis_report import ReportRows, open_report, read_report
from app.formats.sheet_cells import Unread

HEADINGS = ("UPN", "Forename", "Surname", "DOB")
ROWS = "".join(
    f'<c r="{column}1" t="str"><v>{name}</v></c>' for column, name in zip("ABCD", HEADINGS, strict=True)
)
AMY = '<c r="A{n}" t="str"><v>H80120000100{n}</v></c><c r="B{n}" t="str"><v>Amy</v></c>'


def workbook(path: Path, rows: str, change: Callable[[str, bytes], bytes] = lambda _, data: data) -> Path:
    """A workbook whose one sheet holds exactly these rows of XML."""
    plain, book = io.BytesIO(), openpyxl.Workbook()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = change(name, source.read(name))
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<sheetData></sheetData>", f"<sheetData>{rows}</sheetData>".encode())
                assert rows.encode() in data
            target.writestr(name, data)
    return path


def read(path: Path) -> ReportRows:
    return read_report(open_report(path), today="2026-09-10")


def said(rows: ReportRows) -> list[str]:
    return [str(complaint) for complaint in rows.complaints]


def row(number: int, cells: str) -> str:
    return f'<row r="{number}">{cells}</row>'


@pytest.mark.parametrize(
    "formula",
    [
        '<c r="C2"><f>UPPER("oak")</f></c>',
        '<c r="C2"><f>UPPER("oak")</f><v/></c>',
        '<c r="C2"><f>UPPER("oak")</f><v></v></c>',
        '<c r="C2" t="str"><f>UPPER("oak")</f></c>',
    ],
)
def test_a_formula_that_was_never_worked_out_is_named_by_sheet_line_and_column(
    tmp_path: Path, formula: str
) -> None:
    rows = read(workbook(tmp_path / "pupils.xlsx", row(1, ROWS) + row(2, AMY.format(n=2) + formula)))
    assert rows.people[0].surname is None
    (complaint,) = [text for text in said(rows) if "formula" in text]
    assert complaint.startswith("pupils.xlsx, sheet Sheet, line 2, column C: holds a formula whose result")


def test_a_whole_column_of_them_is_one_line_with_a_count(tmp_path: Path) -> None:
    body = "".join(row(n, AMY.format(n=n) + f'<c r="C{n}"><f>A{n}</f><v/></c>') for n in (2, 3, 4))
    rows = read(workbook(tmp_path / "pupils.xlsx", row(1, ROWS) + body))
    (complaint,) = [text for text in said(rows) if "formula" in text]
    assert "(3 times, first here)" in complaint


def test_a_formula_that_was_worked_out_is_read_also_where_it_came_to_nothing(tmp_path: Path) -> None:
    cells = '<c r="C2" t="str"><f>UPPER("oak")</f><v>OAK</v></c><c r="D2" t="str"><f>""</f><v></v></c>'
    rows = read(workbook(tmp_path / "pupils.xlsx", row(1, ROWS) + row(2, AMY.format(n=2) + cells)))
    assert rows.people[0].surname == "OAK"
    assert not [text for text in said(rows) if "column C" in text or "column D" in text]


def test_an_error_in_a_cell_is_no_name(tmp_path: Path) -> None:
    cells = '<c r="C2" t="e"><f>VLOOKUP(1,A1:A1,2)</f><v>#N/A</v></c>'
    rows = read(workbook(tmp_path / "pupils.xlsx", row(1, ROWS) + row(2, AMY.format(n=2) + cells)))
    assert rows.people[0].surname is None
    assert any("line 2, column C: shows an error" in text for text in said(rows))


def test_a_number_that_cannot_be_the_date_it_is_marked_as_is_left_out_aloud(tmp_path: Path) -> None:
    def with_dates(name: str, data: bytes) -> bytes:
        if not name.endswith("styles.xml"):
            return data
        start = data.index(b"<cellXfs")
        end = data.index(b"</cellXfs>") + len(b"</cellXfs>")
        dated = b'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        return data[:start] + dated + data[end:]

    cells = '<c r="C2" t="str"><v>Oak</v></c><c r="D2" s="1"><v>99999999</v></c>'
    good = '<c r="C3" t="str"><v>Elm</v></c><c r="D3" s="1"><v>42064</v></c>'
    body = row(1, ROWS) + row(2, AMY.format(n=2) + cells) + row(3, AMY.format(n=3) + good)
    rows = read(workbook(tmp_path / "pupils.xlsx", body, with_dates))
    assert [person.date_of_birth for person in rows.people] == [None, "2015-03-01"]
    assert any("line 2, column D: is marked as a date" in text for text in said(rows))


@pytest.mark.parametrize("column", ["SG", "XFD"])
def test_more_columns_than_any_report_are_refused_not_cut_off(tmp_path: Path, column: str) -> None:
    far = f'<c r="{column}2" t="str"><v>x</v></c>'
    path = workbook(tmp_path / "pupils.xlsx", row(1, ROWS) + row(2, AMY.format(n=2) + far))
    with pytest.raises(HostileFile, match=r"sheet Sheet, line 2: has over 500 columns"):
        read(path)


def test_columns_that_are_only_formatted_are_no_columns(tmp_path: Path) -> None:
    cells = '<c r="C2" t="str"><v>Oak</v></c><c r="XFD2" s="0"/>'
    rows = read(workbook(tmp_path / "pupils.xlsx", row(1, ROWS) + row(2, AMY.format(n=2) + cells)))
    assert rows.people[0].surname == "Oak"


def test_rows_out_of_order_are_no_workbook_of_excel_s(tmp_path: Path) -> None:
    path = workbook(tmp_path / "pupils.xlsx", row(3, ROWS) + row(2, AMY.format(n=2)))
    with pytest.raises(InputError, match="damaged workbook"):
        read(path)


def test_what_a_sheet_holds_besides_its_rows_is_nothing_to_warn_of(tmp_path: Path) -> None:
    """Warnings fail a test: openpyxl gives one for each of these."""

    def extended(name: str, data: bytes) -> bytes:
        if name.endswith("sheet1.xml"):
            extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
            return data.replace(b"</worksheet>", extension + b"</worksheet>")
        if name.endswith("styles.xml"):
            start, end = data.index(b"<cellStyles"), data.index(b"</cellStyles>") + len(b"</cellStyles>")
            return data[:start] + data[end:]
        return data

    cells = '<c r="C2" t="inlineStr"><is><r><t>Oa</t></r><r><t>k</t></r></is></c>'
    body = row(1, ROWS) + row(2, AMY.format(n=2) + cells)
    assert read(workbook(tmp_path / "pupils.xlsx", body, extended)).people[0].surname == "Oak"


def test_every_kind_of_unread_cell_says_what_became_of_it() -> None:
    assert all("left out" in kind.value for kind in Unread)
