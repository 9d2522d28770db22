"""How much may be unexplained before everything is held, what findings mean, and the answers a hold owes.

All of it is content: `comparison.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from app.guidance.content import Content, Template, Words, fill, read_content
from app.roster.comparison.result import Comparison, Finding, Hold, Kind, Tally

CHANGES = ("added", "removed", "changed")
NOT_COMPARED = "–"
"""In place of a change, of a kind that was not compared."""


class Limit(Content):
    """Where one change of one kind holds."""

    percent: float = Field(gt=0, le=100)
    """Of what the baseline had of the kind."""
    at_least: PositiveInt
    """Below so many, the share says nothing: two of five staff are 40 %."""
    count: PositiveInt
    """Holds whatever the share."""

    def passed(self, count: int, of: int) -> bool:
        """Whether so many unexplained changes, of so many there were, are too many."""
        if count >= self.count:
            return True
        return count >= self.at_least and count * 100 > self.percent * of


class KindLimits(Content):
    """The limits of one kind."""

    kind: Kind
    added: Limit
    removed: Limit
    changed: Limit

    def of(self, change: str) -> Limit:
        """The limit of `added`, `removed` or `changed`."""
        return {"added": self.added, "removed": self.removed, "changed": self.changed}[change]


class Turn(Content):
    """What a new school year usually brings. Years are national years, shares per cent."""

    enter: tuple[int, ...]
    may_leave_after: tuple[int, ...]
    cohort_percent: PositiveInt
    may_leave_stay_percent: PositiveInt
    intake_larger_percent: PositiveInt
    intake_smaller_percent: PositiveInt
    detail_percent: PositiveInt
    detail_at_least: PositiveInt


class FindingWords(Content):
    """What one kind of finding means and what to do next."""

    code: Words
    title: Template
    why: Words
    next: Words
    holds: NonNegativeInt = 0
    """From how many on it holds everything by itself; 0 for never."""
    explains_the_rest: bool = False
    """Whether it is told before every other reason, which are only its consequences."""


class Answers(Content):
    """The five things that people ask of a hold: the questions, or what is answered."""

    who_is_told: Words
    once_or_until: Words
    did_anything_pass: Words
    where_logged: Words
    what_to_press: Words


class StaffWords(Content):
    """What is said where one side can't tell of staff."""

    not_in_source: Template
    not_in_baseline: Template


class _File(Content):
    version: Words
    headings: tuple[Words, Words, Words, Words, Words, Words, Words, Words]
    turn: Turn
    limit: tuple[KindLimits, ...]
    staff: StaffWords
    finding: tuple[FindingWords, ...]
    questions: Answers
    answers: Answers

    @model_validator(mode="after")
    def _every_kind_once(self) -> _File:
        if sorted(entry.kind for entry in self.limit) != sorted(Kind):
            raise ValueError("each kind needs its limits, once")
        codes = [entry.code for entry in self.finding]
        if len(codes) != len(set(codes)):
            raise ValueError("two findings share a code")
        return self


@cache
def _file() -> _File:
    return read_content(_File, "catalogues", "comparison.toml")


def turn() -> Turn:
    """What a new school year usually brings. Raises ContentError."""
    return _file().turn


def headings() -> tuple[str, ...]:
    """What heads the numbers of each kind: kind, then, now, new, gone, changed, explained and not explained.

    Raises ContentError.
    """
    return _file().headings


def staff_words() -> StaffWords:
    """Why staff are not compared. Raises ContentError."""
    return _file().staff


def limits() -> tuple[KindLimits, ...]:
    """The limits of every kind. Raises ContentError."""
    return _file().limit


def answers() -> Answers:
    """What a hold answers. Raises ContentError."""
    return _file().answers


def questions() -> Answers:
    """What people ask of a hold. Raises ContentError."""
    return _file().questions


def finding_codes() -> tuple[str, ...]:
    """Every code, in the order of the file: gravest first."""
    return tuple(entry.code for entry in _file().finding)


def words_of(code: str) -> FindingWords:
    """What a finding means. Raises KeyError for a code that is not in the file."""
    return _by_code()[code]


@cache
def _by_code() -> dict[str, FindingWords]:
    return {entry.code: entry for entry in _file().finding}


def title_of(finding: Finding, *, year: str, field: str) -> str:
    """The finding in one line, with its year and field as people call them."""
    return fill(words_of(finding.code).title, {"count": f"{finding.count:,}", "year": year, "field": field})


def judge(comparison: Comparison, titles: Sequence[str]) -> list[Hold]:
    """Every reason to hold: limits that what is unexplained has passed, and findings that hold by themselves.

    `titles` has each finding's title, in their order.
    """
    held = [
        Hold(
            "limit", kind.kind, _limit_title(kind.kind, change, count, tally), change, count, tally.then,
            kind.of(change).percent, kind.of(change).count,
        )
        for kind in limits()
        for change in CHANGES
        if (tally := comparison.kinds[kind.kind]) is not None
        and kind.of(change).passed(count := tally.loose(change), tally.then)
    ]  # fmt: skip
    for finding, title in zip(comparison.findings, titles, strict=True):
        holds = words_of(finding.code).holds
        if holds and finding.count >= holds:
            held.append(Hold(finding.code, finding.kind, title, count=finding.count, limit_count=holds))
    return sorted(held, key=lambda hold: hold.code == "limit" or not words_of(hold.code).explains_the_rest)


_CHANGE_WORDS = {
    "added": "are new and unexplained",
    "removed": "are gone and unexplained",
    "changed": "changed and unexplained",
}


def _limit_title(kind: Kind, change: str, count: int, tally: Tally) -> str:
    share = f" ({count / tally.then:.1%} of {tally.then:,})" if tally.then else ""
    return f"{count:,} {kind}{share} {_CHANGE_WORDS[change]}"
