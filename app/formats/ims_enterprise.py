"""Reads IMS Enterprise 1.1 XML: itslearning's, plain, and old Fronter's dialect, in any element order.

Groups, people and memberships may come in any order too, so what they mean is settled at the end: until then
a membership is a few numbers, and a person a few texts. Carers, guests and whoever is neither student nor
staff are counted and left out, and so is what is marked for deletion.

Assumed, and said in the notes: a group whose title is a year's is a year group; someone without an
institution role is what the roles in groups say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.formats import ims_words as words
from app.formats.archives import Member, members_of
from app.formats.errors import Complaint, Complaints, InputError, NotRecognised, Weight, Where
from app.formats.ims_elements import ElementReader, Values
from app.formats.ims_groups import OTHER, GroupRecord, GroupTree
from app.formats.ims_members import MemberList
from app.formats.ims_people import STAFF, STUDENT, RoleList, SeenPerson
from app.formats.records import Membership, Person, RowSink, batches
from app.formats.xml_stream import read_xml

_SEVERAL = ""
"""In place of the year of someone who is in two."""
_CHILDREN = 64 * 1024
"""Characters of the ids that one group may call its children."""


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
    """Whether a file that was named by itself, with any ending that tells nothing, is XML."""
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
    return _Reader(member).read(sink)


class _Reader:
    def __init__(self, member: Member) -> None:
        self._member = member
        self._complaints = Complaints()
        self._numbers: dict[str, int] = {}
        """A number for each id of a person or group that was met."""
        self._people: dict[int, SeenPerson] = {}
        self._roles = RoleList()
        self._tree = GroupTree()
        self._members = MemberList()
        self._groups_inside: list[int] = []
        """Groups that are members of the group being read."""
        self._kinds: dict[int, tuple[str, ...]] = {}
        self._facts = ImsFacts()
        self._notes: list[str] = []
        self._own = False

    def read(self, sink: RowSink) -> ImsFacts:
        elements = ElementReader(self._member.name, self._ended, self._alone)
        read_xml(self._member, elements, self._complaints)
        self._tree.settle(own=self._own)
        keys = list(self._numbers)
        sink.add_groups(self._tree.groups(keys))
        for people in batches(self._as_people(keys)):
            sink.add_people(people)
        self._people.clear()
        for rows in batches(self._as_memberships(keys)):
            sink.add_memberships(rows)
        self._facts.school = self._tree.school
        self._facts.with_subjects = self._own
        self._facts.complaints = self._complaints.all()
        self._facts.notes = (*self._tree.notes, *self._notes)
        return self._facts

    # -- while reading ------------------------------------------------------------

    def _alone(self, _: str, attributes: dict[str, str]) -> None:
        self._roles.add(attributes)

    def _ended(self, name: str, values: Values, line: int, outer: Values) -> None:
        if name == "member":
            self._member_ended(values, line, outer)
        elif name == "membership":
            self._membership_ended(values, line)
        elif name == "person":
            self._person_ended(values, line)
        elif name == "group":
            self._group_ended(values, line)
        elif name == "relationship":
            self._relationship_ended(values, outer)
        elif name == "properties":
            self._own = values.get("datasource", "").startswith(words.OWN_SOURCE)

    def _person_ended(self, values: Values, line: int) -> None:
        roles, key = self._roles.take(), values.get("id", "")
        if not key:
            self._say(Weight.IGNORED, "a person has no id, and was left out", line, "sourcedid")
        elif values.get("recstatus") == words.DELETED:
            self._say(Weight.NOTE, "a person is marked for deletion and was left out", line, "recstatus")
        elif (number := self._number(key)) in self._people:
            self._say(Weight.IGNORED, "a second person of one id was left out", line, "sourcedid")
        else:
            self._people[number] = SeenPerson.of(values, roles, line)

    def _group_ended(self, values: Values, line: int) -> None:
        key = values.get("id", "")
        if not key:
            self._say(Weight.IGNORED, "a group has no id, and was left out", line, "sourcedid")
        elif values.get("recstatus") == words.DELETED:
            self._say(Weight.NOTE, "a group is marked for deletion and was left out", line, "recstatus")
        elif not self._tree.add(self._number(key), GroupRecord.of(values)):
            self._say(Weight.IGNORED, "a second group of one id was left out", line, "sourcedid")

    def _relationship_ended(self, values: Values, group: Values) -> None:
        related = values.get("related id", "")
        relation = values.get("relation", words.PARENT)
        if relation == words.PARENT:
            group.setdefault("parent", related)
        elif relation == words.CHILD and related and len(group.get("children", "")) < _CHILDREN:
            group["children"] = f"{group.get('children', '')}\n{related}"

    def _member_ended(self, values: Values, line: int, membership: Values) -> None:
        member = values.get("id", "")
        if not member:
            self._say(Weight.IGNORED, "a member has no id, and was left out", line, "sourcedid")
        elif values.get("recstatus") == words.DELETED or values.get("status") == "0":
            self._say(Weight.NOTE, "a membership is not active and was left out", line, "role")
        elif values.get("idtype") == words.GROUP_IN_GROUP:
            self._groups_inside.append(self._number(member))
        else:
            group = membership.get("id")
            role = values.get("roletype", "").casefold()
            self._members.add(self._number(member), self._number(group) if group else None, role, line)

    def _membership_ended(self, values: Values, line: int) -> None:
        key = values.get("id")
        group = self._number(key) if key else None
        if self._members.membership_ends(group):
            self._say(Weight.IGNORED, "a membership names no group, and was left out", line, "sourcedid")
        if group is not None:
            for inside in self._groups_inside:
                self._tree.put_in(inside, group)
        self._groups_inside.clear()

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def _say(self, weight: Weight, what: str, line: int, column: str) -> None:
        self._complaints.add(weight, what, Where(self._member.name, line, column))

    # -- at the end ------------------------------------------------------------

    def _as_people(self, keys: list[str]) -> Iterator[Person]:
        years, told_by_groups = self._years(), self._kinds_by_groups()
        for number, seen in self._people.items():
            kinds = seen.kinds if seen.roles else told_by_groups.get(number, ())
            self._kinds[number] = kinds
            if not kinds:
                self._leave_out(seen)
            for kind in kinds:
                self._facts.people += 1
                yield seen.person(
                    keys[number], kind, years.get(number), key_is_username=self._tree.fronter, say=self._say
                )

    def _leave_out(self, seen: SeenPerson) -> None:
        if seen.is_carer:
            self._facts.carers += 1
            return
        self._facts.others += 1
        what = "is neither student nor staff, and was left out"
        self._say(Weight.NOTE, what, seen.line, "institutionrole")

    def _years(self) -> dict[int, str]:
        """The year label of everyone who is in groups of one year, and no other."""
        found: dict[int, str] = {}
        for member in self._members:
            label = self._tree.year(member.group)
            if label is not None and found.setdefault(member.person, label) != label:
                found[member.person] = _SEVERAL
        return {person: label for person, label in found.items() if label != _SEVERAL}

    def _kinds_by_groups(self) -> dict[int, tuple[str, ...]]:
        """For people without an institution role: what the roles in their groups say of them."""
        unsaid = {number for number, seen in self._people.items() if not seen.roles}
        if not unsaid:
            return {}
        fronter = self._tree.fronter
        found: dict[int, tuple[str, ...]] = {}
        for member in self._members:
            if member.person not in unsaid or not member.role:
                continue
            runs = member.role in words.RUNS_ROOM if fronter else not words.learns(member.role, student=True)
            if runs:
                found[member.person] = (STAFF,)
            else:
                found.setdefault(member.person, (STUDENT,))
        if found:
            by = "rights to change rooms" if fronter else "roles in groups"
            self._notes.append(
                f"{len(found):,} people have no role of their own in the file; who of them is staff was"
                f" concluded from {by}, which may be wrong."
            )
        return found

    def _as_memberships(self, keys: list[str]) -> Iterator[Membership]:
        for member in self._members:
            kinds = self._kinds.get(member.person)
            if not self._tree.keeps(member.group) or kinds == ():
                continue
            by_role = STUDENT if words.learns(member.role, student=True) else STAFF
            if kinds is None:
                self._say(Weight.NOTE, "names a person who is not there", member.line, "member")
                kinds = (by_role,)
            kind = by_role if len(kinds) > 1 else kinds[0]
            type_ = self._tree.type(member.group)
            if type_ is None:
                self._say(Weight.NOTE, "names a group that is not there", member.line, "membership")
            student = kind == STUDENT
            said = not self._tree.fronter and member.role
            learns = words.learns(member.role, student=student) if said else student
            role = "learner" if learns else "teacher"
            yield Membership(keys[member.person], kind, keys[member.group], type_ or OTHER, role)
