"""A journey and its checks without a name in them: codes, counts, dates and parties, for whoever helps.

What is passed on is named here, field by field; what a newer version adds stays at home until it is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from app.journey.chain import LedgerReading
from app.journey.facts import Facts, fold
from app.journey.lines import Event
from app.journey.model import StepState
from app.journey.proofs import ProofLine, proofs_of
from app.journey.state import evaluate
from app.journey.status import exit_code, mark

STATUS_FORMAT = 1
_NAMES = frozenset({"who", "position", "name", "raw", "kind"})
"""Fields of events that can hold an approver's name or the school's; the school is told apart, once."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_/+-]{0,79}")


def reduced_status(reading: LedgerReading, now: datetime) -> dict[str, Any]:
    """Where a journey stands: for a status file on a share, and for support. No folder, no approver's name.

    {"format", "journey_id", "journey", "practice", "school", "urn", "dfe_number", "mis", "lgfl", "at",
     "exit_code", "current", "acts_next", "steps": [{"id", "status", "situation", "acts_next", "since", "how",
     "mark", "chase_after", "overdue", "known": [{"claim", "holds", "how", "since", "by", "level"}]}],
     "ledger": {"events", "head", "torn", "unknown", "damage": [{"line", "kind"}]}}
    """
    facts = fold(reading.events)
    state = evaluate(facts, now)
    known = proofs_of(facts)
    return {
        "format": STATUS_FORMAT,
        "journey_id": facts.journey_id,
        "journey": str(state.kind),
        "practice": state.practice,
        **_school(facts),
        "at": _time(now),
        "exit_code": exit_code(state, reading),
        "current": str(state.current),
        "acts_next": None if state.acts_next is None else str(state.acts_next),
        "steps": [_step(step, known[step.id]) for step in state.steps],
        "ledger": {
            "events": len(reading.events),
            "head": reading.head_hash,
            "torn": reading.torn,
            "unknown": facts.unknown,
            "damage": [{"line": one.line, "kind": str(one.kind)} for one in reading.damage],
        },
    }


def reduced_events(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What happened, in order: {"seq", "at", "kind", "step", "how", "by", "known", "data"}."""
    return [
        {
            "seq": event.seq,
            "at": _time(event.at),
            "kind": event.kind if event.known else "unknown",
            "step": None if event.step is None else str(event.step),
            "how": str(event.how),
            "by": str(event.actor.role),
            "known": event.known,
            "data": _data(event),
        }
        for event in events
    ]


def reduced_checks(document: Mapping[str, Any], args: Iterable[str]) -> dict[str, Any]:
    """A check document as codes: {"checked_at", "client_place", "summary", "checks": [{"id", "result",
    "because", "error_id", "duration_s", "findings": [{"code", "severity", "args"}]}]}. `args` names the
    values that may be passed on."""
    allowed = frozenset(args)
    return {
        "checked_at": _word(document.get("checked_at")),
        "client_place": _word(document.get("client_place")),
        "summary": {str(key): int(count) for key, count in document["summary"].items()},
        "checks": [
            {
                "id": _word(check["id"]),
                "result": _word(check["result"]),
                "because": _word(check.get("because")),
                "error_id": _word(check.get("error_id")),
                "duration_s": float(check["duration_s"]),
                "findings": [
                    {
                        "code": _word(found["code"]),
                        "severity": _word(found["severity"]),
                        "args": {
                            name: value
                            for name, value in found["args"].items()
                            if name in allowed and _word(value) == value
                        },
                    }
                    for found in check["findings"]
                ],
            }
            for check in document["checks"]
        ],
    }


def _school(facts: Facts) -> dict[str, Any]:
    school = facts.school
    return {
        "school": school.name if school else None,
        "urn": school.urn if school else None,
        "dfe_number": school.dfe_number if school else None,
        "mis": school.mis if school else None,
        "lgfl": school.lgfl if school else None,
    }


def _step(step: StepState, known: Sequence[ProofLine]) -> dict[str, Any]:
    return {
        "id": str(step.id),
        "status": str(step.status),
        "situation": step.situation,
        "acts_next": None if step.acts_next is None else str(step.acts_next),
        "since": None if step.since is None else _time(step.since),
        "how": None if step.how is None else str(step.how),
        "mark": mark(step),
        "chase_after": None if step.chase_after is None else _time(step.chase_after),
        "overdue": step.overdue,
        "known": [
            {
                "claim": str(line.claim),
                "holds": line.holds,
                "how": str(line.how),
                "since": _time(line.since),
                "by": str(line.role),
                "level": line.level,
            }
            for line in known
        ],
    }


def _data(event: Event) -> dict[str, Any]:
    if not event.known:
        return {}
    fields = {name: getattr(event.data, name) for name in type(event.data).model_fields if name not in _NAMES}
    return {name: _plain(value) for name, value in fields.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _word(value: object) -> str | None:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
