"""What the start page says about each journey, in plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.journey.model import JourneyState, Owner, Status, StepId, StepState
from app.ui.messages import KIND_TITLES, OWNER_NAMES

if TYPE_CHECKING:
    from app.journey.listing import JourneySummary

UNNAMED = "A school not named yet"


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """One journey on the start page."""

    path: Path
    title: str
    line: str
    """Where it stands and whose turn it is."""
    kind: str
    touched: str
    step: StepState | None = None
    """The step it would open at; None where it can't be read."""
    problem: str = ""
    """Why it can't be opened, or what is damaged in it; in one sentence."""
    can_open: bool = True
    has_single_sign_on: bool = False

    @property
    def waits_for_head(self) -> bool:
        """Whether it is the headteacher's turn in it."""
        return self.step is not None and self.step.acts_next is Owner.HEADTEACHER


def rows_of(summaries: Iterable[JourneySummary], now: datetime) -> tuple[JourneyRow, ...]:
    """Rows to draw, in the order given: the one touched last comes first."""
    return tuple(_row(summary, now) for summary in summaries)


def _row(summary: JourneySummary, now: datetime) -> JourneyRow:
    path = summary.path
    touched = ago(summary.last_touched, now) if summary.last_touched else ""
    state = summary.state
    if state is None:
        return JourneyRow(
            path,
            path.name,
            "It could not be read",
            "",
            touched,
            problem=summary.problem or "",
            can_open=False,
        )
    return JourneyRow(
        path,
        state.school_name or UNNAMED,
        whose_turn(state),
        KIND_TITLES[state.kind],
        touched,
        step=state.step(state.current),
        problem=damage_words(len(summary.damage)),
        has_single_sign_on=has_single_sign_on(state),
    )


def whose_turn(state: JourneyState) -> str:
    """ "Wonde approval · Waiting for Wonde since Tuesday"."""
    step = state.step(state.current)
    if all(each.status in (Status.DONE, Status.NOT_NEEDED) for each in state.steps):
        return "Finished"
    return f"{step.title} · {step.line}" if step.line else step.title


def damage_words(count: int) -> str:
    """What damage in a ledger means, without alarm and without hiding it."""
    if not count:
        return ""
    places = "one place" if count == 1 else f"{count} places"
    return f"Its record is damaged in {places}. It can be used; what the damage means is under Help."


def has_single_sign_on(state: JourneyState) -> bool:
    """Whether the headteacher has, or will have, something to approve in it."""
    return any(
        step.id is StepId.SSO_APPROVAL and step.status is not Status.NOT_NEEDED for step in state.steps
    )


def ago(when: datetime, now: datetime) -> str:
    """ "today, 10:42", "yesterday", "Tuesday", "3 November 2026"."""
    local, today = when.astimezone(), now.astimezone().date()
    days = (today - local.date()).days
    if days <= 0:
        return f"today, {local:%H:%M}"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"{local:%A}"
    return f"{local.day} {local:%B %Y}"


def waits_for(rows: Iterable[JourneyRow]) -> dict[Owner, int]:
    """How many journeys wait for whom."""
    found: dict[Owner, int] = {}
    for row in rows:
        if row.step is not None and row.step.acts_next is not None:
            found[row.step.acts_next] = found.get(row.step.acts_next, 0) + 1
    return found


def status_words(rows: tuple[JourneyRow, ...]) -> str:
    """The start page's line at the foot."""
    if not rows:
        return "Nothing has been started yet"
    if len(rows) == 1:
        return "1 journey"
    turns = waits_for(rows)
    count = f"{len(rows)} journeys"
    if len(turns) == 1 and set(turns.values()) == {len(rows)}:
        return f"{count}: {'both' if len(rows) == 2 else 'all'} wait for {_the(next(iter(turns)))}"
    said = [
        f"{number} {'' if place else 'waits ' if number == 1 else 'wait '}for {_the(owner)}"
        for place, (owner, number) in enumerate(turns.items())
    ]
    return f"{count}: {', '.join(said)}" if said else count


def _the(owner: Owner) -> str:
    name = OWNER_NAMES[owner]
    return name if owner in (Owner.WONDE, Owner.ITSLEARNING) else f"the {name[:1].lower()}{name[1:]}"
