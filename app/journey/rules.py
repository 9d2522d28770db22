"""Which situation each step is in, and how that is known. One function a step; all pure.

A rule answers with a situation of `steps.SITUATIONS`, which fixes the status, and with the proof of exactly
what that situation claims. What a step needs of other steps is looked at by `app.journey.state`, not here.

school          described; measured where Wonde's own record was read.
onsite-client   the client was seen running on this PC, or Wonde shows the school online, or someone
                confirmed it. A failing check here, or going offline, undoes it until something later says
                otherwise.
wonde-approval  approved and checked by Wonde and online, each with its own proof: the weakest counts.
preview         looked at after approval, with pupils in it. Before approval is a beginning, not the end.
data-test       in production. A passed test alone is a wait for that.
sso-approval    one pupil's and one member of staff's sign-in seen to work. An approval alone is not that.
finish          everything done or not needed, and closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.journey.claims import Claim, Standing, weakest
from app.journey.events import ApprovalRequested
from app.journey.facts import Facts, Sent
from app.journey.model import How, Owner, Status, StepId, StepState
from app.journey.steps import StepDefinition


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's answer."""

    situation: str
    since: datetime | None = None
    how: How | None = None
    acts_next: Owner | None = None
    """Only where someone other than the situation's usual party acts."""


Earlier = Mapping[StepId, StepState]
Rule = Callable[[StepDefinition, Facts, Earlier], Found]


def school(_step: StepDefinition, facts: Facts, _earlier: Earlier) -> Found:
    """Whether the school is described."""
    described = facts.holds(Claim.SCHOOL_DESCRIBED)
    return Found("ready") if described is None else _as("done", described)


def onsite_client(_step: StepDefinition, facts: Facts, _earlier: Earlier) -> Found:
    """Whether Wonde's client is in place, wherever it runs."""
    client, online = facts.standing(Claim.CLIENT_WORKS), facts.standing(Claim.ONLINE)
    if client and not client.holds and _later(client, online):
        return _as("failed" if client.last.kind == "client.checked" else "offline", client)
    if online and not online.holds and online.ever and _later(online, client):
        return _as("offline", online)
    proofs = [proof for proof in (client, online) if proof and proof.holds]
    if proofs:
        best = max(proofs, key=lambda proof: proof.how.strength)
        return Found("done", min(proof.since for proof in proofs), best.how)
    checks = facts.standing(Claim.CHECKS_RUN)
    asked = facts.sent.get(StepId.ONSITE_CLIENT)
    if asked and (checks is None or asked.order > checks.last.order):
        return Found("asked", asked.at, How.TOLD, asked.to)
    if checks:
        return _as("checked", checks)
    return _as("not-online", online) if online else Found("ready")


def wonde_approval(_step: StepDefinition, facts: Facts, _earlier: Earlier) -> Found:
    """How far the approval of itslearning at Wonde has come."""
    approved = facts.standing(Claim.APPROVED)
    if approved and approved.holds:
        return _after_approval(facts, approved)
    requested = facts.standing(Claim.APPROVAL_REQUESTED)
    undone = _undone(facts, approved)
    if undone and _later(undone[1], requested):
        return _as(*undone)
    stuck = facts.standing(Claim.APPROVAL_STUCK)
    pending = facts.holds(Claim.PENDING)
    if stuck and _later(stuck, requested) and _later(stuck, pending):
        return _stuck(stuck, facts.sent.get(StepId.WONDE_APPROVAL))
    if requested:
        data = facts.latest["approval.requested"].data
        to = data.to if isinstance(data, ApprovalRequested) else None
        return Found("asked", requested.last.at, requested.last.how, to)
    begun = pending or facts.standing(Claim.AUTHORITY_KNOWN) or approved
    return _as("started", begun) if begun else Found("ready")


def _undone(facts: Facts, approved: Standing | None) -> tuple[str, Standing] | None:
    """Declined, withdrawn, or simply no longer approved."""
    for situation, claim in (("revoked", Claim.REVOKED), ("declined", Claim.DECLINED)):
        found = facts.holds(claim)
        if found:
            return situation, found
    return ("revoked", approved) if approved and approved.ever else None


def _after_approval(facts: Facts, approved: Standing) -> Found:
    audited, online = facts.standing(Claim.AUDITED), facts.standing(Claim.ONLINE)
    if online and not online.holds and online.ever:
        return _as("offline", online)
    if audited is None or not audited.holds:
        return _chain("audit", approved)
    if online is None:
        return _chain("online-not-read", approved, audited)
    if not online.holds:
        return _chain("online", approved, audited)
    return _chain("done", approved, audited, online)


def preview(_step: StepDefinition, facts: Facts, earlier: Earlier) -> Found:
    """Whether someone has looked at who is shared, and when: before or after approval."""
    after = facts.standing(Claim.SEEN_AFTER)
    if after:
        if after.holds:
            return _as("done", after)
        return _as("emptied" if after.ever else "first-data", after)
    before = facts.standing(Claim.SEEN_BEFORE)
    if before is None:
        return Found("agreed" if facts.holds(Claim.APPROVED) else "ready")
    approval = earlier.get(StepId.WONDE_APPROVAL)
    acts_next = approval.acts_next if approval and approval.status is not Status.DONE else None
    return Found("before", before.since, before.how, acts_next)


def data_test(_step: StepDefinition, facts: Facts, _earlier: Earlier) -> Found:
    """Whether itslearning tested the data and has it in production."""
    asked, passed = facts.standing(Claim.TEST_ASKED), facts.standing(Claim.TEST_PASSED)
    live = facts.standing(Claim.LIVE)
    if passed and not passed.holds and _later(passed, live):
        if asked is None or _later(passed, asked):
            return _as("problems", passed)
        return Found("asked", asked.last.at, asked.last.how)
    if live:
        return _as("done", live)
    if passed:
        return _as("passed", passed)
    return _as("asked", asked) if asked else Found("ready")


def sso_approval(step: StepDefinition, facts: Facts, _earlier: Earlier) -> Found:
    """How far single sign-on has come; schools outside LGfL don't need it."""
    described = facts.holds(Claim.SCHOOL_DESCRIBED)
    if facts.school is not None and described and not facts.school.lgfl:
        return _as("not-needed", described)
    declined = facts.holds(Claim.HEAD_DECLINED)
    signs_in = _sign_in(facts)
    if signs_in and (declined is None or signs_in[1] > declined.last.order):
        return signs_in[0]
    if step.wants_statement and not facts.holds(Claim.PROVISIONING_STATED):
        return Found("no-statement")
    return _decision(facts, declined)


def _sign_in(facts: Facts) -> tuple[Found, int] | None:
    """What the sign-ins seen come to, and the place in the ledger of the last of them."""
    claims = (Claim.PUPIL_SIGNS_IN, Claim.STAFF_SIGNS_IN)
    seen = [found for found in map(facts.standing, claims) if found]
    if not seen:
        return None
    order = max(found.last.order for found in seen)
    for found in seen:
        if not found.holds:
            return _as("sign-in-failed", found), order
    return _chain("done" if len(seen) == len(claims) else "half-seen", *seen), order


def _decision(facts: Facts, declined: Standing | None) -> Found:
    handed = facts.standing(Claim.HANDED_OVER)
    stuck, approved = facts.standing(Claim.SSO_STUCK), facts.holds(Claim.HEAD_APPROVED)
    started = facts.standing(Claim.HEAD_STARTED)
    if declined and _later(declined, handed):
        return _as("declined", declined)
    if stuck and all(_later(stuck, other) for other in (handed, approved, started)):
        return _stuck(stuck, facts.sent.get(StepId.SSO_APPROVAL))
    if approved:
        return _as("approved", approved)
    if started:
        return _as("started", started)
    return Found("handed-over", handed.last.at, handed.last.how) if handed else Found("ready")


def finish(step: StepDefinition, facts: Facts, earlier: Earlier) -> Found:
    """Whether the journey is closed with everything it needs still true."""
    finished = facts.holds(Claim.FINISHED)
    if finished is None or not all(satisfied(earlier[need]) for need in step.needs):
        return Found("ready")
    hows = [state.how for state in earlier.values() if state.status is Status.DONE and state.how]
    return Found("done", finished.since, weakest(hows) or How.TOLD)


def satisfied(state: StepState) -> bool:
    """Whether a step stands in nobody's way."""
    return state.status in (Status.DONE, Status.NOT_NEEDED)


RULES: Mapping[StepId, Rule] = {
    StepId.SCHOOL: school,
    StepId.ONSITE_CLIENT: onsite_client,
    StepId.WONDE_APPROVAL: wonde_approval,
    StepId.PREVIEW: preview,
    StepId.DATA_TEST: data_test,
    StepId.SSO_APPROVAL: sso_approval,
    StepId.FINISH: finish,
}


def _later(one: Standing, other: Standing | None) -> bool:
    """Whether the last word on `one` came after the last word on `other`, or there was none on it."""
    return other is None or one.last.order > other.last.order


def _as(situation: str, found: Standing) -> Found:
    return Found(situation, found.since, found.how)


def _chain(situation: str, *links: Standing) -> Found:
    """True since the last link held; known as its weakest link."""
    return Found(situation, max(link.since for link in links), weakest(link.how for link in links))


def _stuck(stuck: Standing, sent: Sent | None) -> Found:
    if sent is None or sent.order < stuck.last.order:
        return Found("stuck", stuck.last.at, stuck.last.how)
    return Found("stuck-asked", sent.at, How.TOLD, sent.to)
