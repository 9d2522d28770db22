"""What the events of one ledger come to, before anyone asks what it means for a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from app.journey.claims import Claim, Proof, Standing, standing
from app.journey.events import (
    AdviceNoted,
    JourneyCreated,
    MessageSent,
    PreviewTaken,
    SchoolDescribed,
    SsoTaskDone,
)
from app.journey.lines import Event
from app.journey.model import JourneyKind, Owner, StepId


@dataclass(frozen=True, slots=True)
class Sent:
    """The last message about a step."""

    message: str
    to: Owner
    at: datetime
    order: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Frozen, and the same for the same events on any machine."""

    kind: JourneyKind = JourneyKind.FIRST_SET_UP
    practice: bool = False
    journey_id: str | None = None
    created_at: datetime | None = None
    last_at: datetime | None = None
    """Of the latest event."""
    school: SchoolDescribed | None = None
    trails: Mapping[Claim, tuple[Proof, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The proofs of each claim, in ledger order."""
    latest: Mapping[str, Event] = field(default_factory=lambda: MappingProxyType({}))
    """The last event of each kind."""
    by_order: Mapping[int, Event] = field(default_factory=lambda: MappingProxyType({}))
    sent: Mapping[StepId, Sent] = field(default_factory=lambda: MappingProxyType({}))
    tasks_done: frozenset[str] = frozenset()
    """Ids of the headteacher's tasks that were reported done."""
    consulted: Mapping[str, AdviceNoted] = field(default_factory=lambda: MappingProxyType({}))
    """What was last said of each advice that was asked for."""
    unknown: int = 0
    """Events of kinds this version does not know."""

    def standing(self, claim: Claim) -> Standing | None:
        """What is known of a claim; None where nothing is."""
        return standing(self.trails.get(claim, ()))

    def holds(self, claim: Claim) -> Standing | None:
        """What is known of a claim that is so now; None where it is not so, or not known."""
        found = self.standing(claim)
        return found if found is not None and found.holds else None

    def preview(self, claim: Claim) -> PreviewTaken | None:
        """The numbers behind what is best known of `SEEN_BEFORE` or `SEEN_AFTER`."""
        found = self.standing(claim)
        data = None if found is None else self.by_order[found.best.order].data
        return data if isinstance(data, PreviewTaken) else None


def fold(events: Iterable[Event]) -> Facts:
    """Gathers the facts from a ledger's events, in ledger order. Pure."""
    gathered = _Gathered()
    for order, event in enumerate(events, start=1):
        gathered.take(order, event)
    return gathered.facts()


class _Gathered:
    """Facts while they are being gathered."""

    def __init__(self) -> None:
        self.created: tuple[JourneyCreated, datetime] | None = None
        self.last_at: datetime | None = None
        self.school: SchoolDescribed | None = None
        self.trails: dict[Claim, tuple[Proof, ...]] = {}
        self.latest: dict[str, Event] = {}
        self.by_order: dict[int, Event] = {}
        self.sent: dict[StepId, Sent] = {}
        self.tasks: set[str] = set()
        self.consulted: dict[str, AdviceNoted] = {}
        self.unknown = 0

    def take(self, order: int, event: Event) -> None:
        self.last_at = event.at if self.last_at is None else max(self.last_at, event.at)
        if not event.known:
            self.unknown += 1
            return
        self.latest[event.kind] = self.by_order[order] = event
        data = event.data
        if isinstance(data, JourneyCreated) and self.created is None:
            self.created = (data, event.at)
        elif isinstance(data, SchoolDescribed):
            self._describe(data)
        elif isinstance(data, SsoTaskDone):
            self.tasks.add(data.task)
        elif isinstance(data, AdviceNoted):
            self.consulted[data.what] = data
        elif isinstance(data, MessageSent) and event.step is not None:
            self.sent[event.step] = Sent(data.message, data.to, event.at, order)
        for claim, holds in data.claims():
            proof = _proof(order, event, holds)
            self.trails[claim] = (*self.trails.get(claim, ()), proof)

    def _describe(self, data: SchoolDescribed) -> None:
        """A school described otherwise is not proven by what proved the one before it."""
        before = self.school
        if before is not None and _identity(before) != _identity(data):
            self.trails.pop(Claim.SCHOOL_DESCRIBED, None)
        self.school = data

    def facts(self) -> Facts:
        created, created_at = self.created or (None, None)
        return Facts(
            kind=created.journey if created else JourneyKind.FIRST_SET_UP,
            practice=created is not None and created.practice,
            journey_id=created.journey_id if created else None,
            created_at=created_at,
            last_at=self.last_at,
            school=self.school,
            trails=MappingProxyType(self.trails),
            latest=MappingProxyType(self.latest),
            by_order=MappingProxyType(self.by_order),
            sent=MappingProxyType(self.sent),
            tasks_done=frozenset(self.tasks),
            consulted=MappingProxyType(self.consulted),
            unknown=self.unknown,
        )


def _identity(school: SchoolDescribed) -> tuple[str | None, ...]:
    return (school.name, school.urn, school.dfe_number, school.mis)


def _proof(order: int, event: Event, holds: bool) -> Proof:
    return Proof(
        holds=holds,
        how=event.counts_as,
        at=event.at,
        order=order,
        role=event.actor.role,
        name=event.actor.name,
        kind=event.kind,
        reference=getattr(event.data, "reference", None),
    )
