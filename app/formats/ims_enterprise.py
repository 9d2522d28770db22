"""Reads IMS Enterprise 1.1 XML: itslearning's, plain, and old Fronter's dialect, in any element order.

Groups, people and memberships may come in any order too, so what they mean is settled at the end: until then
a membership is a few numbers, and a person a few texts. Carers, guests and whoever is neither student nor
staff are counted and left out, and so is what is marked for deletion.

Assumed, and said in the notes: a group whose title is a year's is a year group; someone without an
institution role is what the roles in groups say.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.formats import ims_words as words
from app.formats.archives import Member, members_of
from app.formats.dates import read_date
from app.formats.errors import Complaint, Complaints, InputError, NotRecognised, Weight, Where
from app.formats.ims_elements import ElementReader, Values
from app.formats.ims_groups import GroupRecord, GroupTree
from app.formats.records import Membership, Person, PersonKind, PersonStanding, RowSink, batches
from app.formats.report_rows import split_name
from app.formats.xml_stream import read_xml

_STUDENT, _STAFF = str(PersonKind.STUDENT), str(PersonKind.STAFF)
_SEVERAL = ""
"""In place of the year of someone who is in two."""


@dataclass(slots=True)
class ImsFacts:
    """What a file says beside its rows."""

    school: tuple[str, str] = ("", "")
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()
    people: int = 0
    """Students and staff."""
    carers: int = 0
    others: int = 0
    """People who are neither students, staff nor carers."""
    with_subjects: bool = False
    """Whether the file tells a course's subject."""


class _Seen(NamedTuple):
    """One person as the file has them."""

    line: int
    roles: tuple[str, ...]
    values: Values


class _Member(NamedTuple):
    """One membership, by number."""

    person: int
    group: int
    role: str
    line: int


def ims_member(path: Path) -> Member | None:
    """The XML file meant by a path: itself, or the one in a zip or folder that holds no tables; None where
    it is of another format. Raises InputError."""
    members = members_of(path)
    found = [member for member in members if member.base.endswith(".xml") or _starts_as_xml(member, path)]
    if not found or any(member.base.endswith((".csv", ".xlsx", ".txt")) for member in members):
        return None
    if len(found) > 1:
        raise InputError(
            f"holds {len(found)} XML files", Where(path.name), "Choose the one that is to be read."
        )
    return found[0]


def _starts_as_xml(member: Member, path: Path) -> bool:
    if member.name != path.name or member.base.endswith((".csv", ".xlsx", ".xlsm", ".zip", ".txt")):
        return False
    with member.open() as stream:
        head = stream.read(200).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<!doctype enterprise", b"<enterprise"))


def read_ims_enterprise(path: Path, sink: RowSink) -> ImsFacts:
    """Reads a whole file into `sink`. Raises InputError with the line where reading had to stop."""
    member = ims_member(path)
    if member is None:
        raise NotRecognised("holds no XML", Where(path.name), "Choose an IMS Enterprise file.")
    reader = _Reader(member)
    return reader.read(sink)


class _Reader:
    def __init__(self, member: Member) -> None:
        self._member = member
        self._complaints = Complaints()
        self._numbers: dict[str, int] = {}
        """A number for each id of a person or group that was met."""
        self._people: dict[int, _Seen] = {}
        self._roles: list[str] = []
        self._tree = GroupTree()
        self._person_of, self._group_of = array("i"), array("i")
        self._role_of, self._line_of = array("b"), array("i")
        self._role_names: dict[str, int] = {}
        self._facts = ImsFacts()
        self._notes: list[str] = []
        self._own = False
        self._inactive = Counter[str]()

    def read(self, sink: RowSink) -> ImsFacts:
        elements = ElementReader(self._member.name, self._ended, self._alone)
        read_xml(self._member, elements, self._complaints)
        self._tree.settle(own=self._own)
        self._send(sink)
        self._facts.school = self._tree.school
        self._facts.with_subjects = self._own
        self._facts.complaints = self._complaints.all()
        self._facts.notes = (*self._tree.notes, *self._notes)
        return self._facts

    # -- while reading ------------------------------------------------------------

    def _alone(self, _: str, attributes: dict[str, str]) -> None:
        role = attributes.get("institutionroletype", "").strip().casefold()
        if role:
            place = 0 if attributes.get("primaryrole", "").casefold() == "yes" else len(self._roles)
            self._roles.insert(place, role)

    def _ended(self, name: str, values: Values, line: int, outer: Values) -> None:
        if name == "member":
            self._member_ended(values, line, outer)
        elif name == "person":
            self._person_ended(values, line)
        elif name == "group":
            self._group_ended(values, line)
        elif name == "relationship":
            if values.get("relation", words.PARENT) == words.PARENT:
                outer.setdefault("parent", values.get("related id", ""))
            elif values["relation"] == words.CHILD and values.get("related id"):
                outer["children"] = f"{outer.get('children', '')}\n{values['related id']}"
        elif name == "properties":
            self._own = values.get("datasource", "").startswith(words.OWN_SOURCE)

    def _person_ended(self, values: Values, line: int) -> None:
        roles, self._roles = tuple(self._roles), []
        key = values.get("id", "")
        if not key:
            self._say(Weight.IGNORED, "a person has no id, and was left out", line, "sourcedid")
            return
        if values.get("recstatus") == words.DELETED:
            self._say(Weight.NOTE, "a person is marked for deletion and was left out", line, "recstatus")
            return
        number = self._number(key)
        if number in self._people:
            self._say(Weight.IGNORED, "a second person of one id was left out", line, "sourcedid")
            return
        self._people[number] = _Seen(line, roles, values)

    def _group_ended(self, values: Values, line: int) -> None:
        key = values.get("id", "")
        if not key:
            self._say(Weight.IGNORED, "a group has no id, and was left out", line, "sourcedid")
        elif values.get("recstatus") == words.DELETED:
            self._say(Weight.NOTE, "a group is marked for deletion and was left out", line, "recstatus")
        elif not self._tree.add(self._number(key), GroupRecord.of(values)):
            self._say(Weight.IGNORED, "a second group of one id was left out", line, "sourcedid")

    def _member_ended(self, values: Values, line: int, outer: Values) -> None:
        group, member = outer.get("id", ""), values.get("id", "")
        if not group or not member:
            self._say(Weight.IGNORED, "a membership lacks an id, and was left out", line, "sourcedid")
            return
        if values.get("recstatus") == words.DELETED or values.get("status") == "0":
            self._say(Weight.NOTE, "a membership is not active and was left out", line, "role")
            return
        if values.get("idtype") == words.GROUP_IN_GROUP:
            self._tree.put_in(self._number(member), self._number(group))
            return
        role = values.get("roletype", "").casefold()
        if role not in self._role_names:
            if len(self._role_names) > 100:
                role = next(iter(self._role_names))
            else:
                self._role_names[role] = len(self._role_names)
        self._person_of.append(self._number(member))
        self._group_of.append(self._number(group))
        self._role_of.append(self._role_names[role])
        self._line_of.append(line)

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _say(self, weight: Weight, what: str, line: int, column: str) -> None:
        self._complaints.add(weight, what, Where(self._member.name, line, column))

    # -- at the end ------------------------------------------------------------

    def _send(self, sink: RowSink) -> None:
        keys = list(self._numbers)
        sink.add_groups(self._tree.groups(keys))
        years = self._years()
        kinds: dict[int, tuple[str, ...]] = {}
        told_by_groups = self._roles_in_groups()
        people = (
            person
            for number, seen in self._people.items()
            for person in self._as_people(keys[number], number, seen, told_by_groups, years, kinds)
        )
        for batch in batches(people):
            sink.add_people(batch)
        self._people.clear()
        for rows in batches(self._memberships(keys, kinds)):
            sink.add_memberships(rows)

    def _members(self) -> Iterator[_Member]:
        names = list(self._role_names)
        for person, group, role, line in zip(
            self._person_of, self._group_of, self._role_of, self._line_of, strict=True
        ):
            yield _Member(person, group, names[role], line)

    def _years(self) -> dict[int, str]:
        """The year label of everyone who is in groups of one year, and no other."""
        found: dict[int, str] = {}
        for member in self._members():
            label = self._tree.year(member.group)
            if label is not None and found.setdefault(member.person, label) != label:
                found[member.person] = _SEVERAL
        return {person: label for person, label in found.items() if label != _SEVERAL}

    def _roles_in_groups(self) -> dict[int, str]:
        """For people without an institution role: what the roles in their groups say of them."""
        found: dict[int, str] = {}
        unsaid = {number for number, seen in self._people.items() if not seen.roles}
        if not unsaid:
            return found
        fronter = self._tree.fronter
        for member in self._members():
            if member.person not in unsaid or not member.role:
                continue
            runs = member.role in words.RUNS_ROOM if fronter else not words.learns(member.role, student=True)
            if runs:
                found[member.person] = _STAFF
            else:
                found.setdefault(member.person, _STUDENT)
        if found:
            by = "rights to change rooms" if fronter else "roles in groups"
            self._notes.append(
                f"{len(found):,} people have no role of their own in the file; who of them is staff was"
                f" concluded from {by}, which may be wrong."
            )
        return found

    def _as_people(
        self,
        key: str,
        number: int,
        seen: _Seen,
        told_by_groups: dict[int, str],
        years: dict[int, str],
        kinds: dict[int, tuple[str, ...]],
    ) -> Iterator[Person]:
        mine = list(dict.fromkeys(kind for role in seen.roles if (kind := _kind(role))))
        if not seen.roles and number in told_by_groups:
            mine = [told_by_groups[number]]
        if not mine:
            if set(seen.roles) & words.CARER_ROLES:
                self._facts.carers += 1
            else:
                self._facts.others += 1
                self._say(
                    Weight.NOTE,
                    "is neither student nor staff, and was left out",
                    seen.line,
                    "institutionrole",
                )
        kinds[number] = tuple(mine)
        for kind in mine:
            self._facts.people += 1
            yield self._person(key, kind, seen, years.get(number))

    def _person(self, key: str, kind: str, seen: _Seen, year: str | None) -> Person:
        values = seen.values
        get = values.get
        born = get("bday")
        birth = read_date(born) if born else None
        if born and birth is None:
            self._say(Weight.IGNORED, "is not a date, and was left out", seen.line, "bday")
        if not get("given") and not get("family") and get("fn"):
            row = {"full_name": values["fn"]}
            split_name(row)
            values.update({"given": row.get("forename", ""), "family": row.get("surname", "")})
            self._say(Weight.NOTE, "only a whole name is given; it was parted", seen.line, "fn")
        student = kind == _STUDENT
        teaches = 1 if set(seen.roles) & words.TEACHING_ROLES else None
        future = student and seen.roles[:1] == (words.FUTURE_ROLE,)
        return Person(
            key=key,
            kind=kind,
            title=get("prefix") or None,
            forename=get("given") or None,
            surname=get("family") or None,
            middle_names=get("other") or None,
            gender=words.GENDERS.get(get("gender", "").casefold()),
            date_of_birth=birth,
            username=get("userid") or (key if self._tree.fronter else None),
            email=get("email") or None,
            year_label=year if student else None,
            teaching=None if student else teaches,
            standing=PersonStanding.FUTURE if future else PersonStanding.CURRENT,
        )

    def _memberships(self, keys: list[str], kinds: dict[int, tuple[str, ...]]) -> Iterator[Membership]:
        for member in self._members():
            if not self._tree.keeps(member.group):
                continue
            mine = kinds.get(member.person)
            if mine is None:
                self._say(Weight.NOTE, "names a person who is not there", member.line, "member")
                mine = (_STUDENT if words.learns(member.role, student=True) else _STAFF,)
            elif not mine:
                continue
            kind = mine[0]
            if len(mine) > 1:
                kind = _STUDENT if words.learns(member.role, student=True) else _STAFF
            type_ = self._tree.type(member.group)
            if type_ is None:
                self._say(Weight.NOTE, "names a group that is not there", member.line, "membership")
            by_rights = self._tree.fronter or not member.role
            learns = kind == _STUDENT if by_rights else words.learns(member.role, student=kind == _STUDENT)
            yield Membership(
                keys[member.person],
                kind,
                keys[member.group],
                type_ or "GROUP",
                "learner" if learns else "teacher",
            )


def _kind(role: str) -> str | None:
    if role in words.STUDENT_ROLES:
        return _STUDENT
    return _STAFF if role in words.STAFF_ROLES else None
