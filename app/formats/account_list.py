"""Reads a list of sign-in accounts, such as one from USO: one account a row, by any of three details.

Columns are guessed by the same words as a MIS report's. One known column is enough, since such a list may
hold nothing but usernames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.formats.errors import Complaint, Complaints, InputError, Where
from app.formats.mis_report import ReportSheet, open_report
from app.formats.report_columns import ColumnGuess
from app.formats.report_rows import RowReader, split_name

ACCOUNT_KEYS = ("upn", "email", "username")
"""Details that an account can be matched by, surest first."""


class Account(NamedTuple):
    """One account as its list gives it. A detail that the list does not hold is None."""

    line: int
    """In its file or sheet, as a person would find it."""
    upn: str | None
    email: str | None
    username: str | None
    surname: str
    forename: str


@dataclass(frozen=True, slots=True)
class AccountList:
    """A list, read."""

    name: str
    columns: tuple[ColumnGuess, ...]
    """What each column with a heading was taken for."""
    accounts: tuple[Account, ...]
    complaints: tuple[Complaint, ...]


def read_account_list(path: Path) -> AccountList:
    """Reads a CSV file or workbook. Blocks. Raises InputError, also where no column is one to match by."""
    report = open_report(path, least=1)
    complaints = Complaints()
    sheets = [sheet for sheet in report.sheets if sheet.columns.fields & set(ACCOUNT_KEYS)]
    if not sheets:
        first = report.sheets[0]
        raise InputError(
            "no column gives a username, UPN or e-mail address",
            Where(first.grid.file, first.header_line, sheet=first.grid.sheet),
            "Name one column “Username”, “UPN” or “E-mail” in the first row, then try again.",
        )
    accounts = [account for sheet in sheets for account in _accounts(sheet, complaints)]
    if not accounts:
        raise InputError(
            "there are headings and no accounts under them",
            Where(report.name),
            "Export the list again, whole.",
        )
    columns = tuple(guess for sheet in sheets for guess in sheet.columns.columns if guess.header)
    return AccountList(report.name, columns, tuple(accounts), (*report.complaints, *complaints.all()))


def _accounts(sheet: ReportSheet, complaints: Complaints) -> Iterator[Account]:
    where = Where(sheet.grid.file, sheet.header_line, sheet=sheet.grid.sheet)
    reader = RowReader(sheet.columns, where, complaints)
    for number, cells in sheet.grid.lines(complaints):
        row = reader.read(number, cells) if number > sheet.header_line else {}
        if row:
            split_name(row)
            yield Account(
                number,
                row.get("upn"),
                row.get("email"),
                row.get("username"),
                row.get("preferred_surname") or row.get("surname") or row.get("legal_surname") or "",
                row.get("preferred_forename") or row.get("forename") or row.get("legal_forename") or "",
            )
