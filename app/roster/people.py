"""People as lists show them: what may be asked, and what one row of the answer holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SORTS = ("name", "kind", "year", "groups", "courses", "issue", "arrival")
"""What a list of people can be sorted by; `arrival` is the order the source gave them."""


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """A question for `Roster.people_ids`. Everything left at its default narrows nothing."""

    text: str = ""
    """Sought in names and identifiers; every word must be found. Refused while names are hidden."""
    kind: str | None = None
    """`student` or `staff`."""
    year: str | None = None
    """A `YearCount.label`, as `years()` gives it."""
    group_id: int | None = None
    only_issues: bool = False
    issue: str | None = None
    """A rule's code: only the people that it names."""
    among: tuple[int, ...] | None = None
    """Ids: only these people."""
    sort: str = "name"
    descending: bool = False


class PersonView(NamedTuple):
    """One person for a list or a detail pane. No registration group, ever: it would identify beside a
    name."""

    id: int
    kind: str
    name: str
    """As people say it: preferred forename and surname; bullets once masked."""
    forename: str
    surname: str
    year: str
    """Title of the year group, or the source's own label where it was not recognised; "" for staff."""
    groups: int
    """How many groups, classes not counted."""
    courses: int
    """How many classes."""
    issue: str
    """Title of the gravest issue, or ""."""
    severity: str
    """Severity of that issue, or ""."""
    email: str
    username: str
    key: str
    upi: str
    mis_id: str
    upn: str
    admission_number: str
    masked: bool = False


class GroupView(NamedTuple):
    """A group with its size."""

    id: int
    key: str
    type: str
    title: str
    code: str
    subject: str
    students: int
    staff: int


class YearCount(NamedTuple):
    """How many students are in one year group; `order` sorts, None for a label that was not recognised."""

    label: str
    order: int | None
    students: int
