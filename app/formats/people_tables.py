"""The tables of people that are made for people: their columns, and their rows from records.

One row per student or member of staff, with the names of their groups and classes in words; groups, classes
and memberships by id. The same tables make the CSV files and the workbook. Headings of people are words that
reports use, so that the lists can be read as any report can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.formats.losses import Held, Losses
from app.formats.packages import About
from app.formats.plain_text import plain_line
from app.formats.records import CLASS, Group, Person, PersonKind, RowSource
from app.formats.safe_cells import safe_cell
from app.storage.paths import APP_NAME

FORMAT = f"{APP_NAME} people 1"
"""Stands in the table about the file; by it the file is known again."""
SEPARATOR = "; "
_CELL_LIMIT = 32_000
"""Characters; a spreadsheet's cell holds hardly more."""
_STUDENT = str(PersonKind.STUDENT)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and the field that it holds, or the group types whose names it lists."""

    heading: str
    field: str = ""
    types: tuple[str, ...] = ()
    is_date: bool = False


class PeopleSource(RowSource, Protocol):
    """Rows with people beside their groups, for lists that say both."""

    def people_of(self, kind: str) -> Iterator[tuple[Person, list[Group]]]:
        """Everyone of one kind with their groups and classes."""
        ...


_OTHERS = ("*",)
"""Every type that has no column of its own."""
_NAMED = {"YEAR", "REGISTRATION", "HOUSE", "DEPARTMENT", CLASS}
_KEY = Column("Source id", "key")
_KIND = Column("Kind", "kind")
_IDS = (Column("MIS ID", "mis_id"), Column("UPI", "upi"))
_PUPIL_IDS = (Column("UPN", "upn"), Column("Admission Number", "admission_number"))
_STAFF_ID = Column("Staff Code", "staff_code")
_NAMES = (
    Column("Title", "title"), Column("Forename", "forename"), Column("Surname", "surname"),
    Column("Middle Names", "middle_names"), Column("Legal Forename", "legal_forename"),
    Column("Legal Surname", "legal_surname"), Column("Gender", "gender"),
    Column("Date of Birth", "date_of_birth", is_date=True),
)  # fmt: skip
_YEAR = Column("Year Group", "year_label")
_TEACHING = Column("Teaching Staff", "teaching")
_GROUPS = (
    Column("Registration Group", types=("REGISTRATION",)), Column("House", types=("HOUSE",)),
    Column("Department", types=("DEPARTMENT",)), Column("Groups", types=_OTHERS),
    Column("Classes", types=(CLASS,)),
)  # fmt: skip
_REACHED = (Column("Email", "email"), Column("Username", "username"))
_DATES = (Column("Start Date", "start_date", is_date=True), Column("Leaving Date", "end_date", is_date=True))
_STANDING = Column("Standing", "standing")

STUDENTS = (_KEY, *_IDS, *_PUPIL_IDS, *_NAMES, _YEAR, *_GROUPS, *_REACHED, *_DATES, _STANDING)
STAFF = (_KEY, *_IDS, _STAFF_ID, *_NAMES, _TEACHING, *_GROUPS, *_REACHED, *_DATES, _STANDING)
EVERYONE = (
    _KIND, _KEY, *_IDS, *_PUPIL_IDS, _STAFF_ID, *_NAMES, _YEAR, _TEACHING, *_GROUPS, *_REACHED, *_DATES,
    _STANDING,
)  # fmt: skip
PEOPLE = {_STUDENT: STUDENTS, str(PersonKind.STAFF): STAFF}
GROUPS = (
    Column("Group key", "key"), Column("Group type", "type"), Column("Group title", "name"),
    Column("Group code", "code"), Column("Group description", "description"),
    Column("Taught subject", "subject"), Column("Group MIS id", "mis_id"), Column("Parent key", "parent_key"),
)  # fmt: skip
CLASSES = tuple(column for column in GROUPS if column.field != "type")
MEMBERSHIPS = (
    Column("Member key", "person_key"), Column("Member kind", "person_kind"),
    Column("Group key", "group_key"), Column("Group type", "group_type"), Column("Part", "role"),
    Column("Main", "main"),
)  # fmt: skip
ABOUT = (Column("About this file", "name"), Column("Answer", "value"))
YES_NO = {1: "Yes", 0: "No"}


class Tables:
    """Makes the rows of every table, as text that is safe to open; counts what had to be changed for it."""

    def __init__(self, source: PeopleSource, losses: Losses) -> None:
        self._source = source
        self._losses = losses

    def people(self, kind: str, columns: tuple[Column, ...] | None = None) -> Iterator[list[str]]:
        """The students, or the staff."""
        chosen = columns or PEOPLE[kind]
        held = {column.field for column in chosen}
        makers = [self._maker(column) for column in chosen]
        unheld = [column.field for column in EVERYONE if column.field not in held and column != _KIND]
        for person, groups in self._source.people_of(kind):
            yield [make(person, groups) for make in makers]
            for name in filter(None, unheld):
                if getattr(person, name) is not None:
                    self._losses.add(kind, name, Held.NO_PLACE, "It is not of this kind of person.")

    def groups(self, *, classes: bool) -> Iterator[list[str]]:
        """The classes, or all other groups."""
        columns = CLASSES if classes else GROUPS
        kind = "class" if classes else "group"
        for group in self._source.groups():
            if (group.type == CLASS) is classes:
                yield [self.cell(kind, column.field, getattr(group, column.field)) for column in columns]

    def memberships(self) -> Iterator[list[str]]:
        """Who is in what, by keys."""
        cells = _Cells()
        for person, kind, group, type_, role, main in self._source.memberships():
            lead = "" if main is None else YES_NO.get(main, "")
            yield [cells[person], kind, cells[group], cells[type_], role, lead]

    def cell(self, kind: str, field: str, value: str | None) -> str:
        """A value as a cell."""
        if value is None:
            return ""
        line = plain_line(value)[:_CELL_LIMIT]
        if line != value:
            why = "Line breaks, control characters or outer spaces were taken out, or it was cut."
            self._losses.add(kind, field, Held.CHANGED, why)
        return safe_cell(line)

    def _maker(self, column: Column) -> Callable[[Person, list[Group]], str]:
        if column.types:
            return lambda _, groups: _names(groups, column.types)
        field = column.field
        if field == "teaching":
            return lambda person, _: "" if person.teaching is None else YES_NO.get(person.teaching, "")
        if field in ("kind", "standing"):
            return lambda person, _: str(getattr(person, field))
        return lambda person, _: self.cell(person.kind, field, getattr(person, field))


class _Cells(dict[str, str]):
    """Each key as a cell, made once: a key stands in many memberships."""

    def __missing__(self, key: str) -> str:
        self[key] = cell = safe_cell(plain_line(key)[:_CELL_LIMIT])
        return cell


def about_rows(about: About, source: str, counts: Iterable[tuple[str, int]]) -> list[list[str]]:
    """The table that says what the file is. `counts` in words."""
    practice = [["Practice", "PRACTICE: nobody here is real"]] if about.practice else []
    return [
        ["Format", FORMAT],
        *practice,
        ["School", safe_cell(plain_line(about.school_name))],
        ["School id", safe_cell(plain_line(about.school_id))],
        ["Read from", safe_cell(plain_line(source))],
        ["Made", about.when.isoformat(timespec="seconds")],
        *([what, str(number)] for what, number in counts),
        ["Care", "Names of children and staff: keep it where only those who need it can open it."],
    ]


def headings(columns: Iterable[Column]) -> list[str]:
    """The first row of a table."""
    return [column.heading for column in columns]


def _names(groups: Iterable[Group], types: tuple[str, ...]) -> str:
    wanted = (
        [group for group in groups if group.type not in _NAMED]
        if types == _OTHERS
        else [group for group in groups if group.type in types]
    )
    names = (plain_line(group.name or group.code or group.description or group.key) for group in wanted)
    return safe_cell(SEPARATOR.join(dict.fromkeys(names))[:_CELL_LIMIT])
