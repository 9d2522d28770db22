"""Memberships: who came into, left or moved between groups, and who is in none of a kind any more.

At the turn of the school year everyone stands in new classes and registration groups: that is no news. News
is who has none, and who moved between groups that stay, as houses.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from app.formats.records import CLASS
from app.roster.baseline.snapshot import CURRENT, NO_YEAR, STUDENT, Snapshot
from app.roster.comparison.groups import REGISTRATION, YEARLY, GroupChanges
from app.roster.comparison.limits import turn
from app.roster.comparison.matching import NOBODY, Matched
from app.roster.comparison.notes import Notes
from app.roster.comparison.people import KIND_OF, SMALLEST_COHORT, PeopleChanges
from app.roster.comparison.result import Kind, Reason
from app.roster.comparison.rollover import Rollover

_PLACES = {CLASS: "lost-classes", REGISTRATION: "lost-registration"}
"""Kinds of group of which a person is news who has none any more."""


class MembershipChanges:
    """Goes through everyone's groups once."""

    def __init__(
        self,
        then: Snapshot,
        now: Snapshot,
        matched: Matched,
        rollover: Rollover,
        people: PeopleChanges,
        groups: GroupChanges,
        notes: Notes,
    ) -> None:
        self._then, self._now = then, now
        self._matched, self._rollover = matched, rollover
        self._people, self._groups, self._notes = people, groups, notes
        self._lost: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def run(self) -> None:
        """Counts every membership that changed, and notes what is left."""
        tally = self._notes.tallies[Kind.MEMBERSHIPS]
        tally.then, tally.now = len(self._then.memberships), len(self._now.memberships)
        self._of_who_came_or_left()
        now_of = self._groups.now_of
        for old, new in self._matched.pairs():
            before, today = self._then.memberships.of(old), self._now.memberships.of(new)
            mapped = [now_of[group] for group in before]
            if mapped != today.tolist():
                gone = [group for group, place in zip(before, mapped, strict=True) if place not in today]
                came = [group for group in today if group not in mapped]
                if gone or came:
                    self._moved(old, new, gone, came)
                    self._note_lost(old, new)
            self._roles(old, new)
        for old, suspect in self._matched.suspects.items():
            self._of_a_suspect(old, suspect.now)
        self._note_places()

    def _of_who_came_or_left(self) -> None:
        for person, reason in self._people.why_gone.items():
            times = len(self._then.memberships.of(person))
            self._notes.removed(Kind.MEMBERSHIPS, reason and Reason.WITH_THE_PERSON, times)
        for person, reason in self._people.why_new.items():
            times = len(self._now.memberships.of(person))
            self._notes.added(Kind.MEMBERSHIPS, reason and Reason.WITH_THE_PERSON, times)

    def _of_a_suspect(self, old: int, new: int) -> None:
        """What is said of the id says it all."""
        before = {self._groups.now_of[group] for group in self._then.memberships.of(old)}
        today = set(self._now.memberships.of(new))
        self._notes.removed(Kind.MEMBERSHIPS, None, len(before - today))
        self._notes.added(Kind.MEMBERSHIPS, None, len(today - before))

    def _moved(self, old: int, new: int, gone: list[int], came: list[int]) -> None:
        left, joined = self._types(self._then, gone), self._types(self._now, came)
        for type_ in left.keys() | joined.keys():
            moved = min(left[type_], joined[type_])
            reason = self._why(type_, gone)
            self._notes.changed(Kind.MEMBERSHIPS, reason, moved)
            self._notes.removed(Kind.MEMBERSHIPS, reason, left[type_] - moved)
            self._notes.added(Kind.MEMBERSHIPS, reason, joined[type_] - moved)
            told = old in self._people.overstayed or self._groups_say_it(type_, gone, came)
            if reason is None and not told:
                code = "moved-group" if moved else "lost-group" if left[type_] else "joined-group"
                kind = KIND_OF[self._then.people.kind[old]]
                self._notes.find(code, kind, now=new, then=old, field=type_)

    def _types(self, snapshot: Snapshot, groups: list[int]) -> Counter[str]:
        return Counter(snapshot.groups.type[group] for group in groups)

    def _why(self, type_: str, gone: list[int]) -> Reason | None:
        if self._rollover.turned and type_ in YEARLY:
            return Reason.TIMETABLE if type_ == CLASS else Reason.NEW_YEAR_GROUPS
        ended = [group for group in gone if self._then.groups.type[group] == type_]
        if ended and all(self._groups.gone.get(group) for group in ended):
            return Reason.NEW_YEAR_GROUPS
        return None

    def _groups_say_it(self, type_: str, gone: list[int], came: list[int]) -> bool:
        """Whether all of the type that ended or began did so as whole groups, which are told of already."""
        ended = [group for group in gone if self._then.groups.type[group] == type_]
        begun = [group for group in came if self._now.groups.type[group] == type_]
        return all(group in self._groups.gone for group in ended) and all(
            group in self._groups.new for group in begun
        )

    def _roles(self, old: int, new: int) -> None:
        """Somebody who learned in a group and teaches it now, or the other way round."""
        then, now = self._then.memberships, self._now.memberships
        first, start = then.first[old], now.first[new]
        roles = (
            {group: now.role[start + place] for place, group in enumerate(now.of(new))}
            if then.role[first : then.first[old + 1]] != now.role[start : now.first[new + 1]]
            else {}
        )
        for place, group in enumerate(then.of(old)) if roles else ():
            role = roles.get(self._groups.now_of[group])
            if role is not None and role != then.role[first + place]:
                self._notes.changed(Kind.MEMBERSHIPS, None)

    # -- no place any more

    def _note_lost(self, old: int, new: int) -> None:
        if self._now.people.standing[new] != CURRENT or old in self._people.overstayed:
            return
        types_then, types_now = self._then.groups.type, self._now.groups.type
        for type_ in _PLACES:
            had = any(types_then[group] == type_ for group in self._then.memberships.of(old))
            if had and not any(types_now[group] == type_ for group in self._now.memberships.of(new)):
                self._lost[type_].append((old, new))

    def _note_places(self) -> None:
        for type_, pairs in self._lost.items():
            if type_ not in self._now.groups.type and type_ == CLASS:
                continue  # that there are no classes at all is told of already
            students = [pair for pair in pairs if self._then.people.kind[pair[0]] == STUDENT]
            staff = [pair for pair in pairs if self._then.people.kind[pair[0]] != STUDENT]
            self._note_students(type_, students)
            if type_ == CLASS:
                for old, new in staff:
                    self._notes.find("lost-classes", Kind.STAFF, now=new, then=old)

    def _note_students(self, type_: str, pairs: list[tuple[int, int]]) -> None:
        stayed = sum(
            now != NOBODY and self._then.people.kind[n] == STUDENT
            for n, now in enumerate(self._matched.now_of)
        )
        if type_ == REGISTRATION and self._most(len(pairs), stayed):
            self._notes.count("no-registration-now", Kind.STUDENTS, len(pairs))
            return
        whole = self._whole_years(pairs) if type_ == CLASS else {}
        for old, new in pairs:
            year = self._now.people.year[new]
            if year in whole:
                self._notes.find("year-without-classes", Kind.STUDENTS, now=new, then=old, year=year)
            else:
                self._notes.find(_PLACES[type_], Kind.STUDENTS, now=new, then=old)

    def _whole_years(self, pairs: list[tuple[int, int]]) -> Mapping[int, int]:
        """Years of which most students have no classes."""
        counted = Counter(self._now.people.year[new] for _, new in pairs)
        sizes = self._rollover.cohorts_now
        return {
            year: count
            for year, count in counted.items()
            if year != NO_YEAR and self._most(count, sizes.get(year, 0))
        }

    @staticmethod
    def _most(count: int, of: int) -> bool:
        return count >= SMALLEST_COHORT and count * 100 >= of * turn().cohort_percent
