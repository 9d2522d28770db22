"""The memberships of an IMS Enterprise file, kept as a few numbers each until everything else is known."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

_ROLES = 100
"""Different roles that are told apart; a file has a handful."""
_NOT_YET = -1


class Member(NamedTuple):
    """A person in a group, by number, with the role as the file writes it and the line it stands on."""

    person: int
    group: int
    role: str
    line: int


class MemberList:
    """Gathers members. The group of some may be told only after them, when their membership ends."""

    def __init__(self) -> None:
        self._person, self._group = array("i"), array("i")
        self._role, self._line = array("b"), array("i")
        self._roles: dict[str, int] = {}
        self._names: list[str] = []

    def add(self, person: int, group: int | None, role: str, line: int) -> None:
        """Adds a member of a group; None for one that the file has not named yet."""
        number = self._roles.get(role)
        if number is None:
            if len(self._names) >= _ROLES:
                role = ""
            number = self._roles.setdefault(role, len(self._names))
            if number == len(self._names):
                self._names.append(role)
        self._person.append(person)
        self._group.append(_NOT_YET if group is None else group)
        self._role.append(number)
        self._line.append(line)

    def membership_ends(self, group: int | None) -> int:
        """Gives members whose group was not named before them this one, and says how many were dropped
        because none was named at all."""
        place = len(self._group)
        while place and self._group[place - 1] == _NOT_YET:
            place -= 1
            if group is not None:
                self._group[place] = group
        if group is not None:
            return 0
        dropped = len(self._group) - place
        for column in (self._person, self._group, self._role, self._line):
            del column[place:]
        return dropped

    def __iter__(self) -> Iterator[Member]:
        for person, group, role, line in zip(self._person, self._group, self._role, self._line, strict=True):
            yield Member(person, group, self._names[role], line)
