"""What is known under each step, how, since when, from whom: for the finish page, `status` and documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.journey.claims import Claim
from app.journey.facts import Facts
from app.journey.levels import DECIDED, decision_of
from app.journey.model import How, StepId
from app.journey.people import Role
from app.journey.steps import journey_definition
from app.journey.wording import clock, how_known, proof_words


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One statement with its proof. Never to be shown without `how` beside it."""

    claim: Claim
    holds: bool
    text: str
    """The statement as a sentence."""
    how: How
    since: datetime
    """First seen, UTC."""
    at: datetime
    """When the proof that counts was noted, UTC."""
    role: Role
    """Who noted it."""
    name: str | None
    """Only of an approver."""
    reference: str | None
    level: str | None
    """Of the headteacher's decision alone: `stated-here`, `returned` or `observed`."""
    level_text: str | None
    """The level as a phrase, to stand wherever the decision does."""
    known: str
    """ "read off by the technician, 3 November 2026, 14:05 (reference INC-7)", by UK time."""

    def __str__(self) -> str:
        return f"{self.text} ({self.known})"


def proofs_of(facts: Facts) -> Mapping[StepId, tuple[ProofLine, ...]]:
    """Every statement known, under its step, in the order of the steps. Steps with none have an empty tuple.

    A statement that never held and is only denied is left out where nothing hangs on the denial.
    """
    words, decision = proof_words(), decision_of(facts)
    lines: dict[StepId, list[ProofLine]] = {step.id: [] for step in journey_definition(facts.kind).steps}
    for claim, wording in words.claims.items():
        found = facts.standing(claim)
        if found is None or wording.step not in lines or (not found.holds and claim in _WORTH_SAYING_IF_SO):
            continue
        best = found.best
        reference = f" (reference {best.reference})" if best.reference else ""
        decided = decision if claim in DECIDED else None
        line = ProofLine(
            claim=claim,
            holds=found.holds,
            text=wording.yes if found.holds else wording.no,
            how=found.how,
            since=found.since,
            at=best.at,
            role=best.role,
            name=best.name,
            reference=best.reference,
            level=decided.level if decided else None,
            level_text=decided.words if decided else None,
            known=f"{how_known(best.how, best.role, best.name)}, {clock(best.at)}{reference}",
        )
        lines[wording.step].append(line)
    return {step: tuple(known) for step, known in lines.items()}


_WORTH_SAYING_IF_SO = frozenset(
    {Claim.DECLINED, Claim.REVOKED, Claim.HEAD_DECLINED, Claim.PENDING, Claim.AUTHORITY_KNOWN}
)
