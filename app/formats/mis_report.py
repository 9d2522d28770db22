"""Reads reports exported from a MIS: CSV, XLSX, or a folder or zip of them.

`open_report` finds the sheets, their header rows (title lines above are passed over) and what each lists;
nothing is read further until the caller has a `ColumnMapping` for each. `read_report` then gives people,
groups and memberships, from one row per person or one row per person and class. Every repair and every
value left out is a `Complaint` with file, line and column; none holds a cell's content.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.formats.archives import Member, members_of
from app.formats.dates import read_date
from app.formats.errors import Complaint, Complaints, InputError, NotRecognised, Weight, Where
from app.formats.grids import Grid, Line, check_header
from app.formats.identifiers import parse_year
from app.formats.records import CLASS, Group, Membership, Person, PersonKind, PersonStanding
from app.formats.report_columns import ColumnMapping, guess_columns, kind_in_name, report_fields
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


@dataclass(slots=True)
class ReportRows:
    """What a report says, ready for the roster. Group keys are made from names: `YEAR:7`, `CLASS:7a/sc1`."""

    people: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    complaints: tuple[Complaint, ...] = ()
    present: dict[str, frozenset[str]] = field(default_factory=dict)
    """Per kind of person, the fields that its sheets have."""
    keyed_by: dict[str, str] = field(default_factory=dict)
    """Per kind of person, the column that tells people apart."""


def open_report(
    paths: Path | Sequence[Path],
    *,
    mis: str | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Report:
    """Finds every list of people. Raises InputError when there is none; sheets that are no lists are
    complaints."""
    chosen = [paths] if isinstance(paths, Path) else list(paths)
    complaints = Complaints()
    sheets: list[ReportSheet] = []
    for path in chosen:
        alone = path.is_file()
        for member in members_of(path):
            sheets.extend(_sheets(member, complaints, mis, remembered, alone=alone and len(chosen) == 1))
    if not sheets:
        raise NotRecognised(
            "holds no list of people that could be found",
            Where(", ".join(path.name for path in chosen)),
            "Choose a CSV or Excel report with one row per person and a row of headings.",
        )
    return Report(", ".join(path.name for path in chosen), tuple(sheets), complaints.all())


def read_report(report: Report, *, today: str) -> ReportRows:
    """Reads every sheet with its mapping. `today` (YYYY-MM-DD) tells leavers and future starters.

    Raises InputError, naming the sheet, when it can't be told whether a sheet lists students or staff, or
    when no column gives a name.
    """
    complaints = Complaints()
    gathered = _Gathered(complaints, today)
    for sheet in report.sheets:
        gathered.read(sheet)
    return ReportRows(
        gathered.people(),
        list(gathered.groups.values()),
        gathered.memberships,
        (*report.complaints, *complaints.all()),
        {kind: frozenset(fields) for kind, fields in gathered.present.items()},
        gathered.keyed_by,
    )


# -- finding sheets
# -----------------------------------------------------------------------------------------------


def _sheets(
    member: Member,
    complaints: Complaints,
    mis: str | None,
    remembered: Mapping[str, str] | None,
    *,
    alone: bool,
) -> Iterator[ReportSheet]:
    grids: Sequence[Grid]
    if is_workbook(member):
        grids = sheets_of(member)
    elif alone or member.base.endswith(_TEXT_ENDINGS):
        grids = (TextGrid(member),)
    else:
        complaints.add(Weight.NOTE, "was passed over: neither CSV nor Excel", Where(member.name))
        return
    for grid in grids:
        sheet = _sheet(grid, mis, remembered)
        if sheet is None:
            complaints.add(
                Weight.NOTE,
                "was passed over: no row of headings was found",
                Where(grid.file, sheet=grid.sheet),
            )
        else:
            yield sheet


def _sheet(grid: Grid, mis: str | None, remembered: Mapping[str, str] | None) -> ReportSheet | None:
    """The sheet with its header row, or None if it has none."""
    head: list[Line] = []
    for line in grid.lines(Complaints()):
        head.append(line)
        if len(head) >= _HEADER_SEARCH + _SAMPLES:
            break
    best: tuple[int, int] | None = None
    for place, (_, cells) in enumerate(head[:_HEADER_SEARCH]):
        known = len(guess_columns(cells, (), mis=mis, remembered=remembered).fields)
        if known >= 2 and (best is None or known > best[0]):
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


# -- reading rows
# -------------------------------------------------------------------------------------------------

_KIND_WORDS = {
    "student": "student", "pupil": "student", "learner": "student", "s": "student", "p": "student",
    "staff": "staff", "teacher": "staff", "employee": "staff", "t": "staff", "teaching staff": "staff",
    "support staff": "staff", "non-teaching staff": "staff", "teaching": "staff",
}  # fmt: skip
_YES = frozenset({"y", "yes", "true", "1", "t", "teacher", "teaching", "x", "✓"})
_NO = frozenset({"n", "no", "false", "0", "f", "non-teaching", "support", "non teaching"})
_KEYS = ("mis_id", "upi", "upn", "admission_number", "staff_code", "username", "email")
_GROUP_FIELDS = (("year", "YEAR"), ("registration", "REGISTRATION"), ("house", "HOUSE"))
_PERSON_FIELDS = frozenset(Person._fields) | {"year", "classes", "groups"}
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


class _Gathered:
    """People and groups from all sheets of a report, joined by key."""

    def __init__(self, complaints: Complaints, today: str) -> None:
        self.complaints = complaints
        self.today = today
        self.groups: dict[str, Group] = {}
        self.memberships: list[Membership] = []
        self.present: dict[str, set[str]] = {}
        self.keyed_by: dict[str, str] = {}
        self._first: dict[tuple[str, str], Person] = {}
        self._clashes: list[Person] = []
        self._joined: set[tuple[str, str, str]] = set()

    def people(self) -> list[Person]:
        """Everyone, and after them whoever came under a key that another person has."""
        return [*self._first.values(), *self._clashes]

    def read(self, sheet: ReportSheet) -> None:
        """Adds the rows of one sheet."""
        columns = sheet.columns
        where = Where(sheet.grid.file, sheet.header_line, sheet=sheet.grid.sheet)
        if sheet.kind is None and "kind" not in columns.fields:
            raise InputError(
                "it can't be told whether this lists students or staff",
                where,
                "Say which it is, and open it again.",
            )
        if not columns.fields & {"surname", "forename", "full_name", "legal_surname", "preferred_surname"}:
            raise InputError("no column gives a name", where, "Say which column holds the names.")
        reader = _RowReader(columns, where, self.complaints)
        for number, cells in sheet.grid.lines(self.complaints):
            if number > sheet.header_line:
                self._row(sheet, reader, number, cells)

    def _row(self, sheet: ReportSheet, reader: _RowReader, number: int, cells: list[str]) -> None:
        row = reader.read(number, cells)
        if not row:
            return
        kind = sheet.kind or _KIND_WORDS.get(row.get("kind", "").casefold())
        if kind is None:
            reader.ignored("the row says neither student nor staff, and was left out", "kind")
            return
        self._note_present(kind, sheet.columns)
        person = reader.person(kind, row, self._key(kind, row), self.today)
        if person is None:
            return
        first = self._first.setdefault((kind, person.key), person)
        if first is not person and not _same(first, person):
            reader.ignored(
                "two people have the same id; the second was left out", self.keyed_by.get(kind, "")
            )
            self._clashes.append(person)
            return
        self._join_groups(kind, person.key, row)

    def _note_present(self, kind: str, columns: ColumnMapping) -> None:
        if kind not in self.present:
            self.present[kind] = set()
        fields = self.present[kind]
        if columns.fields <= fields:
            return
        fields |= columns.fields
        if fields & {"full_name", "preferred_forename", "legal_forename"}:
            fields |= {"forename", "surname"}
        if fields & {"registration", "house", "groups", "year"}:
            fields.add("groups")

    def _key(self, kind: str, row: Mapping[str, str]) -> str:
        """The surest id the row has; without any, the name and date of birth, which stay in memory."""
        for candidate in _KEYS:
            if row.get(candidate):
                self.keyed_by.setdefault(kind, candidate)
                return row[candidate]
        self.keyed_by.setdefault(kind, "full_name")
        parts = [row.get(name, "") for name in ("surname", "forename", "full_name", "date_of_birth", "year")]
        return "|".join(parts).casefold() if any(parts[:3]) else ""

    def _join_groups(self, kind: str, person: str, row: Mapping[str, str]) -> None:
        role = "learner" if kind == PersonKind.STUDENT else "teacher"
        for name, type_ in _GROUP_FIELDS:
            if row.get(name):
                self._join(kind, person, type_, row[name], role)
        for text in _split(row.get("groups", "")):
            self._join(kind, person, "USER", text, role)
        for text in _split(row.get("classes", "")):
            self._join(kind, person, CLASS, text, role, row.get("subject"))

    def _join(
        self, kind: str, person: str, type_: str, name: str, role: str, subject: str | None = None
    ) -> None:
        year = parse_year(name) if type_ == "YEAR" else None
        key = f"{type_}:{year.code if year else name.casefold()}"
        if key not in self.groups:
            self.groups[key] = Group(key, type_, year.title if year else name, subject=subject or None)
        if (kind, person, key) not in self._joined:
            self._joined.add((kind, person, key))
            self.memberships.append(Membership(person, kind, key, type_, role))


class _RowReader:
    """Cells of one sheet as named, cleaned values."""

    def __init__(self, columns: ColumnMapping, where: Where, complaints: Complaints) -> None:
        self._columns = [(guess.index, guess.field) for guess in columns.columns if guess.field]
        self._headers = {guess.field: guess.header for guess in columns.columns if guess.field}
        self._where = where
        self._complaints = complaints
        self._line = 0

    def read(self, number: int, cells: list[str]) -> dict[str, str]:
        """The row's values by field; blank ones are absent."""
        self._line = number
        row: dict[str, str] = {}
        width = len(cells)
        for index, name in self._columns:
            if index >= width or not cells[index]:
                continue
            text = self._clean(cells[index], name)
            if text:
                row[name] = f"{row[name]}\n{text}" if name in row else text
        return row

    def ignored(self, what: str, name: str) -> None:
        """Notes that something in this line was left out."""
        self._complaints.add(Weight.IGNORED, what, self._place(name))

    def _place(self, name: str) -> Where:
        return Where(self._where.file, self._line, self._headers.get(name, name), self._where.sheet)

    def _clean(self, cell: str, name: str) -> str:
        if name in ("classes", "groups"):
            return cell.strip()
        text = " ".join(cell.split())
        if not text.isascii():
            without = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
            if without != text:
                self._complaints.add(
                    Weight.REPAIRED, "invisible or decomposed characters were tidied", self._place(name)
                )
                text = without
        if text.startswith(("'=", "'+", "'-", "'@")):
            text = text[1:]
        return text

    def person(self, kind: str, row: dict[str, str], key: str, today: str) -> Person | None:
        """The person of a row; None for a row without any name or id, such as a line of totals."""
        _split_name(row)
        get = row.get
        forename = get("preferred_forename") or get("forename") or get("legal_forename")
        surname = get("preferred_surname") or get("surname") or get("legal_surname")
        if not key or not (forename or surname or set(row) & set(_KEYS)):
            self.ignored("a row without a name or id was left out", "")
            return None
        start, end = self._date(row, "start_date"), self._date(row, "end_date")
        return Person(
            key,
            kind,
            get("title"),
            forename,
            surname,
            get("middle_names"),
            get("legal_forename") or (get("forename") if get("preferred_forename") else None),
            get("legal_surname") or (get("surname") if get("preferred_surname") else None),
            get("gender"),
            self._date(row, "date_of_birth"),
            get("upi"),
            get("mis_id"),
            get("upn") if kind == PersonKind.STUDENT else None,
            get("admission_number") if kind == PersonKind.STUDENT else None,
            get("username"),
            get("email"),
            get("year") if kind == PersonKind.STUDENT else None,
            start,
            end,
            self._teaching(row) if kind == PersonKind.STAFF else None,
            get("staff_code") if kind == PersonKind.STAFF else None,
            _standing(start, end, today),
        )

    def _date(self, row: Mapping[str, str], name: str) -> str | None:
        text = row.get(name)
        if not text:
            return None
        found = read_date(text)
        if found is None:
            self.ignored("is not a date such as 31/08/2015 or 2015-08-31, and was left out", name)
        return found

    def _teaching(self, row: Mapping[str, str]) -> int | None:
        word = row.get("teaching", "").casefold()
        if word in _YES:
            return 1
        if word in _NO:
            return 0
        if word:
            self.ignored("is neither yes nor no, and was left out", "teaching")
        return None


def _split_name(row: dict[str, str]) -> None:
    """Takes a whole name apart: "Surname, Forename" is certain; "Forename Surname" at its last space."""
    whole = row.get("full_name")
    if not whole or row.get("surname") or row.get("forename"):
        return
    if "," in whole:
        surname, _, forename = whole.partition(",")
    else:
        forename, _, surname = whole.rpartition(" ")
    row.update(
        {name: text.strip() for name, text in (("surname", surname), ("forename", forename)) if text.strip()}
    )


def _split(cell: str) -> list[str]:
    """The names in a cell of several: parted by ; | or line breaks, and by commas only where there is none
    of these."""
    if not cell:
        return []
    parts = re.split(r"[;|\n]", cell) if re.search(r"[;|\n]", cell) else cell.split(",")
    return list(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))


def _same(one: Person, other: Person) -> bool:
    """Whether two rows under one key are one person: the same names and no two different dates of birth."""
    if (one.forename, one.surname) != (other.forename, other.surname):
        return False
    return not (one.date_of_birth and other.date_of_birth and one.date_of_birth != other.date_of_birth)


def _standing(start: str | None, end: str | None, today: str) -> str:
    if start is not None and start > today:
        return PersonStanding.FUTURE
    return PersonStanding.LEAVER if end is not None and end < today else PersonStanding.CURRENT
