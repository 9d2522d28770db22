"""The English school year with its three terms, for formats that hang classes on dates.

The lines between the terms are a convention (`school-year.toml`); a school's own dates are not known here.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from app.storage.paths import resource


@dataclass(frozen=True, slots=True)
class Session:
    """A school year or a term: its first and last day, YYYY-MM-DD."""

    id: str
    title: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One school year."""

    ends: int
    """The year it ends in: 2026/27 is 2027."""
    whole: Session
    terms: tuple[Session, ...]
    note: str
    """What to say about the terms' dates."""


class _Term(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    begins: str


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    begins: str
    note: str
    term: tuple[_Term, ...]


def school_year_on(day: date) -> SchoolYear:
    """The school year that a day is in."""
    month, first = map(int, _content().begins.split("-"))
    return school_year(day.year + 1 if day >= date(day.year, month, first) else day.year)


def school_year(ends: int) -> SchoolYear:
    """The school year that ends in a year. Raises ValueError for one that no calendar has."""
    content = _content()
    first = _day(content.begins, ends)
    last = _day(content.begins, ends + 1) - timedelta(days=1)
    starts = [_day(term.begins, ends) for term in content.term]
    ends_of = [*(start - timedelta(days=1) for start in starts[1:]), last]
    terms = tuple(
        Session(f"term-{ends}-{term.id}", f"{term.title} {ends - 1}/{ends % 100:02}", str(start), str(end))
        for term, start, end in zip(content.term, starts, ends_of, strict=True)
    )
    whole = Session(f"year-{ends}", f"{ends - 1}/{ends}", str(first), str(last))
    return SchoolYear(ends, whole, terms, content.note)


def _day(text: str, ends: int) -> date:
    """A day of the school year that ends then: what comes before its first day is of the next year."""
    month, day = map(int, text.split("-"))
    first_month, first_day = map(int, _content().begins.split("-"))
    return date(ends - 1 if (month, day) >= (first_month, first_day) else ends, month, day)


@functools.cache
def _content() -> _Content:
    return _Content.model_validate(
        tomllib.loads(resource("catalogues", "school-year.toml").read_text(encoding="utf-8"))
    )
