"""Dates, parties and proofs in words. British, the same on every machine whatever its language or zone."""

from __future__ import annotations

import functools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.guidance.content import Content, Template, Words, read_content
from app.journey.claims import Claim
from app.journey.model import How, Owner, StepId
from app.journey.people import Role

SCHOOL_ZONE = ZoneInfo("Europe/London")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class ClaimWords(Content):
    """How a claim is said, in the step it belongs to."""

    step: StepId
    yes: Words
    no: Words


class ProofWords(Content):
    """resources/journeys/claims.toml."""

    version: Words
    how: dict[How, Template]
    """`{who}` is the role, and the name where one was kept."""
    role: dict[Role, Words]
    owner: dict[Owner, Words]
    claims: dict[Claim, ClaimWords]


@functools.cache
def proof_words() -> ProofWords:
    """How claims and proofs are worded. Raises ContentError."""
    return read_content(ProofWords, "journeys", "claims.toml")


def owner_name(owner: Owner | None) -> str:
    """A party in running text: "technician", "Wonde"; "nobody" for None."""
    return "nobody" if owner is None else proof_words().owner[owner]


def how_known(how: How, role: Role, name: str | None = None) -> str:
    """How a thing is known and by whom: "read off by the technician"."""
    words = proof_words()
    who = words.role[role] + (f" ({name})" if name else "")
    return words.how[how].format_map({"who": who})


def school_time(moment: datetime) -> datetime:
    """The moment by a clock in a UK school."""
    return moment.astimezone(SCHOOL_ZONE)


def day(moment: datetime, now: datetime) -> str:
    """A date as people say it: "Tuesday" within a week, else "3 November", with the year if another."""
    local, today = school_time(moment), school_time(now)
    if timedelta(0) <= today.date() - local.date() < timedelta(days=7):
        return _DAYS[local.weekday()]
    return long_day(moment, now)


def long_day(moment: datetime, now: datetime | None = None) -> str:
    """ "3 November", with the year unless it is that of `now`."""
    local = school_time(moment)
    text = f"{local.day} {_MONTHS[local.month - 1]}"
    return text if now is not None and school_time(now).year == local.year else f"{text} {local.year}"


def whole_day(on: date) -> str:
    """ "3 November 2026", of a date that has no time."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def clock(moment: datetime) -> str:
    """ "3 November 2026, 14:05", by UK time."""
    return f"{long_day(moment)}, {school_time(moment):%H:%M}"
