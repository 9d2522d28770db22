"""Rules about groups of every kind: titles, the hierarchy, roles and keys of memberships."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.formats.records import SCHOOL
from app.roster.rules.asking import Case, Family, Found, Known, Rows

TITLE = "coalesce(name, code, description)"
"""What a group is called, as lists show it."""


def _in_a_ring(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
    """Groups that are their own ancestors. What only hangs from a ring is not in it."""
    ids, parents = {}, {}
    for number, key, parent in known.db.execute("SELECT id, key, parent_key FROM grp"):
        ids[key] = number
        if parent is not None:
            parents[key] = parent
    done: set[str] = set()
    for key in parents:
        way: dict[str, int] = {}
        here: str | None = key
        while here is not None and here not in done and here not in way:
            way[here] = len(way)
            here = parents.get(here)
        if here is not None and here in way:
            yield from ((None, ids[name]) for name, place in way.items() if place >= way[here])
        done.update(way)


def _colliding(known: Known, _: tuple[str, ...]) -> Iterable[Case]:
    """Memberships whose person's and group's keys written together come out as another's.

    That takes a person's key that begins with another person's, and a group's key that ends with another
    group's, by the same characters: with ids of one length there is neither, and nothing is compared.
    """
    people = _tails(known, "SELECT key, id FROM person", ends=False)
    groups = _tails(known, "SELECT key, id FROM grp", ends=True)
    middles = people.keys() & groups.keys()
    concerned = {number for middle in middles for number in people[middle]}
    among = {number for middle in middles for number in groups[middle]}
    joined: dict[str, list[Case]] = defaultdict(list)
    for person in concerned:
        rows = known.db.execute(
            "SELECT p.key || g.key, g.id FROM member m JOIN person p ON p.id = m.person_id"
            " JOIN grp g ON g.id = m.group_id WHERE m.person_id = ?",
            (person,),
        )
        for key, group in rows:
            if group in among:
                joined[key].append((person, group))
    for cases in joined.values():
        if len(cases) > 1:
            yield from cases


def _tails(known: Known, sql: str, *, ends: bool) -> Mapping[str, set[int]]:
    """By the characters in which two keys differ, the rows of both: "12" and "123" differ in "3" at the end,
    and "23" and "123" in "1" at the start."""
    rows: dict[str, set[int]] = defaultdict(set)
    for key, number in known.db.execute(sql):
        rows[key].add(number)
    lengths = sorted({len(key) for key in rows})
    found: dict[str, set[int]] = defaultdict(set)
    for key, numbers in rows.items():
        for length in lengths:
            if length >= len(key):
                break
            part, middle = (key[-length:], key[:-length]) if ends else (key[:length], key[length:])
            others = rows.get(part)
            if others is not None:
                found[middle] |= numbers | others
    return found


RULES: Family = {
    "title-blank": Rows(f"SELECT NULL, id FROM grp WHERE {TITLE} IS NULL"),
    "title-too-long": Rows(f"SELECT NULL, id FROM grp WHERE length({TITLE}) > :title"),
    "title-shared": Rows(
        f"SELECT NULL, id FROM grp WHERE (type, folded({TITLE})) IN (SELECT type, folded({TITLE}) FROM grp"
        f" WHERE {TITLE} IS NOT NULL GROUP BY 1, 2 HAVING count(*) > 1)"
    ),
    "membership-dangling": Rows("SELECT person_id, group_id FROM dangling"),
    "membership-key-collides": Found(_colliding),
    "role-contradicts": Rows(
        "SELECT m.person_id, m.group_id FROM member m JOIN shown s ON s.id = m.person_id"
        " WHERE (s.kind = 'staff' AND m.role = 'learner') OR (s.kind = 'student' AND m.role = 'teacher')"
    ),
    "hierarchy-orphan": Rows(
        "SELECT NULL, id FROM grp WHERE parent_key IS NOT NULL AND parent_key NOT IN (SELECT key FROM grp)",
    ),
    "hierarchy-cycle": Found(_in_a_ring),
    "school-under-school": Rows(
        "SELECT NULL, g.id FROM grp g JOIN grp o ON o.key = g.parent_key AND o.id <> g.id"
        f" WHERE g.type = '{SCHOOL}' AND o.type = '{SCHOOL}'",
    ),
}
