"""Journeys of an invented school past the preview: the data test, single sign-on, the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from app.journey.events import (
    ApprovalSeen,
    ClientChecked,
    DataTestAsked,
    DataTestResult,
    PreviewTaken,
    ProductionConfirmed,
    SsoApproved,
    SsoDeadEnd,
    SsoHandedOver,
    SsoSignInSeen,
    SsoTaskDone,
)
from app.journey.folder import JourneyFolder
from app.journey.model import How, JourneyKind, StepId
from app.journey.payload import Payload
from app.journey.people import Actor, Role
from tests.fakes.journeys import NOW, TECHNICIAN, school

Told = tuple[Payload, How, StepId, Actor]

ITSLEARNING = Actor(name=None, role=Role.ITSLEARNING)
HEAD = Actor(name="Jane Example", role=Role.HEADTEACHER)
TASKS = ("declaration", "borough", "approve", "federation", "not-greyed", "enabled")
DATA, SSO = StepId.DATA_TEST, StepId.SSO_APPROVAL


def described(*, lgfl: bool = True) -> list[Told]:
    return [(school(lgfl=lgfl), How.TOLD, StepId.SCHOOL, TECHNICIAN)]


def previewed(*, lgfl: bool = True) -> list[Told]:
    checked = ClientChecked(place="this-pc", outcome="pass", client="running", fine=17)
    seen = ApprovalSeen(via="wonde-portal", approved=True, audited=True, online=True)
    taken = PreviewTaken(phase="after", source="wonde", students=1212, staff=141, classes=311)
    return [
        *described(lgfl=lgfl),
        (checked, How.MEASURED, StepId.ONSITE_CLIENT, TECHNICIAN),
        (seen, How.READ_OFF, StepId.WONDE_APPROVAL, TECHNICIAN),
        (taken, How.MEASURED, StepId.PREVIEW, TECHNICIAN),
    ]


ASKED: list[Told] = [(DataTestAsked(reference="INC-1042"), How.TOLD, DATA, TECHNICIAN)]
PASSED: list[Told] = [(DataTestResult(outcome="pass"), How.TOLD, DATA, ITSLEARNING)]
PROBLEMS: list[Told] = [
    (
        DataTestResult(outcome="problems", problems=("numbers-differ", "staff-roles")),
        How.TOLD,
        DATA,
        ITSLEARNING,
    )
]
LIVE: list[Told] = [(ProductionConfirmed(basis="itslearning-says"), How.TOLD, DATA, ITSLEARNING)]
HANDED: list[Told] = [(SsoHandedOver(to="headteacher", by="beside"), How.TOLD, SSO, TECHNICIAN)]
DECLINED: list[Told] = [(SsoApproved(decision="declined", who="Jane Example"), How.TOLD, SSO, HEAD)]
NOT_NOW: list[Told] = [(SsoApproved(decision="not-now"), How.TOLD, SSO, HEAD)]
STUCK: list[Told] = [(SsoDeadEnd(which="not-listed"), How.TOLD, SSO, HEAD)]


def live(*, lgfl: bool = True) -> list[Told]:
    return [*previewed(lgfl=lgfl), *ASKED, *PASSED, *LIVE]


def tasks(count: int) -> list[Told]:
    return [(SsoTaskDone(task=task, guide_version="1"), How.TOLD, SSO, HEAD) for task in TASKS[:count]]


def approved() -> list[Told]:
    decided = SsoApproved(who="Jane Example", position="Headteacher")
    return [*tasks(6), (decided, How.TOLD, SSO, HEAD)]


def sign_in(person: Literal["pupil", "staff"], worked: bool) -> list[Told]:
    return [(SsoSignInSeen(person=person, worked=worked), How.READ_OFF, SSO, TECHNICIAN)]


def everything() -> list[Told]:
    return [*live(), *HANDED, *approved(), *sign_in("pupil", True), *sign_in("staff", True)]


def tell(
    root: Path,
    story: Sequence[Told],
    *,
    kind: JourneyKind = JourneyKind.FIRST_SET_UP,
    last: datetime = NOW - timedelta(hours=20),
) -> JourneyFolder:
    """A journey under `root`: the story's events an hour apart, the last of them at `last`."""
    first = last - timedelta(hours=len(story))
    folder = JourneyFolder.create(root, kind, practice=False, actor=TECHNICIAN, at=first)
    for hour, (payload, how, step, actor) in enumerate(story, start=1):
        folder.record(payload, actor=actor, how=how, step=step, at=first + timedelta(hours=hour))
    return folder
