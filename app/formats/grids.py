"""A sheet of cells from any file: what CSV files, workbook sheets and members of zips have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from app.formats.errors import Complaints, InputError, Where

Line = tuple[int, list[str]]
"""Line number as a person would find it in the file, and the cells as text, outer spaces kept."""

ROW_LIMIT = 2_000_000
COLUMN_LIMIT = 500


class Grid(Protocol):
    """Cells that can be read from the start as often as need be."""

    @property
    def file(self) -> str:
        """The file's name, for complaints."""
        ...

    @property
    def sheet(self) -> str:
        """The sheet's name; "" for a file that has none."""
        ...

    def lines(self, complaints: Complaints) -> Iterator[Line]:
        """Reads from the start; blank lines are left out. Raises InputError."""
        ...


def check_header(header: list[str], where: Where) -> None:
    """Refuses a header that names a column twice: which of the two is meant can't be known. Raises
    InputError."""
    seen: set[str] = set()
    for name in header:
        folded = " ".join(name.split()).casefold()
        if folded and folded in seen:
            raise InputError(
                "two columns have the same name",
                Where(where.file, where.line, " ".join(name.split())[:60], where.sheet),
                "Rename or remove one of them, then open the file again.",
            )
        seen.add(folded)
