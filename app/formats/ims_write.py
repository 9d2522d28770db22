"""Writes IMS Enterprise 1.1 XML as itslearning documents its file imports: strict in the order of elements.

Properties, then people, then groups, then memberships; asking in another order is a mistake of the caller's
(ValueError). Limits are itslearning's: names and titles to 64 characters, prefixes to 32. A title that is cut
stands whole in the long description. An empty date of birth is left out, since it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from app.formats.dates import read_date
from app.formats.ims_words import GENDER_NUMBERS, ITSLEARNING
from app.formats.losses import Held, Losses
from app.formats.packages import About
from app.formats.plain_text import plain_line
from app.formats.records import Person, PersonStanding

NAME_LIMIT = 64
PREFIX_LIMIT = 32
ID_LIMIT = 64
"""What itslearning's page on persons says; another of its pages allows 255."""
_NOWHERE = "itslearning's file import has no place for it."
_NOT_SENT = (
    "legal_forename", "legal_surname", "upi", "mis_id", "upn", "admission_number", "start_date", "end_date",
    "teaching", "staff_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupOut:
    """A group to write."""

    id: str
    parent: str
    """Its own id for the one at the top."""
    title: str
    type: str
    """Site, School, Unspecified or Course."""
    level: int
    """0 the site, 1 a school, 2 everything below."""
    parent_level: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class MemberOut:
    """A person in a group."""

    id: str
    role: str
    """01 learner, 02 instructor, 03 content developer, 04 member."""
    word: str
    """The role in words, as Student or Staff."""


class _Part(IntEnum):
    PEOPLE = 1
    GROUPS = 2
    MEMBERSHIPS = 3
    DONE = 4


class ImsWriter:
    """Writes one document into a stream. Call `close` at its end."""

    def __init__(self, stream: IO[bytes], about: About, losses: Losses) -> None:
        self._stream = stream
        self._losses = losses
        self._part = _Part.PEOPLE
        self._source = _element("source", plain_line(about.school_id) or "school")
        self._write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<enterprise>\n  <properties lang="EN">\n    '
            + _element("datasource", about.system)
            + _element("target", "LMS")
            + _element("datetime", about.when.isoformat(timespec="seconds"))
            + "\n  </properties>\n"
        )

    def person(self, person: Person, id_: str, profile: str, *, sync_field: str) -> None:
        """Writes a person; counts what has no place. `sync_field` is the field that `id_` was taken from."""
        self._go_to(_Part.PEOPLE)
        given = self._text(person, "forename", NAME_LIMIT)
        family = self._text(person, "surname", NAME_LIMIT)
        name = (
            _element("family", family)
            + _element("given", given)
            + _optional("other", self._text(person, "middle_names"))
            + _optional("prefix", self._text(person, "title", PREFIX_LIMIT))
        )
        about = _optional("gender", self._gender(person)) + _optional("bday", self._birth(person))
        self._write(
            f'  <person recstatus="1">\n    {self._sourcedid(id_)}'
            + _line("userid", self._text(person, "username"))
            + f"\n    <name>{_element('fn', f'{given} {family}'.strip())}<n>{name}</n></name>"
            + (f"\n    <demographics>{about}</demographics>" if about else "")
            + _line("email", self._text(person, "email"))
            + f'\n    <institutionrole primaryrole="Yes" institutionroletype={quoteattr(profile)}/>'
            + "\n  </person>\n"
        )
        self._count(person, id_, given, family, sync_field)

    def group(self, group: GroupOut) -> None:
        """Writes a group below its parent, which comes before it."""
        self._go_to(_Part.GROUPS)
        title = plain_line(group.title) or group.id
        short = title[:NAME_LIMIT].rstrip()
        self._write(
            f'  <group recstatus="1">\n    {self._sourcedid(group.id)}'
            + f"\n    <grouptype>{_element('scheme', ITSLEARNING)}"
            + f'<typevalue level="{group.level}">{escape(group.type)}</typevalue></grouptype>'
            + f"\n    <description>{_element('short', short)}"
            + _optional("long", title if short != title else "")
            + _optional("full", group.description)
            + f'</description>\n    <relationship relation="1">{self._sourcedid(group.parent)}'
            + f"{_element('label', str(group.parent_level))}</relationship>\n  </group>\n"
        )

    def membership(self, group: str, members: Iterable[MemberOut]) -> int:
        """Writes the members of a group and says how many; a group without any is left out."""
        self._go_to(_Part.MEMBERSHIPS)
        count = 0
        for member in members:
            if not count:
                self._write(f"  <membership>\n    {self._sourcedid(group)}\n")
            count += 1
            self._write(
                f"    <member>{self._sourcedid(member.id)}<idtype>1</idtype>"
                f'<role recstatus="1" roletype="{member.role}">{_element("subrole", member.word)}'
                "<status>1</status></role></member>\n"
            )
        if count:
            self._write("  </membership>\n")
        return count

    def close(self) -> None:
        """Ends the document."""
        self._go_to(_Part.DONE)
        self._write("</enterprise>\n")

    # -- pieces ------------------------------------------------------------

    def _go_to(self, part: _Part) -> None:
        if part < self._part or self._part is _Part.DONE:
            raise ValueError(f"{part.name.lower()} can't follow {self._part.name.lower()}")
        self._part = part

    def _write(self, text: str) -> None:
        self._stream.write(text.encode())

    def _sourcedid(self, id_: str) -> str:
        return f"<sourcedid>{self._source}{_element('id', id_)}</sourcedid>"

    def _text(self, person: Person, field: str, limit: int | None = None) -> str:
        value: str | None = getattr(person, field)
        if value is None:
            return ""
        line = plain_line(value)
        short = line if limit is None else line[:limit].rstrip()
        if short != line:
            self._lose(person, field, Held.CHANGED, f"It was cut to itslearning's {limit} characters.")
        elif line != value:
            self._lose(
                person, field, Held.CHANGED, "Line breaks, control characters or spaces were taken out."
            )
        return short

    def _gender(self, person: Person) -> str:
        return GENDER_NUMBERS.get((person.gender or "").strip().casefold(), "")

    def _birth(self, person: Person) -> str:
        day = person.date_of_birth
        return day if day is not None and read_date(day) == day else ""

    def _count(self, person: Person, id_: str, given: str, family: str, sync_field: str) -> None:
        for field in _NOT_SENT:
            if field != sync_field and getattr(person, field) is not None:
                self._lose(person, field, Held.NO_PLACE, _NOWHERE)
        if person.standing != PersonStanding.CURRENT:
            self._lose(person, "standing", Held.NO_PLACE, _NOWHERE)
        if person.gender is not None and not self._gender(person):
            self._lose(person, "gender", Held.NO_PLACE, "IMS Enterprise has female and male only.")
        if person.date_of_birth is not None and not self._birth(person):
            self._lose(person, "date_of_birth", Held.LEFT_OUT, "It is not a date.")
        for field, text in (("forename", given), ("surname", family)):
            if not text:
                self._lose(person, field, Held.DOUBTFUL, "itslearning requires it, and it is blank.")
        if len(id_) > ID_LIMIT:
            why = f"itslearning takes ids of up to {ID_LIMIT} characters; it stands uncut."
            self._lose(person, "key", Held.DOUBTFUL, why)

    def _lose(self, person: Person, field: str, held: Held, why: str) -> None:
        self._losses.add(person.kind, field, held, why)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"


def _optional(name: str, text: str) -> str:
    return _element(name, text) if text else ""


def _line(name: str, text: str) -> str:
    return f"\n    {_element(name, text)}" if text else ""
