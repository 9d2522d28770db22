"""Answers typed into a form, turned into values a ledger takes: days, references, and who said so.

Plain Python, shared by the pages that record what people say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.journey.events import Reference
from app.journey.model import How
from app.journey.people import Actor, Name, Role
from app.journey.wording import school_time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REFERENCE = TypeAdapter(Reference)
_NAME = TypeAdapter(Name)

NOT_A_DAY = "Write the day as 5 November 2026 or 5/11/2026."
AHEAD = "That day has not come yet."
NOT_A_REFERENCE = (
    "A reference is one word with a number in it, such as INC-1042. Leave it empty if there is none."
)
NOT_A_NAME = "Write a name: letters, spaces, and . ’ - only."


@dataclass(frozen=True, slots=True)
class Source:
    """From whom a thing is known, as a form offers it."""

    id: str
    label: str
    role: Role
    how: How

    @property
    def actor(self) -> Actor:
        """The role, without a name: only approvers are named."""
        return Actor(name=None, role=self.role)


SELF = Source("self", "I read it myself, in their message or on a screen", Role.TECHNICIAN, How.READ_OFF)
ITSLEARNING = Source("itslearning", "itslearning told me", Role.ITSLEARNING, How.TOLD)
OFFICE = Source("office", "The school office told me", Role.OFFICE, How.TOLD)
HEAD = Source("headteacher", "The headteacher told me", Role.HEADTEACHER, How.TOLD)
TRUST = Source("trust", "A trust officer told me", Role.TRUST_OFFICER, How.TOLD)
SUPPORT = Source("support", "Our IT support told me", Role.SUPPORT, How.TOLD)
ANSWER_SOURCES = (ITSLEARNING, SELF, OFFICE, TRUST, SUPPORT)


def source(source_id: str, among: tuple[Source, ...] = ANSWER_SOURCES) -> Source | None:
    """One of the sources offered; None for an empty or unknown id."""
    return next((one for one in among if one.id == source_id), None)


def parse_day(text: str) -> date | None:
    """A day as people write it in Britain; None where it is none. Day first, always."""
    words = text.strip().casefold().replace(",", " ")
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})", words):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\.?\s+(\d{4})", words):
        name = found[2][:3]
        if name in _MONTHS:
            return _day(int(found[3]), _MONTHS.index(name) + 1, int(found[1]))
    return None


def today(now: datetime) -> date:
    """The day it is in a UK school."""
    return school_time(now).date()


def day_problem(text: str, now: datetime) -> str:
    """What is wrong with a day that must be there and not lie ahead; empty where nothing is."""
    day = parse_day(text)
    if day is None:
        return NOT_A_DAY
    return AHEAD if day > today(now) else ""


def reference_problem(text: str) -> str:
    """What is wrong with a reference; empty where nothing is, or nothing was typed."""
    if not text.strip():
        return ""
    try:
        _REFERENCE.validate_python(text.strip())
    except ValidationError:
        return NOT_A_REFERENCE
    return ""


def name_problem(text: str) -> str:
    """What is wrong with an approver's name; empty where nothing is, or nothing was typed."""
    if not text.strip():
        return ""
    try:
        _NAME.validate_python(text)
    except ValidationError:
        return NOT_A_NAME
    return ""


def part(draft: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One part of a page's draft; empty where there is none, or something else stands there."""
    found = draft.get(name)
    return found if isinstance(found, Mapping) else {}


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
