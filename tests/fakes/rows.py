"""Rows in lists, where a reader may put them and a writer may take them from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.formats.ims_enterprise import ImsFacts, read_ims_enterprise
from app.formats.oneroster import OneRosterFacts, read_oneroster
from app.formats.records import Group, Membership, Person


class Rows:
    """A sink and a source in one."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        groups: Iterable[Group] = (),
        memberships: Iterable[Membership] = (),
    ) -> None:
        self.all_people = list(people)
        self.all_groups = list(groups)
        self.all_memberships = list(memberships)

    def add_people(self, people: Iterable[Person]) -> None:
        self.all_people.extend(people)

    def add_groups(self, groups: Iterable[Group]) -> None:
        self.all_groups.extend(groups)

    def add_memberships(self, memberships: Iterable[Membership]) -> None:
        self.all_memberships.extend(memberships)

    def people(self) -> Iterator[Person]:
        return iter(self.all_people)

    def groups(self) -> Iterator[Group]:
        return iter(self.all_groups)

    def memberships(self) -> Iterator[Membership]:
        return iter(self.all_memberships)


def oneroster_rows(path: Path) -> tuple[Rows, OneRosterFacts]:
    """A OneRoster export, read."""
    rows = Rows()
    return rows, read_oneroster(path, rows)


def ims_rows(path: Path) -> tuple[Rows, ImsFacts]:
    """An IMS Enterprise file, read."""
    rows = Rows()
    return rows, read_ims_enterprise(path, rows)
