"""The table of rules as it is written in `rules.toml`: gravity, wording, order, limits."""

from __future__ import annotations

from functools import cache

from pydantic import NonNegativeInt, PositiveInt

from app.guidance.content import Content, Template, Words, fill, read_content
from app.roster.facts import IssueSeverity


class Limits(Content):
    """Where rules draw their line. Lengths are in characters, shares in per cent."""

    key: PositiveInt
    name: PositiveInt
    title: PositiveInt
    prefix: PositiveInt
    class_size: PositiveInt
    classes_of_a_student: PositiveInt
    classes_of_a_teacher: PositiveInt
    years_off: NonNegativeInt
    """How many years a date of birth may be away from the year group."""
    addresses_to_judge_by: PositiveInt
    """With fewer e-mail addresses of a kind, nothing is said about which domains are the school's."""
    own_domain_percent: PositiveInt
    """A domain that at least this share of a kind's addresses have is the school's own."""
    own_domains_percent: PositiveInt
    """The school's own domains are known only if together they have at least this share."""
    usual_form_percent: PositiveInt
    """A form of year labels that at least this share of students have is the usual one."""


class Rule(Content):
    """One rule's gravity and wording. The texts are filled in and ready to show."""

    code: Words
    severity: IssueSeverity
    title: Template
    why: Template
    where: Words
    """The record to mend, whatever the MIS."""
    place: str = ""
    """Id of that record in `mending.toml`, which knows where it is in each MIS; "" where nothing is wrong."""
    shows: tuple[Words, ...] = ()
    """Fields of the person or group that whoever mends it needs to see."""


class _RuleFile(Content):
    version: Words
    limits: Limits
    field_titles: dict[Words, Words]
    rule: tuple[Rule, ...]


@cache
def _file() -> _RuleFile:
    return read_content(_RuleFile, "catalogues", "rules.toml")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, gravest first, in the file's order within a severity. Raises ContentError."""
    gravity = list(IssueSeverity)
    lines = limits().model_dump()
    filled = [
        rule.model_copy(update={"title": fill(rule.title, lines), "why": fill(rule.why, lines)})
        for rule in _file().rule
    ]
    return tuple(sorted(filled, key=lambda rule: gravity.index(rule.severity)))


def limits() -> Limits:
    """Where the rules draw their lines. Raises ContentError."""
    return _file().limits


def field_title(name: str) -> str:
    """What a field is called in a list for the office. Raises ContentError; KeyError for one not named."""
    return _file().field_titles[name]


def number_of(code: str) -> int:
    """A rule's place in `all_rules()`. Raises KeyError for a code that no rule has."""
    return _numbers()[code]


@cache
def _numbers() -> dict[str, int]:
    return {rule.code: number for number, rule in enumerate(all_rules())}
