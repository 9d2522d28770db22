"""Reminding whoever is waited for: the text to send, and a calendar entry for when to send it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app import __version__
from app.guidance.messages import FilledMessage, message, reminder_to
from app.guidance.mis import mis_catalogue
from app.journey.facts import Facts
from app.journey.model import JourneyState, StepId, StepState
from app.journey.steps import SITUATIONS, Wait, journey_definition
from app.journey.wording import day, long_day, school_time

_FOLD_AT = 75
"""Octets in a line of a calendar file, its end not counted (RFC 5545, 3.1)."""
_FIRST_HOUR, _LAST_HOUR = 9, 16


@dataclass(frozen=True, slots=True)
class Chaser:
    """What to send, and whether it is time to."""

    step: StepId
    message_id: str
    """To note with `message.sent` once it is copied or sent."""
    text: FilledMessage
    wait: Wait
    """What is normal, in words and hours."""
    due: datetime
    """UTC. Before this, chasing is not offered."""
    is_due: bool


def chaser_for(facts: Facts, state: JourneyState, step_id: StepId, now: datetime) -> Chaser | None:
    """The chaser for a step that waits for someone; None where nobody is waited for.

    Raises KeyError for a step the journey doesn't have, ContentError where content is missing.
    """
    step = state.step(step_id)
    situation = journey_definition(state.kind).step(step_id).situations[step.situation]
    if situation.wait is None or situation.message is None or step.chase_after is None or step.since is None:
        return None
    message_id = _message_to(step) or situation.message
    school = facts.school
    values = {
        "school": school.name if school else "",
        "urn": (school.urn if school else None) or "",
        "dfe_number": (school.dfe_number if school else None) or "",
        "mis": _mis_name(school.mis) if school else "",
        "since": long_day(step.since, now),
        "waiting_for": situation.waiting_for or "",
        "sender": f"The technical representative of {school.name}" if school else "",
    }
    return Chaser(
        step=step_id,
        message_id=message_id,
        text=message(message_id).fill_from(values),
        wait=situation.wait,
        due=step.chase_after,
        is_due=step.overdue,
    )


def _message_to(step: StepState) -> str | None:
    """The reminder to a party other than the situation's usual one; None for that one."""
    usual = SITUATIONS[step.id][step.situation][1]
    return None if step.acts_next is usual else reminder_to(str(step.acts_next))


def reminder_day(step: StepState, now: datetime) -> str | None:
    """When a reminder would come, as people say it ("Friday"); None where nobody is waited for."""
    return None if step.chase_after is None else day_ahead(_in_school_hours(step.chase_after), now)


def wait_words(step: StepState, says: str, now: datetime) -> str:
    """What is normal while a step waits, and whether anything is to be done yet; `says` alone otherwise."""
    if step.chase_after is None:
        return says
    if step.overdue:
        return f"{says} That is over: time to ask."
    return f"{says} Nothing to do before {day_ahead(step.chase_after, now)}."


def day_ahead(moment: datetime, now: datetime) -> str:
    """A coming date: the weekday within the next six days, else "3 November"."""
    days = (school_time(moment).date() - school_time(now).date()).days
    return day(moment, moment) if 0 <= days < 7 else long_day(moment, now)


def calendar_reminder(facts: Facts, state: JourneyState, step_id: StepId, now: datetime) -> bytes | None:
    """An .ics file (RFC 5545, UTF-8): one half-hour reminder in school hours once the normal wait is over.

    The same step and wait give the same UID, so that importing it again moves the entry rather than adding
    one. None where nobody is waited for.
    """
    chaser = chaser_for(facts, state, step_id, now)
    if chaser is None:
        return None
    starts = _in_school_hours(chaser.due)
    step = state.step(step_id)
    school = state.school_name or "the school"
    practice = "PRACTICE: " if state.practice else ""
    uid = hashlib.sha256(f"{facts.journey_id} {step_id} {step.situation}".encode()).hexdigest()[:32]
    body = f"{step.line}\n{chaser.wait.says}\n\nText to send:\n\n{chaser.text.text}"
    properties = (
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", f"-//Provisioning Wizard//{__version__}//EN"),
        ("METHOD", "PUBLISH"),
        ("BEGIN", "VEVENT"),
        ("UID", f"{uid}@provisioning-wizard"),
        ("DTSTAMP", _utc(now)),
        ("DTSTART", _utc(starts)),
        ("DTEND", _utc(starts + timedelta(minutes=30))),
        ("SUMMARY", _escaped(f"{practice}{step.title}, {school}: time to ask?")),
        ("DESCRIPTION", _escaped(body)),
        ("TRANSP", "TRANSPARENT"),
        ("CLASS", "PRIVATE"),
        ("BEGIN", "VALARM"),
        ("ACTION", "DISPLAY"),
        ("DESCRIPTION", _escaped(step.title)),
        ("TRIGGER", "PT0S"),
        ("END", "VALARM"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    )
    return b"".join(part for name, value in properties for part in _folded(f"{name}:{value}"))


def _in_school_hours(moment: datetime) -> datetime:
    """The same time if it is between nine and four on a weekday in the UK, else the next nine o'clock."""
    local = school_time(moment)
    if local.hour >= _LAST_HOUR:
        local = (local + timedelta(days=1)).replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
    if local.hour < _FIRST_HOUR:
        local = local.replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
    while local.weekday() >= 5:
        local = (local + timedelta(days=1)).replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
    return local.astimezone(UTC)


def _mis_name(mis_id: str) -> str:
    entry = mis_catalogue().get(mis_id)
    return entry.name if entry else mis_id


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """Text as a property's value; control characters, which no calendar takes, are left out."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return "".join(character for character in text if character == "\t" or ord(character) >= 32)


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, never cut inside a character."""
    piece = b""
    for character in line:
        octets = character.encode("utf-8")
        if len(piece) + len(octets) > _FOLD_AT:
            yield piece + b"\r\n"
            piece = b" "
        piece += octets
    yield piece + b"\r\n"
