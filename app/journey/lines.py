"""One event as one line of the ledger, and the chain that binds lines together. No files here.

A line is compact UTF-8 JSON with its keys in this order: seq, at, actor, kind, step, data, how, prev, hash.
`hash` is the SHA-256 of the same line without `,"hash":"…"`; `prev` is the hash of the line before it, 64
zeros for the first. So a chain can be checked with nothing but a SHA-256 program.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from app.journey.events import KINDS, Payload, UnknownPayload
from app.journey.model import How, StepId
from app.journey.people import Actor, Role

GENESIS = "0" * 64
"""The `prev` of a first line."""
YEARS = range(1970, 2200)
"""The years an event can be of: even a PC whose clock is set wrongly is within them, and dates are reckoned
with."""
LONGEST_LINE = 64 * 1024
"""Bytes; anything longer was not written by this program."""

_SEALED = re.compile(rb'(\{.*),"hash":"([0-9a-f]{64})"\}', re.DOTALL)


class NotALine(ValueError):
    """The bytes are no event of any version of this program."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as read from or written to a ledger."""

    seq: int
    """From 1."""
    at: datetime
    """UTC, to the millisecond."""
    actor: Actor
    kind: str
    step: StepId | None
    data: Payload
    """`UnknownPayload` where this version doesn't know the kind or its fields."""
    how: How
    prev: str
    hash: str
    intact: bool = True
    """Whether the line is as it was written. One that isn't counts as `told` at best."""

    @property
    def known(self) -> bool:
        """Whether this version understands the event."""
        return not isinstance(self.data, UnknownPayload)

    @property
    def counts_as(self) -> How:
        """How strong a proof this is: never stronger than its kind allows, `told` where altered."""
        if not self.intact:
            return How.TOLD
        allowed = self.data.allowed_how()
        return self.how if self.how in allowed else How.TOLD


def encode(
    payload: Payload, *, seq: int, at: datetime, actor: Actor, how: How, step: StepId | None, prev: str
) -> bytes:
    """The line for one event, with its end of line. Leaves the actor's name out where the kind keeps none."""
    data = payload.model_dump(mode="json", exclude={"kind"}, exclude_none=True)
    who = {"role": str(actor.role)}
    if actor.name is not None and payload.keeps_name:
        who = {"name": actor.name, **who}
    body = _compact(
        {
            "seq": seq,
            "at": _stamp(at),
            "actor": who,
            "kind": payload.kind,
            "step": step,
            "data": data,
            "how": how,
            "prev": prev,
        }
    )
    return body[:-1] + b',"hash":"' + hashlib.sha256(body).hexdigest().encode() + b'"}\n'


def decode(line: bytes) -> Event:
    """The event in one line without its end. Raises NotALine; an altered line is read, not `intact`."""
    if len(line) > LONGEST_LINE:
        raise NotALine("longer than any line of a ledger")
    sealed = _SEALED.fullmatch(line)
    if sealed is None:
        raise NotALine("no hash at its end")
    body, stated = sealed.group(1) + b"}", sealed.group(2).decode()
    try:
        event = _event(json.loads(body.decode("utf-8")), stated)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as problem:
        raise NotALine(type(problem).__name__) from None
    return event if hashlib.sha256(body).hexdigest() == stated else replace(event, intact=False)


def _event(raw: Mapping[str, Any], stated: str) -> Event:
    seq, prev, kind = raw["seq"], raw["prev"], raw["kind"]
    if not isinstance(seq, int) or not isinstance(prev, str) or not isinstance(kind, str):
        raise TypeError
    data = _payload(kind, dict(raw["data"]))
    how = raw["how"]
    if how not in tuple(How):
        data, how = UnknownPayload(kind=kind, raw=dict(raw["data"])), How.TOLD
    step = raw["step"]
    return Event(
        seq=seq,
        at=_moment(raw["at"]),
        actor=_actor(raw["actor"]),
        kind=kind,
        step=StepId(step) if step in tuple(StepId) else None,
        data=data,
        how=How(how),
        prev=prev,
        hash=stated,
    )


def _payload(kind: str, data: dict[str, Any]) -> Payload:
    """Fields that a newer version added are left aside; anything else that doesn't fit makes it unknown."""
    model = KINDS.get(kind)
    if model is not None:
        wanted = {
            name: value for name, value in data.items() if name in model.model_fields and name != "kind"
        }
        try:
            return model.model_validate(wanted)
        except ValidationError:
            pass
    return UnknownPayload(kind=kind, raw=data)


def _moment(stated: str) -> datetime:
    """Without a zone a moment would be another one on another machine. Raises ValueError, TypeError."""
    at = datetime.fromisoformat(stated)
    if at.tzinfo is None or at.year not in YEARS:
        raise ValueError("no moment that this program writes")
    return at.astimezone(UTC)


def _actor(raw: object) -> Actor:
    if isinstance(raw, Mapping):
        with contextlib.suppress(ValidationError):
            return Actor(name=raw.get("name"), role=raw["role"])
    return Actor(name=None, role=Role.UNKNOWN)


def _compact(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
