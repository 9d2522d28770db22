"""Ids that are another person's now: whoever matches by id would hand one person's account to another.

People change their names and offices mend dates of birth and UPNs, one at a time. Under one id another person
is believed to be where name and date of birth fit somebody else of the baseline, or where nothing that says
who somebody is has stayed.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from app.roster.baseline.hashing import ABSENT
from app.roster.baseline.snapshot import People, mark

NOT_IN_BASELINE = -1


class Suspect(NamedTuple):
    """An id whose person is another one."""

    now: int
    """Today's index of whoever has the id."""
    really: int
    """The baseline's index of who that is, or NOT_IN_BASELINE."""


def suspects(then: People, now: People, now_of: array[int]) -> dict[int, Suspect]:
    """By the baseline's index, every id that is another person's today. `now_of` pairs people by key."""
    found: dict[int, Suspect] = {}
    who, upns = _owners(then, "who"), _owners(then, "upn")
    for before, today in enumerate(now_of):
        if today < 0:
            continue
        old, new = then.hashes[before], now.hashes[today]
        if mark(old, "who") == mark(new, "who") or mark(new, "who") == ABSENT or _stayed(old, new, "upn"):
            continue
        other = _somebody_else(who, (then.kind[before], mark(new, "who")), before)
        if other is None and mark(old, "upn") != mark(new, "upn") and _differ(old, new, "forename"):
            other = _somebody_else(upns, (then.kind[before], mark(new, "upn")), before)
        if other is not None:
            found[before] = Suspect(today, other)
        elif _nothing_stayed(old, new):
            found[before] = Suspect(today, NOT_IN_BASELINE)
    return found


_Owners = dict[tuple[int, bytes], int | None]


def _owners(people: People, name: str) -> _Owners:
    """By kind and value, the one person who has it; None where several have."""
    owners: _Owners = {}
    for n, hashes in enumerate(people.hashes):
        value = mark(hashes, name)
        if value != ABSENT:
            place = people.kind[n], value
            owners[place] = None if place in owners else n
    return owners


def _somebody_else(owners: _Owners, place: tuple[int, bytes], but: int) -> int | None:
    owner = owners.get(place)
    return owner if owner is not None and owner != but else None


def _nothing_stayed(old: bytes, new: bytes) -> bool:
    """Whether both names differ, and the date of birth or else the UPN too, with nothing else to go by."""
    if not (_differ(old, new, "forename") and _differ(old, new, "surname")):
        return False
    if _stayed(old, new, "date_of_birth"):
        return False
    if _differ(old, new, "date_of_birth") or _differ(old, new, "upn"):
        return True
    # Of staff there is often nothing but a name and an address.
    return not _stayed(old, new, "email") and not _stayed(old, new, "username")


def contradicted(old: bytes, new: bytes) -> bool:
    """Whether two who share an address or the like are not one person: their UPNs, or their dates of birth
    and a name, differ."""
    if _stayed(old, new, "upn"):
        return False
    return _differ(old, new, "upn") or (
        _differ(old, new, "date_of_birth")
        and (_differ(old, new, "forename") or _differ(old, new, "surname") or not _stayed(old, new, "upi"))
    )


def _stayed(old: bytes, new: bytes, name: str) -> bool:
    value = mark(old, name)
    return value != ABSENT and value == mark(new, name)


def _differ(old: bytes, new: bytes, name: str) -> bool:
    before, after = mark(old, name), mark(new, name)
    return before != ABSENT and after != ABSENT and before != after
