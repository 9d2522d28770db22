"""Reads XLSX sheets as text. The zip inside is checked first; formulas are not worked out, links not
followed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, BinaryIO

import openpyxl
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from app.formats.archives import Member, check_zip
from app.formats.errors import Complaints, HostileFile, InputError, Weight, Where
from app.formats.grids import COLUMN_LIMIT, Line

_ROWS = 1_048_576
_EMPTY_ROWS = 10_000
"""A sheet that was once formatted to its very end holds a million of them, and takes minutes to read."""
_ENTITY = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
_HEAD = 64 * 1024
_IN_ZIP_LIMIT = 64 * 1024 * 1024
_UNPACKED_LIMIT = 256 * 1024 * 1024
_PART_LIMIT = 32 * 1024 * 1024
"""Of what openpyxl reads whole before the first row: 15 million texts, in 1.6 MB of zip, took it minutes."""
_STREAMED = "xl/worksheets/"


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """One sheet of a workbook."""

    member: Member
    title: str

    @property
    def file(self) -> str:
        """The workbook's name, for complaints."""
        return self.member.name

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.title

    def lines(self, complaints: Complaints) -> Iterator[Line]:
        """Reads from the start; dates become YYYY-MM-DD. Raises InputError."""
        with _seekable(self.member) as stream:
            book = _open(stream, self.file)
            try:
                sheet: Any = book[self.title]  # a read-only sheet, which the stubs don't know
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_row=_ROWS, max_col=COLUMN_LIMIT, values_only=True)
                last = 0
                for number, row in enumerate(rows, start=1):
                    cells = [_text(value) for value in row]
                    while cells and not cells[-1]:
                        cells.pop()
                    if any(cells):
                        last = number
                        yield number, cells
                    elif number - last > _EMPTY_ROWS:
                        where = Where(self.file, last + 1, sheet=self.sheet)
                        complaints.add(
                            Weight.NOTE, f"{_EMPTY_ROWS:,} empty rows follow; reading ended", where
                        )
                        return
            except (
                ValueError,
                KeyError,
                TypeError,
                IndexError,
                zipfile.BadZipFile,
                SyntaxError,
                EOFError,
            ) as problem:
                raise _damaged(self.file) from problem
            finally:
                book.close()


def sheets_of(member: Member) -> tuple[SheetGrid, ...]:
    """The visible sheets of a workbook, in order. Raises InputError, HostileFile."""
    with _seekable(member) as stream:
        _check(stream, member)
        stream.seek(0)
        book = _open(stream, member.name)
        try:
            return tuple(
                SheetGrid(member, sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible"
            )
        finally:
            book.close()


def is_workbook(member: Member) -> bool:
    """Whether a file calls itself an XLSX workbook."""
    return Path(member.base).suffix in (".xlsx", ".xlsm")


def _seekable(member: Member) -> BinaryIO:
    """The workbook as a stream that can go back, which one inside a zip can't by itself. Raises
    HostileFile."""
    stream = member.open()
    if stream.seekable():
        return stream
    with stream:
        if member.size > _IN_ZIP_LIMIT:
            raise HostileFile(
                f"is over {_IN_ZIP_LIMIT // 2**20} MB",
                Where(member.name),
                "Unpack the zip and open the workbook.",
            )
        return io.BytesIO(stream.read(_IN_ZIP_LIMIT))


def _check(stream: IO[bytes], member: Member) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            check_zip(member.name, archive.infolist(), member.size)
            if sum(info.file_size for info in archive.infolist()) > _UNPACKED_LIMIT:
                raise HostileFile(
                    f"would unpack to over {_UNPACKED_LIMIT // 2**20} MB",
                    Where(member.name),
                    "Save it as CSV.",
                )
            for info in archive.infolist():
                if info.file_size > _PART_LIMIT and not info.filename.startswith(_STREAMED):
                    raise HostileFile(
                        f"holds a part that would unpack to over {_PART_LIMIT // 2**20} MB",
                        Where(member.name),
                        "Save it as CSV.",
                    )
                if info.filename.casefold().endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        if _ENTITY.search(part.read(_HEAD)):
                            raise HostileFile(
                                "holds XML with declarations of its own, which no Excel writes",
                                Where(member.name),
                                "It was not opened. Export it again, or ask whoever sent it.",
                            )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as problem:
        raise _damaged(member.name) from problem


class _Sheet(ReadOnlyWorksheet):
    """A sheet that is not measured when the workbook is opened.

    Where a sheet does not state its size, as one that was streamed can't, openpyxl would read it to its end
    for that, every sheet for every opening; and where it states one, that is not believed here anyway.
    """

    def _get_size(self) -> None:
        return


class _Reader(ExcelReader):
    """openpyxl's reader, with sheets of the above kind."""

    def read_worksheets(self) -> None:
        book: Any = self.wb  # whose list of sheets the stubs leave out
        for sheet, related in self.parser.find_sheets():
            if related.target in self.valid_files and "chartsheet" not in related.Type:
                made = _Sheet(book, sheet.name, related.target, self.shared_strings)
                made.sheet_state = sheet.state or "visible"
                book._sheets.append(made)


def _open(stream: IO[bytes], name: str) -> openpyxl.Workbook:
    try:
        reader = _Reader(stream, read_only=True, data_only=True, keep_links=False)
        reader.read()
        return reader.wb
    except (ValueError, KeyError, TypeError, IndexError, OSError, zipfile.BadZipFile, SyntaxError) as problem:
        raise _damaged(name) from problem


def _damaged(name: str) -> InputError:
    return InputError(
        "is a damaged workbook or not an Excel one", Where(name), "Open it in Excel, save it again, then try."
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
