"""Asking the headteacher by file, answering, and taking the answer into the journey."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from app.evidence.errors import NotADocument, Refusal
from app.evidence.handover.files import Reply, Request, as_file, digest, read_reply, read_request, stamp
from app.evidence.handover.installation import Installation
from app.evidence.handover.words import refusal
from app.evidence.redaction import Guard
from app.guidance.portal import guide
from app.journey.events import HandOverSent, SsoApproved, SsoHandedOver, SsoTaskDone
from app.journey.folder import JourneyFolder
from app.journey.ledger import Entry
from app.journey.lines import Event
from app.journey.model import How, StepId
from app.journey.people import Actor, Role
from app.storage.atomic import new_file

COUNTS_FOR = timedelta(days=30)
GUIDE: Literal["atomwide-sso"] = "atomwide-sso"
HeadRole = Literal["headteacher", "headteacher's proxy", "trust officer"]
Decided = Literal["approved", "declined", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the headteacher, a proxy or a trust officer says."""

    decision: Decided
    who: str
    role: HeadRole
    tasks: tuple[str, ...] = ()


def ask(
    journey: JourneyFolder,
    path: Path,
    *,
    here: Installation,
    actor: Actor,
    now: datetime,
    guard: Guard,
    to: Literal["headteacher", "proxy"] = "headteacher",
    replace: bool = False,
) -> Request:
    """Writes a signed request and notes it in the ledger: the file first, so that nothing is noted that was
    not written. Raises NotADocument, Leak, JourneyError, OSError, FileExistsError."""
    facts = journey.facts()
    if facts.school is None or facts.journey_id is None or not facts.school.lgfl:
        raise NotADocument(
            "There is nothing to ask the headteacher for: this is for LGfL schools that are described",
            "Fill in “Your school” first.",
        )
    made = stamp(now)
    request = Request(
        key=here.public,
        journey_id=facts.journey_id,
        nonce=secrets.token_hex(16),
        made_at=made,
        ledger=journey.reading().head_hash,
        expires=made + COUNTS_FOR,
        practice=facts.practice,
        school=facts.school.name,
        urn=facts.school.urn,
        dfe_number=facts.school.dfe_number,
        guide_version=guide(GUIDE).version,
    )
    _write(path, as_file(request, here.key()), guard.allowing(facts.school.name), replace=replace)
    sent = HandOverSent(request=digest(request), expires=request.expires)
    handed = SsoHandedOver(to=to, by="file")
    journey.record_all(
        (
            Entry(sent, actor, How.MEASURED, now, StepId.SSO_APPROVAL),
            Entry(handed, actor, How.TOLD, now, StepId.SSO_APPROVAL),
        )
    )
    return request


def open_request(path: Path, *, here: Installation, now: datetime, compared: bool) -> Request:
    """What the headteacher is asked, on the headteacher's own copy. Raises HandOverRefused, OSError."""
    request = read_request(path)
    here.trust(request.journey_id, request.key, path.name, compared=compared)
    if now >= request.expires:
        raise refusal(Refusal.OLD, path.name, days=COUNTS_FOR.days)
    if here.answered(digest(request)):
        raise refusal(Refusal.USED, path.name)
    return request


def reply(
    request: Request,
    answer: Answer,
    path: Path,
    *,
    here: Installation,
    now: datetime,
    replace: bool = False,
) -> Reply:
    """Writes the signed answer, then remembers that it was given. Raises Leak, OSError, FileExistsError."""
    said = Reply(
        key=here.public,
        journey_id=request.journey_id,
        nonce=request.nonce,
        made_at=stamp(now),
        request=digest(request),
        decision=answer.decision,
        who=answer.who,
        role=answer.role,
        tasks=answer.tasks,
        guide_version=guide(GUIDE).version,
    )
    _write(path, as_file(said, here.key()), Guard(allowed=(answer.who, request.school)), replace=replace)
    here.note_answer(said.request)
    return said


def take(
    journey: JourneyFolder, path: Path, *, here: Installation, now: datetime, compared: bool
) -> tuple[Reply, tuple[Event, ...]]:
    """Takes a signed answer into the journey, once. Level `returned`, from whom it says.

    Raises HandOverRefused with the reason in one line, JourneyError, OSError; then nothing is recorded.
    """
    said = read_reply(path)
    events = journey.events()
    if said.journey_id != journey.facts().journey_id:
        raise refusal(Refusal.FOREIGN, path.name)
    _refuse_unasked(events, said, path.name, now)
    here.trust(said.journey_id, said.key, path.name, compared=compared)
    return said, journey.record_all(tuple(_entries(said, now)))


def _refuse_unasked(events: Iterable[Event], said: Reply, file: str, now: datetime) -> None:
    known = [event.data for event in events if event.intact]
    if any(isinstance(data, SsoApproved) and data.request == said.request for data in known):
        raise refusal(Refusal.USED, file)
    asked = [data for data in known if isinstance(data, HandOverSent)]
    ours = next((data for data in asked if data.request == said.request), None)
    if ours is None:
        raise refusal(Refusal.NOT_ASKED, file)
    if now >= ours.expires or ours is not asked[-1]:
        raise refusal(Refusal.OLD, file, days=COUNTS_FOR.days)


def _entries(said: Reply, now: datetime) -> Iterable[Entry]:
    head, step = Actor(name=said.who, role=Role(said.role)), StepId.SSO_APPROVAL
    known = {task.id for task in guide(GUIDE).tasks}
    for task in said.tasks:
        if task in known:
            done = SsoTaskDone(task=task, guide_version=said.guide_version)
            yield Entry(done, head, How.TOLD, now, step)
    decided = SsoApproved(
        decision=said.decision,
        level="returned",
        who=said.who,
        position=_POSITIONS[said.role],
        request=said.request,
    )
    yield Entry(decided, head, How.TOLD, now, step)


_POSITIONS = {
    "headteacher": "Headteacher",
    "headteacher's proxy": "Headteacher’s proxy",
    "trust officer": "Trust officer",
}


def _write(path: Path, data: bytes, guard: Guard, *, replace: bool) -> None:
    guard.check({path.name: data})
    with new_file(path, replace=replace) as stream:
        stream.write(data)
