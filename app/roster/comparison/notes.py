"""Gathers what is found while a comparison runs, one entry per kind of thing."""

from __future__ import annotations

from app.roster.baseline.snapshot import NO_YEAR
from app.roster.comparison.limits import finding_codes
from app.roster.comparison.result import Finding, Kind, Reason, Tally, indexes

_Place = tuple[str, Kind, int, str]


class Notes:
    """Tallies and findings of one comparison."""

    def __init__(self) -> None:
        self.tallies = {kind: Tally() for kind in Kind}
        self._found: dict[_Place, tuple[list[int], list[int]]] = {}
        self._counts: dict[_Place, int] = {}

    def find(
        self,
        code: str,
        kind: Kind,
        *,
        now: int | None = None,
        then: int | None = None,
        year: int = NO_YEAR,
        field: str = "",
    ) -> None:
        """Notes one person or group under a finding, by today's index, the baseline's, or both."""
        today, before = self._found.setdefault((code, kind, year, field), ([], []))
        if now is not None:
            today.append(now)
        if then is not None:
            before.append(then)

    def count(self, code: str, kind: Kind, count: int, *, year: int = NO_YEAR, field: str = "") -> None:
        """Notes a finding that is a number."""
        place = (code, kind, year, field)
        self._found.setdefault(place, ([], []))
        self._counts[place] = count

    def added(self, kind: Kind, reason: Reason | None, times: int = 1) -> None:
        """Counts something new, with what explains it."""
        tally = self.tallies[kind]
        tally.added += times
        if reason is None:
            tally.loose_added += times
        else:
            tally.reasons[reason] += times

    def removed(self, kind: Kind, reason: Reason | None, times: int = 1) -> None:
        """Counts something gone."""
        tally = self.tallies[kind]
        tally.removed += times
        if reason is None:
            tally.loose_removed += times
        else:
            tally.reasons[reason] += times

    def changed(self, kind: Kind, reason: Reason | None, times: int = 1) -> None:
        """Counts something that is another way now."""
        tally = self.tallies[kind]
        tally.changed += times
        if reason is None:
            tally.loose_changed += times
        else:
            tally.reasons[reason] += times

    def findings(self) -> list[Finding]:
        """Everything found, gravest first."""
        order = {code: place for place, code in enumerate(finding_codes())}
        made = []
        for place, (today, before) in self._found.items():
            code, kind, year, field = place
            now, then = indexes(today), indexes(before)
            count = self._counts.get(place, max(len(now), len(then)))
            made.append(Finding(code, kind, now, then, year, field, count))
        return sorted(made, key=lambda found: (order[found.code], found.kind, found.year, found.field))
