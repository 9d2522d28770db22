"""The cells of one workbook sheet as text, straight from its XML: the rows and nothing else of it.

openpyxl opens the workbook and knows its strings, styles and dates. Its own reader of rows gives an empty
cell for a formula whose result was never saved, which is not the same as an empty cell, and warns on
standard error of whatever else a sheet holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Protocol

from openpyxl.cell.text import Text
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

_from_iso: Callable[[str], object] = from_ISO8601
_ROW, _VALUE, _FORMULA, _INLINE = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "v", "f", "is"))


class Unread(Enum):
    """A cell that holds something, and nothing that could be read. The value says so, for a complaint."""

    NOT_CALCULATED = (
        "holds a formula whose result was never saved, and was left out: open the workbook in Excel, save "
        "it, then read it again"
    )
    ERROR = "shows an error, such as #N/A, and was left out"
    NO_DATE = "is marked as a date and is none, and was left out"


Cell = str | Unread


class OpenSheet(Protocol):
    """What is used of openpyxl's read-only sheet, and is private there."""

    parent: Any
    _shared_strings: Any

    def _get_source(self) -> Any:
        """The sheet's XML as a stream."""
        ...


def rows_of(sheet: OpenSheet) -> Iterator[tuple[int, list[tuple[int, Cell]]]]:
    """Row numbers, ascending, each with its cells that are not empty: column from 1, and what it holds.

    Raises ValueError, KeyError, TypeError, IndexError or SyntaxError for what no Excel writes.
    """
    before = 0
    with sheet._get_source() as source:
        for _, element in iterparse(source):
            if element.tag != _ROW:
                continue
            number = int(element.get("r") or before + 1)
            if number <= before:
                raise ValueError("rows out of order")
            before = number
            yield number, list(_cells(element, sheet))
            element.clear()


def _cells(row: Any, sheet: OpenSheet) -> Iterator[tuple[int, Cell]]:
    column = 0
    for element in row:
        place = element.get("r")
        column = coordinate_to_tuple(place)[1] if place else column + 1
        cell = _cell(element, sheet)
        if cell != "":
            yield column, cell


def _cell(element: Any, sheet: OpenSheet) -> Cell:
    kind, value = element.get("t", "n"), element.findtext(_VALUE) or ""
    if kind == "inlineStr":
        inline: Any = element.find(_INLINE)
        text: Any = None if inline is None else Text.from_tree(inline)
        return "" if text is None else str(text.content)
    if not value:
        worked_out_to_nothing = kind == "str" and element.find(_VALUE) is not None
        is_formula = element.find(_FORMULA) is not None
        return Unread.NOT_CALCULATED if is_formula and not worked_out_to_nothing else ""
    if kind == "e":
        return Unread.ERROR
    if kind == "s":
        return str(sheet._shared_strings[int(value)])
    if kind == "b":
        return "TRUE" if int(value) else "FALSE"
    if kind == "d":
        return _text(_from_iso(value))
    return value if kind == "str" else _number(value, int(element.get("s", 0)), sheet.parent)


def _number(value: str, style: int, book: Any) -> Cell:
    number = float(value) if any(mark in value for mark in ".eE") else int(value)
    if style not in book._date_formats:
        return _text(number)
    try:
        moment = from_excel(number, book.epoch, timedelta=style in book._timedelta_formats)
    except (OverflowError, ValueError):
        return Unread.NO_DATE
    return _text(moment)


def _text(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
