"""Moments in a few words, by a clock in a UK school, whatever the PC's language."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.journey.model import StepState
from app.journey.wording import day, how_known, long_day, school_time
from app.ui.messages import HOW_WORDS

if TYPE_CHECKING:
    from app.journey.lines import Event

_HOURS_IN_WORDS = 72


def moment_words(at: datetime, now: datetime) -> str:
    """ "10:42" today, "Tue 10:42" within a week, else "3 November"."""
    local, today = school_time(at), school_time(now)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    if timedelta(0) < today.date() - local.date() < timedelta(days=7):
        return f"{day(at, now)[:3]} {local:%H:%M}"
    return long_day(at, now)


def known_line(step: StepState, now: datetime) -> str:
    """A step's line with how it is known and since when, for the foot: "In place, measured Mon 06:42"."""
    if step.how is None or step.since is None:
        return step.line
    return f"{step.line}, {HOW_WORDS[step.how]} {moment_words(step.since, now)}"


def known_moment(event: Event, now: datetime) -> str:
    """How something in the ledger is known, and since when: "as told by the office, 10:42". Raises
    ContentError."""
    return f"{how_known(event.counts_as, event.actor.role)}, {moment_words(event.at, now)}"


def so_far(since: datetime, now: datetime) -> str:
    """ "26 hours so far", "5 days so far"; "just now" within an hour."""
    hours = int((now - since).total_seconds() // 3600)
    if hours < 1:
        return "less than an hour so far"
    if hours < _HOURS_IN_WORDS:
        return f"{hours} hour{'' if hours == 1 else 's'} so far"
    return f"{hours // 24} days so far"
