"""One practice school in operation: its people, its state, its tokens, and what is served at this moment.

Owned by the server's event loop; nothing here waits.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.practice.access import Access
from app.practice.content import Neighbour, curriculum
from app.practice.lifecycle import Lifecycle, Stage
from app.practice.listings import Listing, SchoolLists
from app.practice.pages import PageMaker
from app.practice.school import School, SchoolSpec


class Caller(StrEnum):
    """Whose token a request carries."""

    SCHOOL = "school"
    """A token for this one school; it dies when access is revoked."""
    APPLICATION = "application"
    """The vendor's own, for every school that approved."""


def token_for(school: School, caller: Caller) -> str:
    """40 hex characters, the same for the same school, so that a restart needs no secret on disk.

    It opens nothing but a practice server on this machine.
    """
    words = f"practice/{caller}/{school.identity.id}/{school.spec.seed}"
    return hashlib.sha256(words.encode()).hexdigest()[:40]


def label_of(spec: SchoolSpec) -> str:
    """What tells the state file of one practice school from another's."""
    extra = ("" if spec.dirt else " clean") + ("" if spec.classes else " no-classes")
    return f"{spec.phase} students={spec.students} seed={spec.seed}{extra}"


@dataclass(frozen=True, slots=True)
class NeighbourSchool:
    """A school beside the practice school, without people."""

    id: str
    urn: int
    establishment_number: str
    about: Neighbour


class Churn:
    """Students who come and go between one page and the next, so that page arithmetic goes wrong.

    Each page read after the first changes the list before it is cut: in turn the first student leaves, and
    a future starter arrives at the front. It ends when there are no more starters.
    """

    def __init__(self, rows: list[int], starters: list[int]) -> None:
        self.rows = rows
        self.turn = 0
        self._starters = list(starters)

    def before_page(self, page: int) -> None:
        """Lets one change happen, unless this is the first page."""
        if page <= 1 or not self._starters or not self.rows:
            return
        self.turn += 1
        self.rows = self.rows[1:] if self.turn % 2 else [self._starters.pop(), *self.rows]


class World:
    """Everything the API and the portals answer from."""

    def __init__(
        self, school: School, lifecycle: Lifecycle, *, empty: bool = False, churning: bool = False
    ) -> None:
        self.school = school
        self.lifecycle = lifecycle
        self.pages = PageMaker()
        self.empty = empty
        """Serves no rows and counts nothing, whatever the state: a fault."""
        self._churning = churning
        self._churn: Churn | None = None
        self._lists: SchoolLists | None = None
        self._access: Access | None = None
        self._tokens = {caller: token_for(school, caller) for caller in Caller}

    @property
    def school_id(self) -> str:
        """Wonde's id of the practice school."""
        return self.school.identity.id

    def token(self, caller: Caller) -> str:
        """The token of one kind."""
        return self._tokens[caller]

    def caller(self, token: str) -> Caller | None:
        """Whose token this is; None if it is none, or the school's after access was revoked."""
        for caller, known in self._tokens.items():
            if hmac.compare_digest(token.encode("utf-8"), known.encode()):
                return caller
        return None

    @property
    def stage(self) -> Stage:
        """Where the school stands now."""
        return self.lifecycle.stage

    @property
    def has_data(self) -> bool:
        """Whether rows are served: only once audited and transferred."""
        return self.stage is Stage.ONLINE and not self.empty

    @property
    def lists(self) -> SchoolLists:
        """The lists under the present access."""
        access = self.lifecycle.access
        if self._lists is None or access != self._access:
            self._lists, self._access, self._churn = SchoolLists(self.school, access), access, None
            self.pages.forget()
        return self._lists

    def listing(self, name: str) -> Listing | None:
        """A list as it is now; None for one that does not exist. Empty while there is no data."""
        found = self.lists.named(name)
        if found is None:
            return None
        if not self.has_data:
            return found.with_rows((), "no data yet")
        if name == "students" and self._churning:
            return found.with_rows(self.churn.rows, ("churn", self.churn.turn))
        return found

    @property
    def churning(self) -> bool:
        """Whether students come and go between pages."""
        return self._churning

    @property
    def churn(self) -> Churn:
        """The coming and going, begun when first asked for."""
        if self._churn is None:
            lists = self.lists
            self._churn = Churn(list(lists.students.rows), list(lists.starters.rows))
        return self._churn

    def shared_people(self, access: Access) -> tuple[int, int]:
        """(students, staff) that an access would share."""
        students = sum(access.lets_through(student.id) for student in self.school.students)
        staff = sum(access.lets_through(employee.id) for employee in self.school.staff)
        return students, staff

    @cached_property
    def neighbours(self) -> tuple[NeighbourSchool, ...]:
        """The other schools an application's token sees."""
        own = self.school.identity
        return tuple(
            NeighbourSchool(
                id=f"A{int(own.id[1:]) + number + 1:010d}",
                urn=own.urn + 100 + number,
                establishment_number=str(9800 + number),
                about=about,
            )
            for number, about in enumerate(curriculum().neighbour)
        )
