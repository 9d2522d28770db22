"""Reads reports exported from a MIS: CSV, XLSX, or a folder or zip of them.

`open_report` finds the sheets, their header rows (title lines above are passed over) and what each lists;
nothing is read further until the caller has a `ColumnMapping` for each. `read_report` then gives people,
groups and memberships, from one row per person or one row per person and class. Every repair and every
value left out is a `Complaint` with file, line and column; none holds a cell's content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.formats.archives import Member, members_of
from app.formats.errors import Complaint, Complaints, InputError, NotRecognised, Weight, Where
from app.formats.excel_damage import ZEROS
from app.formats.grids import Grid, Line, check_header
from app.formats.identifiers import parse_year
from app.formats.people_tables_read import people_sheets
from app.formats.records import CLASS, Group, Membership, Person
from app.formats.report_columns import ColumnMapping, guess_columns, kind_in_name, report_fields
from app.formats.report_members import ReportMembers
from app.formats.report_people import ReportPeople, Unplaced, surest_id
from app.formats.report_rows import KEYS, RowReader, split_cell, split_name
from app.formats.textfiles import TextGrid
from app.formats.workbooks import is_workbook, sheets_of

_HEADER_SEARCH = 40
_SAMPLES = 25
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """One list of people, not read yet."""

    grid: Grid
    header_line: int
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    kind: str | None
    """`student` or `staff` for the whole sheet; None where only a column of its rows, or the user, can
    tell."""
    columns: ColumnMapping

    @property
    def name(self) -> str:
        """File and sheet, for people."""
        return f"{self.grid.file}, sheet {self.grid.sheet}" if self.grid.sheet else self.grid.file

    def with_columns(self, columns: ColumnMapping, kind: str | None = None) -> ReportSheet:
        """The same sheet as the user corrected it."""
        return ReportSheet(
            self.grid, self.header_line, self.headers, self.samples,
            kind or self.kind or _kind_of(self.grid, columns), columns,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """The sheets of a report."""

    name: str
    sheets: tuple[ReportSheet, ...]
    complaints: tuple[Complaint, ...] = ()
    """Files and sheets passed over, and why."""
    passed_over: frozenset[str] = frozenset()
    """Kinds of person of whom one of those is a list, by its name."""


@dataclass(slots=True)
class ReportRows:
    """What a report says, ready for the roster. Group keys are made from names: `YEAR:7`, `CLASS:7a/sc1`."""

    people: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    members: ReportMembers = field(default_factory=ReportMembers)
    """Every membership as it was met, some of them more than once."""
    complaints: tuple[Complaint, ...] = ()
    present: dict[str, frozenset[str]] = field(default_factory=dict)
    """Per kind of person, the fields that its sheets have."""
    keyed_by: dict[str, str] = field(default_factory=dict)
    """Per kind of person, the column that tells people apart."""
    passed_over: frozenset[str] = frozenset()
    """Kinds of person of whom a list was there and no headings were found in it."""

    @property
    def memberships(self) -> list[Membership]:
        """Each membership once, all of them in memory."""
        return list(dict.fromkeys(self.members))


def open_report(
    paths: Path | Sequence[Path],
    *,
    mis: str | None = None,
    remembered: Mapping[str, str] | None = None,
    least: int = 2,
) -> Report:
    """Finds every list of people: below a row of which at least `least` headings are recognised. Raises
    InputError when there is none; sheets that are no lists are complaints."""
    chosen = [paths] if isinstance(paths, Path) else list(paths)
    complaints = Complaints()
    sheets: list[ReportSheet] = []
    passed_over: set[str] = set()
    zips: list[str] = []
    for path in chosen:
        for member in members_of(path):
            if member.base.endswith(".zip"):
                zips.append(member.name)
            # A file chosen by itself is meant, whatever its ending; in a folder or zip the ending decides.
            meant = member.name == path.name
            for found in _sheets(member, complaints, mis, remembered, meant=meant, least=least):
                if isinstance(found, ReportSheet):
                    sheets.append(found)
                elif (kind := kind_in_name(found.sheet) or kind_in_name(found.file)) is not None:
                    passed_over.add(kind)
    if not sheets:
        raise NotRecognised(
            "holds no list of people that could be found",
            Where(", ".join(path.name for path in chosen)),
            f"Choose {zips[0]} itself: a ZIP inside something else is not opened."
            if zips
            else "Choose a CSV or Excel report with one row per person and a row of headings.",
        )
    name = ", ".join(path.name for path in chosen)
    return Report(name, tuple(sheets), complaints.all(), frozenset(passed_over))


def read_report(report: Report, *, today: str) -> ReportRows:
    """Reads every sheet with its mapping. `today` (YYYY-MM-DD) tells leavers and future starters.

    Raises InputError, naming the sheet, when it can't be told whether a sheet lists students or staff, or
    when no column gives a name.
    """
    complaints = Complaints()
    gathered = _Gathered(complaints, today)
    # The list with the most ids first: lists with fewer then find in it whom they mean.
    for sheet in sorted(report.sheets, key=lambda sheet: -len(sheet.columns.fields & set(KEYS))):
        gathered.read(sheet)
    return ReportRows(
        gathered.people.all(),
        list(gathered.groups.values()),
        gathered.members,
        (*report.complaints, *complaints.all()),
        {kind: frozenset(fields) for kind, fields in gathered.present.items()},
        gathered.people.keyed_by,
        report.passed_over,
    )


# -- finding sheets ------------------------------------------------------------


def _sheets(
    member: Member,
    complaints: Complaints,
    mis: str | None,
    remembered: Mapping[str, str] | None,
    *,
    meant: bool,
    least: int,
) -> Iterator[ReportSheet | Grid]:
    """A grid itself where it has no headings."""
    grids: Sequence[Grid]
    if is_workbook(member):
        grids = people_sheets(sheets_of(member))
    elif meant or member.base.endswith(_TEXT_ENDINGS):
        grids = (TextGrid(member),)
    else:
        complaints.add(Weight.NOTE, "was passed over: neither CSV nor Excel", Where(member.name))
        return
    for grid in grids:
        sheet = _sheet(grid, mis, remembered, least)
        if sheet is None:
            complaints.add(
                Weight.NOTE,
                "was passed over: no row of headings was found",
                Where(grid.file, sheet=grid.sheet),
            )
        yield sheet or grid


def _sheet(
    grid: Grid, mis: str | None, remembered: Mapping[str, str] | None, least: int
) -> ReportSheet | None:
    """The sheet with its header row, or None if it has none."""
    head: list[Line] = []
    for line in grid.lines(Complaints()):
        head.append(line)
        if len(head) >= _HEADER_SEARCH + _SAMPLES:
            break
    best: tuple[int, int] | None = None
    for place, (_, cells) in enumerate(head[:_HEADER_SEARCH]):
        known = len(guess_columns(cells, (), mis=mis, remembered=remembered).fields)
        if known >= least and (best is None or known > best[0]):
            best = (known, place)
    if best is None:
        return None
    number, cells = head[best[1]]
    check_header(cells, Where(grid.file, number, sheet=grid.sheet))
    samples = tuple(tuple(row) for _, row in head[best[1] + 1 : best[1] + 1 + _SAMPLES])
    columns = guess_columns(cells, samples, mis=mis, remembered=remembered)
    headers = tuple(" ".join(cell.split()) for cell in cells)
    return ReportSheet(grid, number, headers, samples, _kind_of(grid, columns), columns)


def _kind_of(grid: Grid, columns: ColumnMapping) -> str | None:
    """Students or staff: by columns that only one of them has, then by the sheet's name, then the file's."""
    if "kind" in columns.fields:
        return None
    telling = [known.only for known in report_fields() if known.only and known.id in columns.fields]
    students, staff = telling.count("student"), telling.count("staff")
    if bool(students) != bool(staff):
        return "student" if students else "staff"
    return kind_in_name(grid.sheet) or kind_in_name(grid.file)


# -- reading rows ------------------------------------------------------------

_KIND_WORDS = {
    "student": "student", "pupil": "student", "learner": "student", "s": "student", "p": "student",
    "staff": "staff", "teacher": "staff", "employee": "staff", "t": "staff", "teaching staff": "staff",
    "support staff": "staff", "non-teaching staff": "staff", "teaching": "staff",
}  # fmt: skip
_GROUP_FIELDS = (("year", "YEAR"), ("registration", "REGISTRATION"), ("house", "HOUSE"))
_SEVERAL = (("department", "DEPARTMENT"), ("groups", "MISC"), ("classes", CLASS))


class _Gathered:
    """People and groups from all sheets of a report, joined by key."""

    def __init__(self, complaints: Complaints, today: str) -> None:
        self.complaints = complaints
        self.today = today
        self.groups: dict[str, Group] = {}
        self.members = ReportMembers()
        self.present: dict[str, set[str]] = {}
        self.people = ReportPeople(today)
        self._lists = 0

    def read(self, sheet: ReportSheet) -> None:
        """Adds the rows of one sheet."""
        columns = sheet.columns
        where = Where(sheet.grid.file, sheet.header_line, sheet=sheet.grid.sheet)
        if sheet.kind is None and "kind" not in columns.fields:
            raise InputError(
                "it can’t be told whether this lists students or staff",
                where,
                "Say which it is, and open it again.",
            )
        if not columns.fields & {"surname", "forename", "full_name", "legal_surname", "preferred_surname"}:
            raise InputError("no column gives a name", where, "Say which column holds the names.")
        self._lists += 1
        for kind in {sheet.kind} if sheet.kind else {*_KIND_WORDS.values()}:
            self._note_present(kind, columns)  # a list that has nobody of a kind could have had
        reader = RowReader(columns, where, self.complaints)
        for number, cells in sheet.grid.lines(self.complaints):
            if number > sheet.header_line:
                self._row(sheet, reader, number, cells)

    def _row(self, sheet: ReportSheet, reader: RowReader, number: int, cells: list[str]) -> None:
        row = reader.read(number, cells)
        if not row:
            return
        split_name(row)
        kind = sheet.kind or _KIND_WORDS.get(row.get("kind", "").casefold())
        if kind is None:
            reader.ignored("the row says neither student nor staff, and was left out", "kind")
            return
        person = reader.person(kind, row, surest_id(row), self.today)
        if person is None:
            return
        mended = self.people.without_noughts
        key = self.people.place(person, self._lists)
        if self.people.without_noughts > mended:
            reader.repaired(ZEROS, next(name for name in KEYS if row.get(name)))
        if isinstance(key, Unplaced):
            told_by = next((name for name in KEYS if row.get(name)), "")
            reader.ignored(key.value, told_by)
            return
        self._join_groups(kind, key, row)

    def _note_present(self, kind: str, columns: ColumnMapping) -> None:
        if kind not in self.present:
            self.present[kind] = set()
        fields = self.present[kind]
        if columns.fields <= fields:
            return
        fields |= columns.fields
        if fields & {"full_name", "preferred_forename", "legal_forename"}:
            fields |= {"forename", "surname"}
        if fields & {"registration", "house", "groups", "year", "department"}:
            fields.add("groups")

    def _join_groups(self, kind: str, person: str, row: Mapping[str, str]) -> None:
        for name, type_ in _GROUP_FIELDS:
            if row.get(name):
                self._join(kind, person, type_, row[name])
        for name, type_ in _SEVERAL:
            for text in split_cell(row.get(name, "")):
                self._join(kind, person, type_, text, row.get("subject") if type_ == CLASS else None)

    def _join(self, kind: str, person: str, type_: str, name: str, subject: str | None = None) -> None:
        year = parse_year(name) if type_ == "YEAR" else None
        key = f"{type_}:{year.code if year else name.casefold()}"
        if key not in self.groups:
            self.groups[key] = Group(key, type_, year.title if year else name, subject=subject or None)
        self.members.add(kind, person, self.groups[key])
