"""Where a journey stands: `evaluate(fold(events), now)`. Pure.

The same ledger and time give the same state on any machine, in any time zone and language.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.guidance.portal import guide
from app.journey.claims import Claim
from app.journey.events import ClientChecked
from app.journey.facts import Facts, fold
from app.journey.model import JourneyState, Owner, Status, StepId, StepState
from app.journey.rules import RULES, satisfied
from app.journey.steps import SITUATIONS, StepDefinition, Wait, journey_definition
from app.journey.wording import day, owner_name, school_time

__all__ = ["Facts", "evaluate", "fold", "wait_over"]

SCHOOL_OWNERS = frozenset({Owner.TECHNICIAN, Owner.HEADTEACHER, Owner.DATA_PROTECTION_OFFICER})
_STANDS_ON_ITS_OWN = (Status.DONE, Status.ATTENTION, Status.NOT_NEEDED)
_CAN_ACT = (Status.READY, Status.IN_PROGRESS, Status.ATTENTION)


def evaluate(facts: Facts, now: datetime) -> JourneyState:
    """The state of every step at `now` (with a time zone). Raises ContentError where content is missing."""
    states: dict[StepId, StepState] = {}
    for step in journey_definition(facts.kind).steps:
        states[step.id] = _state(step, facts, states, now)
    steps = tuple(states.values())
    current = _current(steps)
    return JourneyState(
        kind=facts.kind,
        practice=facts.practice,
        school_name=facts.school.name if facts.school else None,
        steps=steps,
        acts_next=states[current].acts_next,
        current=current,
    )


def wait_over(since: datetime, wait: Wait) -> datetime:
    """When a normal wait that began at `since` is over; UK weekends are left out unless they count."""
    if wait.weekends:
        return since + timedelta(hours=wait.hours)
    moment, left = since, wait.hours
    while left:
        moment += timedelta(hours=1)
        left -= school_time(moment).weekday() < 5
    return moment


def _state(step: StepDefinition, facts: Facts, earlier: dict[StepId, StepState], now: datetime) -> StepState:
    found = RULES[step.id](step, facts, earlier)
    status, acts_next = SITUATIONS[step.id][found.situation]
    unmet = tuple(need for need in step.needs if not satisfied(earlier[need]))
    if unmet and status not in _STANDS_ON_ITS_OWN:
        return _blocked(step, unmet, earlier)
    acts_next = found.acts_next or acts_next
    situation = step.situations[found.situation]
    since = found.since or _ready_since(step, facts, earlier)
    chase_after = None
    if situation.wait is not None and since is not None:
        chase_after = wait_over(_last_asked(step.id, facts, since), situation.wait)
    overdue = chase_after is not None and now >= chase_after
    template = situation.overdue if overdue and situation.overdue else situation.line
    return StepState(
        id=step.id,
        title=step.title,
        owner=step.owner,
        status=status,
        line=template.format_map(_values(facts, since, acts_next, now)),
        acts_next=acts_next,
        since=since,
        how=found.how,
        chase_after=chase_after,
        situation=found.situation,
        overdue=overdue,
    )


def _blocked(step: StepDefinition, unmet: tuple[StepId, ...], earlier: dict[StepId, StepState]) -> StepState:
    first = earlier[unmet[0]]
    return StepState(
        id=step.id,
        title=step.title,
        owner=step.owner,
        status=Status.BLOCKED,
        line=step.situations["blocked"].line.format_map({"blocker": first.title}),
        acts_next=first.acts_next,
        since=first.since,
        blocked_by=unmet,
        situation="blocked",
    )


def _ready_since(step: StepDefinition, facts: Facts, earlier: dict[StepId, StepState]) -> datetime | None:
    needed = [since for need in step.needs if (since := earlier[need].since) is not None]
    return max(needed, default=facts.created_at)


def _last_asked(step_id: StepId, facts: Facts, since: datetime) -> datetime:
    """A chaser starts the normal wait again, so that nobody is chased twice a day."""
    sent = facts.sent.get(step_id)
    return since if sent is None else max(since, sent.at)


def _values(facts: Facts, since: datetime | None, who: Owner | None, now: datetime) -> dict[str, str]:
    seen = facts.preview(Claim.SEEN_AFTER) or facts.preview(Claim.SEEN_BEFORE)
    checked = facts.latest.get("client.checked")
    mend = checked.data.mend if checked and isinstance(checked.data, ClientChecked) else 0
    return {
        "school": facts.school.name if facts.school else "",
        "since": day(since, now) if since else "the start",
        "who": owner_name(who),
        "students": f"{seen.students:,}" if seen else "no",
        "staff": f"{seen.staff:,}" if seen else "no",
        "mend": str(max(mend, 1)),
        "done": str(len(facts.tasks_done)),
        "of": str(max(len(guide("atomwide-sso").tasks), len(facts.tasks_done))),
    }


def _current(steps: tuple[StepState, ...]) -> StepId:
    for step in steps:
        if step.status in _CAN_ACT and step.acts_next in SCHOOL_OWNERS:
            return step.id
    return next((step.id for step in steps if not satisfied(step)), steps[-1].id)
