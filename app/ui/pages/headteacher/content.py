"""What the headteacher reads: the agreement in three sentences, the ways out, and the last screens."""

from __future__ import annotations

import functools
from typing import Literal

from pydantic import Field

from app.guidance.content import Content, Template, Words, read_content
from app.journey.people import Role


class Capacity(Content):
    """In which part someone may approve."""

    role: Role
    label: Words


class Away(Content):
    """Words for “Not now, or no”."""

    title: Words
    text: Words
    not_now: Words
    not_now_means: Words
    no: Words
    no_means: Words


class Screen(Content):
    """A screen that only says something."""

    title: Words
    text: Words


ScreenId = Literal["later", "declined", "thanks", "done", "not-needed", "not-yet"]
Level = Literal["stated-here", "returned", "observed"]


class HeadContent(Content):
    """resources/catalogues/headteacher.toml."""

    version: Words
    title: Words
    agreed: Template
    to_whom: Words
    if_no: Words
    where: Words
    capacity: tuple[Capacity, ...] = Field(min_length=1)
    level: dict[Level, Template]
    away: Away
    screens: dict[ScreenId, Screen]

    def capacity_label(self, role: str) -> str:
        """A capacity in words, up to its first comma; the role itself where it is not one of these."""
        found = next((entry.label for entry in self.capacity if entry.role == role), role)
        return found.partition(",")[0]


@functools.cache
def head_content() -> HeadContent:
    """The headteacher's words. Raises ContentError."""
    return read_content(HeadContent, "catalogues", "headteacher.toml")
