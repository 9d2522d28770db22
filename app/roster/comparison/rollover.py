"""Whether the school year turned between the two, and what that leads one to expect.

The students say it themselves: most of those who are in both have moved up by so many years. The calendar is
asked only where they can't say, and to notice that an MIS has not moved its year groups up yet. Years that a
school ends with, and years in which children change schools, come from `comparison.toml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.roster.baseline.snapshot import CURRENT, NO_YEAR, STUDENT, People, Snapshot
from app.roster.comparison.limits import Turn, turn

FEWEST_TO_SAY = 5


@dataclass(frozen=True, slots=True)
class Rollover:
    """What is expected of every cohort."""

    steps: int
    """Years that students moved up; 0 within a school year."""
    expected: int
    """Years the calendar would have them move up."""
    cohorts_then: dict[int, int]
    """Students per national year in the baseline, and today."""
    cohorts_now: dict[int, int]
    _turn: Turn

    @property
    def turned(self) -> bool:
        """Whether students moved up at all."""
        return self.steps > 0

    @property
    def last(self) -> int:
        """The school's last year in the baseline."""
        return max(self.cohorts_then, default=NO_YEAR)

    def must_leave(self, year: int) -> bool:
        """Whether a student of this year was to leave by now: nothing of the school comes after."""
        return self.turned and year != NO_YEAR and year + self.steps > self.last

    def may_leave(self, year: int) -> bool:
        """Whether students of this year commonly leave although the school goes on."""
        return self.turned and any(year + step in self._turn.may_leave_after for step in range(self.steps))

    def is_entry(self, year: int) -> bool:
        """Whether a school like this takes new students into this year, or into one they have come up from
        since."""
        return self.turned and any(year - step in self.entry_years for step in range(self.steps))

    @property
    def entry_years(self) -> frozenset[int]:
        """The first year, and every one that children commonly come to where the school has the year below
        as well."""
        years = {year for years in (self.cohorts_then, self.cohorts_now) for year in years}
        first = {min(years)} if years else set()
        return frozenset(first | {year for year in self._turn.enter if year in years and min(years) < year})


def find_rollover(then: Snapshot, now: Snapshot, pairs: Iterable[tuple[int, int]]) -> Rollover:
    """How many years most students of both moved up, and what follows."""
    moves: Counter[int] = Counter()
    before, today = then.people, now.people
    for old, new in pairs:
        if before.kind[old] == STUDENT and NO_YEAR not in (before.year[old], today.year[new]):
            moves[today.year[new] - before.year[old]] += 1
    expected = max(0, now.school_year - then.school_year)
    said = moves.most_common(1)[0][0] if moves.total() >= FEWEST_TO_SAY else expected
    return Rollover(max(0, said), expected, cohorts(before), cohorts(today), turn())


def cohorts(people: People) -> dict[int, int]:
    """Students per national year; years that a single student is said to be in are mistakes more often than
    cohorts."""
    counted = Counter(
        year
        for kind, year, standing in zip(people.kind, people.year, people.standing, strict=True)
        if kind == STUDENT and year != NO_YEAR and standing == CURRENT
    )
    return {year: count for year, count in sorted(counted.items()) if count > 1}
