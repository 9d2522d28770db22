"""The sheet that a school ticks: everyone sampled, nothing that runs, no registration group beside a name."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from app.evidence.data_test_sheet import (
    DataTestSheet,
    data_test_sheet,
    sheet_html,
    sheet_words,
    write_sheet_html,
    write_sheet_workbook,
)
from app.formats.records import Person
from app.roster.sample import Why, sample
from tests.fakes.small_school import WHEN, small_school

HOSTILE = (
    Person("H1", "student", forename="<script>alert(1)</script>", surname="=cmd|' /C calc'!A0", mis_id="9"),
    Person("H2", "student", forename="Zoë", surname="O’Brien & Sons", username='"q"'),
)


def sheet(people: tuple[Person, ...] | None = None, *, practice: bool = False) -> DataTestSheet:
    with small_school(people, (), ()) if people else small_school() as roster:
        return data_test_sheet(roster, sample(roster, at_random=20, seed=9), WHEN, practice=practice)


class Page(HTMLParser):
    """Collects the cells of the table, and whatever would reach out of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.reaches_out: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "link", "iframe", "object", "form"):
            self.reaches_out.append(tag)
        self.reaches_out += [name for name, _ in attrs if name in ("src", "href", "action")]
        if tag == "tr":
            self.rows.append([])
        self._in_cell = tag in ("td", "th")
        if self._in_cell:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def test_everyone_sampled_has_a_line_with_boxes_to_tick() -> None:
    made = sheet()
    text = sheet_html(made)
    page = Page()
    page.feed(text)
    words = sheet_words()
    head, *rows = page.rows
    assert len(rows) == len(made.rows) == 7
    assert head[-5:] == [*(tick.title for tick in words.tick), words.columns.remark]
    assert text.count('class="box"') == 7 * len(words.tick)
    zoe = next(row for row in rows if "Zoë O’Brien" in row)
    assert zoe[1] == "Student"
    assert "MIS id 007" in zoe
    assert "Year 7" in zoe
    assert "Chess club" in zoe
    assert "seed 9" in text


def test_no_registration_group_stands_beside_a_name(tmp_path: Path) -> None:
    made = sheet()
    assert "7A" not in re.split(r"\W+", sheet_html(made))
    write_sheet_workbook(made, tmp_path / "sheet.xlsx", replace=False)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    assert "7A" not in {cell for row in book["People"].values for cell in row}


def test_the_page_is_whole_in_itself_and_runs_nothing() -> None:
    text = sheet_html(sheet(HOSTILE))
    page = Page()
    page.feed(text)
    assert page.reaches_out == []
    assert "<script>" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert any("<script>alert(1)</script> =cmd" in cell for row in page.rows for cell in row)


def test_the_workbook_runs_nothing_and_says_how_it_is_used(tmp_path: Path) -> None:
    write_sheet_workbook(sheet(HOSTILE, practice=True), tmp_path / "sheet.xlsx", replace=False)
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    cells = [cell for sheet_ in book.worksheets for line in sheet_.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if str(cell.value or "").startswith(("=", "+", "-", "@"))]
    told = [row[0] for row in book["How to use it"].values]
    assert sheet_words().practice in told
    with pytest.raises(FileExistsError):
        write_sheet_workbook(sheet(HOSTILE), tmp_path / "sheet.xlsx", replace=False)


def test_practice_is_said_on_the_page(tmp_path: Path) -> None:
    assert sheet_words().practice in sheet_html(sheet(practice=True))
    assert "PRACTICE" not in sheet_html(sheet())
    write_sheet_html(sheet(), tmp_path / "sheet.html", replace=False)
    assert (tmp_path / "sheet.html").read_text(encoding="utf-8") == sheet_html(sheet())


def test_the_wording_names_every_reason_once() -> None:
    words = sheet_words()
    assert [entry.id for entry in words.why] == list(Why)
    assert set(words.kinds) == {"student", "staff"}
    assert set(words.find) == {"mis_id", "admission_number", "staff_code", "none"}


@pytest.mark.browser
def test_it_prints_on_a4_with_the_headings_on_every_page(tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("Chromium is not installed")
    crowd = tuple(
        Person(f"K{number}", "student", forename="Forename", surname=f"Surname {number}")
        for number in range(60)
    )
    with small_school(crowd, (), ()) as roster:
        made = data_test_sheet(roster, sample(roster, at_random=60), WHEN, practice=False)
    write_sheet_html(made, tmp_path / "sheet.html", replace=False)
    subprocess.run(
        [
            browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            f"--print-to-pdf={tmp_path / 'sheet.pdf'}", (tmp_path / "sheet.html").as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    content = (tmp_path / "sheet.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    pages = re.findall(rb"/Type\s*/Page\b", content)
    boxes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", content)
    assert 2 <= len(pages) <= 6
    for box in boxes:
        _, _, width, height = map(float, box.split())
        assert (round(width), round(height)) == (842, 595), "A4 on its side"
