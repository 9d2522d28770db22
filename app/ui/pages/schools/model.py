"""The table of several schools in plain Python: what a folder of status files says, and what can be done."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.guidance.content import Content, Template, Words, fill, read_content
from app.journey.model import Owner
from app.journey.steps import step_title
from app.journey.wording import clock, day
from app.ui.messages import OWNER_NAMES

if TYPE_CHECKING:
    from app.evidence.redaction import Guard
    from app.storage.paths import AppPaths
    from app.storage.settings import Settings


class SchoolsContent(Content):
    """resources/catalogues/schools.toml."""

    version: Words
    title: Words
    purpose: Words
    choose: Words
    choose_title: Words
    again: Words
    none_chosen: Words
    empty: Words
    reading: Words
    read: Template
    columns: tuple[Words, Words, Words, Words]
    late: Template
    problems: Words
    nobody: Words
    unnamed: Words
    filter_title: Words
    more: Words
    more_text: Words
    import_button: Words
    import_title: Words
    imported: Template
    briefs: Words
    briefs_title: Words
    written: Template
    written_all: Template


@functools.cache
def schools_content() -> SchoolsContent:
    """The wording. Raises ContentError."""
    return read_content(SchoolsContent, "catalogues", "schools.toml")


@dataclass(frozen=True, slots=True)
class SchoolsTable:
    """A folder of status files, ready to draw."""

    rows: tuple[tuple[str, ...], ...]
    """In the order of `SchoolsContent.columns`, what is most urgent first."""
    late: tuple[bool, ...]
    """Whether each row is overdue."""
    problems: tuple[str, ...]
    said: str
    request: str
    """The combined request to a web filter; empty where no school is named."""


def read_table(folder: Path, now: datetime) -> SchoolsTable:
    """Reads a folder. Blocks. Raises FolderUnread."""
    from app.evidence.trust import filter_request, folder_document, schools_of

    words, document = schools_content(), folder_document(folder)
    schools = tuple(schools_of(document))
    late = tuple(bool(row["overdue"]) for row in document["schools"])
    many = len(document["schools"])
    told = {
        "schools": f"{many:,} school{'' if many == 1 else 's'}",
        "time": clock(now),
        "late": str(sum(late)),
        "folder": str(folder),
    }
    return SchoolsTable(
        rows=tuple(_row(row, now) for row in document["schools"]),
        late=late,
        problems=tuple(f"{entry['file']}: {entry['why']}" for entry in document["problems"]),
        said=fill(words.read, told),
        request=filter_request(schools).text.strip() if schools else "",
    )


def _row(row: dict[str, Any], now: datetime) -> tuple[str, ...]:
    words = schools_content()
    practice = " (PRACTICE)" if row["practice"] else ""
    turn = OWNER_NAMES[Owner(row["acts_next"])] if row["acts_next"] else words.nobody
    return (
        f"{row['school'] or words.unnamed}{practice}",
        step_title(row["journey"], row["current"]),
        fill(words.late, {"next": turn}) if row["overdue"] else turn,
        day(datetime.fromisoformat(row["at"]), now),
    )


def start_journeys(path: Path, paths: AppPaths, now: datetime, *, practice: bool) -> str:
    """Starts a journey for each school of a list; says how many. Blocks. Raises InputError, JourneyError."""
    from app.journey.importing import import_schools
    from app.journey.people import Actor, Role

    actor = Actor(name=None, role=Role.TECHNICIAN)
    made = import_schools(path, paths.journeys, practice=practice, actor=actor, at=now)
    told = {"created": str(len(made.created)), "there": str(len(made.already_there))}
    return fill(schools_content().imported, told)


def write_all_briefs(
    folder: Path, paths: AppPaths, settings: Settings, now: datetime, portal: str, guard: Guard
) -> str:
    """Writes a brief for every journey that wants one; says how many, and why not for others. Blocks. Raises
    EvidenceError, OSError."""
    from app.evidence.brief_files import write_briefs
    from app.journey.listing import list_journeys

    made = write_briefs(
        list_journeys(paths, settings), folder, now=now, portal=portal, guard=guard, replace=True
    )
    words = schools_content()
    told = {"made": str(len(made["briefs"])), "left": str(len(made["left_out"]))}
    if not made["left_out"]:
        return fill(words.written_all, told)
    reasons = Counter(str(entry["why"]).rstrip(".") for entry in made["left_out"])
    why = "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common(3))
    return fill(words.written, {**told, "why": why})
