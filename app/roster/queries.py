"""The questions lists and trees ask. Each takes a connection and answers; none keeps state."""

from __future__ import annotations

import json
import re
import sqlite3
from array import array
from collections.abc import Sequence

from app.formats.identifiers import parse_year
from app.formats.records import CLASS, Group, Person
from app.roster.errors import NamesHidden
from app.roster.facts import Counts
from app.roster.people import SORTS, GroupView, PeopleQuery, PersonView, YearCount
from app.roster.rules import all_rules, number_of
from app.roster.schema import GROUP_COLUMNS, PERSON_COLUMNS
from app.roster.text import fold, like

_NUMBERS = re.compile("([0-9]{1,9})")
_CHUNK = 500
"""Ids per statement: under SQLite's oldest limit on parameters."""

_ORDERS = {
    "name": "s.sort_name {way}, s.id",
    "kind": "s.kind {way}, s.sort_name, s.id",
    "year": "s.year_order IS NULL, s.year_order {way}, s.year {way}, s.sort_name, s.id",
    "groups": "coalesce(z.groups, 0) {way}, s.sort_name, s.id",
    "courses": "coalesce(z.courses, 0) {way}, s.sort_name, s.id",
    "issue": "z.issue IS NULL, z.issue {way}, s.sort_name, s.id",
    "arrival": "s.id {way}",
}


def counts(db: sqlite3.Connection) -> Counts:
    """How many of each, counted from the rows themselves."""
    people = dict(db.execute("SELECT kind, count(*) FROM shown GROUP BY kind"))
    groups = dict(db.execute("SELECT type, count(*) FROM grp GROUP BY type ORDER BY type"))
    classes = groups.pop(CLASS, 0)
    (memberships,) = db.execute("SELECT count(*) FROM member").fetchone()
    return Counts(people.get("student", 0), people.get("staff", 0), groups, classes, memberships)


def years(db: sqlite3.Connection) -> tuple[YearCount, ...]:
    """Students per year group; a blank year is counted under ""."""
    rows = db.execute(
        "SELECT coalesce(year, ''), year_order, count(*) FROM shown WHERE kind = 'student'"
        " GROUP BY year, year_order ORDER BY year_order IS NULL, year_order, year = '', year"
    )
    return tuple(YearCount(*row) for row in rows)


def people_ids(db: sqlite3.Connection, query: PeopleQuery, *, names_shown: bool) -> array[int]:
    """Ids that match, in order. Raises NamesHidden, ValueError for a sort that does not exist."""
    where: list[str] = []
    values: list[object] = []
    words = query.text.split()
    if words and not names_shown:
        raise NamesHidden()
    if query.kind:
        where.append("s.kind = ?")
        values.append(str(query.kind))
    if query.year is not None:
        where.append("coalesce(s.year, '') = ? AND s.kind = 'student'")
        values.append(query.year)
    if query.group_id is not None:
        where.append("s.id IN (SELECT person_id FROM member WHERE group_id = ?)")
        values.append(query.group_id)
    if query.issue is not None:
        where.append("s.id IN (SELECT person_id FROM finding WHERE rule = ?)")
        values.append(number_of(query.issue))
    if query.among is not None:
        where.append("s.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(query.among))
    if query.only_issues:
        where.append("z.issue IS NOT NULL")
    for word in words:
        where.append("s.search LIKE ? ESCAPE '\\'")
        values.append(like(word))
    if query.sort not in _ORDERS:
        raise ValueError(f"people can't be sorted by {query.sort}; only by {', '.join(SORTS)}")
    order = _ORDERS[query.sort].format(way="DESC" if query.descending else "ASC")
    sized = "z." in order or query.only_issues
    joined = "LEFT JOIN person_size z ON z.id = s.id" if sized else ""
    narrowed = f"WHERE {' AND '.join(where)}" if where else ""
    # Only the fixed texts above are joined into the statement; what was typed travels as values.
    rows = db.execute(f"SELECT s.id FROM shown s {joined} {narrowed} ORDER BY {order}", values)
    return array("q", [row[0] for row in rows])


_PEOPLE = """
SELECT p.id, p.kind, p.forename, p.surname, p.legal_forename, p.legal_surname, s.year,
       coalesce(z.groups, 0), coalesce(z.courses, 0), z.issue,
       p.email, p.username, p.key, p.upi, p.mis_id, p.upn, p.admission_number
FROM person p JOIN shown s ON s.id = p.id LEFT JOIN person_size z ON z.id = p.id
WHERE p.id IN ({marks})
"""


def people(db: sqlite3.Connection, ids: Sequence[int]) -> list[PersonView]:
    """Rows for ids, in their order."""
    found: dict[int, PersonView] = {}
    for start in range(0, len(ids), _CHUNK):
        part = [int(number) for number in ids[start : start + _CHUNK]]
        for row in db.execute(_PEOPLE.format(marks=",".join("?" * len(part))), part):
            rule = None if row[9] is None else all_rules()[row[9]]
            forename, surname = row[2] or row[4] or "", row[3] or row[5] or ""
            found[row[0]] = PersonView(
                id=row[0],
                kind=row[1],
                name=f"{forename} {surname}".strip(),
                forename=forename,
                surname=surname,
                year=row[6] or "",
                groups=row[7],
                courses=row[8],
                issue="" if rule is None else rule.title,
                severity="" if rule is None else str(rule.severity),
                email=row[10] or "",
                username=row[11] or "",
                key=row[12],
                upi=row[13] or "",
                mis_id=row[14] or "",
                upn=row[15] or "",
                admission_number=row[16] or "",
            )
    return [found[number] for number in ids if number in found]


def person(db: sqlite3.Connection, person_id: int) -> Person | None:
    """The whole row of one person."""
    # Only column names of our own are joined in.
    columns = ", ".join(PERSON_COLUMNS)
    row = db.execute(f"SELECT {columns} FROM person WHERE id = ?", (person_id,)).fetchone()
    return None if row is None else Person(*row)


def group(db: sqlite3.Connection, group_id: int) -> Group | None:
    """The whole row of one group."""
    columns = ", ".join(GROUP_COLUMNS)
    row = db.execute(f"SELECT {columns} FROM grp WHERE id = ?", (group_id,)).fetchone()
    return None if row is None else Group(*row)


_GROUPS = """
SELECT g.id, g.key, g.type, coalesce(g.name, g.code, g.description, ''), coalesce(g.code, ''),
       coalesce(g.subject, ''), coalesce(z.students, 0), coalesce(z.staff, 0)
FROM grp g LEFT JOIN group_size z ON z.id = g.id
"""


def groups(db: sqlite3.Connection, types: Sequence[str] = ()) -> list[GroupView]:
    """Groups of some types, or all."""
    marks = ",".join("?" * len(types))
    narrowed = f"WHERE g.type IN ({marks})" if types else ""
    return _group_views(db.execute(_GROUPS + narrowed, [str(type_) for type_ in types]))


def groups_of(db: sqlite3.Connection, person_id: int) -> list[GroupView]:
    """Groups and classes of one person."""
    narrowed = "WHERE g.id IN (SELECT group_id FROM member WHERE person_id = ?)"
    return _group_views(db.execute(_GROUPS + narrowed, (person_id,)))


def issue_groups(db: sqlite3.Connection, rule: int) -> list[GroupView]:
    """Groups that a rule names."""
    return _group_views(
        db.execute(_GROUPS + "WHERE g.id IN (SELECT group_id FROM finding WHERE rule = ?)", (rule,))
    )


def groups_among(db: sqlite3.Connection, ids: Sequence[int]) -> list[GroupView]:
    """The groups of these ids, in order; unknown ids are left out."""
    narrowed = "WHERE g.id IN (SELECT value FROM json_each(?))"
    return _group_views(db.execute(_GROUPS + narrowed, (json.dumps([int(number) for number in ids]),)))


def groups_found(db: sqlite3.Connection, text: str) -> frozenset[int]:
    """Ids of the groups of whose name, code, description, subject and id together every word is a part."""
    words = fold(text).split()
    rows = db.execute("SELECT id, name, code, description, subject, key FROM grp")
    abouts = ((number, fold("\n".join(part for part in parts if part))) for number, *parts in rows)
    return frozenset(number for number, about in abouts if all(word in about for word in words))


def cases(db: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """By the code of every rule that fired, how many people and how many groups it names."""
    rows = db.execute(
        "SELECT rule, count(DISTINCT person_id), count(DISTINCT group_id) FROM finding GROUP BY rule"
    )
    return {all_rules()[rule].code: (people, groups) for rule, people, groups in rows}


def members_of(db: sqlite3.Connection, group_id: int) -> array[int]:
    """Staff, then students, by name."""
    rows = db.execute(
        "SELECT s.id FROM member m JOIN shown s ON s.id = m.person_id WHERE m.group_id = ?"
        " ORDER BY s.kind, s.sort_name, s.id",
        (group_id,),
    )
    return array("q", [row[0] for row in rows])


def _group_views(rows: sqlite3.Cursor) -> list[GroupView]:
    views = [GroupView(*row) for row in rows]
    return sorted(views, key=lambda view: (view.type, group_order(view.title), view.id))


Order = tuple[int, tuple[tuple[int, str], ...]]


def group_order(title: str) -> Order:
    """Sorts year titles from nursery up, and everything else after them by name, 7A before 10A."""
    year = parse_year(title)
    if year:
        return year.order, ()
    parts = _NUMBERS.split(title.casefold())
    return 100, tuple((int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts))
