"""The statements a journey turns on, and what is known of each: yes or no, how, since when, who said so.

A claim is judged by its trail of proofs. The latest proof decides yes or no; within the unbroken run of
proofs that agree with it, the strongest says how it is known and the first says since when. So a later
word of mouth never weakens something measured, and one contradiction ends a run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.journey.model import How
from app.journey.people import Role


class Claim(StrEnum):
    """Everything a step can rest on. Wording is in resources/journeys/claims.toml."""

    SCHOOL_DESCRIBED = "school-described"
    CHECKS_RUN = "checks-run"
    CLIENT_WORKS = "client-works"
    ONLINE = "online"
    PENDING = "pending"
    AUTHORITY_KNOWN = "authority-known"
    APPROVAL_REQUESTED = "approval-requested"
    APPROVAL_STUCK = "approval-stuck"
    APPROVED = "approved"
    AUDITED = "audited"
    DECLINED = "declined"
    REVOKED = "revoked"
    SEEN_BEFORE = "seen-before"
    SEEN_AFTER = "seen-after"
    TEST_ASKED = "test-asked"
    TEST_PASSED = "test-passed"
    LIVE = "live"
    PROVISIONING_STATED = "provisioning-stated"
    HANDED_OVER = "handed-over"
    HEAD_STARTED = "head-started"
    HEAD_APPROVED = "head-approved"
    HEAD_DECLINED = "head-declined"
    SSO_STUCK = "sso-stuck"
    PUPIL_SIGNS_IN = "pupil-signs-in"
    STAFF_SIGNS_IN = "staff-signs-in"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Proof:
    """One event's word on one claim."""

    holds: bool
    how: How
    at: datetime
    """When it was noted, UTC."""
    order: int
    """Its place in the ledger, from 1: later is larger, whatever the clock said."""
    role: Role
    name: str | None
    kind: str
    reference: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a trail of proofs comes to."""

    holds: bool
    how: How
    """Of the strongest proof in the run."""
    since: datetime
    """Of the first proof in the run: first seen, not when it really began."""
    best: Proof
    last: Proof
    ever: bool
    """Whether the claim held at any time, this run or before."""


def standing(trail: Iterable[Proof]) -> Standing | None:
    """What the proofs, in ledger order, come to; None where there are none."""
    run: list[Proof] = []
    ever = False
    for proof in trail:
        if run and run[-1].holds is not proof.holds:
            run = []
        run.append(proof)
        ever = ever or proof.holds
    if not run:
        return None
    best = max(run, key=lambda proof: (proof.how.strength, proof.order))
    return Standing(run[-1].holds, best.how, min(proof.at for proof in run), best, run[-1], ever)


def weakest(hows: Iterable[How]) -> How | None:
    """How a chain of proofs is known: as its weakest link. None for an empty chain."""
    return min(hows, key=lambda how: how.strength, default=None)
