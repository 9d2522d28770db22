"""Journeys of invented schools, told as far as a picture or a test needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path

from app.journey.events import (
    ApprovalAuthority,
    ApprovalRequested,
    ApprovalSeen,
    ClientChecked,
    ClientConfirmed,
    Payload,
    SchoolDescribed,
)
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.people import Actor, Role

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
TECHNICIAN = Actor(name=None, role=Role.TECHNICIAN)


class Told(IntEnum):
    """How far the story goes."""

    NOTHING = 0
    DESCRIBED = 1
    CHECKED = 2
    APPROVED = 3


def school(name: str = "Brookfield High School", *, lgfl: bool = True) -> SchoolDescribed:
    return SchoolDescribed(
        name=name,
        mis="sims",
        lgfl=lgfl,
        urn="123456",
        dfe_number="3041234",
        number_on_roll=1212,
        already_through_wonde="no",
        client_place="this-pc",
        wonde_login="someone-else",
        head_atomwide="yes" if lgfl else None,
    )


def started(
    root: Path,
    told: Told,
    name: str = "Brookfield High School",
    *,
    at: datetime = NOW - timedelta(days=1),
    kind: JourneyKind = JourneyKind.FIRST_SET_UP,
    practice: bool = False,
    lgfl: bool = True,
) -> JourneyFolder:
    """A journey under `root`, its events an hour apart and the last of them at `at`."""
    story: list[tuple[Payload, How, StepId]] = [
        (school(name or "A school", lgfl=lgfl), How.TOLD, StepId.SCHOOL),
        (
            ClientChecked(place="this-pc", outcome="pass", client="running", fine=17),
            How.MEASURED,
            StepId.ONSITE_CLIENT,
        ),
        (ClientConfirmed(basis="wonde-says-online"), How.TOLD, StepId.ONSITE_CLIENT),
        (ApprovalAuthority(person="headteacher"), How.TOLD, StepId.WONDE_APPROVAL),
        (ApprovalRequested(to="headteacher"), How.TOLD, StepId.WONDE_APPROVAL),
        (ApprovalSeen(via="wonde-api", approved=True, audited=False), How.MEASURED, StepId.WONDE_APPROVAL),
    ]
    told_events = story[: {Told.NOTHING: 0, Told.DESCRIBED: 1, Told.CHECKED: 3, Told.APPROVED: 6}[told]]
    first = at - timedelta(hours=len(told_events))
    folder = JourneyFolder.create(root, kind, practice=practice, actor=TECHNICIAN, at=first)
    for hour, (payload, how, step) in enumerate(told_events, start=1):
        folder.record(payload, actor=TECHNICIAN, how=how, step=step, at=first + timedelta(hours=hour))
    return folder
