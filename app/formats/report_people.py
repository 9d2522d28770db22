"""Everyone a report's lists name, each once: lists that know a person by different ids are put together.

A school exports what it finds: one list with UPNs, another with admission numbers, a third with names alone.
Any id that two rows share joins them, unless their names, dates of birth or a surer id say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from app.formats.records import Person
from app.formats.report_rows import KEYS, same_person, standing_of

_OWN = frozenset({"key", "kind", "standing"})
NAME = "full_name"
"""What a person is told apart by where no column holds an id."""

Key = tuple[str, str]
"""Kind and key."""


class Unplaced(Enum):
    """Why a row is nobody's."""

    CLASH = "two people have the same id; the second was left out"
    WHICH = "has no id, and more than one person of this name is listed; the row was left out"


class ReportPeople:
    """People by key, found again by any of their ids. `today` (YYYY-MM-DD) tells leavers."""

    def __init__(self, today: str) -> None:
        self._today = today
        self._people: dict[Key, Person] = {}
        self._clashes: list[Person] = []
        self._told_by: dict[Key, str] = {}
        self._by_id: dict[tuple[str, str, str], Key] = {}
        self._by_name: dict[tuple[str, str | None, str | None], list[Key]] = {}
        self._joined_by_name: dict[tuple[int, Key], Key] = {}
        self._by_number: dict[tuple[str, str, str], Key | None] = {}
        """By an id without the noughts before it; None where that is several people's."""
        self.keyed_by: dict[str, str] = {}
        """Per kind, the column that tells people apart."""
        self.without_noughts = 0
        """Rows that were found to be someone by an id that had lost the noughts before it."""

    def all(self) -> list[Person]:
        """Everyone, and after them whoever came under a key that another person has."""
        return [*self._people.values(), *self._clashes]

    def place(self, person: Person, list_number: int) -> str | Unplaced:
        """The key of the person this row of a list describes, who may have been met before."""
        ids = [(name, value) for name in KEYS if (value := _id(person, name))]
        told_by = ids[0][0] if ids else NAME
        self.keyed_by.setdefault(person.kind, told_by)
        found = self._found(person, ids) if ids else self._named(person, list_number)
        if isinstance(found, Unplaced):
            if found is Unplaced.CLASH:
                self._clashes.append(person)
            return found
        if found is None:
            found = self._new(person, told_by)
        elif found in self._people:
            self._people[found] = _completed(self._people[found], person, self._today)
        for name, value in ids:
            self._by_id.setdefault((person.kind, name, value), found)
            if value.isdecimal():
                number = (person.kind, name, value.lstrip("0"))
                if self._by_number.setdefault(number, found) != found:
                    self._by_number[number] = None
        return found[1]

    def _found(self, person: Person, ids: list[tuple[str, str]]) -> Key | Unplaced | None:
        for place, (name, value) in enumerate(ids):
            key = self._by_id.get((person.kind, name, value))
            if key is None:
                continue
            if _may_be_one(self._people[key], person):
                return key
            if place == 0 and self._told_by[key] == name:
                return Unplaced.CLASH
        return self._found_without_noughts(person, ids)

    def _found_without_noughts(self, person: Person, ids: list[tuple[str, str]]) -> Key | None:
        """Who is meant by numbers that a spreadsheet took the noughts from, where the name agrees."""
        for name, value in ids:
            if not value.isdecimal() or (person.kind, name, value) in self._by_id:
                continue
            key = self._by_number.get((person.kind, name, value.lstrip("0")))
            if key is not None and _may_be_one(_bare(self._people[key]), _bare(person)):
                self.without_noughts += 1
                return key
        return None

    def _named(self, person: Person, list_number: int) -> Key | Unplaced | None:
        """Who a row without any id is: itself again, or the one person of its name in another list."""
        own = (person.kind, person.key)
        if (list_number, own) in self._joined_by_name:
            return self._joined_by_name[list_number, own]
        if own in self._people:
            return own
        known = self._by_name.get((person.kind, person.forename, person.surname), [])
        fitting = [
            key
            for key in known
            if self._told_by[key] != NAME
            and _may_be_one(self._people[key], person)
            and _agree(self._people[key].year_label, person.year_label)
        ]
        if len(fitting) > 1:
            return Unplaced.WHICH
        if fitting:
            self._joined_by_name[list_number, own] = fitting[0]
        return fitting[0] if fitting else None

    def _new(self, person: Person, told_by: str) -> Key:
        key = (person.kind, person.key)
        if key in self._people:  # the same characters, in a column that means something else
            person = person._replace(key=f"{told_by}:{person.key}")
            key = (person.kind, person.key)
        self._people[key] = person
        self._told_by[key] = told_by
        self._by_name.setdefault((person.kind, person.forename, person.surname), []).append(key)
        return key


def surest_id(row: Mapping[str, str]) -> str:
    """The surest id a row has; without any, its name and date of birth, which stay in memory."""
    for name in KEYS:
        if row.get(name):
            return row[name]
    parts = [row.get(name, "") for name in ("surname", "forename", "date_of_birth", "year")]
    return "|".join(parts).casefold() if any(parts[:2]) else ""


def _may_be_one(known: Person, person: Person) -> bool:
    """Whether two rows that share an id can be one person: no surer id, name or date says otherwise."""
    if not same_person(known, person):
        return False
    # Addresses and usernames are reissued and mistyped; only what a MIS or the state gives out contradicts.
    return all(_agree(_id(known, name), _id(person, name)) for name in KEYS[:4])


def _bare(person: Person) -> Person:
    """The person with numbers as a spreadsheet leaves them, to be compared only."""
    bare: dict[str, Any] = {
        name: value.lstrip("0") for name in KEYS[:4] if (value := _id(person, name)).isdecimal()
    }
    return person._replace(**bare) if bare else person


def _id(person: Person, name: str) -> str:
    return getattr(person, name) or ""


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other


def _completed(known: Person, person: Person, today: str) -> Person:
    """The person with what only the later row says."""
    filled = {
        name: value
        for name, value in person._asdict().items()
        if value is not None and name not in _OWN and getattr(known, name) is None
    }
    if not filled:
        return known
    whole = known._replace(**filled)
    return whole._replace(standing=standing_of(whole.start_date, whole.end_date, today))
