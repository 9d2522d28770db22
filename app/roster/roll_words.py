"""What is said about numbers on roll: limits, causes, words for a total. Content: `reconcile.toml`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from pydantic import Field, PositiveInt

from app.guidance.content import Content, Template, Words, read_content
from app.roster.facts import SourceKind


class Direction(StrEnum):
    """Which way a difference goes."""

    MORE = "more"
    FEWER = "fewer"
    EITHER = "either"


class RollLimits(Content):
    """From when on a difference wants explaining."""

    at_least: PositiveInt
    percent: float = Field(gt=0, le=100)


class Cause(Content):
    """One thing that may lie behind a difference."""

    id: Words
    when: Direction
    title: Template
    ask: Words
    evidence: Words | None = None
    """What the roster is counted for; None for what can't be seen from here."""
    ask_of_file: Words | None = None
    """In place of `ask` where a file was read; None where that is the same."""

    def asked_of(self, source: SourceKind) -> str:
        """What to ask, of what was read."""
        return self.ask if source is SourceKind.WONDE else self.ask_of_file or self.ask


class _TotalWords(Content):
    total: tuple[Words, ...]


class _File(Content):
    version: Words
    limits: RollLimits
    words: _TotalWords
    cause: tuple[Cause, ...]


@cache
def _file() -> _File:
    return read_content(_File, "catalogues", "reconcile.toml")


def roll_limits() -> RollLimits:
    """When a difference wants explaining. Raises ContentError."""
    return _file().limits


def causes() -> tuple[Cause, ...]:
    """All causes, in the order to show. Raises ContentError."""
    return _file().cause


@cache
def total_words() -> frozenset[str]:
    """What an office calls the line of the whole school, folded. Raises ContentError."""
    return frozenset(word.casefold() for word in _file().words.total)
