"""A roster's rows for whoever writes them, straight from the database, in an order that does not change."""

from __future__ import annotations

from collections.abc import Iterator

from app.formats.records import Group, Membership, Person
from app.roster.database import Roster
from app.roster.schema import GROUP_COLUMNS, PERSON_COLUMNS

_PEOPLE = f"SELECT {', '.join(PERSON_COLUMNS)} FROM person ORDER BY kind DESC, id"
_GROUPS = f"SELECT {', '.join(GROUP_COLUMNS)} FROM grp ORDER BY id"
_OF_KIND = f"SELECT id, {', '.join(PERSON_COLUMNS)} FROM person WHERE kind = ? ORDER BY id"
_GROUPS_OF = """
SELECT m.person_id, m.group_id FROM member m JOIN person p ON p.id = m.person_id
WHERE p.kind = ? ORDER BY m.person_id, m.group_id
"""
_MEMBERSHIPS = """
SELECT p.key, p.kind, g.key, g.type, m.role, m.main
FROM member m JOIN person p ON p.id = m.person_id JOIN grp g ON g.id = m.group_id
ORDER BY m.group_id, m.person_id
"""


class RosterRows:
    """A RowSource: each call streams the rows anew. Each stream borrows a connection until it ends."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def people(self) -> Iterator[Person]:
        """Everyone, students first, in the order they were loaded."""
        with self._roster.reading() as db:
            for row in db.execute(_PEOPLE):
                yield Person._make(row)

    def groups(self) -> Iterator[Group]:
        """Every group and class."""
        with self._roster.reading() as db:
            for row in db.execute(_GROUPS):
                yield Group._make(row)

    def memberships(self) -> Iterator[Membership]:
        """Memberships, group by group."""
        with self._roster.reading() as db:
            for row in db.execute(_MEMBERSHIPS):
                yield Membership._make(row)

    def people_of(self, kind: str) -> Iterator[tuple[Person, list[Group]]]:
        """Everyone of one kind with their groups and classes, in the order they were loaded."""
        with self._roster.reading() as db, self._roster.reading() as other:
            groups = {
                number: Group._make(values)
                for number, *values in db.execute(f"SELECT id, {', '.join(GROUP_COLUMNS)} FROM grp")
            }
            memberships = iter(other.execute(_GROUPS_OF, (kind,)))
            waiting = next(memberships, None)
            for number, *values in db.execute(_OF_KIND, (kind,)):
                mine: list[Group] = []
                while waiting is not None and waiting[0] == number:
                    mine.append(groups[waiting[1]])
                    waiting = next(memberships, None)
                yield Person._make(values), mine
