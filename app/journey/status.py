"""The `status` command's documents, as plain dictionaries ready for JSON. Nothing is printed here.

The shape is a contract: fields are added, never renamed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.journey.chain import Damage, LedgerReading
from app.journey.facts import fold
from app.journey.folder import JourneyFolder
from app.journey.listing import JourneySummary
from app.journey.model import JourneyState, Status, StepState
from app.journey.proofs import ProofLine, proofs_of
from app.journey.state import evaluate
from app.journey.verify import Verification


def status_document(journey: JourneyFolder, now: datetime) -> dict[str, Any]:
    """Where one journey stands. Raises LedgerUnreadable.

    {"journey", "practice", "school", "folder", "current", "acts_next", "exit_code",
     "steps": [{"id", "title", "owner", "status", "situation", "acts_next", "since", "how", "line", "mark",
                "chase_after", "overdue", "blocked_by", "known": [{"text", "how", "since", "by", "holds",
                "level", "level_text", "known"}]}],
     "ledger": {"events", "head", "torn", "unknown", "damage": [{"line", "kind", "text"}]}}
    Times are ISO 8601 in UTC. `mark` is `solid` (measured), `outline` (done, by other proof) or `none`.
    """
    reading = journey.reading()
    facts = fold(reading.events)
    state = evaluate(facts, now)
    known = proofs_of(facts)
    return {
        "journey": str(state.kind),
        "practice": state.practice,
        "school": state.school_name,
        "folder": str(journey.path),
        "current": str(state.current),
        "acts_next": _text(state.acts_next),
        "exit_code": exit_code(state, reading),
        "steps": [_step(step, known[step.id]) for step in state.steps],
        "ledger": {
            "events": len(reading.events),
            "head": reading.head_hash,
            "torn": reading.torn,
            "unknown": facts.unknown,
            "damage": [_damage(damage) for damage in reading.damage],
        },
    }


def listing_document(summaries: Sequence[JourneySummary]) -> dict[str, Any]:
    """All journeys, for `status` where none is named. `exit_code` is the worst of theirs; unreadable is 2."""
    rows = [_summary(summary) for summary in summaries]
    return {"journeys": rows, "exit_code": max((int(row["exit_code"]) for row in rows), default=0)}


def verification_document(found: Verification) -> dict[str, Any]:
    """The result of `--verify` and `--against`, with the exit code to end with."""
    against = found.against
    return {
        "sound": found.sound,
        "exit_code": found.exit_code,
        "events": found.events,
        "unknown": found.unknown,
        "head": found.head_hash,
        "torn": found.torn,
        "damage": [_damage(damage) for damage in found.damage],
        "against": None
        if against is None
        else {
            "result": str(against.result),
            "first_difference": against.first_difference,
            "events_since": against.events_since,
            "damage": [_damage(damage) for damage in against.copy_damage],
        },
        "text": list(found.lines),
    }


def exit_code(state: JourneyState, reading: LedgerReading) -> int:
    """2 for a damaged ledger; 1 where a step needs attention or someone is to be chased; else 0."""
    if reading.damage:
        return 2
    return int(any(step.status is Status.ATTENTION or step.overdue for step in state.steps))


def mark(step: StepState) -> str:
    """`solid` only for what this program measured; `outline` for what is done by other proof; else `none`."""
    if step.solid:
        return "solid"
    return "outline" if step.status is Status.DONE else "none"


def _step(step: StepState, known: Sequence[ProofLine]) -> dict[str, Any]:
    return {
        "id": str(step.id),
        "title": step.title,
        "owner": str(step.owner),
        "status": str(step.status),
        "situation": step.situation,
        "acts_next": _text(step.acts_next),
        "since": _time(step.since),
        "how": _text(step.how),
        "line": step.line,
        "mark": mark(step),
        "chase_after": _time(step.chase_after),
        "overdue": step.overdue,
        "blocked_by": [str(blocker) for blocker in step.blocked_by],
        "known": [
            {
                "text": line.text,
                "how": str(line.how),
                "since": _time(line.since),
                "by": str(line.role),
                "holds": line.holds,
                "level": line.level,
                "level_text": line.level_text,
                "known": line.known,
            }
            for line in known
        ],
    }


def _summary(summary: JourneySummary) -> dict[str, Any]:
    state = summary.state
    attention = state is not None and any(
        step.status is Status.ATTENTION or step.overdue for step in state.steps
    )
    return {
        "folder": str(summary.path),
        "title": summary.title,
        "problem": summary.problem,
        "journey": _text(state.kind) if state else None,
        "practice": state.practice if state else None,
        "school": state.school_name if state else None,
        "urn": summary.urn,
        "current": _text(state.current) if state else None,
        "acts_next": _text(state.acts_next) if state else None,
        "last_touched": _time(summary.last_touched),
        "damage": [_damage(damage) for damage in summary.damage],
        "exit_code": 2 if summary.damage or state is None else int(attention),
    }


def _damage(damage: Damage) -> dict[str, Any]:
    return {"line": damage.line, "kind": str(damage.kind), "text": str(damage)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
