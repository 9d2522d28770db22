"""What we ask itslearning to set up from Wonde's data: a working assumption until itslearning confirms it.

Which groups become hierarchy, which become courses, what stands in a title, who gets which profile, and
which id people are matched by. A file of it is TOML; everything left out keeps its default.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.formats.errors import InputError, Where
from app.formats.records import FieldState
from app.guidance.content import Content, Template, Words, read_content
from app.roster.facts import FieldRow, Issue

TITLE_LIMIT = 64
"""itslearning's limit on a group's title."""
TITLE_MARKS = ("{name}", "{code}", "{subject}")
"""What a pattern for titles may hold."""


class SyncKey(StrEnum):
    """The id that itslearning would match people by from one transfer to the next."""

    WONDE_ID = "wonde-id"
    UPI = "upi"
    MIS_ID = "mis-id"


class SyncKeyAbout(Content):
    """What choosing a sync key means for the school."""

    key: SyncKey
    title: Words
    consequences: tuple[Words, ...]


class MappingSummary(Content):
    """A mapping in a few lines."""

    key: Template
    hierarchy: Template
    no_hierarchy: Words
    houses: Words
    courses: Template
    no_courses: Words
    by_subject: Words
    without: Template
    profiles: Template
    profile: Template
    confirmed: Words
    unconfirmed: Words
    kinds: dict[str, Words]


class _Wording(Content):
    version: Words
    summary: MappingSummary
    assumption: Words
    change_warning: Words
    export_notes: tuple[Words, ...]
    key: tuple[SyncKeyAbout, ...]


class Role(BaseModel):
    """The profile and the role in groups that a kind of person gets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profile: str
    role: Literal["01", "02", "03", "04"]
    """IMS role: 01 learner, 02 instructor, 03 content developer, 04 member."""


class Mapping(BaseModel):
    """What becomes what. Frozen; change it with `model_copy(update=…)`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sync_key: SyncKey = SyncKey.WONDE_ID
    hierarchy: tuple[str, ...] = ("YEAR", "REGISTRATION")
    """Group types that become the hierarchy, from the top down."""
    houses: bool = True
    """Whether houses become a branch of their own."""
    courses: tuple[str, ...] = ("CLASS",)
    """Group types that become courses."""
    courses_without_classes: tuple[str, ...] = ("REGISTRATION",)
    """What stands in for courses where there are no classes, as in many primary schools."""
    group_by_subject: bool = True
    course_title: str = Field(default="{name}", max_length=TITLE_LIMIT)
    """What `TITLE_MARKS` names is filled in."""
    student: Role = Role(profile="Student", role="01")
    teaching_staff: Role = Role(profile="Staff", role="02")
    other_staff: Role = Role(profile="Staff", role="02")
    site_key: str = Field(default="root", min_length=1, max_length=TITLE_LIMIT)
    """The key of the itslearning site that everything hangs under; itslearning support knows it."""
    confirmed_by_itslearning: bool = False

    @field_validator("course_title")
    @classmethod
    def _only_known_marks(cls, pattern: str) -> str:
        if unknown := unknown_marks(pattern):
            raise ValueError(f"{unknown[0]} is none of {', '.join(TITLE_MARKS)}")
        return pattern

    def title_of(self, name: str, code: str, subject: str) -> str:
        """A course's title by the pattern; the name where the pattern gives nothing."""
        title = self.course_title
        for mark, value in zip(TITLE_MARKS, (name, code, subject), strict=True):
            title = title.replace(mark, value)
        return " ".join(title.split()) or name


def unknown_marks(pattern: str) -> tuple[str, ...]:
    """What stands in braces in a pattern for titles and would never be filled in, as "{nmae}"."""
    return tuple(mark for mark in re.findall(r"\{[^{}]*\}", pattern) if mark not in TITLE_MARKS)


def read_mapping(path: Path) -> Mapping:
    """Reads a mapping file. Raises InputError with the line or the field."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise InputError(
            f"can’t be read ({problem.strerror or type(problem).__name__})",
            Where(path.name),
            "Check the path.",
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"is not TOML: {problem}", Where(path.name), "Mend the line named.") from problem
    try:
        return Mapping.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise InputError(
            first["msg"], Where(path.name, field=name), "Change it or leave it out."
        ) from problem


def assumption() -> str:
    """The sentence that marks a mapping as our working assumption. Raises ContentError."""
    return _wording().assumption


def change_warning() -> str:
    """What happens if the key is changed later. Raises ContentError."""
    return _wording().change_warning


def export_notes() -> tuple[str, ...]:
    """What is assumed in every file made for itslearning. Raises ContentError."""
    return _wording().export_notes


def summary_words() -> MappingSummary:
    """How a mapping is told in a few lines. Raises ContentError."""
    return _wording().summary


def sync_keys() -> tuple[SyncKeyAbout, ...]:
    """Every key with its consequences. Raises ContentError."""
    return _wording().key


def _wording() -> _Wording:
    return read_content(_Wording, "catalogues", "mapping.toml")


_KEY_FIELDS = {SyncKey.UPI: "upi", SyncKey.MIS_ID: "mis_id"}
_KEY_SHARED = {
    SyncKey.WONDE_ID: "person-key-taken",
    SyncKey.UPI: "upi-shared",
    SyncKey.MIS_ID: "mis-id-shared",
}
"""The rule that finds people with one key between them."""


def sync_key_problems(
    mapping: Mapping, fields: Sequence[FieldRow], issues: Sequence[Issue]
) -> tuple[str, ...]:
    """Why people can't be told apart by the chosen key with what is shared: it is withheld or blank, some
    have none, or several have the same. A sentence for each."""
    name = _KEY_FIELDS.get(mapping.sync_key)
    problems = []
    for row in fields:
        if row.field != name or row.kind not in ("student", "staff") or row.total == 0:
            continue
        who = "students" if row.kind == "student" else "staff"
        if row.state in (FieldState.NOT_SHARED, FieldState.BLANK):
            problems.append(f"{row.title} of {who} is {row.state}: they can’t be matched by it.")
        elif row.filled < row.total and (row.filled or row.state is FieldState.SHARED):
            missing = f"{row.total - row.filled:,} of {row.total:,} {who} have no {row.title}"
            problems.append(f"{missing}: they can’t be matched by it.")
    shared = next((i.count for i in issues if i.code == _KEY_SHARED[mapping.sync_key]), 0)
    if shared:
        who = "1 person has" if shared == 1 else f"{shared:,} people have"
        problems.append(f"{who} a key that is another’s as well: two such people would become one account.")
    return tuple(problems)
