"""Writes a roster into a file of any format that the field uses, whole or not at all.

Blocks: call it on a worker thread. What a format can't hold is counted and handed back; nobody's name is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.formats.losses import Losses, NotHeld
from app.formats.oneroster_tables import Version
from app.formats.oneroster_write import oneroster_files, write_oneroster
from app.formats.packages import About, open_package
from app.formats.people_csv import FILE_NAMES, write_people_csv, write_people_list
from app.formats.people_tables import about_rows
from app.formats.people_workbook import write_people_workbook
from app.formats.school_year import school_year, school_year_on
from app.roster.database import Roster
from app.roster.export_format import ExportFormat
from app.roster.findings import finding_rows
from app.roster.ims_export import ImsExport
from app.roster.mapping import Mapping
from app.roster.rows import RosterRows
from app.storage.atomic import check_folder, new_file

_VERSIONS = {ExportFormat.ONEROSTER_1_1: Version.V1_1, ExportFormat.ONEROSTER_1_2: Version.V1_2}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to write, and where."""

    format: ExportFormat
    output: Path
    when: datetime
    """Aware; stands in the files, and tells the school year unless that is given."""
    replace: bool = False
    """Whether what is at `output` may be replaced."""
    mapping: Mapping = field(default_factory=Mapping)
    """For IMS Enterprise, what itslearning is asked to set up."""
    school_year: int | None = None
    """For OneRoster, the year that the school year ends in."""
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    files: dict[str, int]
    """Rows per file or sheet; people, groups and memberships in a file that has them all."""
    not_held: tuple[NotHeld, ...]
    notes: tuple[str, ...]


def check_output(request: ExportRequest) -> None:
    """Says early what would keep a file from being written there. Raises FileExistsError,
    IsADirectoryError."""
    output = request.output
    if not _is_one_file(request):
        check_folder(output, _names(request) if request.replace else None)
    elif output.is_dir():
        raise IsADirectoryError(f"{output.name} is a folder")
    elif not request.replace and os.path.lexists(output):
        raise FileExistsError(f"{output.name} is already there")


def _is_one_file(request: ExportRequest) -> bool:
    one = request.format in (ExportFormat.XLSX, ExportFormat.IMS_ENTERPRISE)
    ending = request.output.suffix.casefold()
    return one or ending == ".zip" or (request.format is ExportFormat.CSV and ending == ".csv")


def _names(request: ExportRequest) -> frozenset[str]:
    version = _VERSIONS.get(request.format)
    return FILE_NAMES if version is None else oneroster_files(version)


def export_roster(roster: Roster, request: ExportRequest) -> Exported:
    """Writes the file or folder. Raises OSError; FileExistsError for what may not be replaced, ValueError for
    a school year that no calendar has."""
    about = About(roster.school.id, roster.school.name, request.when, request.practice)
    losses = Losses()
    if request.format is ExportFormat.XLSX:
        return _workbook(roster, request, about, losses)
    if request.format is ExportFormat.IMS_ENTERPRISE:
        return _ims_enterprise(roster, request, about, losses)
    if request.format is ExportFormat.CSV:
        return _csv(roster, request, about, losses)
    return _oneroster(roster, request, about, losses, _VERSIONS[request.format])


def _csv(roster: Roster, request: ExportRequest, about: About, losses: Losses) -> Exported:
    rows = RosterRows(roster)
    output = request.output
    if output.suffix.casefold() == ".csv":
        with new_file(output, replace=request.replace) as stream:
            written = {output.name: write_people_list(stream, rows, losses)}
        notes = ["One list holds people and the names of their groups. A folder or .zip holds everything."]
        if request.practice:
            notes.append("A list alone can't say so: the people in it are the practice school's.")
        return Exported(written, losses.all(), tuple(notes))
    with open_package(output, about, _names(request), replace=request.replace) as package:
        write_people_csv(package, rows, _about(roster, about), losses)
        written = dict(package.written)
    return Exported(written, losses.all(), ())


def _workbook(roster: Roster, request: ExportRequest, about: About, losses: Losses) -> Exported:
    with new_file(request.output, replace=request.replace) as stream:
        sheets = write_people_workbook(
            stream, RosterRows(roster), _about(roster, about), _fields(roster), finding_rows(roster), losses
        )
    return Exported(sheets, losses.all(), ())


def _oneroster(
    roster: Roster, request: ExportRequest, about: About, losses: Losses, version: Version
) -> Exported:
    year = (
        school_year(request.school_year)
        if request.school_year is not None
        else school_year_on(request.when.astimezone().date())
    )
    with open_package(request.output, about, _names(request), replace=request.replace) as package:
        notes = write_oneroster(package, RosterRows(roster), about, version, year, losses)
        written = dict(package.written)
    return Exported(written, losses.all(), notes)


def _ims_enterprise(roster: Roster, request: ExportRequest, about: About, losses: Losses) -> Exported:
    export = ImsExport(roster, request.mapping, about, losses)
    with new_file(request.output, replace=request.replace) as stream:
        export.write(stream)
    written = {"people": export.people, "groups": export.groups, "memberships": export.memberships}
    return Exported(written, losses.all(), export.notes)


def _about(roster: Roster, about: About) -> list[list[str]]:
    counts = roster.counts()
    origin = roster.origin
    source = f"{origin.detail}, {origin.phase}" if origin.detail else str(origin.phase)
    return about_rows(
        about,
        source,
        (
            ("Students", counts.students),
            ("Staff", counts.staff),
            ("Groups", sum(counts.groups.values())),
            ("Classes", counts.classes),
            ("Memberships", counts.memberships),
        ),
    )


def _fields(roster: Roster) -> Iterator[list[str]]:
    for row in roster.fields():
        field = f"{row.kind.capitalize()}: {row.title}"
        yield [field, str(row.state), str(row.filled), str(row.total), row.why]
