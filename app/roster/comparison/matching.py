"""Who is who: each person of the baseline with the same person of today, and by what they were found.

Keys of one source come first. Who is left over is sought by Wonde's lasting id, by UPN, and by name with date
of birth, only where the value belongs to one person on both sides. If nearly nobody's key is left and UPNs
still fit, the school has another MIS: then every id is new, and numbers that happen to be the same mean
nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.roster.baseline.hashing import ABSENT
from app.roster.baseline.snapshot import STAFF, STUDENT, People, Snapshot, has, mark
from app.roster.comparison.identity import Suspect, contradicted, suspects

NOBODY = -1
KEEP_KEYS_PERCENT = 5
"""With fewer of the baseline's students left under their keys, ids were made anew."""
FEWEST = 10
"""With fewer students in the baseline, an MIS change is not guessed at."""
_AGAIN = ("upi", "upn", "who")
_OTHER_MIS = {STUDENT: ("upn", "who", "email", "username"), STAFF: ("email", "username", "who")}
_OTHER_SOURCE = ("mis_id", "upi", "upn", "who", "email", "username")


@dataclass(slots=True)
class Matched:
    """Pairs of people. `now_of[n]` is today's index of the baseline's person n, or NOBODY; `then_of` the
    other way round; `how[n]` what they were found by."""

    now_of: array[int]
    then_of: array[int]
    how: dict[int, str] = field(default_factory=dict)
    """By the baseline's index, for everyone who was not found by key."""
    suspects: dict[int, Suspect] = field(default_factory=dict)
    """By the baseline's index: the key is there, and the person under it is another one."""
    new_ids: bool = False
    """Whether the school's ids were made anew."""
    same_keys: bool = True
    """Whether keys of the two sources can be compared at all."""

    def pairs(self) -> Iterable[tuple[int, int]]:
        """Everyone who is in both, the suspects left out."""
        for then, now in enumerate(self.now_of):
            if now != NOBODY and then not in self.suspects:
                yield then, now

    def join(self, then: int, now: int, how: str) -> None:
        """Makes a pair."""
        self.now_of[then], self.then_of[now] = now, then
        if how != "key":
            self.how[then] = how


def match_people(then: Snapshot, now: Snapshot) -> Matched:
    """Finds everyone again who can be found."""
    made = _nobody(then.people, now.people)
    made.same_keys = then.source == now.source
    if made.same_keys:
        _by_key(made, then.people, now.people)
        made.suspects = suspects(then.people, now.people, made.now_of)
        if _keys_are_new(made, then.people):
            made = _nobody(then.people, now.people)
            made.new_ids = True
    for kind in (STUDENT, STAFF):
        marks = _AGAIN if made.same_keys else _OTHER_SOURCE
        for name in _OTHER_MIS[kind] if made.new_ids else marks:
            _by_mark(made, then.people, now.people, name, kind)
    return made


def _tells(people: People, n: int, name: str, kind: int) -> bool:
    """Whether a value is enough to know somebody by. A name alone is so among staff, not among students:
    next year's intake has the names of this year's leavers."""
    return name != "who" or kind == STAFF or has(people.hashes[n], "date_of_birth")


def _nobody(then: People, now: People) -> Matched:
    return Matched(array("i", [NOBODY]) * len(then), array("i", [NOBODY]) * len(now))


def _by_key(made: Matched, then: People, now: People) -> None:
    places = {(then.kind[n], mark(hashes, "key")): n for n, hashes in enumerate(then.hashes)}
    for n, hashes in enumerate(now.hashes):
        before = places.get((now.kind[n], mark(hashes, "key")))
        if before is not None:
            made.join(before, n, "key")


def _keys_are_new(made: Matched, then: People) -> bool:
    students = [n for n, kind in enumerate(then.kind) if kind == STUDENT]
    kept = sum(made.now_of[n] != NOBODY and n not in made.suspects for n in students)
    return len(students) >= FEWEST and kept * 100 < len(students) * KEEP_KEYS_PERCENT


def _by_mark(made: Matched, then: People, now: People, name: str, kind: int) -> None:
    """Pairs those still alone whose value nobody else of the kind has, then or now."""
    before = _only_ones(then, name, kind)
    today = _only_ones(now, name, kind)
    for value, n in before.items():
        other = today.get(value)
        if other is None or made.now_of[n] != NOBODY or made.then_of[other] != NOBODY:
            continue
        if not contradicted(then.hashes[n], now.hashes[other]):
            made.join(n, other, name)


def _only_ones(people: People, name: str, kind: int) -> dict[bytes, int]:
    """By value, the one person of a kind who has it."""
    found: dict[bytes, int] = {}
    several: set[bytes] = set()
    for n, hashes in enumerate(people.hashes):
        if people.kind[n] == kind and _tells(people, n, name, kind):
            value = mark(hashes, name)
            if value in found:
                several.add(value)
            found[value] = n
    return {value: n for value, n in found.items() if value not in several and value != ABSENT}
