"""Who to look up in the MIS before anything goes live: some at random, and those who tend to go wrong.

The same people and the same seed give the same sample, in whatever order they were loaded, so that the
school and itslearning can each take it and look at the same records: chance is a hash of seed and key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple

from app.formats.records import CLASS, PersonKind, PersonStanding
from app.roster.database import Roster
from app.roster.text import fold

_STUDENT, _STAFF = str(PersonKind.STUDENT), str(PersonKind.STAFF)
_APOSTROPHES = frozenset("'’‘ʼ`")
_STAFF_SHARE = 5
"""One in so many of the people taken at random is staff, where there are any."""


class Why(StrEnum):
    """Why someone is in the sample."""

    RANDOM = "random"
    LONGEST_NAME = "longest-name"
    DIACRITICS = "diacritics"
    APOSTROPHE = "apostrophe"
    TWO_SURNAMES = "two-surnames"
    SAME_NAME = "same-name"
    DUAL_ROLE = "dual-role"
    NO_CLASS = "no-class"
    MOST_CLASSES = "most-classes"


@dataclass(frozen=True, slots=True)
class Sampled:
    """One person of the sample, by the roster's number."""

    person_id: int
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """Who was taken: students by name, then staff."""

    seed: int
    people: tuple[Sampled, ...]
    not_found: tuple[Why, ...]
    """What was looked for, and nobody is."""


class _One(NamedTuple):
    """What is looked at of each person."""

    id: int
    kind: str
    forename: str
    surname: str
    upi: str | None
    birth: str | None
    standing: str
    classes: int
    sort_name: str
    chance: bytes

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip()


_PEOPLE = """
SELECT p.id, p.kind, coalesce(p.forename, p.legal_forename, ''), coalesce(p.surname, p.legal_surname, ''),
       p.upi, p.date_of_birth, p.standing, coalesce(z.courses, 0), s.sort_name, p.key
FROM person p JOIN shown s ON s.id = p.id LEFT JOIN person_size z ON z.id = p.id
"""


def sample(roster: Roster, *, at_random: int = 10, seed: int = 1) -> Sample:
    """Chooses `at_random` people, and one person or pair of each awkward kind. Blocks: call it on a worker
    thread. Raises ValueError for a number below 0."""
    if at_random < 0:
        raise ValueError("nobody can take fewer than 0 people")
    with roster.reading() as db:
        everyone = [_One._make((*rest, _chance(seed, rest[1], key))) for *rest, key in db.execute(_PEOPLE)]
        (classes,) = db.execute("SELECT EXISTS (SELECT 1 FROM grp WHERE type = ?)", (CLASS,)).fetchone()
    everyone.sort(key=lambda one: one.chance)
    chosen: dict[int, list[Why]] = {}
    not_found = []
    for why, find in _EDGES.items():
        found = find(everyone) if classes or why not in _OF_CLASSES else []
        if not found:
            not_found.append(why)
        for one in found:
            chosen.setdefault(one.id, []).append(why)
    for one in _at_random(everyone, at_random):
        chosen.setdefault(one.id, []).append(Why.RANDOM)
    order = sorted(
        (one for one in everyone if one.id in chosen),
        key=lambda one: (one.kind == _STAFF, one.sort_name, one.chance),
    )
    return Sample(seed, tuple(Sampled(one.id, tuple(chosen[one.id])) for one in order), tuple(not_found))


def _chance(seed: int, kind: str, key: str) -> bytes:
    return blake2b(f"{seed}\0{kind}\0{key}".encode(), digest_size=8).digest()


def _at_random(everyone: Sequence[_One], number: int) -> list[_One]:
    staff = [one for one in everyone if one.kind == _STAFF]
    students = [one for one in everyone if one.kind == _STUDENT]
    from_staff = min(len(staff), max(number // _STAFF_SHARE, number - len(students), 0))
    return [*students[: number - from_staff], *staff[:from_staff]]


# -- awkward kinds; everyone comes in the order of chance ------------------------------------------------


def _first(everyone: Iterable[_One], fits: Callable[[_One], bool]) -> list[_One]:
    found = next((one for one in everyone if fits(one)), None)
    return [] if found is None else [found]


def _longest_name(everyone: Sequence[_One]) -> list[_One]:
    named = [one for one in everyone if one.name]
    return [max(named, key=lambda one: len(one.name))] if named else []


def _has_diacritics(one: _One) -> bool:
    return any(character.isalpha() and not character.isascii() for character in one.name)


def _has_two_surnames(one: _One) -> bool:
    return len([part for part in one.surname.replace("-", " ").split() if part]) > 1


def _same_name(everyone: Sequence[_One]) -> list[_One]:
    """Two different people whom a list can't tell apart, of one kind if there are such."""
    first_of: dict[tuple[str, ...], _One] = {}
    across: list[_One] = []
    for one in everyone:
        if not one.forename or not one.surname:
            continue
        name = (fold(one.forename), fold(one.surname))
        for key, is_best in (((one.kind, *name), True), (("", *name), False)):
            other = first_of.setdefault(key, one)
            if other is not one and not _same_human(one, other):
                if is_best:
                    return [other, one]
                across = across or [other, one]
    return across


def _dual_role(everyone: Sequence[_One]) -> list[_One]:
    """One human on both lists."""
    staff = {key: one for one in everyone if one.kind == _STAFF for key in _identities(one)}
    for one in everyone:
        if one.kind == _STUDENT:
            for key in _identities(one):
                if key in staff:
                    return [one, staff[key]]
    return []


def _identities(one: _One) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [("upi", one.upi)] if one.upi else []
    if one.birth and one.name:
        found.append((fold(one.name), one.birth))
    return found


def _same_human(one: _One, other: _One) -> bool:
    return one.kind != other.kind and bool(set(_identities(one)) & set(_identities(other)))


def _most_classes(everyone: Sequence[_One]) -> list[_One]:
    """The student and the member of staff in most classes."""
    found = []
    for kind in (_STUDENT, _STAFF):
        most = max((one for one in everyone if one.kind == kind), key=lambda one: one.classes, default=None)
        if most is not None and most.classes:
            found.append(most)
    return found


def _is_in_no_class(one: _One) -> bool:
    return one.kind == _STUDENT and one.standing == PersonStanding.CURRENT and not one.classes


_EDGES: dict[Why, Callable[[Sequence[_One]], list[_One]]] = {
    Why.LONGEST_NAME: _longest_name,
    Why.DIACRITICS: lambda everyone: _first(everyone, _has_diacritics),
    Why.APOSTROPHE: lambda everyone: _first(everyone, lambda one: bool(_APOSTROPHES & set(one.name))),
    Why.TWO_SURNAMES: lambda everyone: _first(everyone, _has_two_surnames),
    Why.SAME_NAME: _same_name,
    Why.DUAL_ROLE: _dual_role,
    Why.NO_CLASS: lambda everyone: _first(everyone, _is_in_no_class),
    Why.MOST_CLASSES: _most_classes,
}
_OF_CLASSES = frozenset({Why.NO_CLASS, Why.MOST_CLASSES})
