"""The number on roll against what Wonde counts and what arrived, year by year, with likely causes.

A cause is named with its number where the roster itself shows it, and otherwise only as what to ask: nothing
is shown as known that isn't. Wording and limits: `reconcile.toml`.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.guidance.content import fill
from app.roster.database import Roster
from app.roster.facts import SourceKind
from app.roster.roll import Roll
from app.roster.roll_words import Cause, Direction, RollLimits, causes, roll_limits
from app.roster.rules import number_of

_TWICE = ("upi-shared", "upn-shared-by-two", "listed-twice")


@dataclass(frozen=True, slots=True)
class LikelyCause:
    """One explanation of a difference."""

    id: str
    title: str
    ask: str
    count: int | None
    """How many it explains, as the roster shows; None for what can't be seen from here."""


@dataclass(frozen=True, slots=True)
class RollLine:
    """One year group, or the whole school."""

    label: str
    order: int | None
    """Sorts; None for a label that is no year."""
    on_roll: int | None
    """None where the office gave no number."""
    wonde: int | None
    """Wonde's own count, which it gives for the whole school only."""
    arrived: int
    causes: tuple[LikelyCause, ...] = ()
    wants_explaining: bool = False

    @property
    def difference(self) -> int | None:
        """How many more arrived than are on roll; negative where fewer did."""
        return None if self.on_roll is None else self.arrived - self.on_roll


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole table."""

    years: tuple[RollLine, ...]
    school: RollLine
    adds_up: bool
    """Whether the office's total is the sum of its years."""
    not_understood: tuple[str, ...]
    not_given: tuple[str, ...] = ()
    """Year groups that arrived and that the office gave no number for, where it gave some."""

    @property
    def wants_explaining(self) -> bool:
        """Whether any line does."""
        return self.school.wants_explaining or any(line.wants_explaining for line in self.years)


def reconcile(roster: Roster, roll: Roll) -> Reconciliation:
    """Compares a roster with the number on roll. Blocks briefly. Raises RosterClosed, ContentError."""
    arrived = {count.label: (count.order, count.students) for count in roster.years()}
    on_roll = {year.title: (year.order, count) for year, count in roll.years.items()}
    with roster.reading() as db:
        evidence = _Evidence(db)
    labels = {**{label: order for label, (order, _) in arrived.items()}}
    labels.update({label: order for label, (order, _) in on_roll.items()})
    limits, source = roll_limits(), roster.facts.origin.kind
    no_year = sum(count for order, count in arrived.values() if order is None)
    years = []
    for label, order in sorted(labels.items(), key=lambda entry: (entry[1] is None, entry[1] or 0, entry[0])):
        given = on_roll[label][1] if label in on_roll else None
        here = arrived.get(label, (order, 0))[1]
        seen = {**evidence.of(label), "no-year": no_year, "access": roster.facts.access_listed}
        years.append(_line(label, order, given, None, here, seen, limits, source))
    not_given = tuple(
        line.label for line in years if roll.years and line.on_roll is None and line.order is not None
    )
    whole = _whole(roster, roll, evidence, limits, in_part=bool(not_given))
    return Reconciliation(tuple(years), whole, roll.adds_up, roll.not_understood, not_given)


def _whole(roster: Roster, roll: Roll, evidence: _Evidence, limits: RollLimits, *, in_part: bool) -> RollLine:
    """`in_part`: some years have no number, so that the sum of the others is not the school's."""
    given = roll.total if roll.total is not None else roll.sum if roll.years and not in_part else None
    here = roster.counts().students
    source = roster.facts.origin.kind
    wonde = roster.facts.counted.get("students") if source is SourceKind.WONDE else None
    seen = {**evidence.of(None), "access": roster.facts.access_listed}
    if wonde is not None:
        seen["lost"] = max(0, wonde - here)
        seen["wonde-fewer"] = max(0, (given or 0) - wonde)
    return _line("Whole school", None, given, wonde, here, seen, limits, source)


def _line(
    label: str,
    order: int | None,
    on_roll: int | None,
    wonde: int | None,
    arrived: int,
    seen: Mapping[str, int],
    limits: RollLimits,
    source: SourceKind,
) -> RollLine:
    if on_roll is None or on_roll == arrived:
        return RollLine(label, order, on_roll, wonde, arrived)
    off = abs(arrived - on_roll)
    way = Direction.MORE if arrived > on_roll else Direction.FEWER
    wants = off >= limits.at_least or off * 100 > limits.percent * on_roll
    likely = [_told(cause, seen, source) for cause in causes() if cause.when in (way, Direction.EITHER)]
    shown = [cause for cause in likely if cause is not None]
    nursery = order is None or order < 0
    kept = tuple(cause for cause in shown if nursery or cause.id != "nursery")
    return RollLine(label, order, on_roll, wonde, arrived, kept, wants)


def _told(cause: Cause, seen: Mapping[str, int], source: SourceKind) -> LikelyCause | None:
    """A cause as it stands for this line; None where the roster shows that it is none here."""
    ask = cause.asked_of(source)
    if cause.evidence is None:
        return LikelyCause(cause.id, cause.title, ask, None)
    count = seen.get(cause.evidence, 0)
    if not count:
        return None
    return LikelyCause(cause.id, fill(cause.title, {"count": f"{count:,}"}), ask, count)


class _Evidence:
    """What the roster shows of each year that may explain a difference."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._by_year: dict[str, Counter[str]] = {}
        self._whole: Counter[str] = Counter()
        for year, standing, count in db.execute(
            "SELECT coalesce(s.year, ''), p.standing, count(*) FROM shown s JOIN person p ON p.id = s.id"
            " WHERE s.kind = 'student' AND p.standing <> 'current' GROUP BY 1, 2"
        ):
            self._add(year, "future" if standing == "future" else "leavers", count)
        self._issues(db, "twice", _TWICE)
        self._issues(db, "other-year", ("year-against-group",))

    def of(self, year: str | None) -> Mapping[str, int]:
        """By evidence, how many of a year; of the whole school for None."""
        return self._whole if year is None else self._by_year.get(year, Counter())

    def _issues(self, db: sqlite3.Connection, what: str, codes: tuple[str, ...]) -> None:
        numbers = ", ".join(str(number_of(code)) for code in codes)
        for year, count in db.execute(
            "SELECT coalesce(s.year, ''), count(DISTINCT s.id)"
            " FROM finding f JOIN shown s ON s.id = f.person_id"
            f" WHERE f.rule IN ({numbers}) AND s.kind = 'student' GROUP BY 1"
        ):
            self._add(year, what, count)

    def _add(self, year: str, what: str, count: int) -> None:
        self._by_year.setdefault(year, Counter())[what] += count
        self._whole[what] += count
