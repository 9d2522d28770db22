"""The finish page in plain Python: what is done, how each thing is known, and who acts next.

Nothing is worded surer than its proof, and only what was measured gets the solid tick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.guidance.contacts import Contact, contacts
from app.journey.claims import Claim
from app.journey.facts import Facts
from app.journey.lines import Event
from app.journey.model import How, JourneyKind, JourneyState, Owner, Status, StepId, StepState
from app.journey.proofs import ProofLine, proofs_of
from app.journey.steps import journey_definition
from app.journey.verify import Verification
from app.journey.wording import day
from app.ui.messages import OWNER_NAMES, STATUS_WORDS
from app.ui.page import StatusLine
from app.ui.pages.single_sign_on.model import approval_words
from app.ui.widgets.mark import MarkKind, mark_of
from app.ui.widgets.notice import NoticeKind

_MARKS = {
    Status.NOT_NEEDED: MarkKind.SKIPPED,
    Status.WAITING: MarkKind.WAITING,
    Status.ATTENTION: MarkKind.LOOK_AT,
}
_OVER = (Status.DONE, Status.NOT_NEEDED)
_ALWAYS_TRUE_IS_BAD = frozenset(
    {Claim.DECLINED, Claim.REVOKED, Claim.HEAD_DECLINED, Claim.APPROVAL_STUCK, Claim.SSO_STUCK}
)
_NOT_SAID = frozenset({Claim.FINISHED})
_HOW_WORDS = {How.MEASURED: "measured", How.READ_OFF: "read off", How.TOLD: "as told"}
_WEAKEST = {
    How.MEASURED: "All of it was measured.",
    How.READ_OFF: "Not all of it was measured.",
    How.TOLD: "Not all of it was measured.",
}


@dataclass(frozen=True, slots=True)
class KnownLine:
    """One statement with how it is known."""

    mark: MarkKind
    text: str
    known: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step with what is known of it."""

    id: StepId
    title: str
    mark: MarkKind
    state: str
    """ "Done, as told"; "Waiting"."""
    line: str
    known: tuple[KnownLine, ...]


@dataclass(frozen=True, slots=True)
class FinishView:
    """Everything the page draws, for one moment."""

    title: str
    purpose: str
    verdict: NoticeKind
    headline: str
    detail: str
    steps: tuple[StepLine, ...]
    next_title: str
    next_text: str
    """Who acts next and since when; empty where nobody does."""
    next_step: StepId | None
    contacts: tuple[Contact, ...]
    shows_september: bool
    can_close: bool
    closed: bool
    head_hash: str
    status: StatusLine


def view_of(facts: Facts, state: JourneyState, events: Sequence[Event], now: datetime) -> FinishView:
    """The page at one moment."""
    step = state.step(StepId.FINISH)
    definition = journey_definition(state.kind).step(StepId.FINISH)
    open_steps = [each for each in state.steps if each.id is not StepId.FINISH and each.status not in _OVER]
    closed = step.status is Status.DONE
    help_session = state.kind is JourneyKind.HELP_SESSION
    verdict, headline, detail = _verdict(step, open_steps, closed=closed, help_session=help_session, now=now)
    next_title, next_text, next_id = _next(state, now)
    return FinishView(
        title=step.title,
        purpose=definition.purpose,
        verdict=verdict,
        headline=headline,
        detail=detail,
        steps=_steps(facts, state),
        next_title="" if closed else next_title,
        next_text="" if closed else next_text,
        next_step=None if closed else next_id,
        contacts=_contacts(facts),
        shows_september=not help_session,
        can_close=not closed and step.status is not Status.BLOCKED,
        closed=closed,
        head_hash=events[-1].hash if events else "",
        status=_status(step, len(open_steps)),
    )


def verified_words(found: Verification) -> KnownLine:
    """What checking the ledger's chain came to, just now and by this program."""
    if found.sound:
        return KnownLine(MarkKind.MEASURED, found.lines[0], "measured just now by this program")
    return KnownLine(MarkKind.LOOK_AT, " ".join(found.lines), "measured just now by this program")


def _verdict(
    step: StepState, open_steps: list[StepState], *, closed: bool, help_session: bool, now: datetime
) -> tuple[NoticeKind, str, str]:
    if closed:
        when = f" on {day(step.since, now)}" if step.since else ""
        return NoticeKind.FINE, f"Closed{when}", "It can be opened again at any time; what stands here stays."
    if help_session:
        return NoticeKind.INFO, "What was found", "Close it when you are done; it can be opened again."
    if not open_steps:
        return NoticeKind.FINE, "Everything is done", "Look it over, then close the journey."
    names = _listed([f"“{each.title}”" for each in open_steps])
    count = "One step is" if len(open_steps) == 1 else f"{len(open_steps)} steps are"
    return (
        NoticeKind.CAUTION,
        f"{count} not done yet",
        f"Still open: {names}. The journey can be closed once nothing is open.",
    )


def _steps(facts: Facts, state: JourneyState) -> tuple[StepLine, ...]:
    known = proofs_of(facts)
    return tuple(
        StepLine(
            id=step.id,
            title=step.title,
            mark=_mark(step),
            state=_state_words(step),
            line=step.line,
            known=tuple(
                _known(line, facts) for line in known.get(step.id, ()) if line.claim not in _NOT_SAID
            ),
        )
        for step in state.steps
        if step.id is not StepId.FINISH
    )


def _mark(step: StepState) -> MarkKind:
    if step.status is Status.DONE:
        return mark_of(step.how or How.TOLD)
    return _MARKS.get(step.status, MarkKind.AHEAD)


def _state_words(step: StepState) -> str:
    if step.status is Status.DONE:
        return f"Done, {_HOW_WORDS[step.how or How.TOLD]}"
    return STATUS_WORDS[step.status]


def _known(line: ProofLine, facts: Facts) -> KnownLine:
    bad = line.holds if line.claim in _ALWAYS_TRUE_IS_BAD else not line.holds
    mark = MarkKind.LOOK_AT if bad else mark_of(line.how)
    known = line.known
    if line.claim is Claim.HEAD_APPROVED and line.holds:
        known = f"{approval_words(facts)}; noted {line.known.rpartition(', ')[0].rpartition(', ')[2]}"
    return KnownLine(mark, line.text, known[:1].upper() + known[1:])


def _next(state: JourneyState, now: datetime) -> tuple[str, str, StepId | None]:
    step = next((each for each in state.steps if each.id is state.current), None)
    if step is None or step.id is StepId.FINISH or step.status in _OVER:
        return "", "", None
    who = OWNER_NAMES[step.acts_next] if step.acts_next else OWNER_NAMES[Owner.TECHNICIAN]
    since = f", since {day(step.since, now)}" if step.since else ""
    return f"{who}{since}", f"{step.title}: {step.line}", step.id


def _contacts(facts: Facts) -> tuple[Contact, ...]:
    """LGfL's desk only for an LGfL school."""
    lgfl = facts.school is not None and facts.school.lgfl
    return tuple(contact for contact in contacts() if contact.id != "lgfl" or lgfl)


def _status(step: StepState, left: int) -> StatusLine:
    if step.status is Status.DONE:
        return StatusLine(f"{step.line}. {_WEAKEST[step.how or How.TOLD]}", step.how)
    if left:
        return StatusLine(f"{left} step{'' if left == 1 else 's'} still open", tone="look-at")
    return StatusLine("Not closed yet")


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
