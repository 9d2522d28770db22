"""Details of people who stayed: changed singly, for many at once, emptied, or no longer shared."""

from __future__ import annotations

from collections import defaultdict

from app.roster.baseline.hashing import ABSENT
from app.roster.baseline.snapshot import (
    COMPARED,
    KINDS,
    SEEN,
    STAFF,
    STUDENT,
    WITHHELD,
    People,
    Snapshot,
    mark,
)
from app.roster.comparison.limits import turn
from app.roster.comparison.matching import Matched
from app.roster.comparison.notes import Notes
from app.roster.comparison.people import KIND_OF, PeopleChanges

EMPTIED_PERCENT = 80
FEWEST_EMPTIED = 10
_ISSUED_WITH_THE_ID = ("upi", "mis_id", "admission_number", "staff_code")
"""Numbers that are given out anew where a record is made anew."""


class DetailChanges:
    """Compares field by field, then says who changed and why."""

    def __init__(
        self, then: Snapshot, now: Snapshot, matched: Matched, people: PeopleChanges, notes: Notes
    ) -> None:
        self._then, self._now = then, now
        self._matched, self._people, self._notes = matched, people, notes
        self._owners: dict[bytes, int] | None = None
        self.not_compared: list[tuple[str, str]] = []
        """Kind and field of what one of the two sides can't show."""

    def run(self) -> None:
        """Counts everyone who changed, and notes what is left."""
        for kind in (STUDENT, STAFF):
            changed = self._changed_fields(kind)
            for name in self._told_as_a_whole(kind, changed):
                changed.pop(name)
            self._count(kind, changed)

    def _changed_fields(self, kind: int) -> dict[str, list[tuple[int, int]]]:
        """By field, the pairs that differ in it."""
        before, today = self._then.people, self._now.people
        fields = [name for name in COMPARED if self._comparable(kind, name)]
        remade = _ISSUED_WITH_THE_ID if self._matched.same_keys else ("upi", "mis_id")
        changed: dict[str, list[tuple[int, int]]] = {name: [] for name in fields}
        for old, new in self._matched.pairs():
            if before.kind[old] != kind or before.hashes[old] == today.hashes[new]:
                continue
            a, b = before.hashes[old], today.hashes[new]
            anew = old in self._matched.how
            for name in fields:
                if mark(a, name) != mark(b, name) and not (anew and name in remade):
                    changed[name].append((old, new))
        return changed

    def _comparable(self, kind: int, name: str) -> bool:
        """Whether a difference means anything. A field that was never readable, or that has come to be shared
        since, is not one that changed."""
        was = self._then.fields[KINDS[kind]].get(name)
        is_now = self._now.fields[KINDS[kind]].get(name)
        if was is None or is_now is None:
            # No permission of its own: compared where both sides have any of it.
            return _any(self._then.people, kind, name) and _any(self._now.people, kind, name)
        if was.state == is_now.state == SEEN:
            return True
        if was.filled and self._matched.same_keys:
            withheld = is_now.state == WITHHELD
            code = "field-withheld" if withheld else "field-emptied"
            self._notes.count(code, KIND_OF[kind], was.filled, field=name)
        if was.filled or is_now.filled:
            self.not_compared.append((KINDS[kind], name))
        return False

    def _told_as_a_whole(self, kind: int, changed: dict[str, list[tuple[int, int]]]) -> list[str]:
        whole = []
        for name, pairs in changed.items():
            had, both, emptied = self._numbers(kind, name, pairs)
            if emptied >= FEWEST_EMPTIED and emptied * 100 >= had * EMPTIED_PERCENT:
                self._notes.count("field-emptied", KIND_OF[kind], emptied, field=name)
                whole.append(name)
            elif (
                len(pairs) - emptied >= turn().detail_at_least
                and (len(pairs) - emptied) * 100 >= both * turn().detail_percent
            ):
                self._notes.count("field-changed", KIND_OF[kind], len(pairs) - emptied, field=name)
                whole.append(name)
        return whole

    def _numbers(self, kind: int, name: str, pairs: list[tuple[int, int]]) -> tuple[int, int, int]:
        """Of those who stayed: how many had the field, how many have it on both sides, and how many lost
        it."""
        before, today = self._then.people, self._now.people
        had = both = 0
        for old, new in self._matched.pairs():
            if before.kind[old] == kind and mark(before.hashes[old], name) != ABSENT:
                had += 1
                both += mark(today.hashes[new], name) != ABSENT
        emptied = sum(mark(today.hashes[new], name) == ABSENT for _, new in pairs)
        return had, both, emptied

    def _count(self, kind: int, changed: dict[str, list[tuple[int, int]]]) -> None:
        place, before = KIND_OF[kind], self._then.people
        fields: dict[int, set[str]] = defaultdict(set)
        today_of: dict[int, int] = {}
        for name, pairs in changed.items():
            for old, new in pairs:
                fields[old].add(name)
                today_of[old] = new
        for old, names in fields.items():
            self._notes.find(self._code(old, today_of[old], names), place, now=today_of[old], then=old)
        anew = self._people_with_new_ids()
        for old, new in self._matched.pairs():
            if before.kind[old] != kind:
                continue
            if old in anew:
                self._notes.find("new-id", place, now=new, then=old)
            if old in fields or old in anew:
                self._notes.changed(place, None)
            elif old in self._people.year_changes:
                self._notes.changed(place, self._people.year_changes[old])
        self._count_suspects(kind)

    def _people_with_new_ids(self) -> frozenset[int]:
        """Who was found again by something else than the key, where keys could be expected to stay."""
        as_ever = self._matched.same_keys and not self._matched.new_ids
        return frozenset(self._matched.how) if as_ever else frozenset()

    def _count_suspects(self, kind: int) -> None:
        place, before = KIND_OF[kind], self._then.people
        for old, suspect in self._matched.suspects.items():
            if before.kind[old] == kind:
                self._notes.changed(place, None)
                known = suspect.really >= 0 and self._matched.now_of[suspect.really] >= 0
                self._notes.find("swapped" if known else "id-reused", place, now=suspect.now, then=old)

    def _code(self, old: int, new: int, names: set[str]) -> str:
        if "username" in names and self._was_anothers(old, new):
            return "username-moved"
        if "upn" in names:
            return "upn-changed"
        return "born-changed" if "date_of_birth" in names else "details-changed"

    def _was_anothers(self, old: int, new: int) -> bool:
        value = mark(self._now.people.hashes[new], "username")
        return value != ABSENT and self._usernames().get(value, old) != old

    def _usernames(self) -> dict[bytes, int]:
        if self._owners is None:
            self._owners = {mark(hashes, "username"): n for n, hashes in enumerate(self._then.people.hashes)}
        return self._owners


def _any(people: People, kind: int, name: str) -> bool:
    return any(
        people.kind[n] == kind and mark(hashes, name) != ABSENT for n, hashes in enumerate(people.hashes)
    )
