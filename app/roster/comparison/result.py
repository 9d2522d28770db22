"""What a comparison tells: tallies per kind, findings, and the people and groups behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from app.roster.baseline.snapshot import NO_YEAR, Snapshot


class Kind(StrEnum):
    """What is counted apart."""

    STUDENTS = "students"
    STAFF = "staff"
    GROUPS = "groups"
    CLASSES = "classes"
    MEMBERSHIPS = "memberships"


class Reason(StrEnum):
    """Why a change is what a new school year, or the MIS's own dates, lead one to expect."""

    PROMOTED = "moved up a year"
    LEFT_AT_END = "left at the end of the last year"
    LEFT_ON_DATE = "left on the date the MIS gave"
    ALREADY_LEFT = "had left before"
    INTAKE = "new intake"
    STARTED = "started on the date the MIS gives"
    ISSUED_AGAIN = "issued again for the new year"
    RENAMED = "renamed with the year"
    NEW_YEAR_GROUPS = "groups of the new year"
    TIMETABLE = "new timetable"
    WITH_THE_PERSON = "came or left with the person"


@dataclass(slots=True)
class Tally:
    """Changes of one kind. `explained` are those among added, removed and changed that need no look."""

    then: int = 0
    now: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    reasons: Counter[Reason] = field(default_factory=Counter)
    loose_added: int = 0
    """Added and not explained; so for the next two."""
    loose_removed: int = 0
    loose_changed: int = 0

    @property
    def explained(self) -> int:
        """How many of all changes are explained."""
        return self.added + self.removed + self.changed - self.unexplained

    @property
    def unexplained(self) -> int:
        """How many are not."""
        return self.loose_added + self.loose_removed + self.loose_changed

    def loose(self, change: str) -> int:
        """The unexplained ones of `added`, `removed` or `changed`."""
        return {
            "added": self.loose_added,
            "removed": self.loose_removed,
            "changed": self.loose_changed,
        }[change]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that nothing explains, with everyone or everything it concerns. Names nobody: indexes into
    the two snapshots."""

    code: str
    kind: Kind
    now: tuple[int, ...] = ()
    """Indexes of today's people or groups."""
    then: tuple[int, ...] = ()
    """Indexes of the baseline's people or groups, of whom nothing but a hash is known."""
    year: int = NO_YEAR
    """The national year of a cohort, as it was then for who left or stayed and as it is now for who came."""
    field: str = ""
    """The field, the type of group or the like that it is about."""
    count: int = 0

    @property
    def of_groups(self) -> bool:
        """Whether the indexes are of groups and classes."""
        return self.kind in (Kind.GROUPS, Kind.CLASSES)


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason why nothing should pass."""

    code: str
    """`limit`, or a finding's code."""
    kind: Kind
    title: str
    change: str = ""
    """added, removed or changed, for a limit."""
    count: int = 0
    of: int = 0
    limit_percent: float | None = None
    limit_count: int | None = None


@dataclass(frozen=True, slots=True)
class MisChange:
    """All ids are new: the school has another MIS, or its records were made anew."""

    matched: dict[str, int]
    """By `upn`, `email` and the like, how many people were found again."""
    unmatched_now: tuple[int, ...]
    """Today's people who were not found, new intake and dated starters left out."""
    unmatched_then: tuple[int, ...]
    """People of the baseline who were not found again and were not expected to leave."""


@dataclass(frozen=True, slots=True)
class StaffNotCompared:
    """One of the two sides has no staff because it can't tell of any."""

    then: int
    now: int
    note: str
    """In a sentence or two, and what to do about it."""


@dataclass(slots=True)
class Comparison:
    """The whole answer."""

    then: Snapshot
    now: Snapshot
    steps: int
    """How many years students moved up."""
    expected_steps: int
    """How many the calendar would have."""
    kinds: dict[Kind, Tally]
    findings: list[Finding]
    joiners: list[int]
    """Indexes of today's people who are new, explained or not."""
    leavers: list[int]
    """Indexes of the baseline's people who are gone."""
    mis_change: MisChange | None = None
    not_compared: list[str] = field(default_factory=list)
    """Fields as "student.email", and "staff" for all of a kind."""
    staff: StaffNotCompared | None = None
    """Why staff were left out of it; None where they were compared."""
    held: list[Hold] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        """`held` where anything holds: then nothing passes, of any kind."""
        return "held" if self.held else "pass"

    def note_on(self, kind: Kind) -> str:
        """Why a kind was not compared; "" where it was."""
        return self.staff.note if self.staff is not None and kind is Kind.STAFF else ""

    def found(self, code: str) -> list[Finding]:
        """The findings of one code."""
        return [finding for finding in self.findings if finding.code == code]

    def people_now(self, places: Iterable[int]) -> list[int]:
        """The roster's ids of today's people at these places, for a list that shows who they are."""
        return [self.now.people.ids[place] for place in places]

    def groups_now(self, places: Iterable[int]) -> list[int]:
        """The roster's ids of today's groups and classes at these places."""
        return [self.now.groups.ids[place] for place in places]

    def leavers_by_year(self) -> dict[int, int]:
        """How many left of each national year (NO_YEAR for none); staff are not among them."""
        people = self.then.people
        return dict(sorted(Counter(people.year[n] for n in self.leavers if people.kind[n] == 0).items()))


def indexes(places: Iterable[int]) -> tuple[int, ...]:
    """Sorted and without repeats, as findings keep them."""
    return tuple(sorted(set(places)))
