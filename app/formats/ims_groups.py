"""The groups of an IMS Enterprise file: which of them are the school, years, classes or just groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.formats import ims_words as words
from app.formats.identifiers import parse_year
from app.formats.ims_elements import Values
from app.formats.records import CLASS, SCHOOL, Group

_SITE = "SITE"
_ROOM = "ROOM"
OTHER = "MISC"
"""What Wonde and reports call a group that is no year, form, house or department."""
_COURSES = frozenset({"course", "class", "section", "course section", "course template"})
_LEVELS = {"0": _SITE, "1": SCHOOL}
_TYPE_LIMIT = 24


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """One group as the file has it."""

    id: str
    title: str
    description: str
    scheme: str
    type: str
    level: str
    parent: str
    children: tuple[str, ...]

    @staticmethod
    def of(values: Values) -> GroupRecord:
        """From the values of a group's elements. A long title that goes on where the short one was cut is
        the title."""
        short, long = values.get("short", ""), values.get("long", "")
        title = long if long.startswith(short) else short
        return GroupRecord(
            values["id"],
            title,
            values.get("full", "") or (long if title != long else ""),
            values.get("scheme", "").casefold(),
            values.get("typevalue", ""),
            values.get("level", ""),
            values.get("parent", ""),
            tuple(values.get("children", "").split("\n")[1:]),
        )


class GroupTree:
    """Every group by number. Ask about types only once it is settled."""

    def __init__(self) -> None:
        self.fronter = False
        """Whether the groups are of Fronter's own scheme."""
        self.school: tuple[str, str] = ("", "")
        self.notes: list[str] = []
        self._records: dict[int, GroupRecord] = {}
        self._types: dict[int, str] = {}
        self._above: dict[int, int] = {}
        self._inside: dict[int, int] = {}
        self._subjects: dict[int, str] = {}

    def add(self, number: int, record: GroupRecord) -> bool:
        """Adds a group; False where its number is taken."""
        if number in self._records:
            return False
        self._records[number] = record
        self.fronter = self.fronter or words.FRONTER in record.scheme
        return True

    def put_in(self, group: int, other: int) -> None:
        """Says that a group is a member of another."""
        self._inside.setdefault(group, other)

    def settle(self, *, own: bool) -> None:
        """Tells what each group is. `own`: in files of this program's making the hierarchy itself tells."""
        by_id = {record.id: number for number, record in self._records.items()}
        for number, record in self._records.items():
            if record.parent in by_id and by_id[record.parent] != number:
                self._above.setdefault(number, by_id[record.parent])
            for child in record.children:
                if child in by_id:
                    self._above.setdefault(by_id[child], number)
        self._settle_members()
        for number, record in self._records.items():
            self._types[number] = self._type_of(record)
        if own:
            self._settle_own()
        schools = [number for number, type_ in self._types.items() if type_ == SCHOOL]
        if len(schools) == 1:
            record = self._records[schools[0]]
            self.school = (record.id, record.title)
        elif schools:
            self.notes.append(f"The file is of {len(schools)} schools; they are shown together.")
        years = sum(type_ == "YEAR" for type_ in self._types.values())
        if years:
            self.notes.append(f"Groups named like a year are shown as year groups: {years}.")
        if self.fronter:
            self.notes.append("The file is of the old Fronter's kind; its rooms are shown as groups.")

    def _settle_members(self) -> None:
        """A group in a group is below it, unless it has a place already. In Fronter's rooms it only means
        that the group's people may enter."""
        if self.fronter:
            if self._inside:
                many = len(self._inside)
                self.notes.append(f"Whole groups that may enter rooms are not shown in these: {many}.")
            return
        for group, other in self._inside.items():
            if other != group and self._above.get(other) != group:
                self._above.setdefault(group, other)

    def type(self, number: int) -> str | None:
        """The type of a group; None where there is none."""
        return self._types.get(number)

    def keeps(self, number: int) -> bool:
        """Whether a group is shown: the school itself, what is above it and what was made up are not."""
        record = self._records.get(number)
        if record is None:
            return True
        return self._types[number] not in (_SITE, SCHOOL) and not record.id.startswith(words.MADE)

    def year(self, number: int) -> str | None:
        """The label of a year group, made up ones included; None for any other."""
        if self._types.get(number) != "YEAR":
            return None
        year = parse_year(self._records[number].title)
        return year.code if year else None

    def groups(self, keys: Sequence[str]) -> Iterator[Group]:
        """The groups that are shown; `keys` by number."""
        for number, record in self._records.items():
            if self.keeps(number):
                above = self._above.get(number)
                known = above is not None and above in self._records and self.keeps(above)
                yield Group(
                    record.id,
                    self._types[number],
                    record.title or None,
                    description=record.description or None,
                    subject=self._subjects.get(number),
                    parent_key=keys[above] if above is not None and known else None,
                )

    def _type_of(self, record: GroupRecord) -> str:
        named = record.type.strip().casefold()
        if named in ("site", "school"):
            return _SITE if named == "site" else SCHOOL
        if words.FRONTER in record.scheme:
            if record.level.isdecimal() and int(record.level) & words.ROOM_BIT:
                return _ROOM
        elif named in _COURSES:
            return CLASS
        elif words.ITSLEARNING in record.scheme and record.level in _LEVELS:
            return _LEVELS[record.level]
        year = parse_year(record.title) if record.title else None
        if year is not None and not record.title.strip().isdecimal():
            return "YEAR"
        plain = "".join(record.type.split()).upper()
        usual = not plain or plain in ("UNSPECIFIED", "GROUP") or len(plain) > _TYPE_LIMIT
        return OTHER if usual or words.FRONTER in record.scheme or not plain.isalpha() else plain

    def _settle_own(self) -> None:
        """Types by place in the hierarchy this program writes; subjects by the branch a course is on."""
        for number, record in self._records.items():
            above = self._above.get(number)
            parent = self._records.get(above) if above is not None else None
            if parent is None or record.id.startswith(words.MADE):
                continue
            if parent.id == words.HOUSES:
                self._types[number] = "HOUSE"
            elif parent.id == words.REGISTRATION or self._types.get(above or -1) == "YEAR":
                self._types[number] = "REGISTRATION"
            elif parent.id.startswith(words.SUBJECT):
                self._subjects[number] = parent.title
