"""Plain text for a terminal out of rich's tables and lists: what every document's words are printed with."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_NARROWEST, _USUAL, _WIDEST = 60, 100, 120
PRACTICE = " · PRACTICE, nobody here is real"


def where(document: Mapping[str, Any]) -> list[Any]:
    """The file's path, whole, to be copied."""
    return [Text(document["output"], no_wrap=True, overflow="ignore")]


def counted(count: int, one: str, several: str) -> str:
    """A count with its word: "1 person", "1,204 people"."""
    return f"{count:,} {one if count == 1 else several}"


def columns(*headings: str, right: tuple[int, ...] = ()) -> Table:
    """An empty table without lines; `right` are the columns of numbers."""
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 3, 0, 0))
    for index, heading in enumerate(headings):
        table.add_column(heading, justify="right" if index in right else "left", overflow="fold")
    return table


def indented(text: str, by: int = 4) -> Padding:
    """One text, set in."""
    return Padding(Text(text), (0, 0, 0, by))


def bullets(heading: str, lines: Iterable[str]) -> list[Any]:
    """A heading, if any, and its lines; nothing at all where there are no lines."""
    listed = Table.grid(padding=(0, 1, 0, 0))
    listed.add_column()
    listed.add_column(overflow="fold")
    for line in lines:
        listed.add_row("    -", Text(line))
    return [*([Text(heading)] if heading else []), listed] if listed.row_count else []


def printed(parts: Iterable[Any]) -> str:
    """Plain text: what is written to a file or a ticket holds no control codes, nor spaces at line ends."""
    wide = min(max(shutil.get_terminal_size((_USUAL, 24)).columns, _NARROWEST), _WIDEST)
    written = io.StringIO()
    console = Console(file=written, width=wide, color_system=None, highlight=False, markup=False)
    for part in parts:
        console.print(part)
        if isinstance(part, Table):
            console.print()
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()).rstrip()
