"""Many schools at once: name-free status files on a share, and one request to a trust's web filter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.evidence.errors import EvidenceError, NotADocument
from app.evidence.packing import as_json
from app.evidence.redaction import Guard
from app.evidence.reduced import STATUS_FORMAT, reduced_status
from app.guidance.hosts import hosts_to_check
from app.guidance.messages import FilledMessage, message
from app.journey.chain import LedgerReading
from app.journey.model import JourneyKind, Owner, StepId
from app.storage.atomic import new_file

SUFFIX = ".status.json"
LARGEST = 256 * 1024
_Short = Annotated[str, StringConstraints(max_length=120)]


class FolderUnread(EvidenceError):
    """The folder of status files can't be listed."""


class _Shape(BaseModel):
    """Newer versions may add to a file; what they add is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Step(_Shape):
    id: StepId
    status: _Short
    overdue: bool


class _Status(_Shape):
    format: Annotated[int, Field(ge=1, le=STATUS_FORMAT)]
    journey_id: _Short
    journey: JourneyKind
    practice: bool
    school: _Short | None
    urn: _Short | None
    lgfl: bool | None
    at: AwareDatetime
    exit_code: Annotated[int, Field(ge=0, le=3)]
    current: StepId
    acts_next: Owner | None
    steps: Annotated[tuple[_Step, ...], Field(max_length=20)]


def write_status_file(reading: LedgerReading, folder: Path, *, now: datetime, guard: Guard) -> Path:
    """Writes a journey's status into a share, in place of its earlier one. Raises Leak, OSError."""
    status = reduced_status(reading, now)
    name = f"{re.sub(r'[^A-Za-z0-9-]', '', str(status['journey_id']))}{SUFFIX}"
    data = as_json(status)
    guard.allowing(*filter(None, (status["school"],))).check({name: data})
    with new_file(folder / name, replace=True) as stream:
        stream.write(data)
    return folder / name


def folder_document(folder: Path) -> dict[str, Any]:
    """Every school in a folder of status files, what is most urgent first:

    {"folder", "schools": [{"school", "urn", "journey", "practice", "at", "current", "acts_next", "overdue",
     "exit_code", "lgfl", "steps": {ID: status}}], "problems": [{"file", "why"}], "exit_code"}
    A file that can't be read is a problem, and 2. Raises FolderUnread.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.name.endswith(SUFFIX))
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise FolderUnread(
            f"{folder}: can’t be listed ({why})", "Check its name and that you may open it."
        ) from None
    schools, problems = [], []
    for path in files:
        found = _read(path)
        if isinstance(found, str):
            problems.append({"file": path.name, "why": found})
        else:
            schools.append(_row(found))
    schools.sort(key=lambda row: (-int(row["exit_code"]), str(row["school"] or "").casefold()))
    worst = max((int(row["exit_code"]) for row in schools), default=0)
    return {
        "folder": str(folder),
        "schools": schools,
        "problems": problems,
        "exit_code": 2 if problems else worst,
    }


def filter_request(schools: Sequence[tuple[str, bool]]) -> FilledMessage:
    """One request to whoever runs the filter, for all schools (name, whether LGfL) together. Raises
    NotADocument where there are none."""
    if not schools:
        raise NotADocument(
            "There is no school’s status file in this folder, so there is nobody to ask for",
            "Have each school write one: `status --write-to FOLDER`, or “Documents to hand over”.",
        )
    lgfl = any(uses for _, uses in schools)
    hosts = "\n".join(f"- {entry.name}: {entry.purpose}" for entry in hosts_to_check(lgfl=lgfl))
    names = "\n".join(f"- {name}" for name in sorted({name for name, _ in schools}, key=str.casefold))
    return message("filter-request").fill(schools=names, hosts=hosts)


def schools_of(document: dict[str, Any]) -> Iterable[tuple[str, bool]]:
    """Names and whether LGfL, of what `folder_document` read; practice schools are left out."""
    for row in document["schools"]:
        if row["school"] and not row["practice"]:
            yield row["school"], bool(row["lgfl"])


def _read(path: Path) -> _Status | str:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            return "larger than any status file"
        return _Status.model_validate(json.loads(data.decode("utf-8")))
    except OSError as problem:
        return f"can’t be read ({problem.strerror or type(problem).__name__})"
    except ValidationError as problem:
        place = ".".join(str(part) for part in problem.errors(include_input=False)[0]["loc"]) or "top level"
        return f"is no status file of this version: {place} does not fit"
    except (ValueError, RecursionError):
        return "is no status file, or was cut short"


def _row(status: _Status) -> dict[str, Any]:
    return {
        "school": status.school,
        "urn": status.urn,
        "lgfl": status.lgfl,
        "journey": str(status.journey),
        "practice": status.practice,
        "at": status.at.isoformat(timespec="seconds"),
        "current": str(status.current),
        "acts_next": None if status.acts_next is None else str(status.acts_next),
        "overdue": any(step.overdue for step in status.steps),
        "exit_code": status.exit_code,
        "steps": {str(step.id): step.status for step in status.steps},
    }
