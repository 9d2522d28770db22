"""How far the headteacher's decision is known: stated here, returned signed, or observed to work."""

from __future__ import annotations

from dataclasses import dataclass

from app.guidance.agreement import Level, level_words
from app.journey.claims import Claim
from app.journey.events import SsoApproved
from app.journey.facts import Facts
from app.journey.people import Role
from app.journey.wording import proof_words

DECIDED = frozenset({Claim.HEAD_APPROVED, Claim.HEAD_DECLINED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of the decision that stands."""

    approved: bool
    level: Level
    who: str | None
    """The approver's name, where it was given."""
    position: str | None
    request: str | None
    """The request that a signed reply answered."""

    @property
    def said(self) -> Level:
        """How far it is known that it was they who decided, whatever was seen to work afterwards."""
        return "returned" if self.request is not None else "stated-here"

    @property
    def words(self) -> str:
        """The level as a phrase, with who decided and in which part. Raises ContentError."""
        part = (self.position or proof_words().role[Role.HEADTEACHER]).strip()
        part = part[:1].lower() + part[1:]
        words = level_words(self.said, f"{self.who}, {part}" if self.who else part)
        return level_words(self.level, words) if self.level == "observed" else words


def decision_of(facts: Facts) -> Decision | None:
    """The decision that stands; None where none was made.

    A signed reply is not weakened by what is said at this PC afterwards, as long as both say the same. An
    approval after which a pupil's and a member of staff's sign-in were seen to work is `observed`.
    """
    trail = facts.trails.get(Claim.HEAD_APPROVED, ())
    if not trail:
        return None
    approved = trail[-1].holds
    run = []
    for proof in reversed(trail):
        if proof.holds is not approved:
            break
        run.append(proof)
    said = [facts.by_order[proof.order].data for proof in run]
    decisions = [one for one in said if isinstance(one, SsoApproved)]
    signed = next((one for one in decisions if one.level == "returned"), None)
    told = signed or next(iter(decisions), None)
    level: Level = "stated-here" if signed is None else "returned"
    if approved and _seen_to_work(facts, after=run[-1].order):
        level = "observed"
    if told is None:
        return Decision(approved, level, None, None, None)
    return Decision(approved, level, told.who, told.position, told.request)


def _seen_to_work(facts: Facts, *, after: int) -> bool:
    seen = [facts.holds(claim) for claim in (Claim.PUPIL_SIGNS_IN, Claim.STAFF_SIGNS_IN)]
    return all(found is not None and found.last.order > after for found in seen)
