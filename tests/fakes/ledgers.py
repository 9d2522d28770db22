"""Ledgers of invented schools, built event by event in memory, and a clock that moves only when told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.journey.chain import LedgerReading, read_chain
from app.journey.events import (
    ApprovalSeen,
    JourneyCreated,
    Payload,
    PreviewTaken,
    ProductionConfirmed,
    SchoolDescribed,
)
from app.journey.facts import Facts, fold
from app.journey.lines import encode
from app.journey.model import How, JourneyKind, JourneyState, StepId, StepState
from app.journey.people import Actor, Role
from app.journey.state import evaluate

TECHNICIAN = Actor(name=None, role=Role.TECHNICIAN)
START = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
"""A Tuesday."""

SCHOOL = SchoolDescribed(
    name="Brookfield High School", mis="sims", lgfl=True, urn="123456", dfe_number="3041234"
)
APPROVED = ApprovalSeen(via="wonde-api", approved=True)
FLOWING = ApprovalSeen(via="wonde-api", approved=True, audited=True, online=True)
SEEN_AFTER = PreviewTaken(phase="after", source="wonde", students=1200, staff=96)
SEEN_BEFORE = PreviewTaken(phase="before", source="mis-report", students=1210, staff=97)
LIVE = ProductionConfirmed(basis="itslearning-says")


def best_how(payload: Payload) -> How:
    """The strongest proof an event may come with."""
    return max(payload.allowed_how(), key=lambda how: how.strength)


class Story:
    """A ledger told event by event; an hour passes after each."""

    def __init__(self, kind: JourneyKind = JourneyKind.FIRST_SET_UP, *, practice: bool = False) -> None:
        self.data = b""
        self.now = START
        self.add(JourneyCreated(journey_id="j1", journey=kind, practice=practice))

    def add(
        self,
        payload: Payload,
        how: How | None = None,
        *,
        step: StepId | None = None,
        actor: Actor = TECHNICIAN,
    ) -> Story:
        reading = read_chain(self.data)
        self.data += encode(
            payload,
            seq=reading.next_seq,
            at=self.now,
            actor=actor,
            how=how or best_how(payload),
            step=step,
            prev=reading.head_hash,
        )
        return self.after(hours=1)

    def after(self, *, hours: float = 0, days: float = 0) -> Story:
        self.now += timedelta(hours=hours, days=days)
        return self

    @property
    def reading(self) -> LedgerReading:
        return read_chain(self.data)

    @property
    def facts(self) -> Facts:
        return fold(self.reading.events)

    @property
    def state(self) -> JourneyState:
        return evaluate(self.facts, self.now)

    def step(self, step_id: StepId) -> StepState:
        return self.state.step(step_id)
