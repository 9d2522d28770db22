"""Single sign-on in plain Python: what is shown in each situation, and what is recorded.

Only an LGfL school ever sees the seven tasks. Everything here is known by what people say or read off a
portal; nothing is measured, so nothing here can have a solid tick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.guidance.messages import FilledMessage, message
from app.guidance.portal import DeadEnd, guide
from app.journey.chasers import chaser_for, wait_words
from app.journey.claims import Claim, Standing
from app.journey.events import SsoApproved, SsoDeadEnd
from app.journey.facts import Facts
from app.journey.levels import decision_of
from app.journey.model import JourneyKind, JourneyState, Status, StepId
from app.journey.steps import journey_definition
from app.journey.wording import day, how_known, long_day
from app.ui.page import StatusLine
from app.ui.widgets.lifecycle import Stage
from app.ui.widgets.mark import MarkKind, mark_of
from app.ui.widgets.notice import NoticeKind

GUIDE = "atomwide-sso"

CARDS: Mapping[str, tuple[str, ...]] = {
    "not-needed": (),
    "blocked": ("early-ask", "tasks", "known"),
    "no-statement": ("statement", "early-ask", "known"),
    "ready": ("hand-over", "by-file", "tasks", "known"),
    "handed-over": ("chaser", "confirm", "by-file", "stuck-links", "tasks", "known"),
    "started": ("confirm", "by-file", "stuck-links", "tasks", "known"),
    "stuck": ("dead-end", "confirm", "by-file", "tasks"),
    "stuck-asked": ("dead-end", "confirm", "by-file", "tasks"),
    "declined": ("hand-over", "confirm", "by-file", "known"),
    "approved": ("sign-ins", "way", "accounts", "trouble", "by-file", "known"),
    "half-seen": ("sign-ins", "way", "accounts", "trouble", "by-file", "known"),
    "sign-in-failed": ("sign-ins", "way", "accounts", "trouble", "by-file", "known"),
    "done": ("sign-ins", "way", "accounts", "by-file", "known"),
}
"""Which cards stand on the page, by situation."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One of the headteacher's tasks as the technician sees it."""

    id: str
    number: int
    title: str
    mark: MarkKind


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is known of one sign-in."""

    mark: MarkKind
    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """A statement about the whole page."""

    kind: NoticeKind
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SsoView:
    """Everything the page draws, for one moment."""

    title: str
    purpose: str
    situation: str
    cards: frozenset[str]
    note: Note | None
    stages: tuple[Stage, ...]
    """Empty where there is no way to show: not needed, or blocked."""
    normal: str
    tasks: tuple[TaskLine, ...]
    early_ask: FilledMessage
    hand_over: FilledMessage
    chaser: FilledMessage | None
    chaser_id: str
    dead_end: DeadEnd | None
    dead_end_message: FilledMessage | None
    pupil: SignIn
    staff: SignIn
    status: StatusLine


def view_of(facts: Facts, state: JourneyState, portal: str, now: datetime) -> SsoView:
    """The page at one moment. `portal` is Atomwide's address. Raises KeyError for a journey without it."""
    step = state.step(StepId.SSO_APPROVAL)
    definition = journey_definition(state.kind).step(StepId.SSO_APPROVAL)
    lgfl = is_lgfl(facts)
    cards = set(CARDS.get(step.situation, ()))
    if lgfl is not True:
        cards -= {"tasks", "early-ask", "hand-over", "confirm", "known", "sign-ins", "stuck-links", "by-file"}
        cards -= {"way", "accounts"}
    chaser = chaser_for(facts, state, StepId.SSO_APPROVAL, now)
    due = chaser if chaser and chaser.is_due else None
    if due is None:
        cards.discard("chaser")
    end = _dead_end(facts) if "dead-end" in cards else None
    way = step.situation not in ("not-needed", "blocked", "no-statement")
    return SsoView(
        title=step.title,
        purpose=_purpose(step.situation, definition.purpose),
        situation=step.situation,
        cards=frozenset(cards),
        note=_note(facts, state, now),
        stages=stages(facts, state, now) if way else (),
        normal=_normal(state, chaser.wait.says if chaser else "", now) if way else "",
        tasks=_tasks(facts) if "tasks" in cards else (),
        early_ask=_filled("early-ask-head", facts, portal),
        hand_over=_filled("sso-hand-over", facts, portal),
        chaser=due.text if due else None,
        chaser_id=due.message_id if due else "",
        dead_end=end,
        dead_end_message=dead_end_message(end, facts, portal) if end else None,
        pupil=_sign_in(facts, Claim.PUPIL_SIGNS_IN, now),
        staff=_sign_in(facts, Claim.STAFF_SIGNS_IN, now),
        status=_status(facts, state, now),
    )


def is_lgfl(facts: Facts) -> bool | None:
    """Whether the school said that it is an LGfL school; None where it is not described yet."""
    return None if facts.school is None else facts.school.lgfl


def approval_words(facts: Facts) -> str:
    """Who approved, and how far that is known: `stated-here` is never worded as confirmed by the Head."""
    found = decision_of(facts)
    return found.words if found is not None and found.approved else ""


def dead_end_message(end: DeadEnd, facts: Facts, portal: str) -> FilledMessage:
    """The message a dead end calls for."""
    stuck = {"not-listed": "User Accounts, Federation Data Release"}.get(end.id, "")
    return _filled(end.message, facts, portal, stuck_at=stuck, seen=end.label)


def _filled(message_id: str, facts: Facts, portal: str, **more: str) -> FilledMessage:
    school = facts.school
    tasks = "\n".join(f"{number}. {task.title}" for number, task in enumerate(guide(GUIDE).tasks, 1))
    return message(message_id).fill_from(
        {
            "school": school.name if school else "",
            "urn": (school.urn if school else None) or "",
            "dfe_number": (school.dfe_number if school else None) or "",
            "portal": portal,
            "tasks": tasks,
            "sender": f"The technical representative of {school.name}" if school else "",
            **more,
        }
    )


def _purpose(situation: str, usual: str) -> str:
    if situation == "not-needed":
        return "For LGfL schools, whose people sign in with USO accounts. Yours is not one, as you said."
    return usual


def _tasks(facts: Facts) -> tuple[TaskLine, ...]:
    told = mark_of(None)
    approved = facts.holds(Claim.HEAD_APPROVED)
    lines = []
    for number, task in enumerate(guide(GUIDE).tasks, 1):
        done = task.id in facts.tasks_done or (approved is not None and task.id != "sign-in-works")
        lines.append(TaskLine(task.id, number, task.title, MarkKind.TOLD if done else told))
    return tuple(lines)


def _dead_end(facts: Facts) -> DeadEnd | None:
    event = facts.latest.get("sso.dead-end")
    if event is None or not isinstance(event.data, SsoDeadEnd):
        return None
    return guide(GUIDE).dead_end(event.data.which)


def stages(facts: Facts, state: JourneyState, now: datetime) -> tuple[Stage, ...]:
    """How far the release is: handed over, enabled, seen to work; each as it is known."""
    situation = state.step(StepId.SSO_APPROVAL).situation
    handed = _stage("With the headteacher", facts.holds(Claim.HANDED_OVER), now)
    enabled = _stage("“Enabled” in Atomwide", facts.holds(Claim.HEAD_APPROVED), now)
    if situation in ("handed-over", "started", "stuck-asked"):
        enabled = Stage(enabled.title, MarkKind.WAITING, _since(state, now))
    elif situation == "stuck":
        enabled = Stage(enabled.title, MarkKind.LOOK_AT, "stuck at the portal")
    elif situation == "declined":
        enabled = Stage(enabled.title, MarkKind.LOOK_AT, "not approved")
    signed = []
    for title, claim in (("Pupil signs in", Claim.PUPIL_SIGNS_IN), ("Staff sign in", Claim.STAFF_SIGNS_IN)):
        found = facts.standing(claim)
        if found is not None and not found.holds:
            signed.append(Stage(title, MarkKind.MEND, "did not work"))
        else:
            signed.append(_stage(title, found, now))
    return (handed, enabled, *signed)


def _stage(title: str, found: Standing | None, now: datetime) -> Stage:
    if found is None:
        return Stage(title, MarkKind.AHEAD)
    return Stage(title, mark_of(found.how), f"noted {day(found.last.at, now)}")


def _since(state: JourneyState, now: datetime) -> str:
    since = state.step(StepId.SSO_APPROVAL).since
    return f"since {day(since, now)}" if since else ""


def _normal(state: JourneyState, says: str, now: datetime) -> str:
    step = state.step(StepId.SSO_APPROVAL)
    if step.status is Status.WAITING and step.chase_after is not None:
        return wait_words(step, says, now)
    return {
        "ready": "You prepare it; the headteacher decides. It takes them about ten minutes.",
        "started": "The headteacher can go on where they stopped, here or in their own time.",
        "approved": "It takes effect shortly, usually within minutes. Then have one pupil and one member of"
        " staff sign in.",
        "half-seen": "One more sign-in to see.",
        "sign-in-failed": "Most reasons mend themselves or take a minute: see below, from the top.",
        "declined": "The decision is the headteacher’s. It can change, and can be handed over again.",
        "done": "Everyone who has both a USO account and an itslearning account can sign in.",
    }.get(step.situation, "")


def _note(facts: Facts, state: JourneyState, now: datetime) -> Note | None:
    step = state.step(StepId.SSO_APPROVAL)
    if step.situation == "blocked":
        first = state.step(step.blocked_by[0]).title
        return Note(
            NoticeKind.INFO,
            "Not yet",
            "Single sign-on works only once the school’s accounts are in itslearning: itslearning makes none"
            f" from a sign-in. It can start once “{first}” is done. One thing is worth doing today.",
        )
    if step.situation == "not-needed":
        return Note(
            NoticeKind.INFO,
            "There is nothing to do here",
            "USO is LGfL’s sign-in service. People at other schools sign in to itslearning as itslearning"
            " arranges it with the school: their support can say how.",
        )
    if step.situation == "declined":
        return _declined(facts, now)
    put_off = _put_off(facts, state, now)
    if put_off:
        return put_off
    words = approval_words(facts)
    if step.situation in ("approved", "half-seen", "sign-in-failed") and words:
        return Note(NoticeKind.INFO, "", f"{words}.")
    return None


def _declined(facts: Facts, now: datetime) -> Note:
    event = facts.latest.get("sso.approved")
    data = event.data if event else None
    withdrawn = isinstance(data, SsoApproved) and data.decision == "withdrawn"
    when = f" on {long_day(event.at, now)}" if event else ""
    title = "The approval was withdrawn" if withdrawn else "The headteacher did not approve it"
    decision = decision_of(facts)
    known = f" {decision.words}." if decision is not None else ""
    return Note(
        NoticeKind.CAUTION,
        title,
        f"Noted{when}.{known} Nothing is released to itslearning by it: staff and pupils don’t sign in with"
        " USO accounts. Nobody has to do anything.",
    )


def _put_off(facts: Facts, state: JourneyState, now: datetime) -> Note | None:
    """The headteacher said “not now”, and nothing has been said since."""
    event = facts.latest.get("sso.approved")
    if event is None or not isinstance(event.data, SsoApproved) or event.data.decision != "not-now":
        return None
    if state.step(StepId.SSO_APPROVAL).situation not in ("ready", "handed-over", "started"):
        return None
    return Note(
        NoticeKind.WAITING,
        "Put off for now",
        f"“Not now” was chosen in the headteacher’s view on {long_day(event.at, now)}. They can go on"
        " where they stopped.",
    )


def _sign_in(facts: Facts, claim: Claim, now: datetime) -> SignIn:
    found = facts.standing(claim)
    if found is None:
        return SignIn(MarkKind.AHEAD, "Not seen yet")
    known = f"{how_known(found.best.how, found.best.role)}, {day(found.last.at, now)}"
    if not found.holds:
        return SignIn(MarkKind.MEND, f"Did not work: {known}")
    return SignIn(mark_of(found.how), f"Seen to work: {known}")


def _status(facts: Facts, state: JourneyState, now: datetime) -> StatusLine:
    step = state.step(StepId.SSO_APPROVAL)
    if step.status is Status.DONE:
        return StatusLine(step.line, step.how)
    tone = {Status.WAITING: "waiting", Status.ATTENTION: "look-at"}.get(step.status, "")
    if step.overdue:
        tone = "look-at"
    statement = facts.holds(Claim.PROVISIONING_STATED)
    if state.kind is JourneyKind.SINGLE_SIGN_ON_ONLY and statement and step.situation == "ready":
        return StatusLine(
            f"Provisioning works, {how_known(statement.how, statement.best.role)}", statement.how
        )
    return StatusLine(step.line, tone=tone)
