"""Staff whom one of the two sides can't tell of: left out of both, before anything is compared.

A report of students says nothing of staff. Taken for what is, everyone of them would be gone, and each of
their details emptied.
"""

from __future__ import annotations

from array import array
from dataclasses import replace

from app.guidance.content import fill
from app.roster.baseline.snapshot import KINDS, STAFF, Groups, Memberships, People, Snapshot
from app.roster.comparison.limits import staff_words
from app.roster.comparison.result import StaffNotCompared
from app.roster.facts import SourceKind


def staff_not_compared(then: Snapshot, now: Snapshot) -> StaffNotCompared | None:
    """Why staff can't be compared; None where they can, also where all of them are gone from a source that
    would have them."""
    before, today = then.people.kind.count(STAFF), now.people.kind.count(STAFF)
    if before and not today and not now.tells_staff:
        return StaffNotCompared(before, today, fill(staff_words().not_in_source, {"count": f"{before:,}"}))
    # A baseline keeps no more than who was in it. Only a report may be of students alone.
    if today and not before and then.source == SourceKind.REPORT:
        return StaffNotCompared(before, today, fill(staff_words().not_in_baseline, {"count": f"{today:,}"}))
    return None


def without_staff(whole: Snapshot) -> Snapshot:
    """The same without staff, their details, their memberships, and groups that only they are in."""
    kept_people = [n for n, kind in enumerate(whole.people.kind) if kind != STAFF]
    groups = whole.groups
    kept_groups = [n for n in range(len(groups)) if groups.students[n] or not groups.staff[n]]
    return replace(
        whole,
        fields={**whole.fields, KINDS[STAFF]: {}},
        people=_people(whole.people, kept_people),
        groups=_groups(groups, kept_groups),
        memberships=_memberships(whole.memberships, kept_people, kept_groups),
    )


def _people(whole: People, kept: list[int]) -> People:
    return People(
        kind=bytearray(whole.kind[n] for n in kept),
        standing=bytearray(whole.standing[n] for n in kept),
        year=_numbers(whole.year, kept),
        starts=_numbers(whole.starts, kept),
        ends=_numbers(whole.ends, kept),
        hashes=[whole.hashes[n] for n in kept],
        ids=_numbers(whole.ids, kept),
    )


def _groups(whole: Groups, kept: list[int]) -> Groups:
    return Groups(
        type=[whole.type[n] for n in kept],
        key=[whole.key[n] for n in kept],
        title=[whole.title[n] for n in kept],
        stem=[whole.stem[n] for n in kept],
        subject=[whole.subject[n] for n in kept],
        year=_numbers(whole.year, kept),
        students=_numbers(whole.students, kept),
        staff=_numbers(whole.staff, kept),
        ids=_numbers(whole.ids, kept),
    )


def _numbers(column: array[int], kept: list[int]) -> array[int]:
    """Those at these places; a baseline that was read from a file has no ids."""
    return array(column.typecode, [column[n] for n in kept]) if column else column


def _memberships(whole: Memberships, people: list[int], groups: list[int]) -> Memberships:
    place_of = {group: place for place, group in enumerate(groups)}
    made = Memberships()
    for person in people:
        for at in range(whole.first[person], whole.first[person + 1]):
            place = place_of.get(whole.group[at])
            if place is not None:
                made.group.append(place)
                made.role.append(whole.role[at])
        made.first.append(len(made.group))
    return made
