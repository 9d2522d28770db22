"""A roster as the IMS Enterprise file that itslearning would be given, by the mapping we ask it to set up.

The hierarchy is the tree of the preview: site, school, years with their registration groups, houses, courses
by subject. Groups that the mapping does not ask for are not written, and counted. Everyone is a member of the
school itself, so that people of no group belong somewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from app.formats import ims_words as words
from app.formats.identifiers import parse_year
from app.formats.ims_write import ImsWriter, MemberOut
from app.formats.losses import RECORD, Held, Losses
from app.formats.packages import About
from app.formats.plain_text import plain_line
from app.formats.records import CLASS, Group, Person, PersonKind
from app.formats.unique_ids import UniqueIds
from app.roster.database import Roster
from app.roster.ims_hierarchy import Placed, hierarchy
from app.roster.mapping import Mapping, SyncKey, assumption, export_notes
from app.roster.schema import GROUP_COLUMNS, PERSON_COLUMNS
from app.roster.tree import NO_CLASSES, build_tree

_STUDENT = str(PersonKind.STUDENT)
_FIELDS = {SyncKey.WONDE_ID: "key", SyncKey.UPI: "upi", SyncKey.MIS_ID: "mis_id"}
_MEMBERS = """
SELECT p.kind, p.key, p.teaching, m.role, m.main
FROM member m JOIN person p ON p.id = m.person_id WHERE m.group_id = ? ORDER BY m.person_id
"""
_OF_YEAR = """
SELECT p.kind, p.key, p.teaching, 'learner', NULL
FROM person p JOIN shown s ON s.id = p.id WHERE s.kind = 'student' AND s.year = ? ORDER BY p.id
"""
_EVERYONE = """
SELECT kind, key, teaching, CASE kind WHEN 'student' THEN 'learner' ELSE 'teacher' END, NULL
FROM person ORDER BY kind DESC, id
"""
_SEVERAL = ""
"""In place of the year of someone who is in two."""

_Row = tuple[str, str, int | None, str, int | None]
"""Kind, key, teaching, role, main."""


class ImsExport:
    """One export. `write` may be called once."""

    def __init__(self, roster: Roster, mapping: Mapping, about: About, losses: Losses) -> None:
        self._roster = roster
        self._mapping = mapping
        self._about = about
        self._losses = losses
        self._ids: dict[tuple[str, str], str] = {}
        """Kind and key of everyone who is in the file, to the id they have there."""
        self.people = 0
        self.groups = 0
        self.memberships = 0
        self.notes: tuple[str, ...] = ()

    def write(self, stream: IO[bytes]) -> None:
        """Writes the whole document. Raises OSError."""
        groups = self._all_groups()
        top = build_tree(self._roster, self._mapping)
        placed = list(hierarchy(top, groups, self._about, self._mapping.site_key))
        writer = ImsWriter(stream, self._about, self._losses)
        self._write_people(writer, self._years(placed))
        for place in placed:
            writer.group(place.out)
            self._count_group(place, groups)
        self.groups = len(placed)
        for place in placed:
            self.memberships += writer.membership(place.out.id, self._members(place))
        writer.close()
        self._count_unplaced(placed, groups)
        stand_ins = (NO_CLASSES,) if any(place.stands_in for place in placed) else ()
        unconfirmed = () if self._mapping.confirmed_by_itslearning else (assumption(),)
        self.notes = (*unconfirmed, *export_notes(), *stand_ins)

    # -- people ------------------------------------------------------------

    def _write_people(self, writer: ImsWriter, years: dict[int, str]) -> None:
        field = _FIELDS[self._mapping.sync_key]
        ids = UniqueIds()
        given: set[tuple[str, str]] = set()
        with self._roster.reading() as db:
            rows = db.execute(f"SELECT id, {', '.join(PERSON_COLUMNS)} FROM person ORDER BY kind DESC, id")
            for number, *values in rows:
                person = Person._make(values)
                key: str | None = getattr(person, field)
                if not key or (person.kind, key) in given:
                    why = "Someone else has the same key." if key else "There is no key to match by."
                    self._lose(person.kind, RECORD, Held.LEFT_OUT, why)
                    continue
                given.add((person.kind, key))
                id_ = ids.give(person.kind, key)
                if id_ != person.key:
                    why = "It is matched by another key, or a student and a member of staff had one id."
                    self._lose(person.kind, "key", Held.CHANGED, why)
                self._ids[person.kind, person.key] = id_
                self._count_year(person, years.get(number))
                writer.person(person, id_, self._profile(person), sync_field=field)
        self.people = len(self._ids)

    def _profile(self, person: Person) -> str:
        if person.kind == _STUDENT:
            return self._mapping.student.profile
        staff = self._mapping.other_staff if person.teaching == 0 else self._mapping.teaching_staff
        return staff.profile

    def _years(self, placed: list[Placed]) -> dict[int, str]:
        """The year that each person's groups in the file tell, by the person's number."""
        found: dict[int, str] = {}
        with self._roster.reading() as db:
            for place in placed:
                year = parse_year(place.out.title)
                if year is None or not (place.type == "YEAR" or place.year):
                    continue
                sql, of = (
                    ("SELECT person_id FROM member WHERE group_id = ?", place.group_id)
                    if place.year is None
                    else ("SELECT id FROM shown WHERE kind = 'student' AND year = ?", place.year)
                )
                for (person,) in db.execute(sql, (of,)):
                    if found.setdefault(person, year.code) != year.code:
                        found[person] = _SEVERAL
        return found

    def _count_year(self, person: Person, told: str | None) -> None:
        if person.year_label is None:
            return
        year = parse_year(person.year_label)
        if person.kind != _STUDENT or year is None or year.code != told:
            self._lose(person.kind, "year_label", Held.NO_PLACE, "No group of the file tells this year.")

    # -- groups ------------------------------------------------------------

    def _all_groups(self) -> dict[int, Group]:
        with self._roster.reading() as db:
            rows = db.execute(f"SELECT id, {', '.join(GROUP_COLUMNS)} FROM grp")
            return {number: Group._make(values) for number, *values in rows}

    def _count_group(self, place: Placed, groups: dict[int, Group]) -> None:
        if place.group_id is None or place.stands_in:
            return
        group = groups[place.group_id]
        kind = _kind(group)
        title = plain_line(place.out.title)
        if place.out.id != group.key:
            self._lose(kind, "key", Held.CHANGED, "Two groups had one id.")
        if place.type != group.type:
            self._lose(kind, "type", Held.CHANGED, "The hierarchy does not tell it.")
        if group.name is not None and title != group.name:
            self._lose(kind, "name", Held.CHANGED, "The title is made from it by the mapping.")
        if group.description is not None and place.out.description != group.description:
            self._lose(kind, "description", Held.CHANGED, "Line breaks or control characters were taken out.")
        if group.subject is not None and place.subject != group.subject:
            self._lose(kind, "subject", Held.NO_PLACE, "The hierarchy does not tell it.")
        if group.parent_key is not None and group.parent_key != place.out.parent:
            self._lose(kind, "parent_key", Held.CHANGED, "The hierarchy is made by the mapping.")
        for field in ("code", "mis_id"):
            if getattr(group, field) is not None:
                self._lose(kind, field, Held.NO_PLACE, "itslearning's file import has no place for it.")

    def _count_unplaced(self, placed: list[Placed], groups: dict[int, Group]) -> None:
        written = {place.group_id for place in placed if not place.stands_in}
        with self._roster.reading() as db:
            sizes = dict(db.execute("SELECT group_id, count(*) FROM member GROUP BY group_id"))
        for number, group in groups.items():
            if number not in written:
                why = f"The mapping does not ask for groups of the type {group.type}."
                self._lose(_kind(group), RECORD, Held.NO_PLACE, why)
                self._losses.add("membership", RECORD, Held.NO_PLACE, why, sizes.get(number, 0))

    # -- memberships ------------------------------------------------------------

    def _members(self, place: Placed) -> Iterator[MemberOut]:
        counted = not (place.stands_in or place.everyone or place.year)
        with self._roster.reading() as db:
            if place.everyone:
                rows = db.execute(_EVERYONE)
            elif place.year is not None:
                rows = db.execute(_OF_YEAR, (place.year,))
            elif place.group_id is not None:
                rows = db.execute(_MEMBERS, (place.group_id,))
            else:
                return
            for row in rows:
                member = self._member(row, counted)
                if member is not None:
                    yield member

    def _member(self, row: _Row, counted: bool) -> MemberOut | None:
        kind, key, teaching, role, main = row
        id_ = self._ids.get((kind, key))
        if id_ is None:
            if counted:
                self._lose("membership", RECORD, Held.LEFT_OUT, "The person is not in the file.")
            return None
        mapping = self._mapping
        student = kind == _STUDENT
        if role == "learner":
            number = mapping.student.role
        elif teaching == 0 and not student:
            number = mapping.other_staff.role
        else:
            number = mapping.teaching_staff.role
        if counted:
            if words.learns(number, student=student) is not (role == "learner"):
                self._lose("membership", "role", Held.CHANGED, "The mapping gives both the same role.")
            if main is not None:
                self._lose("membership", "main", Held.NO_PLACE, "itslearning has no main teacher.")
        return MemberOut(id_, number, "Student" if role == "learner" else "Staff")

    def _lose(self, kind: str, field: str, held: Held, why: str) -> None:
        self._losses.add(kind, field, held, why)


def _kind(group: Group) -> str:
    return "class" if group.type == CLASS else "group"
