"""One row of a MIS report as named, cleaned values, and the person it describes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from app.formats.dates import read_date
from app.formats.errors import Complaints, Weight, Where
from app.formats.excel_damage import CUT_SHORT, is_cut_short
from app.formats.records import Person, PersonKind, PersonStanding
from app.formats.report_columns import MULTIPLE, ColumnMapping
from app.formats.safe_cells import plain_cell

_YES = frozenset({"y", "yes", "true", "1", "t", "teacher", "teaching", "x", "✓"})
_NO = frozenset({"n", "no", "false", "0", "f", "non-teaching", "support", "non teaching"})
KEYS = ("mis_id", "upi", "upn", "admission_number", "staff_code", "username", "email")
"""Fields that tell people apart, surest first."""
_IDS = frozenset(KEYS)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


class RowReader:
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
            if name in _IDS and is_cut_short(text):
                self.ignored(CUT_SHORT, name)
            elif text:
                row[name] = f"{row[name]}\n{text}" if name in row else text
        return row

    def ignored(self, what: str, name: str) -> None:
        """Notes that something in this line was left out."""
        self._complaints.add(Weight.IGNORED, what, self._place(name))

    def repaired(self, what: str, name: str) -> None:
        """Notes that something in this line was mended."""
        self._complaints.add(Weight.REPAIRED, what, self._place(name))

    def _place(self, name: str) -> Where:
        return Where(self._where.file, self._line, self._headers.get(name, name), self._where.sheet)

    def _clean(self, cell: str, name: str) -> str:
        if name in MULTIPLE:
            return cell.strip()
        text = " ".join(cell.split())
        if not text.isascii():
            without = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
            if without != text:
                self._complaints.add(
                    Weight.REPAIRED, "invisible or decomposed characters were tidied", self._place(name)
                )
                text = without
        return plain_cell(text)

    def person(self, kind: str, row: dict[str, str], key: str, today: str) -> Person | None:
        """The person of a row; None for a row without any name or id, such as a line of totals."""
        get = row.get
        forename = get("preferred_forename") or get("forename") or get("legal_forename")
        surname = get("preferred_surname") or get("surname") or get("legal_surname")
        if not key or not (forename or surname or set(row) & set(KEYS)):
            # such as a line of totals, which good reports have
            self._complaints.add(Weight.NOTE, "a row without a name or id was left out", self._place(""))
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
            standing_of(start, end, today),
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


def split_name(row: dict[str, str]) -> None:
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


def split_cell(cell: str) -> list[str]:
    """The names in a cell of several: parted by ; | or line breaks, and by commas only where there is none
    of these."""
    if not cell:
        return []
    parts = re.split(r"[;|\n]", cell) if re.search(r"[;|\n]", cell) else cell.split(",")
    return list(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))


def same_person(one: Person, other: Person) -> bool:
    """Whether two rows under one key are one person: the same names and no two different dates of birth."""
    if (one.forename, one.surname) != (other.forename, other.surname):
        return False
    return not (one.date_of_birth and other.date_of_birth and one.date_of_birth != other.date_of_birth)


def standing_of(start: str | None, end: str | None, today: str) -> str:
    """Whether someone with these dates (YYYY-MM-DD) is here today, has left, or is still to come."""
    if start is not None and start > today:
        return PersonStanding.FUTURE
    return PersonStanding.LEAVER if end is not None and end < today else PersonStanding.CURRENT
