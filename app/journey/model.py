"""The words a journey is told in: owners, statuses, how a thing is known, and the state of each step.

Everything here is frozen and free of I/O, so that windows, JSON and documents can share it between threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class How(StrEnum):
    """How a thing is known. Only `MEASURED` may ever be drawn as a solid tick."""

    MEASURED = "measured"
    """By this program, at a stated time."""
    READ_OFF = "read-off"
    """Someone read it on a portal or a screen, and said who, when and what."""
    TOLD = "told"
    """Someone said so."""

    @property
    def strength(self) -> int:
        """Orders proofs: a chain is only as strong as its weakest (told 0 < read-off 1 < measured 2)."""
        return {How.TOLD: 0, How.READ_OFF: 1, How.MEASURED: 2}[self]


class Owner(StrEnum):
    """Who can move a step on. A trust officer may stand for the school's own people."""

    TECHNICIAN = "technician"
    HEADTEACHER = "headteacher"
    DATA_PROTECTION_OFFICER = "data protection officer"
    WONDE = "wonde"
    ITSLEARNING = "itslearning"
    LGFL = "lgfl"
    """LGfL's service desk: asked for help and waited for, but no step is its own."""


class Status(StrEnum):
    """The state of one step. `DONE` says nothing about proof: read `StepState.how` with it."""

    NOT_NEEDED = "not-needed"
    BLOCKED = "blocked"
    READY = "ready"
    IN_PROGRESS = "in-progress"
    WAITING = "waiting"
    ATTENTION = "attention"
    DONE = "done"


class JourneyKind(StrEnum):
    """The journeys a school can be on."""

    FIRST_SET_UP = "first-set-up"
    NEW_SCHOOL_YEAR = "new-school-year"
    SINGLE_SIGN_ON_ONLY = "single-sign-on-only"
    HELP_SESSION = "help-session"


class StepId(StrEnum):
    """Stable names of steps, used in ledgers, JSON and page lookups."""

    SCHOOL = "school"
    ONSITE_CLIENT = "onsite-client"
    WONDE_APPROVAL = "wonde-approval"
    PREVIEW = "preview"
    DATA_TEST = "data-test"
    SSO_APPROVAL = "sso-approval"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class StepState:
    """Where one step stands at one moment, ready to render."""

    id: StepId
    title: str
    owner: Owner
    status: Status
    line: str
    """One short sentence for the rail: whose turn it is, or what is waited for and since when."""
    acts_next: Owner | None = None
    since: datetime | None = None
    """When this status was first seen, in UTC; never claimed to be when it really began."""
    how: How | None = None
    """How the status is known; None while nothing has been claimed."""
    chase_after: datetime | None = None
    """Normal waiting ends here, in UTC; chasing before is not shown."""
    blocked_by: tuple[StepId, ...] = ()
    situation: str = ""
    """Which of the step's situations this is, as resources/journeys names them: `audit`, `declined`."""
    overdue: bool = False
    """Whether the normal wait is over: now is the time to chase."""

    @property
    def solid(self) -> bool:
        """True only where a solid tick may be drawn: done, and measured by this program."""
        return self.status is Status.DONE and self.how is How.MEASURED


@dataclass(frozen=True, slots=True)
class JourneyState:
    """A whole journey at one moment: the pure result of `evaluate(fold(events), now)`."""

    kind: JourneyKind
    practice: bool
    school_name: str | None
    steps: tuple[StepState, ...]
    acts_next: Owner | None
    current: StepId
    """The step to open on resume: the first that the school can act on, else the first unfinished."""

    def step(self, step_id: StepId) -> StepState:
        """The state of one step. Raises KeyError for a step this journey does not have."""
        for state in self.steps:
            if state.id is step_id:
                return state
        raise KeyError(step_id)
