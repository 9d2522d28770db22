"""Neutral rows that every source of people is turned into before it reaches the roster.

Tuples, not models: a trust has 90,000 people and 720,000 memberships, and a class instance per field costs
more than reading the file. Order is part of the contract: the roster inserts these as they stand.
Blank text is None; a value that was withheld is also None, and `FieldState` says which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar


class PersonKind(StrEnum):
    """Whether a row came as a student or as staff; one human may be both, with two rows."""

    STUDENT = "student"
    STAFF = "staff"


class PersonStanding(StrEnum):
    """Whether a person belongs to the school now."""

    CURRENT = "current"
    LEAVER = "leaver"
    FUTURE = "future"


class FieldState(StrEnum):
    """Why a field holds what it holds. A withheld field is not a blank field."""

    SHARED = "shared"
    NOT_SHARED = "not shared"
    BLANK = "blank in MIS"
    UNKNOWN = "can't be seen from here"


class Repair(StrEnum):
    """What a reader mended in one record, so that nothing is mended in silence."""

    SPACES = "spaces"
    """Spaces before or after a name."""
    YEAR_LABEL = "year-label"
    """A year label that says nothing; the year was taken from the year group."""


class Person(NamedTuple):
    """One student or member of staff as a source gave them."""

    key: str
    """The source's own id (Wonde id, MIS id or sourcedId), unique within the source and kind."""
    kind: str
    title: str | None = None
    forename: str | None = None
    surname: str | None = None
    middle_names: str | None = None
    legal_forename: str | None = None
    legal_surname: str | None = None
    gender: str | None = None
    date_of_birth: str | None = None
    """YYYY-MM-DD, never shifted between time zones."""
    upi: str | None = None
    mis_id: str | None = None
    upn: str | None = None
    admission_number: str | None = None
    username: str | None = None
    email: str | None = None
    year_label: str | None = None
    """As the source wrote it: "R", "7", "Year 7"."""
    start_date: str | None = None
    """Admission or employment start, YYYY-MM-DD."""
    end_date: str | None = None
    """Leaving or employment end, YYYY-MM-DD."""
    teaching: int | None = None
    """1 teaching staff, 0 other staff, None unknown or a student."""
    staff_code: str | None = None
    standing: str = PersonStanding.CURRENT
    repaired: str | None = None
    """What was mended while reading, as `Repair` words parted by spaces; what is held is the mended value."""


class Group(NamedTuple):
    """A year, registration group, house, class or other group."""

    key: str
    type: str
    """REGISTRATION, YEAR, HOUSE, … as Wonde names them; classes are CLASS; the school itself is SCHOOL."""
    name: str | None = None
    code: str | None = None
    description: str | None = None
    subject: str | None = None
    mis_id: str | None = None
    parent_key: str | None = None
    """The group this one sits under, where the source says so."""
    repaired: str | None = None
    """As `Person.repaired`."""


class Membership(NamedTuple):
    """A person in a group, by keys."""

    person_key: str
    person_kind: str
    group_key: str
    group_type: str
    role: str = "learner"
    """`learner` or `teacher`."""
    main: int | None = None
    """1 the main teacher, 0 a co-teacher, None not said."""


CLASS = "CLASS"
SCHOOL = "SCHOOL"


class RowSink(Protocol):
    """Where a reader puts rows as it meets them, in any order; a roster's builder is one."""

    def add_people(self, people: Iterable[Person]) -> object:
        """Takes some people."""
        ...

    def add_groups(self, groups: Iterable[Group]) -> object:
        """Takes some groups and classes."""
        ...

    def add_memberships(self, memberships: Iterable[Membership]) -> object:
        """Takes some memberships, whose person and group may come later."""
        ...


class RowSource(Protocol):
    """What a writer takes rows from, as often as it needs to; a roster gives one."""

    def people(self) -> Iterator[Person]:
        """Everyone, students before staff."""
        ...

    def groups(self) -> Iterator[Group]:
        """Every group and class."""
        ...

    def memberships(self) -> Iterator[Membership]:
        """Every membership of people and groups that are there, group by group."""
        ...


BATCH = 2_000
"""Rows that a reader gathers before it hands them on."""

_Row = TypeVar("_Row")


def batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows in lists of `BATCH`; none for no rows."""
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
