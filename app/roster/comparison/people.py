"""Joiners, leavers, and the years of those who stayed, each explained or noted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from app.roster.baseline.hashing import ABSENT
from app.roster.baseline.snapshot import CURRENT, LEAVER, NO_DAY, NO_YEAR, STAFF, STUDENT, Snapshot, mark
from app.roster.comparison.limits import turn
from app.roster.comparison.matching import NOBODY, Matched
from app.roster.comparison.notes import Notes
from app.roster.comparison.result import Kind, Reason
from app.roster.comparison.rollover import Rollover

KIND_OF = {STUDENT: Kind.STUDENTS, STAFF: Kind.STAFF}
SMALLEST_COHORT = 4
"""Of fewer, each is told of singly."""
_SAME_HUMAN = ("upn", "upi", "who")


class PeopleChanges:
    """Goes through everyone once. `why_new` and `why_gone` then say what explains a joiner or a leaver."""

    def __init__(
        self, then: Snapshot, now: Snapshot, matched: Matched, rollover: Rollover, notes: Notes
    ) -> None:
        self._then, self._now = then, now
        self._matched, self._rollover, self._notes = matched, rollover, notes
        self.why_new: dict[int, Reason | None] = {}
        self.why_gone: dict[int, Reason | None] = {}
        self.year_changes: dict[int, Reason | None] = {}
        """By the baseline's index, everyone who stayed and is in another year now, or whose year moved up."""
        self.overstayed: set[int] = set()
        """By the baseline's index, whoever was to leave and is still here: all else follows from it."""

    def run(self) -> None:
        """Fills the three, counts, and notes what is left."""
        for snapshot, name in ((self._then, "then"), (self._now, "now")):
            for kind, place in KIND_OF.items():
                setattr(self._notes.tallies[place], name, snapshot.people.kind.count(kind))
        self._leavers()
        self._joiners()
        self._years()
        if self._rollover.turned:
            self._intakes()

    # -- leavers

    def _leavers(self) -> None:
        people = self._then.people
        gone = [n for n, now in enumerate(self._matched.now_of) if now == NOBODY]
        staying = self._share_that_stays(gone)
        for n in gone:
            kind = KIND_OF[people.kind[n]]
            reason = self._why_gone(n, staying)
            self.why_gone[n] = reason
            self._notes.removed(kind, reason)
        self._note_leavers()

    def _why_gone(self, n: int, staying: Mapping[int, float]) -> Reason | None:
        people, rollover = self._then.people, self._rollover
        if people.standing[n] == LEAVER:
            return Reason.ALREADY_LEFT
        if people.ends[n] != NO_DAY and people.ends[n] <= self._now.day.toordinal():
            return Reason.LEFT_ON_DATE
        if people.kind[n] == STUDENT:
            year = people.year[n]
            if rollover.must_leave(year):
                return Reason.LEFT_AT_END
            if rollover.may_leave(year) and staying.get(year, 0) * 100 >= turn().may_leave_stay_percent:
                return Reason.LEFT_AT_END
        return None

    def _share_that_stays(self, gone: list[int]) -> dict[int, float]:
        people = self._then.people
        left = Counter(people.year[n] for n in gone if people.kind[n] == STUDENT)
        return {
            year: (size - left[year]) / size for year, size in self._rollover.cohorts_then.items() if size
        }

    def _note_leavers(self) -> None:
        people = self._then.people
        loose = [n for n, reason in self.why_gone.items() if reason is None]
        if self._matched.new_ids:
            return  # told of as a whole, with who could not be found again
        of_year = Counter(people.year[n] for n in loose if people.kind[n] == STUDENT)
        for n in loose:
            if people.kind[n] == STAFF:
                self._notes.find("staff-gone", Kind.STAFF, then=n)
            elif self._is_cohort(of_year[people.year[n]], people.year[n]):
                self._notes.find("year-gone", Kind.STUDENTS, then=n, year=people.year[n])
            else:
                self._notes.find("student-gone", Kind.STUDENTS, then=n)

    def _is_cohort(self, count: int, year: int) -> bool:
        """Whether so many of a year are most of it."""
        size = self._rollover.cohorts_then.get(year, 0)
        return count >= SMALLEST_COHORT and count * 100 >= size * turn().cohort_percent and year != NO_YEAR

    # -- joiners

    def _joiners(self) -> None:
        people = self._now.people
        already = self._humans_known()
        for n, then in enumerate(self._matched.then_of):
            if then != NOBODY:
                continue
            kind = KIND_OF[people.kind[n]]
            again = self._is_listed_again(n, already)
            reason = None if again else self._why_new(n)
            self.why_new[n] = reason
            self._notes.added(kind, reason)
            if again:
                self._notes.find("listed-again", kind, now=n)
            elif reason is None and not self._matched.new_ids:
                self._notes.find("student-new" if kind is Kind.STUDENTS else "staff-new", kind, now=n)

    def _why_new(self, n: int) -> Reason | None:
        people = self._now.people
        if people.starts[n] != NO_DAY and people.starts[n] > self._then.day.toordinal():
            return Reason.STARTED
        if people.kind[n] == STUDENT and self._rollover.is_entry(people.year[n]):
            return Reason.INTAKE
        return None

    def _humans_known(self) -> dict[tuple[int, str, bytes], int]:
        """By what tells humans apart, how many of today's people who were here before have it."""
        known: Counter[tuple[int, str, bytes]] = Counter()
        people = self._now.people
        for n, then in enumerate(self._matched.then_of):
            if then != NOBODY:
                for name in _SAME_HUMAN:
                    known[people.kind[n], name, mark(people.hashes[n], name)] += 1
        return known

    def _is_listed_again(self, n: int, known: Mapping[tuple[int, str, bytes], int]) -> bool:
        hashes, kind = self._now.people.hashes[n], self._now.people.kind[n]
        for name in _SAME_HUMAN:
            value = mark(hashes, name)
            whole = name != "who" or mark(hashes, "date_of_birth") != ABSENT
            if value != ABSENT and whole and known.get((kind, name, value)):
                return True
        return False

    # -- years

    def _years(self) -> None:
        before, today, steps = self._then.people, self._now.people, self._rollover.steps
        odd: dict[str, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for old, new in self._matched.pairs():
            if before.kind[old] != STUDENT:
                continue
            was, is_now = before.year[old], today.year[new]
            if was == is_now == NO_YEAR:
                continue
            if NO_YEAR not in (was, is_now) and is_now - was == steps:
                if steps:
                    self.year_changes[old] = Reason.PROMOTED
                if self._rollover.must_leave(was) and before.standing[old] == CURRENT:
                    self.year_changes[old] = None
                    odd["stayed"][was].append((old, new))
                continue
            if was != is_now:
                self.year_changes[old] = None
            if is_now == NO_YEAR:
                odd["lost"][was].append((old, new))
            elif was != NO_YEAR:
                odd["back" if is_now - was < steps else "ahead"][was].append((old, new))
        self._note_years(odd)

    def _note_years(self, odd: Mapping[str, Mapping[int, list[tuple[int, int]]]]) -> None:
        singly = {"back": "kept-back", "ahead": "moved-ahead", "lost": "year-lost", "stayed": "stayed-on"}
        together = {
            "back": "year-not-promoted",
            "ahead": "year-promoted-twice",
            "stayed": "leavers-still-here",
        }
        for way, years in odd.items():
            if way == "lost" and self._is_nearly_everyone(sum(map(len, years.values()))):
                self._notes.count("field-emptied", Kind.STUDENTS, sum(map(len, years.values())), field="year")
                continue
            for year, pairs in years.items():
                whole = way in together and self._rollover.turned and self._is_cohort(len(pairs), year)
                code = together[way] if whole else singly[way]
                if whole and self._rollover.must_leave(year):
                    code = "leavers-still-here"
                if way == "stayed" or code == "leavers-still-here":
                    self.overstayed.update(old for old, _ in pairs)
                for old, new in pairs:
                    self.year_changes.setdefault(old, None)
                    self._notes.find(code, Kind.STUDENTS, now=new, then=old, year=year if whole else NO_YEAR)

    def _is_nearly_everyone(self, count: int) -> bool:
        had = sum(self._rollover.cohorts_then.values())
        return count >= SMALLEST_COHORT and count * 100 >= had * turn().cohort_percent

    def _intakes(self) -> None:
        """The years that take new students in, by size against last year's."""
        before, today = self._rollover.cohorts_then, self._rollover.cohorts_now
        left_behind = Counter(
            self._now.people.year[new]
            for old, new in self._matched.pairs()
            if self._then.people.year[old] == self._now.people.year[new]
        )
        for year in self._rollover.entry_years:
            was, is_now = before.get(year, 0), today.get(year, 0) - left_behind[year]
            if was < SMALLEST_COHORT or self._rollover.steps > 1:
                continue
            if not is_now:
                self._notes.count("no-intake", Kind.STUDENTS, was, year=year)
            elif is_now * 100 > was * (100 + turn().intake_larger_percent):
                self._notes.count("large-intake", Kind.STUDENTS, is_now, year=year)
            elif is_now * 100 < was * (100 - turn().intake_smaller_percent):
                self._notes.count("small-intake", Kind.STUDENTS, is_now, year=year)
