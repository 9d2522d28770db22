"""Reads back what this program wrote for people, CSV tables or workbook, with nothing lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.formats.archives import members_of
from app.formats.dates import read_date
from app.formats.errors import Complaint, Complaints, InputError, Weight, Where
from app.formats.grids import Grid, check_header
from app.formats.people_tables import (
    ABOUT,
    CLASSES,
    FORMAT,
    GROUPS,
    MEMBERSHIPS,
    PEOPLE,
    YES_NO,
    Column,
)
from app.formats.records import (
    CLASS,
    Group,
    Membership,
    Person,
    PersonKind,
    PersonStanding,
    RowSink,
    batches,
)
from app.formats.safe_cells import plain_cell
from app.formats.textfiles import TextGrid
from app.formats.workbooks import is_workbook, sheets_of

_NUMBERS = {word.casefold(): number for number, word in YES_NO.items()}


@dataclass(slots=True)
class PeopleFacts:
    """What such a file says beside its rows."""

    school: tuple[str, str] = ("", "")
    complaints: tuple[Complaint, ...] = ()
    people: int = 0


def people_tables(path: Path) -> dict[str, list[Grid]] | None:
    """The tables of a folder, zip or workbook that this program wrote, by name; None for any other file.
    Raises InputError."""
    members = members_of(path)
    tables: dict[str, list[Grid]] = {}
    if len(members) == 1 and is_workbook(members[0]):
        for sheet in sheets_of(members[0]):
            tables.setdefault(_table_of(sheet.title), []).append(sheet)
    elif any(member.base == "about.csv" for member in members):
        for member in members:
            tables.setdefault(member.base.removesuffix(".csv"), []).append(TextGrid(member))
    if "about" not in tables or not {"students", "staff"} & tables.keys():
        return None
    return tables if _about(tables["about"][0]).get("Format") == FORMAT else None


def people_sheets(sheets: Sequence[Grid]) -> Sequence[Grid]:
    """Of a workbook that this program wrote, the sheets that list people; any other as it is."""
    about = next((sheet for sheet in sheets if sheet.sheet == "About"), None)
    if about is None or _about(about).get("Format") != FORMAT:
        return sheets
    return [sheet for sheet in sheets if _table_of(sheet.sheet) in ("students", "staff")]


def _table_of(title: str) -> str:
    """The table that a sheet belongs to: one that goes on has a number after its name."""
    return title.split(" ")[0].casefold()


def read_people_tables(path: Path, sink: RowSink) -> PeopleFacts:
    """Reads every table into `sink`. Raises InputError with file, line and column."""
    tables = people_tables(path)
    if tables is None:
        raise InputError("is no export of this program", Where(path.name), "Open it as a report.")
    return _Reader(tables).read(sink)


def _about(grid: Grid) -> dict[str, str]:
    rows = grid.lines(Complaints())
    if next(rows, (0, []))[1][:2] != [column.heading for column in ABOUT]:
        return {}
    return {cells[0]: plain_cell(cells[1]) for _, cells in rows if len(cells) > 1}


class _Reader:
    def __init__(self, tables: dict[str, list[Grid]]) -> None:
        self._tables = tables
        self._complaints = Complaints()
        self._facts = PeopleFacts()

    def read(self, sink: RowSink) -> PeopleFacts:
        about = _about(self._tables["about"][0])
        self._facts.school = (about.get("School id", ""), about.get("School", ""))
        for name, kind in (("students", PersonKind.STUDENT), ("staff", PersonKind.STAFF)):
            for batch in batches(self._people(name, str(kind))):
                self._facts.people += len(batch)
                sink.add_people(batch)
        sink.add_groups(self._groups("groups", GROUPS))
        sink.add_groups(self._groups("classes", CLASSES))
        for rows in batches(self._memberships()):
            sink.add_memberships(rows)
        self._facts.complaints = self._complaints.all()
        return self._facts

    def _people(self, name: str, kind: str) -> Iterator[Person]:
        for where, values in self._rows(name, PEOPLE[kind]):
            values["kind"] = kind
            values["teaching"] = self._number(values.get("teaching"), where, "Teaching Staff")
            values["standing"] = self._standing(values.get("standing"), where)
            for field, heading in (
                ("date_of_birth", "Date of Birth"),
                ("start_date", "Start Date"),
                ("end_date", "Leaving Date"),
            ):
                values[field] = self._date(values.get(field), where, heading)
            yield Person(**values)

    def _groups(self, name: str, columns: tuple[Column, ...]) -> Iterator[Group]:
        for _, values in self._rows(name, columns):
            values["type"] = values.get("type") or CLASS
            yield Group(**values)

    def _memberships(self) -> Iterator[Membership]:
        for where, values in self._rows("memberships", MEMBERSHIPS):
            main = self._number(values.get("main"), where, "Main")
            yield Membership(
                values["person_key"] or "",
                values["person_kind"] or "",
                values["group_key"] or "",
                values["group_type"] or CLASS,
                values["role"] or "learner",
                main,
            )

    def _rows(self, name: str, columns: tuple[Column, ...]) -> Iterator[tuple[Where, dict[str, Any]]]:
        """The fields of each row; one without a key is left out and said."""
        wanted = {column.heading.casefold(): column.field for column in columns if column.field}
        for grid in self._tables.get(name, ()):
            fields: list[str | None] | None = None
            for line, cells in grid.lines(self._complaints):
                where = Where(grid.file, line, sheet=grid.sheet)
                if fields is None:
                    fields = self._fields(cells, wanted, where)
                    continue
                values: dict[str, Any] = dict.fromkeys(wanted.values())
                for field, cell in zip(fields, cells, strict=False):
                    if field is not None and cell:
                        values[field] = plain_cell(cell) or None
                if not values[columns[0].field]:
                    self._say(Weight.IGNORED, "a row without a key was left out", where, columns[0].heading)
                    continue
                yield where, values

    def _fields(self, cells: Sequence[str], wanted: dict[str, str], where: Where) -> list[str | None]:
        check_header(list(cells), where)
        fields = [wanted.get(cell.strip().casefold()) for cell in cells]
        for heading, field in wanted.items():
            if field not in fields:
                raise InputError(
                    "a column of the export is missing",
                    Where(where.file, where.line, heading, where.sheet),
                    "Export it again, or open it as a report.",
                )
        return fields

    def _number(self, text: str | None, where: Where, heading: str) -> int | None:
        if text is None:
            return None
        number = _NUMBERS.get(text.casefold())
        if number is None:
            self._say(Weight.IGNORED, "is neither Yes nor No, and was left out", where, heading)
        return number

    def _date(self, text: str | None, where: Where, heading: str) -> str | None:
        found = read_date(text) if text else None
        if text and found is None:
            self._say(Weight.IGNORED, "is not a date, and was left out", where, heading)
        return found

    def _standing(self, text: str | None, where: Where) -> str:
        if text is None or text.casefold() in list(PersonStanding):
            return PersonStanding((text or "current").casefold())
        self._say(Weight.IGNORED, "is not a standing that is known", where, "Standing")
        return PersonStanding.CURRENT

    def _say(self, weight: Weight, what: str, where: Where, heading: str) -> None:
        self._complaints.add(weight, what, Where(where.file, where.line, heading, where.sheet))
