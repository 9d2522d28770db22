"""What both sides do with hand-over files, in plain Python. All of it blocks: call it on a worker thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from app.evidence.handover.exchange import Answer
    from app.evidence.handover.files import Reply, Request
    from app.evidence.redaction import Guard
    from app.journey.folder import JourneyFolder
    from app.storage.paths import AppPaths

T = TypeVar("T")

FILES = "Hand-over files (*.json)"
"""What a dialog for one offers."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A file from a copy that is not known here yet: both sides read each other these words."""

    path: Path
    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer is in the journey."""

    decision: str
    level: str
    """How far it is known, as a phrase."""


def own_words(paths: AppPaths) -> str:
    """The four words of this copy's key."""
    from app.evidence.handover.installation import Installation

    return Installation.here(paths).words


def write_question(
    journey: JourneyFolder,
    path: Path,
    paths: AppPaths,
    now: datetime,
    guard: Guard,
    to: Literal["headteacher", "proxy"],
) -> str:
    """Writes the question and notes it; gives this copy's words. Raises EvidenceError,
    JourneyError, OSError."""
    from app.evidence.handover.exchange import ask
    from app.evidence.handover.installation import Installation
    from app.journey.people import Actor, Role

    here, actor = Installation.here(paths), Actor(name=None, role=Role.TECHNICIAN)
    ask(journey, path, here=here, actor=actor, now=now, guard=guard, to=to, replace=True)
    return here.words


def take_answer(
    journey: JourneyFolder, path: Path, paths: AppPaths, now: datetime, *, compared: bool
) -> Taken | Compare:
    """Takes an answer into the journey, or says which words to compare first. Raises EvidenceError,
    JourneyError, OSError."""
    from app.evidence.handover.exchange import take
    from app.evidence.handover.files import read_reply
    from app.evidence.handover.installation import Installation
    from app.journey.levels import decision_of

    def taken() -> Taken:
        said, _ = take(journey, path, here=Installation.here(paths), now=now, compared=compared)
        known = decision_of(journey.facts())
        return Taken(said.decision, known.words if known is not None else "")

    return _or_compare(taken, path, read_reply)


def forget_key(journey: JourneyFolder, paths: AppPaths) -> bool:
    """Forgets whose answers the journey takes; whether there was anybody."""
    from app.evidence.handover.installation import Installation

    return Installation.here(paths).forget(journey.facts().journey_id or "")


def open_question(path: Path, paths: AppPaths, now: datetime, *, compared: bool) -> Request | Compare:
    """What the headteacher is asked, or which words to compare first. Raises EvidenceError, OSError."""
    from app.evidence.handover.exchange import open_request
    from app.evidence.handover.files import read_request
    from app.evidence.handover.installation import Installation

    def opened() -> Request:
        return open_request(path, here=Installation.here(paths), now=now, compared=compared)

    return _or_compare(opened, path, read_request)


def _or_compare(does: Callable[[], T], path: Path, read: Callable[[Path], Reply | Request]) -> T | Compare:
    """What comes of a file, or the words to compare first where its copy is not known here yet."""
    from app.evidence.errors import HandOverRefused, Refusal
    from app.evidence.handover.words import spoken

    try:
        return does()
    except HandOverRefused as refused:
        if refused.reason is not Refusal.NOT_COMPARED:
            raise
        return Compare(path, spoken(bytes.fromhex(read(path).key)))


def write_answer(request: Request, answer: Answer, path: Path, paths: AppPaths, now: datetime) -> str:
    """Writes the signed answer; gives this copy's words. Raises EvidenceError, OSError."""
    from app.evidence.handover.exchange import reply
    from app.evidence.handover.installation import Installation

    here = Installation.here(paths)
    reply(request, answer, path, here=here, now=now, replace=True)
    return here.words
