"""Reads XLSX sheets as text. The zip inside is checked first; formulas are not worked out, links not
followed."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

import openpyxl
from openpyxl.utils import get_column_letter

from app.formats.archives import Member, check_zip, check_zip_list
from app.formats.errors import Complaints, HostileFile, InputError, Weight, Where
from app.formats.grids import COLUMN_LIMIT, Line
from app.formats.sheet_cells import Cell, Unread, rows_of

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
                last = empty = 0
                for number, row in rows_of(sheet):
                    cells = self._texts(number, row, complaints)
                    if any(cells):
                        last, empty = number, 0
                        yield number, cells
                        continue
                    empty += 1
                    if empty > _EMPTY_ROWS:
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

    def _texts(self, number: int, row: list[tuple[int, Cell]], complaints: Complaints) -> list[str]:
        """The row's cells in their places. What could not be read is blank, and complained of."""
        if any(column > COLUMN_LIMIT for column, _ in row):
            raise HostileFile(
                f"has over {COLUMN_LIMIT} columns",
                Where(self.file, number, sheet=self.sheet),
                "Export only the columns needed.",
            )
        cells: list[str] = []
        for column, cell in row:
            cells += [""] * (column - len(cells))
            if isinstance(cell, Unread):
                where = Where(self.file, number, get_column_letter(column), self.sheet)
                complaints.add(Weight.IGNORED, cell.value, where)
            else:
                cells[column - 1] = cell
        return cells


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
        check_zip_list(member.name, stream)
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


def _open(stream: IO[bytes], name: str) -> openpyxl.Workbook:
    try:
        with warnings.catch_warnings():
            # What a report program left out of its styles is not for people at a terminal.
            warnings.simplefilter("ignore", UserWarning)
            return openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except (ValueError, KeyError, TypeError, IndexError, OSError, zipfile.BadZipFile, SyntaxError) as problem:
        raise _damaged(name) from problem


def _damaged(name: str) -> InputError:
    return InputError(
        "is a damaged workbook or not an Excel one", Where(name), "Open it in Excel, save it again, then try."
    )
