"""Who acted: a role always, a name only where an approval needs one."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, StringConstraints, field_validator
from pydantic.dataclasses import dataclass


class Role(StrEnum):
    """In which part someone acted. Every value of `Owner` is one of these."""

    TECHNICIAN = "technician"
    HEADTEACHER = "headteacher"
    HEADS_PROXY = "headteacher's proxy"
    DATA_PROTECTION_OFFICER = "data protection officer"
    TRUST_OFFICER = "trust officer"
    OFFICE = "school office"
    SUPPORT = "support"
    WONDE = "wonde"
    ITSLEARNING = "itslearning"
    LGFL = "lgfl"
    PROGRAM = "this program"
    UNKNOWN = "unknown"
    """Written by a newer version, or damaged. Never written by this one."""


def _plain_name(text: str) -> str:
    if any(not (character.isalpha() or character in " .'’-,()&/") for character in text):
        raise ValueError("letters, spaces and . ' - , ( ) & / only")
    return text


Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, strip_whitespace=True),
    AfterValidator(_plain_name),
]
"""An approver's name or position: letters and name punctuation, at most 80 characters."""


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Actor:
    """Who did or said something. Raises ValueError (pydantic's) for anything but a plain name and a role.

    The ledger keeps `name` only with events that record an approval (`Payload.keeps_name`).
    """

    name: Name | None
    role: Role

    @field_validator("role", mode="before")
    @classmethod
    def _from_owner(cls, value: object) -> object:
        return str(value)


PROGRAM = Actor(name=None, role=Role.PROGRAM)
"""This program itself, for what it notes of its own accord."""
