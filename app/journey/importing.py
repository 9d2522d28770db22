"""Many journeys from one list of schools: `journeys import schools.csv`. All of them, or none.

Columns, in any order, by these names (upper or lower case, spaces or dashes for underscores):
    name                     required
    urn                      required: it tells two schools apart
    dfe_number or laestab    304/1234, 304-1234 or 3041234; may be blank
    mis                      an id or a name from the MIS catalogue; blank is "other"
    lgfl                     yes or no, required
Other columns are left aside.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from app.formats.errors import InputError, Where
from app.formats.identifiers import normalise_laestab, urn_problem
from app.guidance.mis import mis_catalogue
from app.journey.errors import JourneyError, JourneyNotMade, because
from app.journey.events import SchoolDescribed
from app.journey.folder import JourneyFolder
from app.journey.ledger import Entry
from app.journey.listing import summary_of
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Actor

LARGEST_LIST = 1024 * 1024
"""Bytes: far more than a list of every school in England needs."""
MOST_SCHOOLS = 5000
OTHER_MIS = "other"

_COLUMNS = {
    "name": "name",
    "school": "name",
    "school_name": "name",
    "urn": "urn",
    "dfe_number": "dfe_number",
    "laestab": "dfe_number",
    "mis": "mis",
    "lgfl": "lgfl",
}
_YES, _NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school of the list."""

    line: int
    school: SchoolDescribed


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """A school that has a journey already; nothing was made for it."""

    line: int
    urn: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a list."""

    created: tuple[Path, ...]
    already_there: tuple[AlreadyThere, ...]


def read_schools(path: Path) -> tuple[SchoolRow, ...]:
    """The schools in a list. Raises InputError naming the file, line and column of the first thing wrong."""
    text = _text(path)
    rows: list[SchoolRow] = []
    lines: dict[str, int] = {}
    for line, cells in _records(path, text):
        row = SchoolRow(line, _school(path, line, cells))
        urn = row.school.urn or ""
        if urn in lines:
            raise InputError(
                f"the same URN as on line {lines[urn]}",
                Where(path.name, line, "urn"),
                "Take one of the two out.",
            )
        lines[urn] = line
        rows.append(row)
        if len(rows) > MOST_SCHOOLS:
            raise InputError(f"more than {MOST_SCHOOLS} schools", Where(path.name), "Split the list.")
    if not rows:
        raise InputError(
            "no schools in it", Where(path.name), "Put one school on each line below the headings."
        )
    return tuple(rows)


def import_schools(path: Path, root: Path, *, practice: bool, actor: Actor, at: datetime) -> Imported:
    """Makes one first-set-up journey under `root` for each school of the list that has none there yet.

    All or nothing: raises InputError for the list, JourneyNotMade for the disk, and leaves no new folder.
    """
    rows = read_schools(path)
    existing = _existing(root, at)
    there = tuple(
        AlreadyThere(row.line, row.school.urn, existing[row.school.urn])
        for row in rows
        if row.school.urn in existing
    )
    fresh = [row.school for row in rows if row.school.urn not in existing]
    return Imported(_make(fresh, root, practice=practice, actor=actor, at=at), there)


def _make(
    schools: list[SchoolDescribed], root: Path, *, practice: bool, actor: Actor, at: datetime
) -> tuple[Path, ...]:
    """Made in a hidden folder first, then put in place one by one; undone if any can't be."""
    staging = root / f".importing-{uuid.uuid4().hex[:8]}"
    placed: list[Path] = []
    try:
        if schools:
            staging.mkdir(parents=True)
        for school in schools:
            entry = Entry(school, actor, How.TOLD, at, StepId.SCHOOL)
            JourneyFolder.create(
                staging,
                JourneyKind.FIRST_SET_UP,
                practice=practice,
                actor=actor,
                at=at,
                name=school.name,
                also=(entry,),
            )
        for made in sorted(staging.iterdir()) if schools else ():
            os.rename(made, root / made.name)
            placed.append(root / made.name)
    except BaseException as problem:
        for folder in placed:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(problem, OSError):
            problem = JourneyNotMade(
                f"{root}: no journey can be made there ({because(problem)})",
                "Check that you may write there and that there is room.",
            )
        if isinstance(problem, JourneyError):
            raise JourneyNotMade(f"{problem} No journey was made.") from None
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return tuple(placed)


def _existing(root: Path, now: datetime) -> dict[str, Path]:
    if not root.is_dir():
        return {}
    summaries = (summary_of(path, now) for path in sorted(root.iterdir()) if path.is_dir())
    return {one.urn: one.path for one in summaries if one.urn}


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_LIST + 1)
    except OSError as problem:
        raise InputError(f"can’t be read ({because(problem)})", Where(str(path)), "Check the name.") from None
    if len(data) > LARGEST_LIST:
        raise InputError("larger than 1 MiB", Where(path.name), "Check that it is the list of schools.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel on a UK PC saves as "CSV (comma delimited)".
        return data.decode("cp1252", errors="replace")


def _records(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = _header(path, next(reader, []))
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, _cells(path, reader.line_num, row, columns)
    except csv.Error as problem:
        raise InputError(
            f"not a well-formed CSV line ({problem})", Where(path.name, reader.line_num), "Check its quotes."
        ) from None


def _header(path: Path, row: list[str]) -> list[str]:
    columns = [_COLUMNS.get(re.sub(r"[ \-]+", "_", cell.strip().casefold()), "") for cell in row]
    for name in ("name", "urn", "lgfl"):
        if name not in columns:
            raise InputError(f"no column “{name}”", Where(path.name, 1), "The first line holds the headings.")
    twice = next((name for name in columns if name and columns.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"two columns for {twice}", Where(path.name, 1), "Take one of the two out.")
    return columns


def _cells(path: Path, line: int, row: list[str], columns: list[str]) -> Mapping[str, str]:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        raise InputError(
            f"{len(row)} values for {len(columns)} headings",
            Where(path.name, line),
            "Put quotes round a value that holds a comma.",
        )
    return {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}


def _school(path: Path, line: int, cells: Mapping[str, str]) -> SchoolDescribed:
    def refuse(column: str, what: str, next: str) -> InputError:
        return InputError(what, Where(path.name, line, column), next)

    name, urn, dfe = cells.get("name", ""), cells.get("urn", ""), cells.get("dfe_number", "")
    problem = urn_problem(urn)
    if problem is not None:
        raise refuse("urn", f"not a URN: {problem}", "Correct it in the list.")
    number = normalise_laestab(dfe) if dfe else None
    if dfe and number is None:
        raise refuse("dfe_number", "not a DfE number, as 304/1234", "Correct it or leave it blank.")
    mis = _mis(cells.get("mis", ""))
    if mis is None:
        raise refuse("mis", "no MIS known by this name", f"Write its name, or “{OTHER_MIS}”.")
    lgfl = cells.get("lgfl", "").casefold()
    if lgfl not in _YES | _NO:
        raise refuse("lgfl", "neither yes nor no", "Write yes or no.")
    try:
        return SchoolDescribed(name=name, urn=urn, dfe_number=number, mis=mis, lgfl=lgfl in _YES)
    except ValidationError:
        raise refuse("name", "missing, too long or not plain text", "Write the school’s name.") from None


def _mis(text: str) -> str | None:
    if not text:
        return OTHER_MIS
    catalogue = mis_catalogue()
    entry = catalogue.get(text.casefold()) or catalogue.find(text)
    return entry.id if entry else None
