"""The people of an IMS Enterprise file: what it says of each, and which persons of a roster that makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.formats import ims_words as words
from app.formats.dates import read_date
from app.formats.errors import Weight
from app.formats.ims_elements import Values
from app.formats.records import Person, PersonKind, PersonStanding
from app.formats.report_rows import split_name

Say = Callable[[Weight, str, int, str], None]
"""Takes a complaint: weight, what, line, element."""

STUDENT, STAFF = str(PersonKind.STUDENT), str(PersonKind.STAFF)
_ROLES = 20
"""Institution roles that are kept of one person."""


class RoleList:
    """The institution roles of the person being read, the primary one first."""

    def __init__(self) -> None:
        self._roles: list[str] = []

    def add(self, attributes: dict[str, str]) -> None:
        """Takes the attributes of an `institutionrole`."""
        role = attributes.get("institutionroletype", "").strip().casefold()
        if role and len(self._roles) < _ROLES:
            primary = attributes.get("primaryrole", "").casefold() == "yes"
            self._roles.insert(0 if primary else len(self._roles), role)

    def take(self) -> tuple[str, ...]:
        """The roles so far; the next person begins with none."""
        roles, self._roles = tuple(self._roles), []
        return roles


class SeenPerson(NamedTuple):
    """One person as the file has them, "" for what it does not say."""

    line: int
    roles: tuple[str, ...]
    given: str
    family: str
    whole_name: str
    other: str
    prefix: str
    gender: str
    birth: str
    username: str
    email: str

    @staticmethod
    def of(values: Values, roles: tuple[str, ...], line: int) -> SeenPerson:
        """From the values of a person's elements."""
        get = values.get
        given, family = get("given", ""), get("family", "")
        return SeenPerson(
            line, roles, given, family, "" if given or family else get("fn", ""), get("other", ""),
            get("prefix", ""), get("gender", ""), get("bday", ""), get("userid", ""), get("email", ""),
        )  # fmt: skip

    @property
    def kinds(self) -> tuple[str, ...]:
        """Student, staff, both or neither, by the institution roles."""
        return tuple(dict.fromkeys(kind for role in self.roles if (kind := _kind(role))))

    @property
    def is_carer(self) -> bool:
        """Whether a role makes them a parent, or another who looks after someone."""
        return bool(set(self.roles) & words.CARER_ROLES)

    def person(self, key: str, kind: str, year: str | None, *, key_is_username: bool, say: Say) -> Person:
        """The person of a roster, of one of their kinds."""
        birth = read_date(self.birth) if self.birth else None
        if self.birth and birth is None:
            say(Weight.IGNORED, "is not a date, and was left out", self.line, "bday")
        given, family = self.given, self.family
        if self.whole_name:
            row = {"full_name": self.whole_name}
            split_name(row)
            given, family = row.get("forename", ""), row.get("surname", "")
            say(Weight.NOTE, "only a whole name is given; it was parted", self.line, "fn")
        student = kind == STUDENT
        future = student and self.roles[:1] == (words.FUTURE_ROLE,)
        return Person(
            key=key,
            kind=kind,
            title=self.prefix or None,
            forename=given or None,
            surname=family or None,
            middle_names=self.other or None,
            gender=words.GENDERS.get(self.gender.casefold()),
            date_of_birth=birth,
            username=self.username or (key if key_is_username else None),
            email=self.email or None,
            year_label=year if student else None,
            teaching=1 if not student and set(self.roles) & words.TEACHING_ROLES else None,
            standing=PersonStanding.FUTURE if future else PersonStanding.CURRENT,
        )


def _kind(role: str) -> str | None:
    if role in words.STUDENT_ROLES:
        return STUDENT
    return STAFF if role in words.STAFF_ROLES else None
