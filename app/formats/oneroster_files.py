"""The files of one OneRoster export, row by row: manifest and headers checked, spreadsheet damage noticed.

Nothing is held in memory but one row at a time. What was mended or left out is a complaint with file, line
and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.formats.archives import Member, members_of
from app.formats.errors import Complaints, InputError, NotRecognised, Weight, Where
from app.formats.excel_damage import CUT_SHORT, is_cut_short
from app.formats.grids import check_header
from app.formats.oneroster_tables import FILES, NEEDED, SPELLINGS, Version
from app.formats.textfiles import TextGrid

Row = dict[str, str]
NumberedRow = tuple[int, Row]
"""The line a row stands on, and its cells by column, without outer spaces."""

_AGAIN = "Export it again as OneRoster 1.1 or 1.2."
_VERSIONS = {"1.1": Version.V1_1, "1.10": Version.V1_1, "1.2": Version.V1_2, "1.20": Version.V1_2}


class OneRosterFiles:
    """Opens an export and reads its manifest. Raises InputError for what makes it unusable."""

    def __init__(self, path: Path, complaints: Complaints) -> None:
        self.name = path.name
        self.counts: dict[str, int] = {}
        """Rows per file, once it was read."""
        self._complaints = complaints
        self._members = _members(path)
        stated = {row["propertyName"]: row["value"] for _, row in self.rows("manifest")}
        self.version = self._version(stated)
        """As the manifest says; without one, 1.2 where roles have a file of their own."""
        if "users" not in self._members:
            raise NotRecognised(
                "has no users.csv", Where(self.name), "Choose the folder or zip of a whole OneRoster export."
            )
        if self.version is Version.V1_2 and "roles" not in self._members:
            raise NotRecognised(
                "has no roles.csv, so it can't be told who is a student", Where(self.name), _AGAIN
            )

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return name.casefold() in self._members

    def rows(self, name: str) -> Iterator[NumberedRow]:
        """The rows of a file; those marked for deletion are left out. None where the file is absent."""
        member = self._members.get(name.casefold())
        if member is None:
            return
        header: list[str] | None = None
        needed, ids, last, count = self._needed(name), list[int](), 0, 0
        for line, cells in TextGrid(member).lines(self._complaints):
            if header is None:
                header = self._header(name, member.name, line, cells)
                ids = [place for place, column in enumerate(header) if _is_id(column)]
                last = max((header.index(column) for column in needed), default=0)
                continue
            if len(cells) != len(header):
                if len(cells) <= last:
                    self._say(
                        Weight.IGNORED,
                        "is cut off: it has fewer cells than it needs, and was left out",
                        Where(member.name, line),
                    )
                    continue
                self._say(Weight.NOTE, "has more or fewer cells than the header", Where(member.name, line))
            row = dict(zip(header, map(str.strip, cells), strict=False))
            if any("E+" in cells[place] for place in ids if place < len(cells)):
                self._drop_cut_short(row, [header[place] for place in ids], Where(member.name, line))
                if any(not row[column] for column in needed if _is_id(column)):
                    continue
            if row.get("status", "").casefold() in ("tobedeleted", "inactive"):
                self.complain(Weight.NOTE, "is marked for deletion and was left out", name, line, "status")
                continue
            count += 1
            yield line, row
        self.counts[name] = count

    def complain(self, weight: Weight, what: str, name: str, line: int, column: str) -> None:
        """Notes something about one cell of a file."""
        self._say(weight, what, Where(self._members[name.casefold()].name, line, column))

    def _say(self, weight: Weight, what: str, where: Where) -> None:
        self._complaints.add(weight, what, where)

    def _drop_cut_short(self, row: Row, columns: list[str], where: Where) -> None:
        for column in columns:
            if is_cut_short(row.get(column, "")):
                row[column] = ""
                self._say(Weight.IGNORED, CUT_SHORT, Where(where.file, where.line, column))

    # -- the header and the manifest ------------------------------------------------------------

    def _header(self, name: str, file: str, line: int, cells: list[str]) -> list[str]:
        check_header(cells, Where(file, line))
        header = []
        for cell in cells:
            column = SPELLINGS.get(cell.strip().casefold(), cell.strip())
            if column != cell:
                self._say(Weight.REPAIRED, "is not written as OneRoster writes it", Where(file, line, column))
            header.append(column)
        for column in self._needed(name):
            if column not in header:
                raise InputError(
                    "a column that OneRoster requires is missing", Where(file, line, column), _AGAIN
                )
        return header

    def _needed(self, name: str) -> tuple[str, ...]:
        if name == "users" and self.version is Version.V1_1:
            return (*NEEDED[name], "role")
        return NEEDED.get(name, ())

    def _version(self, stated: dict[str, str]) -> Version:
        if not stated:
            self._note("manifest.csv", "is missing: the files were read as they are")
            return Version.V1_2 if self.has("roles") else Version.V1_1
        said = stated.get("oneroster.version", "")
        if said not in _VERSIONS:
            raise NotRecognised(
                "is neither OneRoster 1.1 nor 1.2" if said else "does not say which OneRoster version it is",
                Where(f"{self.name}/manifest.csv", field="oneroster.version"),
                "Export as OneRoster 1.1 or 1.2 CSV.",
            )
        if stated.get("manifest.version") == "1":
            self._note("manifest.csv", "has version 1 for 1.0, as Excel writes it")
        for name in FILES[_VERSIONS[said]]:
            self._compare(name, stated.get(f"file.{name}", "").casefold())
        return _VERSIONS[said]

    def _compare(self, name: str, stated: str) -> None:
        here = self.has(name)
        if stated == "delta":
            raise InputError(
                f"{name}.csv holds changes only (delta)",
                Where(f"{self.name}/manifest.csv", field=f"file.{name}"),
                "Export everything (bulk).",
            )
        if stated == "bulk" and not here:
            raise InputError(
                f"{name}.csv is promised and missing",
                Where(f"{self.name}/manifest.csv"),
                "Export it again, whole.",
            )
        if stated == "absent" and here:
            self._note("manifest.csv", f"says {name}.csv is absent; it is there and was read")
        elif stated not in ("bulk", "absent", ""):
            self._note("manifest.csv", f"says neither bulk nor absent of {name}.csv")

    def _note(self, file: str, what: str) -> None:
        self._say(Weight.NOTE, what, Where(f"{self.name}/{file}"))


def _members(path: Path) -> dict[str, Member]:
    members: dict[str, Member] = {}
    for member in members_of(path):
        if not member.base.endswith(".csv"):
            continue
        name = member.base.removesuffix(".csv")
        if name in members:
            raise InputError(
                f"holds two files called {member.base}, in different folders",
                Where(path.name),
                "Open each export by itself.",
            )
        members[name] = member
    return members


def _is_id(column: str) -> bool:
    return column == "identifier" or column.casefold().endswith(("sourcedid", "sourcedids"))
