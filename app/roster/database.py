"""The roster: people, groups and memberships of one load in one in-memory database.

A `RosterBuilder` appends rows as a source yields them, then `seal()` settles memberships, runs the rules,
indexes, and hands back a `Roster`, which only reads. The database belongs to this process and is never on
disk.

Threads: a builder belongs to one thread at a time; a `Roster` may be asked from any number of threads at
once, each borrowing a connection of its own. The window's thread asks nothing here: it hands queries to a
worker.
"""

from __future__ import annotations

import sqlite3
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from uuid import uuid4

from app.formats.identifiers import parse_year
from app.formats.records import CLASS, Group, Person, PersonKind
from app.roster import queries, rules, schema
from app.roster.errors import RosterClosed
from app.roster.facts import Counts, Difference, FieldRow, Issue, LoadFacts, Origin, School
from app.roster.fields import field_rows
from app.roster.people import GroupView, PeopleQuery, PersonView, YearCount
from app.roster.text import fold

MemberRow = tuple[str, str, str, str, str, int | None]
"""The fields of a `Membership`, which is one of these; a bare tuple costs a third as much."""

_MOST_VALUES = 999
"""Values in one statement: what every SQLite takes."""


class RosterBuilder:
    """Appends rows in any order: a membership may come before the person or the group it names.

    Not thread-safe; use it from one thread at a time. `seal()` or `discard()` ends it.
    """

    def __init__(self) -> None:
        self._uri = _memory_uri()
        self._db = _connect(self._uri)
        self._db.executescript(schema.CREATE)
        self._db.execute("BEGIN")
        self._people: dict[str, dict[str, int]] = {str(kind): {} for kind in PersonKind}
        self._person_count = 0
        self._groups: dict[str, int] = {}
        self._classes: dict[str, int] = {}
        self._group_types: dict[int, str] = {}
        self._known_people: set[int] = set()
        self._known_groups: set[int] = set()
        self._dropped: list[tuple[str, str, int | None, int | None]] = []

    def add_people(self, people: Iterable[Person]) -> int:
        """Appends people; returns how many were kept. One without a key, or whose key is taken, is dropped
        and becomes an issue."""
        rows: list[tuple[object, ...]] = []
        shown: list[tuple[object, ...]] = []
        known = self._known_people
        for person in people:
            if not person.key:
                self._dropped.append((person.kind, "no key", None, None))
                continue
            number = self._person_number(person.kind, person.key)
            if number in known:
                self._dropped.append((person.kind, "key taken", number, None))
                continue
            known.add(number)
            rows.append((number, *person))
            shown.append(_shown(number, person))
        self._append("person", rows)
        self._append("shown", shown)
        return len(rows)

    def add_groups(self, groups: Iterable[Group]) -> int:
        """Appends groups and classes; returns how many were kept. A key seen before is dropped."""
        rows: list[tuple[object, ...]] = []
        known = self._known_groups
        for group in groups:
            if not group.key:
                self._dropped.append(("group", "no key", None, None))
                continue
            number = self._group_number(group.type, group.key)
            if number in known:
                self._dropped.append(("group", "key taken", None, number))
                continue
            known.add(number)
            rows.append((number, *group))
        self._append("grp", rows)
        return len(rows)

    def add_memberships(self, memberships: Iterable[MemberRow]) -> None:
        """Appends memberships; pairs given twice are settled at once."""
        person_number, group_number = self._person_number, self._group_number
        self._append(
            "member",
            [
                (person_number(kind, person), group_number(type_, group), role, main)
                for person, kind, group, type_, role, main in memberships
            ],
            schema.GIVEN_TWICE,
        )

    def withdraw(self, kind: str, keys: Iterable[str]) -> None:
        """Takes out people (`student`, `staff`) or groups (`group`, `CLASS`) that turned out to be gone,
        and their memberships."""
        people = kind in self._people
        numbers = self._people[kind] if people else self._classes if kind == CLASS else self._groups
        known = self._known_people if people else self._known_groups
        gone = [(number,) for key in keys if (number := numbers.get(key)) is not None]
        column, tables = ("person_id", ("person", "shown")) if people else ("group_id", ("grp",))
        self._db.executemany(f"DELETE FROM member WHERE {column} = ?", gone)
        for table in tables:
            self._db.executemany(f"DELETE FROM {table} WHERE id = ?", gone)
        for (number,) in gone:
            known.discard(number)

    def has_group(self, type_: str, key: str) -> bool:
        """Whether a group of this key has been added."""
        number = (self._classes if type_ == CLASS else self._groups).get(key)
        return number is not None and number in self._known_groups

    def seal(self, facts: LoadFacts) -> Roster:
        """Settles, judges and indexes what was added. The builder is finished afterwards."""
        db = self._db
        self._take_out_dangling()
        self._run(schema.SETTLE)
        self._run(schema.SIZES)
        db.executemany("INSERT INTO dropped VALUES (?, ?, ?, ?)", self._dropped)
        fields = field_rows(db, facts)
        issues, not_judged = rules.judge(db, facts, fields)
        self._run(schema.WORST_ISSUES)
        db.execute("COMMIT")
        return Roster(self._uri, db, facts, fields, issues, not_judged)

    def discard(self) -> None:
        """Frees everything added so far."""
        self._db.close()

    def _run(self, script: str) -> None:
        # executescript() would commit between statements, and each commit of a large database costs.
        for statement in script.split(";"):
            if statement.strip():
                self._db.execute(statement)

    def _person_number(self, kind: str, key: str) -> int:
        numbers = self._people[kind]
        number = numbers.get(key)
        if number is None:
            self._person_count += 1
            number = numbers[key] = self._person_count
        return number

    def _group_number(self, type_: str, key: str) -> int:
        numbers = self._classes if type_ == CLASS else self._groups
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(self._group_types) + 1
            self._group_types[number] = type_
        return number

    def _take_out_dangling(self) -> None:
        met = sum(len(numbers) for numbers in self._people.values()) + len(self._group_types)
        if met > len(self._known_people) + len(self._known_groups):
            self._run(schema.DANGLING)

    def _append(self, table: str, rows: Sequence[tuple[object, ...]], tail: str = "") -> None:
        # Many rows a statement: each statement gives up and takes back the interpreter's lock, for which the
        # thread that decodes pages competes. Half the time of executemany(), and both threads really run.
        if not rows:
            return
        width = len(rows[0])
        most, one = _MOST_VALUES // width, f"(?{', ?' * (width - 1)})"
        for start in range(0, len(rows), most):
            part = rows[start : start + most]
            sql = f"INSERT INTO {table} VALUES {', '.join([one] * len(part))}{tail}"
            self._db.execute(sql, tuple(chain.from_iterable(part)))


class Roster:
    """Everyone a source would share, ready to be asked. Read-only; free it with `close()`.

    Safe from any number of threads. After `close()` every question raises RosterClosed, and questions
    under way are interrupted.
    """

    def __init__(
        self,
        uri: str,
        anchor: sqlite3.Connection,
        facts: LoadFacts,
        fields: tuple[FieldRow, ...],
        issues: tuple[Issue, ...],
        not_judged: tuple[str, ...],
    ) -> None:
        self._uri = uri
        anchor.execute("PRAGMA query_only = ON")
        self._idle = [anchor]
        self._busy: set[sqlite3.Connection] = set()
        self._gate = threading.Condition()
        self._closed = False
        self._facts = facts
        self._fields = fields
        self._issues = issues
        self._not_judged = not_judged
        with self.reading() as db:
            self._counts = queries.counts(db)
            self._years = queries.years(db)

    @property
    def facts(self) -> LoadFacts:
        """What the loader knew beside the rows."""
        return self._facts

    @property
    def school(self) -> School:
        """The school these people are of."""
        return self._facts.school

    @property
    def origin(self) -> Origin:
        """Where and when this was loaded."""
        return self._facts.origin

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Numbers that did not agree while loading."""
        return self._facts.differences

    def counts(self) -> Counts:
        """How many people, groups, classes and memberships."""
        return self._counts

    def fields(self) -> tuple[FieldRow, ...]:
        """Every field with whether it is shared."""
        return self._fields

    def years(self) -> tuple[YearCount, ...]:
        """Students per year group, youngest first, unrecognised labels last."""
        return self._years

    def issues(self) -> tuple[Issue, ...]:
        """What the rules found, gravest first."""
        return self._issues

    def not_judged(self) -> tuple[str, ...]:
        """Titles of the rules that this source can't answer: silence about these is not a pass."""
        return self._not_judged

    def people_ids(self, query: PeopleQuery, *, names_shown: bool = False) -> array[int]:
        """Ids of the people who match, in order. Raises NamesHidden for a text search unless
        `names_shown`."""
        with self.reading() as db:
            return queries.people_ids(db, query, names_shown=names_shown)

    def people(self, ids: Sequence[int]) -> list[PersonView]:
        """The people of these ids, in the same order; unknown ids are left out."""
        with self.reading() as db:
            return queries.people(db, ids)

    def person(self, person_id: int) -> Person | None:
        """Everything the source gave about one person."""
        with self.reading() as db:
            return queries.person(db, person_id)

    def groups(self, types: Sequence[str] = ()) -> list[GroupView]:
        """Groups and classes with their sizes, of some types or of all, by type and title."""
        with self.reading() as db:
            return queries.groups(db, types)

    def groups_of(self, person_id: int) -> list[GroupView]:
        """The groups and classes a person is in. See `masking.beside_a_name` before showing them with a
        name."""
        with self.reading() as db:
            return queries.groups_of(db, person_id)

    def members_of(self, group_id: int) -> array[int]:
        """Ids of a group's people: staff first, then students by name."""
        with self.reading() as db:
            return queries.members_of(db, group_id)

    def issue_groups(self, code: str) -> list[GroupView]:
        """The groups that a rule names."""
        with self.reading() as db:
            return queries.issue_groups(db, rules.number_of(code))

    def groups_among(self, ids: Sequence[int]) -> list[GroupView]:
        """The groups of these ids, by type and title."""
        with self.reading() as db:
            return queries.groups_among(db, ids)

    def groups_found(self, text: str) -> frozenset[int]:
        """Ids of the groups that a text is sought in: name, code, description, subject, id."""
        with self.reading() as db:
            return queries.groups_found(db, text)

    def cases(self) -> dict[str, tuple[int, int]]:
        """By the code of every issue that names anybody, how many people and how many groups."""
        with self.reading() as db:
            return queries.cases(db)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection for this thread, for as long as the block lasts. Raises RosterClosed."""
        with self._gate:
            if self._closed:
                raise RosterClosed()
            db = self._idle.pop() if self._idle else None
            if db is None:
                db = _connect(self._uri)
                db.execute("PRAGMA query_only = ON")
            self._busy.add(db)
        try:
            yield db
        except sqlite3.OperationalError as error:
            if self._closed:
                raise RosterClosed() from error
            raise
        finally:
            with self._gate:
                self._busy.discard(db)
                self._idle.append(db)
                self._gate.notify_all()

    def close(self) -> None:
        """Interrupts questions under way and frees the memory. May be called twice."""
        with self._gate:
            self._closed = True
            while self._busy:
                for db in self._busy:
                    db.interrupt()
                self._gate.wait(0.05)
            for db in self._idle:
                db.close()
            self._idle.clear()

    def __enter__(self) -> Roster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _memory_uri() -> str:
    """A database of a name of its own in this process's memory, open to all its threads."""
    name = f"roster-{uuid4().hex}"
    if sqlite3.sqlite_version_info >= (3, 36):
        return f"file:/{name}?vfs=memdb"
    # Older libraries share memory only through a cache, which makes readers wait for each other.
    return f"file:{name}?mode=memory&cache=shared"


def _connect(uri: str) -> sqlite3.Connection:
    db = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA temp_store = MEMORY")
    return db


def _shown(number: int, person: Person) -> tuple[object, ...]:
    """The row of `shown`: what lists are sorted and searched by."""
    label = person.year_label
    year = parse_year(label) if label else None
    words = (
        person.forename, person.surname, person.legal_forename, person.legal_surname, person.middle_names,
        person.username, person.email, person.upn, person.admission_number, person.mis_id, person.upi,
        person.staff_code, person.key,
    )  # fmt: skip
    return (
        number,
        person.kind,
        fold(f"{person.surname or ''}\x01{person.forename or ''}"),
        year.title if year else label,
        year.order if year else None,
        fold("\n".join([word for word in words if word])),
    )
