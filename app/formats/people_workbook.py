"""Writes people as an XLSX workbook: a sheet each for students, staff, groups, classes and memberships, for
the fields and for what the rules found.

Rows are streamed. Cells are text, so that no nought is lost and nothing runs; dates are dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from app.formats.dates import read_date
from app.formats.losses import Losses
from app.formats.people_tables import (
    ABOUT,
    CLASSES,
    GROUPS,
    MEMBERSHIPS,
    PEOPLE,
    Column,
    PeopleSource,
    Tables,
)
from app.formats.plain_text import plain_line
from app.formats.records import PersonKind
from app.formats.safe_cells import safe_cell
from app.storage.paths import APP_NAME

ROWS = 1_048_575
"""Rows of a sheet below its headings."""
_WIDEST = 48
_BOLD = Font(bold=True)
_DATE_FORMAT = "dd/mm/yyyy"
FIELDS = tuple(Column(heading) for heading in ("Field", "State", "Filled", "Of how many", "Why"))
ISSUES = tuple(
    Column(heading)
    for heading in (
        "Severity",
        "Issue",
        "How many",
        "Whom",
        "Named",
        "Key",
        "Why it matters",
        "Where to mend it",
    )
)


def write_people_workbook(
    stream: IO[bytes],
    source: PeopleSource,
    about: list[list[str]],
    fields: Iterable[Sequence[str]],
    issues: Iterable[Sequence[str]],
    losses: Losses,
) -> dict[str, int]:
    """Writes the workbook; gives the rows of each sheet. Raises OSError.

    What does not fit a sheet goes on in a second of the same name with a number.
    """
    tables = Tables(source, losses)
    book = Workbook(write_only=True)
    book.properties.creator = APP_NAME
    written: dict[str, int] = {}
    for title, columns, rows in (
        ("About", ABOUT, iter(about)),
        ("Students", PEOPLE[PersonKind.STUDENT], tables.people(PersonKind.STUDENT)),
        ("Staff", PEOPLE[PersonKind.STAFF], tables.people(PersonKind.STAFF)),
        ("Groups", GROUPS, tables.groups(classes=False)),
        ("Classes", CLASSES, tables.groups(classes=True)),
        ("Memberships", MEMBERSHIPS, tables.memberships()),
        ("Fields", FIELDS, map(_safe, fields)),
        ("Issues", ISSUES, map(_safe, issues)),
    ):
        written[title] = write_sheet(book, title, columns, rows)
    book.save(stream)
    return written


def write_sheet(book: Workbook, title: str, columns: Sequence[Column], rows: Iterator[Sequence[str]]) -> int:
    """Adds a sheet with bold headings that stay in sight; gives the number of its rows."""
    total, number = 0, 1
    first = next(rows, None)
    while True:
        sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes = "A2"
        for place, column in enumerate(columns, start=1):
            wide = min(max(len(column.heading) + 3, 14), _WIDEST)
            sheet.column_dimensions[get_column_letter(place)].width = wide
        head = [WriteOnlyCell(sheet, column.heading) for column in columns]
        for cell in head:
            cell.font = _BOLD
        sheet.append(head)
        dates = [place for place, column in enumerate(columns) if column.is_date]
        count = 0
        for row in chain(() if first is None else (first,), rows):
            sheet.append(_typed(sheet, row, dates))
            count += 1
            if count == ROWS:
                break
        total += count
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
        first = next(rows, None)
        if first is None:
            return total
        number += 1


def _typed(sheet: Any, row: Sequence[str], dates: Sequence[int]) -> Sequence[object]:
    cells: list[object] = [text or None for text in row]
    for place in dates:
        text = row[place]
        if text and read_date(text) == text:
            cell = WriteOnlyCell(sheet, datetime.fromisoformat(text))
            cell.number_format = _DATE_FORMAT
            cells[place] = cell
    return cells


def _safe(row: Sequence[str]) -> list[str]:
    return [safe_cell(plain_line(cell)) for cell in row]
