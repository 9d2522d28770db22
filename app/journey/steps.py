"""The steps of each journey, as content: resources/journeys/*.toml, checked on load.

`common.toml` describes every step once; a journey's own file picks steps, puts them in order, says what each
needs, and may word them differently. Which situation a step is in is decided by `app.journey.rules`; this
module knows which situations there are and the status each stands for.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field, model_validator

from app.guidance.content import (
    Content,
    ContentError,
    Sureness,
    Template,
    Words,
    checked,
    placeholders,
    read_content,
)
from app.journey.events import KINDS
from app.journey.model import How, JourneyKind, Owner, Status, StepId

_TECHNICIAN, _WONDE, _ITSLEARNING = Owner.TECHNICIAN, Owner.WONDE, Owner.ITSLEARNING
_HEAD, _LGFL = Owner.HEADTEACHER, Owner.LGFL

SITUATIONS: Mapping[StepId, Mapping[str, tuple[Status, Owner | None]]] = {
    StepId.SCHOOL: {
        "ready": (Status.READY, _TECHNICIAN),
        "done": (Status.DONE, None),
    },
    StepId.ONSITE_CLIENT: {
        "ready": (Status.READY, _TECHNICIAN),
        "asked": (Status.WAITING, _WONDE),
        "checked": (Status.IN_PROGRESS, _TECHNICIAN),
        "not-online": (Status.IN_PROGRESS, _TECHNICIAN),
        "failed": (Status.ATTENTION, _TECHNICIAN),
        "offline": (Status.ATTENTION, _TECHNICIAN),
        "done": (Status.DONE, None),
    },
    StepId.WONDE_APPROVAL: {
        "ready": (Status.READY, _TECHNICIAN),
        "started": (Status.IN_PROGRESS, _TECHNICIAN),
        "asked": (Status.WAITING, _HEAD),
        "stuck": (Status.ATTENTION, _TECHNICIAN),
        "stuck-asked": (Status.WAITING, _WONDE),
        "declined": (Status.ATTENTION, _TECHNICIAN),
        "revoked": (Status.ATTENTION, _TECHNICIAN),
        "audit": (Status.WAITING, _WONDE),
        "online": (Status.WAITING, _WONDE),
        "online-not-read": (Status.IN_PROGRESS, _TECHNICIAN),
        "offline": (Status.ATTENTION, _TECHNICIAN),
        "done": (Status.DONE, None),
    },
    StepId.PREVIEW: {
        "ready": (Status.READY, _TECHNICIAN),
        "agreed": (Status.READY, _TECHNICIAN),
        "before": (Status.IN_PROGRESS, _TECHNICIAN),
        "first-data": (Status.WAITING, _WONDE),
        "emptied": (Status.ATTENTION, _TECHNICIAN),
        "done": (Status.DONE, None),
    },
    StepId.DATA_TEST: {
        "ready": (Status.READY, _TECHNICIAN),
        "asked": (Status.WAITING, _ITSLEARNING),
        "problems": (Status.ATTENTION, _TECHNICIAN),
        "passed": (Status.WAITING, _ITSLEARNING),
        "done": (Status.DONE, None),
    },
    StepId.SSO_APPROVAL: {
        "not-needed": (Status.NOT_NEEDED, None),
        "no-statement": (Status.READY, _TECHNICIAN),
        "ready": (Status.READY, _TECHNICIAN),
        "handed-over": (Status.WAITING, _HEAD),
        "started": (Status.IN_PROGRESS, _HEAD),
        "approved": (Status.IN_PROGRESS, _TECHNICIAN),
        "half-seen": (Status.IN_PROGRESS, _TECHNICIAN),
        "stuck": (Status.ATTENTION, _TECHNICIAN),
        "stuck-asked": (Status.WAITING, _LGFL),
        "declined": (Status.ATTENTION, _TECHNICIAN),
        "sign-in-failed": (Status.ATTENTION, _TECHNICIAN),
        "done": (Status.DONE, None),
    },
    StepId.FINISH: {
        "ready": (Status.READY, _TECHNICIAN),
        "done": (Status.DONE, None),
    },
}
"""Status and who acts next in each situation, unless the rule names someone else. `blocked` is for all."""

LINE_VALUES = frozenset(
    {"school", "since", "who", "blocker", "students", "staff", "mend", "done", "of", "to_mend", "look_at"}
)
"""What a rail line may be filled with."""


class Wait(Content):
    """How long something normally takes. Chasing before it is over is not offered."""

    hours: int = Field(gt=0, le=24 * 60)
    weekends: bool = False
    """Whether Saturdays and Sundays count. Where people do the work, they don't."""
    says: Words
    """One sentence on what is normal."""
    sureness: Sureness
    source: Words


class Situation(Content):
    """How one situation of a step is worded."""

    line: Template
    """The rail's second line: short, and whose turn it is or what is waited for."""
    overdue: Template | None = None
    """The line once the normal wait is over."""
    wait: Wait | None = None
    waiting_for: Words | None = None
    """Fills “has been waiting for …” in a chaser."""
    message: Words | None = None
    """Id of the chaser in messages.toml, for the party that is usually waited for."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Situation:
        parts = (self.wait, self.overdue, self.waiting_for, self.message)
        if any(parts) and not all(parts):
            raise ValueError("a wait needs overdue, waiting_for and message too")
        unknown = placeholders(self.line) | placeholders(self.overdue or "")
        if not unknown <= LINE_VALUES:
            raise ValueError(f"cannot be filled: {', '.join(sorted(unknown - LINE_VALUES))}")
        return self


class ProofWay(Content):
    """One way to prove a step."""

    kind: Words
    """An event kind."""
    how: tuple[How, ...] = Field(min_length=1)
    text: Words

    @model_validator(mode="after")
    def _kind_exists(self) -> ProofWay:
        if self.kind not in KINDS:
            raise ValueError(f"there is no event “{self.kind}”")
        return self


class StepDefinition(Content):
    """One step of one kind of journey."""

    id: StepId
    title: Words
    owner: Owner
    purpose: Words
    """One sentence for the page's head; claims nothing."""
    needs: tuple[StepId, ...] = ()
    """Steps that must be done, or not needed, before this one can go on."""
    wants_statement: bool = False
    """Whether a dated statement that provisioning works stands in for the steps before."""
    proofs: tuple[ProofWay, ...] = Field(min_length=1)
    situations: dict[Words, Situation]

    @model_validator(mode="after")
    def _owned_by_one_who_can(self) -> StepDefinition:
        if self.owner is Owner.LGFL:
            raise ValueError("LGfL is asked for help; no step is its own")
        return self

    @model_validator(mode="after")
    def _all_situations_worded(self) -> StepDefinition:
        known = {"blocked", *SITUATIONS[self.id]}
        if known != set(self.situations):
            different = ", ".join(sorted(known ^ set(self.situations)))
            raise ValueError(f"situations missing or unknown: {different}")
        for name, situation in self.situations.items():
            waits = name != "blocked" and SITUATIONS[self.id][name][0] is Status.WAITING
            if waits is not (situation.wait is not None):
                raise ValueError(f"{name}: a waiting situation, and only one, has a wait")
        return self


class _JourneyFile(Content):
    version: Words
    kind: JourneyKind
    title: Words
    about: Words
    step: tuple[dict[str, object], ...] = Field(min_length=1)


class _CommonFile(Content):
    version: Words
    steps: dict[StepId, dict[str, object]]


@dataclass(frozen=True, slots=True)
class JourneyDefinition:
    """One kind of journey."""

    kind: JourneyKind
    title: str
    about: str
    """One sentence for the start page."""
    steps: tuple[StepDefinition, ...]

    def step(self, step_id: StepId) -> StepDefinition:
        """One step. Raises KeyError for a step this journey does not have."""
        for step in self.steps:
            if step.id is step_id:
                return step
        raise KeyError(step_id)


@functools.cache
def journey_definition(kind: JourneyKind) -> JourneyDefinition:
    """A kind of journey. Raises ContentError."""
    common = read_content(_CommonFile, "journeys", "common.toml")
    file = read_content(_JourneyFile, "journeys", f"{kind}.toml")
    return assembled(file.model_dump(), common.steps, f"{kind}.toml")


def assembled(
    raw: Mapping[str, object], common: Mapping[StepId, Mapping[str, object]], where: str
) -> JourneyDefinition:
    """A journey from its own file's content over what all journeys share. Raises ContentError."""
    file = checked(_JourneyFile, raw, where)
    steps: list[StepDefinition] = []
    for own in file.step:
        base = common.get(StepId(str(own["id"])), {}) if own.get("id") in tuple(StepId) else {}
        situations = {**_table(base.get("situations")), **_table(own.get("situations"))}
        step = checked(StepDefinition, {**base, **own, "situations": situations}, where)
        if not {*step.needs} <= {earlier.id for earlier in steps}:
            raise ContentError(f"{where}: {step.id}: needs a step that does not come before it")
        steps.append(step)
    return JourneyDefinition(file.kind, file.title, file.about, tuple(steps))


def steps_of(kind: JourneyKind) -> tuple[StepDefinition, ...]:
    """The steps of a kind of journey, in order. Raises ContentError."""
    return journey_definition(kind).steps


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def step_title(kind: str, step: str) -> str:
    """A step's title in a kind of journey; of a step that this version does not know, its id. Raises
    ValueError for a kind that is none, ContentError."""
    steps = journey_definition(JourneyKind(kind)).steps
    return next((known.title for known in steps if known.id == step), step)
