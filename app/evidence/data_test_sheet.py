"""The sheet of people that a school ticks against its MIS, as one printable HTML file or as a workbook.

It holds names, since nobody can look a record up without one; it is made only when somebody asks for it, and
no registration group stands beside a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from openpyxl import Workbook

from app.evidence.pages import page
from app.formats.people_tables import Column
from app.formats.people_workbook import write_sheet
from app.formats.plain_text import plain_line
from app.formats.records import CLASS, PersonKind
from app.formats.safe_cells import safe_cell
from app.guidance.content import Content, Template, Words, fill, read_content
from app.roster.database import Roster
from app.roster.masking import beside_a_name
from app.roster.people import PersonView
from app.roster.sample import Sample
from app.storage.atomic import new_file
from app.storage.paths import APP_NAME

_FINDERS = {
    PersonKind.STUDENT: ("mis_id", "admission_number"),
    PersonKind.STAFF: ("mis_id", "staff_code"),
}


class _Titled(Content):
    id: Words
    title: Words


class _Columns(Content):
    number: Words
    kind: Words
    name: Words
    find: Words
    year: Words
    email: Words
    username: Words
    groups: Words
    classes: Words
    why: Words
    remark: Words


class SheetWords(Content):
    """Everything that the sheet says beside its people."""

    version: Words
    title: Words
    practice: Words
    purpose: Words
    how: tuple[Words, ...]
    groups_left_out: Words
    care: Words
    again: Template
    nobody: Words
    signed: tuple[Words, ...]
    columns: _Columns
    kinds: dict[str, Words]
    find: dict[str, Words]
    tick: tuple[_Titled, ...]
    why: tuple[_Titled, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person, in words."""

    number: int
    kind: str
    name: str
    find: str
    year: str
    email: str
    username: str
    groups: str
    classes: str
    why: str

    def cells(self) -> tuple[str, ...]:
        """What stands between the number and the boxes to tick."""
        return (
            self.kind, self.name, self.find, self.year, self.email, self.username, self.groups, self.classes,
            self.why,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataTestSheet:
    """The sheet, ready to be written."""

    school: str
    source: str
    when: datetime
    practice: bool
    seed: int
    rows: tuple[SheetRow, ...]
    not_found: tuple[str, ...]


def data_test_sheet(roster: Roster, sample: Sample, when: datetime, *, practice: bool) -> DataTestSheet:
    """The sheet for a sample. Blocks: call it on a worker thread. Raises ContentError."""
    words = sheet_words()
    titles = {entry.id: entry.title for entry in words.why}
    views = {view.id: view for view in roster.people([one.person_id for one in sample.people])}
    rows = tuple(
        _row(roster, views[one.person_id], number, [titles[why] for why in one.why], words)
        for number, one in enumerate(sample.people, start=1)
    )
    origin = roster.origin
    return DataTestSheet(
        school=plain_line(roster.school.name),
        source=plain_line(", ".join(part for part in (origin.detail, str(origin.phase)) if part)),
        when=when,
        practice=practice,
        seed=sample.seed,
        rows=rows,
        not_found=tuple(titles[why].lower() for why in sample.not_found),
    )


def sheet_html(sheet: DataTestSheet) -> str:
    """One self-contained page, for the screen and for A4 paper. Raises ContentError."""
    words = sheet_words()
    return page("data-test-sheet.html").render(
        sheet=sheet,
        words=words,
        headings=_headings(words),
        again=fill(words.again, {"seed": str(sheet.seed)}),
    )


def write_sheet_html(sheet: DataTestSheet, path: Path, *, replace: bool) -> None:
    """Writes the page, whole or not at all. Raises OSError, FileExistsError."""
    with new_file(path, replace=replace) as stream:
        stream.write(sheet_html(sheet).encode())


def write_sheet_workbook(sheet: DataTestSheet, path: Path, *, replace: bool) -> None:
    """Writes a workbook of the sheet and of how to use it, whole or not at all. Raises OSError,
    FileExistsError."""
    with new_file(path, replace=replace) as stream:
        _workbook(sheet, stream)


def _workbook(sheet: DataTestSheet, stream: IO[bytes]) -> None:
    words = sheet_words()
    ticks = [tick.title for tick in words.tick]
    book = Workbook(write_only=True)
    book.properties.creator = APP_NAME
    columns = [Column(heading) for heading in (*_headings(words), *ticks, words.columns.remark)]
    rows = ([str(row.number), *map(safe_cell, row.cells()), *[""] * (len(ticks) + 1)] for row in sheet.rows)
    write_sheet(book, "People", columns, rows)
    about = [words.practice] if sheet.practice else []
    about += [sheet.school, sheet.source, f"{sheet.when:%d/%m/%Y %H:%M}", words.purpose, *words.how]
    about += [fill(words.again, {"seed": str(sheet.seed)}), words.groups_left_out, words.care]
    if sheet.not_found:
        about.append(f"{words.nobody} {', '.join(sheet.not_found)}.")
    about += [f"{part}:" for part in words.signed]
    write_sheet(book, "How to use it", [Column(words.title)], ([safe_cell(line)] for line in about if line))
    book.save(stream)


def sheet_words() -> SheetWords:
    """The sheet's wording. Raises ContentError."""
    return read_content(SheetWords, "catalogues", "data-test-sheet.toml")


def _headings(words: SheetWords) -> Sequence[str]:
    named = words.columns
    return (
        named.number, named.kind, named.name, named.find, named.year, named.email, named.username,
        named.groups, named.classes, named.why,
    )  # fmt: skip


def _row(roster: Roster, view: PersonView, number: int, why: Sequence[str], words: SheetWords) -> SheetRow:
    groups = beside_a_name(roster.groups_of(view.id))
    return SheetRow(
        number=number,
        kind=words.kinds[view.kind],
        name=plain_line(view.name),
        find=_find(roster, view, words),
        year=plain_line(view.year),
        email=plain_line(view.email),
        username=plain_line(view.username),
        groups=_titles(group.title for group in groups if group.type not in (CLASS, "YEAR")),
        classes=_titles(group.title for group in groups if group.type == CLASS),
        why=", ".join(why),
    )


def _titles(titles: Iterable[str]) -> str:
    return "; ".join(plain_line(title) for title in titles if title)


def _find(roster: Roster, view: PersonView, words: SheetWords) -> str:
    person = roster.person(view.id)
    for field in _FINDERS[PersonKind(view.kind)]:
        value: str | None = getattr(person, field)
        if value:
            return f"{words.find[field]} {plain_line(value)}"
    return words.find["none"]
