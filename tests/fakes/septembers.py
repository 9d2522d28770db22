"""A practice school before and after the summer, compared, with findings turned back into ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from app.practice.access import Access
from app.practice.accidents import Accident
from app.practice.september import September
from app.roster.baseline.keeping import new_key
from app.roster.baseline.snapshot import Snapshot
from app.roster.baseline.taking import take
from app.roster.comparison.compare import compare_snapshots
from app.roster.comparison.result import Comparison, Finding
from app.roster.database import Roster
from tests.fakes.practice_rosters import EVERYTHING, roster_of

JULY, SEPTEMBER = datetime(2027, 7, 20, 12, tzinfo=UTC), datetime(2027, 9, 10, 12, tzinfo=UTC)
KEY = new_key()


def keys_of(roster: Roster, ids: Iterable[int], *, groups: bool = False) -> set[str]:
    """The source's own keys of people or groups."""
    table = "grp" if groups else "person"
    with roster.reading() as db:
        return {
            db.execute(f"SELECT key FROM {table} WHERE id = ?", (number,)).fetchone()[0] for number in ids
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with both rosters at hand, which a real one never has."""

    comparison: Comparison
    before: Roster
    after: Roster

    def told(self) -> dict[str, set[str]]:
        """By code, the ids that findings name: today's where they name anybody of today."""
        told: dict[str, set[str]] = {}
        for finding in self.comparison.findings:
            told.setdefault(finding.code, set()).update(self._keys(finding))
        return told

    def _keys(self, finding: Finding) -> set[str]:
        then, now = self.comparison.then, self.comparison.now
        side, places, roster = (
            (now, finding.now, self.after) if finding.now else (then, finding.then, self.before)
        )
        rows = side.groups.ids if finding.of_groups else side.people.ids
        return keys_of(roster, [rows[place] for place in places], groups=finding.of_groups)


@contextmanager
def compared(september: September, then: Access = EVERYTHING, now: Access = EVERYTHING) -> Iterator[Compared]:
    """July's baseline against September's school."""
    with (
        roster_of(september.before, JULY, then) as before,
        roster_of(september.after, SEPTEMBER, now) as after,
    ):
        yield Compared(compare_snapshots(taken(before), taken(after)), before, after)


def taken(roster: Roster) -> Snapshot:
    """A snapshot under the key that all these tests share."""
    return take(roster, KEY)


def planted(accidents: Iterable[Accident]) -> dict[str, set[str]]:
    """The answer key by code."""
    key: dict[str, set[str]] = {}
    for accident in accidents:
        key.setdefault(accident.code, set()).update(accident.ids)
    return key
