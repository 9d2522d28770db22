"""The forms a rule's question takes, and what a rule may know before it asks.

A question names people or groups (`Rows` in SQL, `Found` in Python where SQL can't) or only counts (`Count`).
It says which fields it needs of which kinds of people; a field that was withheld, or that the source does not
have, silences it for that kind. Withheld is not blank.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.formats.records import FieldState
from app.roster.facts import FieldRow, LoadFacts, SourceKind
from app.roster.rules.catalogue import Limits

Case = tuple[int | None, int | None]
"""Ids of a person and of a group; a case has one of them or both."""

EVERYBODY = ("student", "staff")
STUDENTS = ("student",)
STAFF = ("staff",)


@dataclass(frozen=True)
class Known:
    """What a rule may ask before it fires. Belongs to the thread that seals the roster."""

    db: sqlite3.Connection
    facts: LoadFacts
    fields: Sequence[FieldRow]
    limits: Limits
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def kept(self, family: str) -> dict[str, Any]:
        """What a family worked out for one of its rules and wants again for the next."""
        return self._kept.setdefault(family, {})

    @property
    def from_wonde(self) -> bool:
        """Whether the rows are Wonde's own, before any reader of files tidied them."""
        return self.facts.origin.kind is SourceKind.WONDE

    @property
    def today(self) -> date:
        """The day of the load, where it was loaded."""
        return self.facts.origin.when.astimezone().date()

    @property
    def school_year(self) -> int:
        """The year in which the school year of the load began."""
        return self.today.year if self.today.month >= 9 else self.today.year - 1

    @cached_property
    def values(self) -> dict[str, object]:
        """What a query may name as `:class_size` and the like: every limit, and the school year."""
        return {**self.limits.model_dump(), "school_year": self.school_year}

    def some(self, sql: str) -> bool:
        """Whether a query finds anything."""
        return bool(self.db.execute(f"SELECT EXISTS ({sql})", self.values).fetchone()[0])

    def number(self, sql: str) -> int:
        """The number a query gives; 0 for none."""
        return int(self.db.execute(sql, self.values).fetchone()[0] or 0)

    def people(self, kind: str) -> int:
        """How many people of a kind."""
        return self.number(f"SELECT count(*) FROM shown WHERE kind = '{kind}'")

    def has(self, kind: str, field: str) -> bool:
        """Whether the source has this field at all."""
        present = self.facts.present
        return present is None or field in present.get(kind, frozenset())

    def readable(self, kind: str, field: str) -> bool:
        """Whether a blank here is a blank, and not something withheld or never seen."""
        if not self.has(kind, field):
            return False
        seen = (FieldState.SHARED, FieldState.BLANK)
        return not self.from_wonde or self.state(kind, field) in seen

    def state(self, kind: str, field: str) -> FieldState | None:
        """What is known about a field's sharing; None for one that has no permission of its own."""
        return self._states.get((kind, field))

    @cached_property
    def _states(self) -> dict[tuple[str, str], FieldState]:
        return {(row.kind, row.field): row.state for row in self.fields}


Test = Callable[[Known], bool]


def always(_: Known) -> bool:
    """Every source can answer it."""
    return True


@dataclass(frozen=True, slots=True)
class Needs:
    """What a question needs before it can be put."""

    of: tuple[str, ...] = ()
    """Kinds of people it is about; empty where it is not about people."""
    fields: tuple[str, ...] = ()
    """Fields that it must be able to read, of each kind."""
    also: Test = always

    def kinds(self, known: Known) -> tuple[str, ...]:
        """The kinds of people it can be asked of."""
        return tuple(kind for kind in self.of if all(known.readable(kind, field) for field in self.fields))

    def met(self, known: Known) -> bool:
        """Whether this source can answer at all."""
        return (not self.of or bool(self.kinds(known))) and self.also(known)

    def withheld(self, known: Known) -> set[tuple[str, str]]:
        """The fields among them that the school does not share."""
        return {
            (kind, field)
            for kind in self.of
            for field in self.fields
            if known.state(kind, field) is FieldState.NOT_SHARED
        }


NOTHING = Needs()


@dataclass(frozen=True, slots=True)
class Rows:
    """A query giving `person_id, group_id` for every case. `{kinds}` stands for the kinds it can be asked
    of."""

    sql: str
    needs: Needs = NOTHING

    def cases(self, known: Known) -> str:
        """The query with its kinds put in."""
        return self.sql.replace("{kinds}", ", ".join(f"'{kind}'" for kind in self.needs.kinds(known)))


@dataclass(frozen=True, slots=True)
class Found:
    """Cases worked out in Python."""

    find: Callable[[Known, tuple[str, ...]], Iterable[Case]]
    """Gets the kinds of people it can be asked of."""
    needs: Needs = NOTHING


@dataclass(frozen=True, slots=True)
class Count:
    """A number of cases that no row stands for."""

    count: Callable[[Known], int]
    needs: Needs = NOTHING


Question = Rows | Found | Count
Family = dict[str, Question]


def when(fires: bool) -> int:
    """The count of something that is or is not so."""
    return 1 if fires else 0
