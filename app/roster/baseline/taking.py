"""A snapshot of a roster: everything in it hashed, nothing else kept."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from array import array
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from app.formats.identifiers import parse_year
from app.formats.records import CLASS, FieldState
from app.roster.baseline.hashing import hasher
from app.roster.baseline.snapshot import (
    COMPARED,
    HASHED,
    KINDS,
    LEARNER,
    NO_DAY,
    NO_YEAR,
    SEEN,
    STAFF,
    STANDINGS,
    STUDENT,
    TEACHER,
    UNKNOWN,
    WITHHELD,
    Groups,
    Memberships,
    People,
    SeenField,
    Snapshot,
    national_year,
)
from app.roster.database import Roster
from app.roster.facts import FieldRow, LoadFacts, SourceKind
from app.roster.text import fold

_PLAIN = tuple(name for name in HASHED if name != "who")
_PERSON_SQL = (
    f"SELECT p.id, p.kind, p.standing, p.year_label, p.start_date, p.end_date, {', '.join(_PLAIN)}"
    " FROM person p ORDER BY p.id"
)
_FIRST = 6
_AT = {name: number + _FIRST for number, name in enumerate(_PLAIN)}
_YEAR_NUMBER = re.compile(
    r"(?:year|yr|y)?[ .]*(?:0?(?:1[0-4]|[1-9])(?![0-9])|(?:r|n[12]?)(?=[a-z]?[0-9]*$|[^a-z0-9]))"
)
"""The year at the start of a folded title. The R of "RB" is Reception; the one of "Rowan" is not."""


def take(roster: Roster, key: bytes) -> Snapshot:
    """The roster as hashes under a key, with the roster's ids beside them.

    Blocks for about a second per 50,000 people. Raises RosterClosed.
    """
    facts = roster.facts
    snapshot = Snapshot(
        made=facts.origin.when,
        source=str(facts.origin.kind),
        school_id=roster.school.id,
        school_name=roster.school.name,
        fields=_fields(roster.fields(), from_wonde=facts.origin.kind is SourceKind.WONDE),
        tells_staff=_tells_staff(facts),
    )
    with roster.reading() as db:
        snapshot.people = _people(db, key)
        snapshot.groups = _groups(db, key)
        snapshot.memberships = _memberships(db, snapshot.people, snapshot.groups)
    return snapshot


def _tells_staff(facts: LoadFacts) -> bool:
    """Also of a list of staff that was there and could not be read: then it is not that there was none."""
    if facts.present is None or KINDS[STAFF] in facts.passed_over:
        return True
    return bool(facts.present.get(KINDS[STAFF]))


def _people(db: sqlite3.Connection, key: bytes) -> People:
    people = People()
    of = {name: hasher(key, name) for name in HASHED}
    makers = [(of[name], _AT[name], _NORMAL.get(name, _text)) for name in HASHED if name != "who"]
    first_maker, first_at, first_normal = makers[0]
    others, who = makers[1:], of["who"]
    forename, surname, born = _AT["forename"], _AT["surname"], _AT["date_of_birth"]
    for row in db.execute(_PERSON_SQL):
        people.ids.append(row[0])
        people.kind.append(KINDS.index(row[1]))
        people.standing.append(STANDINGS.index(row[2]))
        people.year.append(national_year(parse_year(row[3])) if row[3] else NO_YEAR)
        people.starts.append(_day(row[4]))
        people.ends.append(_day(row[5]))
        people.hashes.append(
            first_maker(first_normal(row[first_at]))
            + who(_who(row[forename], row[surname], row[born]))
            + b"".join([make(normal(row[at])) for make, at, normal in others])
        )
    return people


_Value = str | int | None


def _text(value: _Value) -> str | None:
    """As it is, in composed Unicode and with single spaces: a name that was only tidied has not changed."""
    if not isinstance(value, str):
        return None if value is None else str(value)
    if value.isascii() and "  " not in value:
        return value
    return " ".join(unicodedata.normalize("NFC", value).split())


def _in_any_case(value: _Value) -> str | None:
    """For what is the same in capitals."""
    return None if value is None else str(value).strip().casefold()


_NORMAL: dict[str, Callable[[_Value], str | None]] = dict.fromkeys(
    ("upn", "username", "email", "gender", "title"), _in_any_case
)
"""Fields that sources write in one way or the other."""


def _who(forename: str | None, surname: str | None, born: str | None) -> str | None:
    """Name and date of birth as one, however they are written; None without a whole name."""
    if not forename or not surname:
        return None
    return fold(f"{_text(surname)}\n{_text(forename)}\n{born or ''}")


@lru_cache(maxsize=8192)
def _day(text: str | None) -> int:
    return date.fromisoformat(text).toordinal() if text else NO_DAY


def _groups(db: sqlite3.Connection, key: bytes) -> Groups:
    groups = Groups()
    of = {name: hasher(key, f"group {name}") for name in ("key", "title", "stem", "subject")}
    rows = db.execute(
        "SELECT g.id, g.type, g.key, coalesce(g.name, g.code, g.description), g.code, g.subject,"
        " coalesce(z.students, 0), coalesce(z.staff, 0) FROM grp g LEFT JOIN group_size z ON z.id = g.id"
        " ORDER BY g.id"
    )
    for number, type_, own_key, title, code, subject, students, staff in rows:
        groups.ids.append(number)
        groups.type.append(type_)
        groups.key.append(of["key"](f"{'class' if type_ == CLASS else 'group'} {own_key}"))
        groups.title.append(of["title"](fold(title.strip()) if title else None))
        groups.stem.append(of["stem"](stem_of(title) if title else None))
        groups.subject.append(of["subject"](fold(subject) if subject else None))
        groups.year.append(_year_in(title, code))
        groups.students.append(students)
        groups.staff.append(staff)
    return groups


def stem_of(title: str) -> str:
    """A title without the year it begins with: "7A", "8A" and "Year 7 A" are all "a"; "Oak" is "oak"."""
    folded = fold(title.strip())
    found = _YEAR_NUMBER.match(folded)
    return folded[found.end() :].strip(" -/") if found and found.end() < len(folded) else folded


def _year_in(*texts: str | None) -> int:
    """The year that a title or code says by itself, as a year group's does."""
    for text in texts:
        year = parse_year(text) if text else None
        if year is not None:
            return national_year(year)
    return NO_YEAR


def _memberships(db: sqlite3.Connection, people: People, groups: Groups) -> Memberships:
    """Reads all memberships in the order of people, and gives each group the year most of its students
    are in."""
    person_at = _places(people.ids)
    group_at = _places(groups.ids)
    made = Memberships()
    counts = [0] * len(people)
    years: dict[int, int] = {}
    group_list, role_list = made.group, made.role
    kinds, person_year = people.kind, people.year
    for person, group, role in db.execute(
        "SELECT person_id, group_id, role FROM member ORDER BY person_id, group_id"
    ):
        place, at = person_at[person], group_at[group]
        counts[place] += 1
        group_list.append(at)
        role_list.append(TEACHER if role == "teacher" else LEARNER)
        if kinds[place] == STUDENT:
            slot = (at << 8) + person_year[place] + 128
            years[slot] = years.get(slot, 0) + 1
    total = 0
    for count in counts:
        total += count
        made.first.append(total)
    _give_years(groups, years)
    return made


def _places(ids: array[int]) -> list[int]:
    """By the roster's id, the index; ids are small and dense."""
    places = [-1] * (max(ids, default=0) + 1)
    for place, number in enumerate(ids):
        places[number] = place
    return places


def _give_years(groups: Groups, counted: dict[int, int]) -> None:
    for slot, count in counted.items():
        at, year = slot >> 8, (slot & 255) - 128
        if year != NO_YEAR and count * 2 > groups.students[at]:
            groups.year[at] = year


def _fields(rows: Iterable[FieldRow], *, from_wonde: bool) -> dict[str, dict[str, SeenField]]:
    seen: dict[str, dict[str, SeenField]] = {kind: {} for kind in KINDS}
    for row in rows:
        if row.kind in seen and row.field in COMPARED:
            state = _STATES[row.state] if from_wonde else SEEN if row.filled else UNKNOWN
            seen[row.kind][row.field] = SeenField(row.filled, row.total, state)
    return seen


_STATES = {
    FieldState.SHARED: SEEN,
    FieldState.BLANK: SEEN,
    FieldState.NOT_SHARED: WITHHELD,
    FieldState.UNKNOWN: UNKNOWN,
}
