"""People, groups and memberships of one moment, as hashes and numbers.

Column by column, in arrays: a trust has 90,000 people and 720,000 memberships, and a comparison holds two of
these. A person is an index into the columns of `People`, a group one into those of `Groups`. A snapshot just
taken of a roster also knows the roster's ids; one that was read from a baseline has none.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from app.formats.identifiers import Year
from app.roster.baseline.hashing import ABSENT, HASH

STUDENT, STAFF = 0, 1
KINDS = ("student", "staff")
CURRENT, LEAVER, FUTURE = 0, 1, 2
STANDINGS = ("current", "leaver", "future")
NO_YEAR = -128
NO_DAY = 0
LEARNER, TEACHER = 0, 1

MARKS = ("key", "who", "upi", "mis_id", "upn", "username", "email")
"""What tells people apart, hashed each by itself so that it can be looked for among other people."""
VALUES = (
    "title", "forename", "surname", "middle_names", "legal_forename", "legal_surname", "gender",
    "date_of_birth", "admission_number", "teaching", "staff_code",
)  # fmt: skip
"""What may change about a person and leave them who they are."""
HASHED = (*MARKS, *VALUES)
COMPARED = tuple(name for name in HASHED if name not in ("key", "who"))
"""The fields whose changes are told; `who` is made of three of them."""
_PLACE = {name: number * HASH for number, name in enumerate(HASHED)}
PERSON_BYTES = len(HASHED) * HASH


def national_year(year: Year | None) -> int:
    """A year as a number that grows by one each September: Reception 0, the nursery years -1 and -2."""
    if year is None:
        return NO_YEAR
    return {-3: -2, -2: -1}.get(year.order, year.order)


def mark(hashes: bytes, name: str) -> bytes:
    """One field's hash out of a person's."""
    start = _PLACE[name]
    return hashes[start : start + HASH]


def has(hashes: bytes, name: str) -> bool:
    """Whether a person has a value in a field."""
    return mark(hashes, name) != ABSENT


@dataclass(slots=True)
class People:
    """Everyone, column by column."""

    kind: bytearray = field(default_factory=bytearray)
    """STUDENT or STAFF."""
    standing: bytearray = field(default_factory=bytearray)
    """CURRENT, LEAVER or FUTURE at the moment of the snapshot."""
    year: array[int] = field(default_factory=lambda: array("b"))
    """National year, or NO_YEAR."""
    starts: array[int] = field(default_factory=lambda: array("i"))
    """First day as a proleptic ordinal, or NO_DAY."""
    ends: array[int] = field(default_factory=lambda: array("i"))
    hashes: list[bytes] = field(default_factory=list)
    """`PERSON_BYTES` each: the hashes of `HASHED` in its order."""
    ids: array[int] = field(default_factory=lambda: array("q"))
    """The roster's ids; empty for a snapshot that was read from a file."""

    def __len__(self) -> int:
        return len(self.hashes)


@dataclass(slots=True)
class Groups:
    """Every group and class, column by column."""

    type: list[str] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    title: list[bytes] = field(default_factory=list)
    stem: list[bytes] = field(default_factory=list)
    """The title without its year: "7A" and "8A" have the same."""
    subject: list[bytes] = field(default_factory=list)
    year: array[int] = field(default_factory=lambda: array("b"))
    """The national year of more than half of its students, or NO_YEAR."""
    students: array[int] = field(default_factory=lambda: array("i"))
    staff: array[int] = field(default_factory=lambda: array("i"))
    ids: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.key)


@dataclass(slots=True)
class Memberships:
    """Who is in what: of person n, the groups `group[first[n]:first[n + 1]]`, each with a role."""

    first: array[int] = field(default_factory=lambda: array("i", [0]))
    group: array[int] = field(default_factory=lambda: array("i"))
    role: bytearray = field(default_factory=bytearray)
    """LEARNER or TEACHER."""

    def of(self, person: int) -> array[int]:
        """The groups of one person."""
        return self.group[self.first[person] : self.first[person + 1]]

    def __len__(self) -> int:
        return len(self.group)


class SeenField(NamedTuple):
    """What was known of a field: how many had it, of how many, and whether a blank was a blank."""

    filled: int
    total: int
    state: str
    """SEEN, WITHHELD, or UNKNOWN where it was empty and nothing said why."""


SEEN, WITHHELD, UNKNOWN = "seen", "withheld", "unknown"


@dataclass(slots=True)
class Snapshot:
    """One school at one moment."""

    made: datetime
    source: str
    """What kind of source its keys are of; keys of different sources are not compared."""
    school_id: str
    school_name: str
    fields: dict[str, dict[str, SeenField]]
    """Per kind of person, by field."""
    people: People = field(default_factory=People)
    groups: Groups = field(default_factory=Groups)
    memberships: Memberships = field(default_factory=Memberships)
    tells_staff: bool = True
    """Whether staff would be in it if there were any. Known of a roster; of a baseline it is not kept."""

    @property
    def day(self) -> date:
        """The day it was made, where it was made."""
        return self.made.astimezone().date()

    @property
    def school_year(self) -> int:
        """The year in which its school year began, by the calendar."""
        return self.day.year if self.day.month >= 9 else self.day.year - 1
