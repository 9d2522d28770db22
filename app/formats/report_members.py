"""Who is in which group of a report, kept as two numbers each: a trust has a million of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from app.formats.records import Group, Membership, PersonKind

_STUDENT = str(PersonKind.STUDENT)


class ReportMembers:
    """Gathers memberships as rows are read. One may be given several times, as in lists of a row per person
    and class; whoever settles them counts it once."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], int] = {}
        self._groups: dict[str, int] = {}
        self._types: list[str] = []
        self._person_of, self._group_of = array("i"), array("i")

    def add(self, kind: str, person: str, group: Group) -> None:
        """Someone, by kind and key, is in a group."""
        number = self._groups.setdefault(group.key, len(self._groups))
        if number == len(self._types):
            self._types.append(group.type)
        self._person_of.append(self._people.setdefault((kind, person), len(self._people)))
        self._group_of.append(number)

    def __iter__(self) -> Iterator[Membership]:
        people, groups = list(self._people), list(self._groups)
        for person, group in zip(self._person_of, self._group_of, strict=True):
            kind, key = people[person]
            role = "learner" if kind == _STUDENT else "teacher"
            yield Membership(key, kind, groups[group], self._types[group], role)
