"""What a roster says about itself: where it came from, how many, what differed, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.formats.records import FieldState
from app.guidance.permissions import Need


class SourceKind(StrEnum):
    """What a roster was loaded from."""

    WONDE = "wonde"
    REPORT = "report"
    ONEROSTER = "oneroster"
    IMS_ENTERPRISE = "ims-enterprise"
    TABLES = "wizard-export"
    """The CSV tables or the workbook that this program writes."""


class Phase(StrEnum):
    """Whether it was seen before the school agreed, or afterwards as Wonde serves it."""

    BEFORE = "before approval"
    AFTER = "after approval"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a roster was loaded."""

    kind: SourceKind
    when: datetime
    detail: str = ""
    """The file's or folder's name, or Wonde's host; never a full path."""

    @property
    def phase(self) -> Phase:
        """Only what Wonde itself serves counts as seen after approval."""
        return Phase.AFTER if self.kind is SourceKind.WONDE else Phase.BEFORE


class School(NamedTuple):
    """The school a roster is of; either part may be "" when the source does not say."""

    id: str
    name: str


NO_SCHOOL = School("", "")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each. `memberships` are distinct pairs of a person and a group or class."""

    students: int
    staff: int
    groups: Mapping[str, int]
    """Per Wonde group type; classes are not among them."""
    classes: int
    memberships: int


class IssueSeverity(StrEnum):
    """The office's own words, as the school census uses them."""

    MUST_FIX = "must fix"
    CHECK = "check and explain"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """One kind of trouble with how often it occurs. Names nobody."""

    code: str
    severity: IssueSeverity
    title: str
    why: str
    count: int
    where: str
    """The record to mend it in, whatever the MIS."""
    place: str = ""
    """Id of that record for `app.guidance.mending`, which knows where it is in each MIS."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that did not agree with itself: counted one way here and another way there."""

    code: str
    title: str
    expected: int | None
    found: int


class FieldRow(NamedTuple):
    """One field of one kind of row: whether it is shared, and how many rows hold it."""

    kind: str
    """student, staff, group or class."""
    field: str
    title: str
    state: FieldState
    filled: int
    total: int
    need: Need
    why: str = ""
    """Why the state is what it is, in one sentence."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Records of the source that are not people of this roster, such as parents."""

    what: str
    count: int

    @property
    def sentence(self) -> str:
        """ "Left out: parents and carers, who are not shared (12)." """
        return f"Left out: {self.what} ({self.count:,})."


class PermissionSeen(NamedTuple):
    """One permission as Wonde listed it."""

    name: str
    group: str
    approved: bool | None
    """None where Wonde does not say, which is not a no."""
    optional: bool


@dataclass(frozen=True, slots=True)
class LoadFacts:
    """What the loader knows beside the rows; the fields page and some rules are made from it."""

    origin: Origin
    school: School = NO_SCHOOL
    permissions: tuple[PermissionSeen, ...] | None = None
    """None when they could not be read, or the source has none."""
    present: Mapping[str, frozenset[str]] | None = None
    """Per kind, the fields that the source has at all (a report's columns); None for every field."""
    passed_over: frozenset[str] = frozenset()
    """Kinds of person of whom a report had a list that could not be read."""
    unreadable: tuple[str, ...] = ()
    """Kinds of row that could not be fetched at all, as `groups`."""
    differences: tuple[Difference, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    ignored: int = 0
    """Values and rows of a file that could not be understood and were left out."""
    notes: tuple[str, ...] = ()
    """Sentences for the preview: what was assumed or repaired while reading."""
    counted: Mapping[str, int] = field(default_factory=dict)
    """Wonde's own counts: `students`, `employees`, `classes`, as far as it gave them."""
    access_listed: int = 0
    """How many people access control in Wonde's portal names."""
