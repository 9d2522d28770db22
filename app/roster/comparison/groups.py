"""Groups and classes: the same by their ids, issued again, renamed with the year, gone, or new."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from app.formats.records import CLASS
from app.roster.baseline.hashing import ABSENT
from app.roster.baseline.snapshot import NO_YEAR, STUDENT, Groups, Snapshot
from app.roster.comparison.limits import turn
from app.roster.comparison.matching import NOBODY, Matched
from app.roster.comparison.notes import Notes
from app.roster.comparison.result import Kind, Reason
from app.roster.comparison.rollover import Rollover

YEAR, REGISTRATION = "YEAR", "REGISTRATION"
YEARLY = frozenset({YEAR, REGISTRATION, CLASS, "COURSE", "MISC", "USER", "UNKNOWN"})
"""Types that a school fills anew each year; all others, as houses and departments, stay."""
FEWEST_CLASSES = 5


class GroupChanges:
    """Finds every group again that can be found. `now_of` is by the baseline's index, as for people."""

    def __init__(
        self, then: Snapshot, now: Snapshot, matched: Matched, rollover: Rollover, notes: Notes
    ) -> None:
        self._then, self._now = then, now
        self._matched, self._rollover, self._notes = matched, rollover, notes
        self.now_of = array("i", [NOBODY]) * len(then.groups)
        self._then_of = array("i", [NOBODY]) * len(now.groups)
        self._again: dict[int, Reason] = {}
        self._by_group: defaultdict[int, list[int]] | None = None
        self.gone: dict[int, Reason | None] = {}
        """By the baseline's index, groups that are no more, with what explains it."""
        self.new: dict[int, Reason | None] = {}

    def run(self) -> None:
        """Pairs, counts, and notes what is left."""
        for snapshot, name in ((self._then, "then"), (self._now, "now")):
            classes = snapshot.groups.type.count(CLASS)
            setattr(self._notes.tallies[Kind.CLASSES], name, classes)
            setattr(self._notes.tallies[Kind.GROUPS], name, len(snapshot.groups) - classes)
        self._match()
        self._renamed()
        self._gone()
        self._new()

    # -- the same group

    def _match(self) -> None:
        if self._matched.same_keys and not self._matched.new_ids:
            self._pair(self._by_key(self._then.groups), self._by_key(self._now.groups), None)
        anew = self._rollover.turned or self._matched.new_ids or not self._matched.same_keys
        if anew:
            again = Reason.ISSUED_AGAIN if self._matched.same_keys and not self._matched.new_ids else None
            self._pair(self._by_title(self._then.groups), self._by_title(self._now.groups), again)
        if self._rollover.turned:
            steps = self._rollover.steps
            self._pair(
                self._by_stem(self._then.groups, steps), self._by_stem(self._now.groups, 0), Reason.RENAMED
            )

    def _pair(self, then: Mapping[object, int], now: Mapping[object, int], reason: Reason | None) -> None:
        for place, before in then.items():
            today = now.get(place)
            if today is None or self.now_of[before] != NOBODY or self._then_of[today] != NOBODY:
                continue
            self.now_of[before], self._then_of[today] = today, before
            if reason is not None:
                self._again[before] = reason

    @staticmethod
    def _by_key(groups: Groups) -> dict[object, int]:
        return {key: n for n, key in enumerate(groups.key)}

    def _by_title(self, groups: Groups) -> dict[object, int]:
        """By type and title; sources of two kinds agree on what is a class, and not on much else."""
        of_type = self._matched.same_keys
        return _only(
            ((groups.type[n] if of_type else groups.type[n] == CLASS, groups.title[n]), n)
            for n in range(len(groups))
            if groups.title[n] != ABSENT
        )

    @staticmethod
    def _by_stem(groups: Groups, steps: int) -> dict[object, int]:
        """Registration groups by the year they are of, or will be of, and their title without its year."""
        return _only(
            ((groups.year[n] + steps, groups.stem[n]), n)
            for n in range(len(groups))
            if groups.type[n] == REGISTRATION and groups.year[n] != NO_YEAR and groups.stem[n] != ABSENT
        )

    # -- renamed

    def _renamed(self) -> None:
        before, today = self._then.groups, self._now.groups
        for then, now in enumerate(self.now_of):
            if now == NOBODY:
                continue
            kind = _kind(before.type[then])
            if then in self._again:
                self._notes.changed(kind, self._again[then])
            elif before.title[then] != today.title[now]:
                reason = self._why_renamed(then, now)
                self._notes.changed(kind, reason)
                if reason is None:
                    code = "class-renamed" if kind is Kind.CLASSES else "group-renamed"
                    self._notes.find(code, kind, now=now, then=then, field=_field(before.type[then]))

    def _why_renamed(self, then: int, now: int) -> Reason | None:
        """A group that moves up with its people has a new title, and so may a class that is filled anew."""
        before, today = self._then.groups, self._now.groups
        if not self._rollover.turned or before.type[then] not in YEARLY:
            return None
        if before.type[then] == REGISTRATION:
            year = today.year[now]
            moved_up = year == before.year[then] + self._rollover.steps
            empty = year == NO_YEAR and before.stem[then] == today.stem[now]
            return Reason.RENAMED if moved_up or empty else None
        return Reason.RENAMED

    # -- gone and new

    def _gone(self) -> None:
        gone = [n for n, now in enumerate(self.now_of) if now == NOBODY]
        subjects = _subjects(self._now.groups)
        lost = self._subjects_lost(gone, subjects)
        no_classes = CLASS not in self._now.groups.type
        for n in gone:
            kind = _kind(self._then.groups.type[n])
            of_class = kind is Kind.CLASSES
            reason = self._why_class_gone(n, subjects, lost) if of_class else self._why_gone(n)
            self.gone[n] = reason
            self._notes.removed(kind, reason)
        self._note_gone(lost, no_classes=no_classes)

    def _why_class_gone(self, n: int, subjects: Mapping[bytes, int], lost: frozenset[bytes]) -> Reason | None:
        """Classes end with the year where others of the subject come in their place."""
        if not (self._rollover.turned or self._matched.new_ids or not self._matched.same_keys):
            return None
        subject = self._then.groups.subject[n]
        return Reason.TIMETABLE if subjects and subject not in lost else None

    def _subjects_lost(self, gone: Iterable[int], today: Mapping[bytes, int]) -> frozenset[bytes]:
        """Subjects with several classes then and none now, where today's classes have subjects at all."""
        groups = self._then.groups
        before = _subjects(groups)
        if not (today.keys() - {ABSENT}) and before.keys() - {ABSENT} and today:
            return frozenset()
        ended = {groups.subject[n] for n in gone if groups.type[n] == CLASS}
        return frozenset(
            subject for subject in ended if subject != ABSENT and before[subject] > 1 and subject not in today
        )

    def _why_gone(self, n: int) -> Reason | None:
        type_ = self._then.groups.type[n]
        if not self._rollover.turned:
            return None
        if type_ == REGISTRATION:
            return Reason.NEW_YEAR_GROUPS if self._people_have_another(n, REGISTRATION) else None
        if type_ in YEARLY:
            return Reason.NEW_YEAR_GROUPS
        return Reason.WITH_THE_PERSON if self._most_left(n) else None

    def _people_have_another(self, group: int, type_: str) -> bool:
        """Whether most of a group's people who stayed are in a group of the type now, or hardly any
        stayed."""
        members = self._stayed(group)
        if self._most_left(group):
            return True
        types, memberships = self._now.groups.type, self._now.memberships
        placed = sum(any(types[g] == type_ for g in memberships.of(new)) for new in members)
        return placed * 2 > len(members)

    def _most_left(self, group: int) -> bool:
        whole = len(self._members()[group])
        return (whole - len(self._stayed(group))) * 100 >= whole * turn().cohort_percent

    def _stayed(self, group: int) -> list[int]:
        """Today's indexes of a group's people who are still here."""
        found = (self._matched.now_of[person] for person in self._members()[group])
        return [new for new in found if new != NOBODY]

    def _members(self) -> dict[int, list[int]]:
        """The baseline's people by group; worked out once, and only for groups that are gone."""
        if self._by_group is None:
            gone = {n for n, now in enumerate(self.now_of) if now == NOBODY}
            self._by_group = defaultdict(list)
            for person in range(len(self._then.people)):
                for group in self._then.memberships.of(person):
                    if group in gone and self._then.people.kind[person] == STUDENT:
                        self._by_group[group].append(person)
        return self._by_group

    def _note_gone(self, lost: frozenset[bytes], *, no_classes: bool) -> None:
        groups = self._then.groups
        classes = groups.type.count(CLASS)
        for n, reason in self.gone.items():
            if reason is not None:
                continue
            if groups.type[n] != CLASS:
                self._notes.find("group-gone", Kind.GROUPS, then=n, field=groups.type[n])
            elif no_classes and classes >= FEWEST_CLASSES:
                self._notes.count("no-classes-now", Kind.CLASSES, classes)
            elif groups.subject[n] in lost:
                # The subject's name is not known; its hash keeps two subjects apart.
                self._notes.find("subject-gone", Kind.CLASSES, then=n, field=groups.subject[n].hex())
            else:
                self._notes.find("class-gone", Kind.CLASSES, then=n)

    def _new(self) -> None:
        groups = self._now.groups
        for n, then in enumerate(self._then_of):
            if then != NOBODY:
                continue
            type_ = groups.type[n]
            reason: Reason | None = None
            if self._rollover.turned and type_ in YEARLY:
                reason = Reason.TIMETABLE if type_ == CLASS else Reason.NEW_YEAR_GROUPS
            self.new[n] = reason
            self._notes.added(_kind(type_), reason)
            if reason is None:
                code = "class-new" if type_ == CLASS else "group-new"
                self._notes.find(code, _kind(type_), now=n, field=_field(type_))


def _kind(type_: str) -> Kind:
    return Kind.CLASSES if type_ == CLASS else Kind.GROUPS


def _field(type_: str) -> str:
    return "" if type_ == CLASS else type_


def _only(pairs: Iterable[tuple[object, int]]) -> dict[object, int]:
    """By value, the one group that has it."""
    found: dict[object, int] = {}
    several: set[object] = set()
    for value, n in pairs:
        if value in found:
            several.add(value)
        found[value] = n
    return {value: n for value, n in found.items() if value not in several}


def _subjects(groups: Groups) -> Counter[bytes]:
    return Counter(groups.subject[n] for n in range(len(groups)) if groups.type[n] == CLASS)
