"""Fills a roster from Wonde or from files.

`load_wonde` is asynchronous and cancellable. The others block: call them on a worker thread. None of them
ever returns a roster without anyone in it: that is an error with its likely causes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.formats.errors import Complaint, InputError, Weight
from app.formats.ims_enterprise import read_ims_enterprise
from app.formats.mis_report import Report, open_report, read_report
from app.formats.oneroster import read_oneroster
from app.formats.oneroster_tables import Version
from app.formats.people_tables_read import read_people_tables
from app.formats.records import PersonKind, batches
from app.roster.database import Roster, RosterBuilder
from app.roster.errors import NothingToShow
from app.roster.facts import NO_SCHOOL, LeftOut, LoadFacts, Origin, School, SourceKind
from app.roster.progress import OnProgress, Progress
from app.roster.recognition import Source, open_source
from app.roster.wonde_load import load_wonde
from app.wonde.errors import WondeError

__all__ = [
    "OnProgress",
    "Progress",
    "Source",
    "load_file",
    "load_ims_enterprise",
    "load_oneroster",
    "load_people_tables",
    "load_report",
    "load_wonde",
    "open_source",
    "problem_line",
]


def load_file(
    source: Source,
    *,
    mis: str | None = None,
    remembered: Mapping[str, str] | None = None,
    progress: OnProgress | None = None,
) -> Roster:
    """The roster of a file or folder that was recognised. Blocks. Raises InputError, NothingToShow."""
    if source.path is None:
        raise ValueError("Wonde is not a file: use load_wonde")
    if source.kind is SourceKind.ONEROSTER:
        return load_oneroster(source.path, progress=progress)
    if source.kind is SourceKind.IMS_ENTERPRISE:
        return load_ims_enterprise(source.path, progress=progress)
    if source.kind is SourceKind.TABLES:
        return load_people_tables(source.path, progress=progress)
    return load_report(open_report(source.paths, mis=mis, remembered=remembered), progress=progress)


def load_report(
    report: Report | Path | Sequence[Path],
    *,
    mis: str | None = None,
    remembered: Mapping[str, str] | None = None,
    school: School = NO_SCHOOL,
    progress: OnProgress | None = None,
    now: datetime | None = None,
) -> Roster:
    """The roster of a MIS report: one that was opened and corrected, or paths that are opened with guessed
    columns.

    Blocks. Raises InputError, NothingToShow.
    """
    opened = report if isinstance(report, Report) else open_report(report, mis=mis, remembered=remembered)
    when = now or datetime.now(UTC)
    _say(progress, "Reading the report")
    rows = read_report(opened, today=when.astimezone().date().isoformat())
    if not rows.people:
        raise NothingToShow(
            f"{opened.name}: there are headings and no people under them",
            "Run the report again and check its filter.",
        )
    present = {"student": frozenset[str](), "staff": frozenset[str](), **rows.present}
    present["group"] = frozenset({"name"})
    present["class"] = frozenset({"name", "subject"} if _has(present, "subject") else {"name"})
    notes = tuple(_keyed(kind, field) for kind, field in sorted(rows.keyed_by.items()) if field != "mis_id")
    facts = LoadFacts(
        Origin(SourceKind.REPORT, when, opened.name),
        school,
        present=present,
        passed_over=rows.passed_over,
        ignored=_ignored(rows.complaints),
        notes=(*notes, *_sentences(rows.complaints)),
    )

    def fill(builder: RosterBuilder) -> LoadFacts:
        builder.add_people(rows.people)
        builder.add_groups(rows.groups)
        for members in batches(rows.members):
            builder.add_memberships(members)
        return facts

    return _built(fill, progress)


def load_oneroster(path: Path, *, progress: OnProgress | None = None, now: datetime | None = None) -> Roster:
    """The roster of a OneRoster 1.1 or 1.2 folder or zip. Blocks. Raises InputError, NothingToShow."""

    def fill(builder: RosterBuilder) -> LoadFacts:
        _say(progress, "Reading OneRoster files")
        read = read_oneroster(path, builder)
        _require_people(read.people, path)
        return LoadFacts(
            Origin(SourceKind.ONEROSTER, now or datetime.now(UTC), path.name),
            School(*read.school),
            present=_ONEROSTER_1_1 if read.version is Version.V1_1 else _ONEROSTER_1_2,
            left_out=_left_out((_CARERS, read.parents)),
            ignored=_ignored(read.complaints),
            notes=(*read.notes, *_sentences(read.complaints)),
        )

    return _built(fill, progress)


def load_ims_enterprise(
    path: Path, *, progress: OnProgress | None = None, now: datetime | None = None
) -> Roster:
    """The roster of an IMS Enterprise 1.1 file, or of a zip or folder of one. Blocks. Raises InputError,
    NothingToShow."""

    def fill(builder: RosterBuilder) -> LoadFacts:
        _say(progress, "Reading IMS Enterprise")
        read = read_ims_enterprise(path, builder)
        _require_people(read.people, path)
        classes = frozenset({"name", "subject"} if read.with_subjects else {"name"})
        return LoadFacts(
            Origin(SourceKind.IMS_ENTERPRISE, now or datetime.now(UTC), path.name),
            School(*read.school),
            present=_IMS_FIELDS | {"class": classes},
            left_out=_left_out(
                (_CARERS, read.carers), ("people who are neither students nor staff", read.others)
            ),
            ignored=_ignored(read.complaints),
            notes=(*read.notes, *_sentences(read.complaints)),
        )

    return _built(fill, progress)


def load_people_tables(
    path: Path, *, progress: OnProgress | None = None, now: datetime | None = None
) -> Roster:
    """The roster of CSV tables or a workbook that this program wrote. Blocks. Raises InputError,
    NothingToShow."""

    def fill(builder: RosterBuilder) -> LoadFacts:
        _say(progress, "Reading the export")
        read = read_people_tables(path, builder)
        _require_people(read.people, path)
        return LoadFacts(
            Origin(SourceKind.TABLES, now or datetime.now(UTC), path.name),
            School(*read.school),
            ignored=_ignored(read.complaints),
            notes=_sentences(read.complaints),
        )

    return _built(fill, progress)


_CARERS = "parents and carers, who are not shared"


def _left_out(*found: tuple[str, int]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(what, count) for what, count in found if count)


def _require_people(people: int, path: Path) -> None:
    if not people:
        raise NothingToShow(
            f"{path.name}: there are no students and no staff in it", "Export it again, whole."
        )


_ONEROSTER_PERSON = frozenset(
    {
        "forename",
        "surname",
        "middle_names",
        "mis_id",
        "upi",
        "username",
        "email",
        "classes",
        "groups",
        "gender",
    }
)
_ONEROSTER_1_1 = {
    "student": _ONEROSTER_PERSON | {"upn", "admission_number", "year", "date_of_birth"},
    "staff": _ONEROSTER_PERSON | {"teaching", "staff_code", "date_of_birth"},
    "group": frozenset({"name", "code"}),
    "class": frozenset({"name", "code", "subject"}),
}
_ONEROSTER_1_2 = _ONEROSTER_1_1 | {
    kind: _ONEROSTER_1_1[kind] | {"legal_forename", "legal_surname", "start_date", "end_date"}
    for kind in ("student", "staff")
}
_IMS_PERSON = frozenset(
    {
        "title",
        "forename",
        "surname",
        "middle_names",
        "gender",
        "date_of_birth",
        "username",
        "email",
        "classes",
        "groups",
    }
)
_IMS_FIELDS = {
    "student": _IMS_PERSON | {"year"},
    "staff": _IMS_PERSON,
    "group": frozenset({"name", "description"}),
}


def _built(fill: Callable[[RosterBuilder], LoadFacts], progress: OnProgress | None) -> Roster:
    """The roster that `fill` puts into a builder; nothing is left of it where that fails."""
    builder = RosterBuilder()
    try:
        facts = fill(builder)
        _say(progress, "Checking and sorting")
        return builder.seal(facts)
    except BaseException:
        builder.discard()
        raise


def _say(progress: OnProgress | None, what: str) -> None:
    if progress is not None:
        progress(Progress(0, None, what))


def _has(present: Mapping[str, frozenset[str]], field: str) -> bool:
    return any(field in fields for fields in present.values())


def _ignored(complaints: Sequence[Complaint]) -> int:
    return sum(complaint.count for complaint in complaints if complaint.weight is Weight.IGNORED)


def _sentences(complaints: Sequence[Complaint]) -> tuple[str, ...]:
    return tuple(str(complaint) for complaint in complaints)


_KEY_WORDS = {
    "upi": "their lasting Wonde id",
    "upn": "their UPN",
    "admission_number": "their admission number",
    "staff_code": "their staff code, which is reused after leavers",
    "username": "their username",
    "email": "their e-mail address",
    "full_name": "their name and date of birth, since no column holds an id",
}


def _keyed(kind: str, field: str) -> str:
    who = "Students" if kind == PersonKind.STUDENT else "Staff"
    return f"{who} are told apart by {_KEY_WORDS[field]}; it is good enough for this preview only."


def problem_line(error: InputError | NothingToShow | WondeError) -> str:
    """The one line to show for a load that failed: what is wrong, then what to do."""
    return f"{error.summary.rstrip('.')}. {error.remedy}".strip()
