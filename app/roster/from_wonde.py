"""Turns Wonde's rows, in every form they drift in, into the roster's own. Pure; called for every row of a
trust.

A student's year is the national curriculum year of the education details; where that is withheld or
unreadable, the year group's code, then its name (one live school kept the right label in the name only).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.formats.identifiers import parse_year
from app.formats.records import CLASS, Group, Person, PersonKind, PersonStanding, Repair
from app.roster.database import MemberRow
from app.wonde.rows import (
    Row,
    date10,
    email_of,
    flag,
    id_of,
    main_teacher,
    many,
    one,
    subject_of,
    text,
)

STUDENT_INCLUDES = (
    "education_details",
    "contact_details",
    "identifiers",
    "year",
    "registration",
    "house",
    "groups",
    "classes",
)
EMPLOYEE_INCLUDES = ("employment_details", "contact_details", "identifiers", "roles", "groups", "classes")
CLASS_INCLUDES = ("subject",)
UNKNOWN_TYPE = "UNKNOWN"

_STUDENT, _STAFF = str(PersonKind.STUDENT), str(PersonKind.STAFF)
_CURRENT, _LEAVER, _FUTURE = (
    str(PersonStanding.CURRENT), str(PersonStanding.LEAVER), str(PersonStanding.FUTURE),
)  # fmt: skip
_SPACES, _YEAR_LABEL = str(Repair.SPACES), str(Repair.YEAR_LABEL)
_ONES = (("year", "YEAR"), ("registration", "REGISTRATION"), ("house", "HOUSE"))


class Seen(NamedTuple):
    """Groups and classes met beside people, by key: all there is where Wonde may not list them by
    themselves."""

    groups: dict[str, Group]
    classes: dict[str, Group]


class Batch(NamedTuple):
    """One page, ready for a builder."""

    people: list[Person]
    memberships: list[MemberRow]


def students(rows: Iterable[Row], today: str, seen: Seen) -> Batch:
    """People and memberships of students.

    `today` (YYYY-MM-DD) tells future starters and leavers. Groups met on the way are noted in `seen` by
    key, for schools whose groups may not be listed by themselves.
    """
    batch = Batch([], [])
    known = seen.classes
    for raw in rows:
        key = id_of(raw) or ""
        batch.people.append(_student(raw, key, today))
        mine: set[str] = set()
        for name, type_ in _ONES:
            related = one(raw, name)
            if related is not None:
                _join(batch, key, _STUDENT, related, type_, "learner", mine, seen)
        for related in many(raw, "groups"):
            _join(batch, key, _STUDENT, related, None, "learner", mine, seen)
        append = batch.memberships.append
        for related in many(raw, "classes"):
            class_key = _met(related, known)
            if class_key:
                append((key, _STUDENT, class_key, CLASS, "learner", None))
    return batch


def employees(rows: Iterable[Row], today: str, seen: Seen) -> Batch:
    """People and memberships of staff; see `students`."""
    batch = Batch([], [])
    known = seen.classes
    for raw in rows:
        key = id_of(raw) or ""
        batch.people.append(_employee(raw, key, today))
        mine: set[str] = set()
        for related in many(raw, "groups"):
            _join(batch, key, _STAFF, related, None, "teacher", mine, seen)
        for related in many(raw, "classes"):
            class_key = _met(related, known)
            if class_key:
                main = main_teacher(related)
                batch.memberships.append(
                    (key, _STAFF, class_key, CLASS, "teacher", None if main is None else int(main))
                )
    return batch


def groups(rows: Iterable[Row]) -> list[Group]:
    """Groups other than classes; a missing type is UNKNOWN, never guessed."""
    return [_group(raw, None) for raw in rows]


def classes(rows: Iterable[Row]) -> list[Group]:
    """Classes, with the subject's name where it was included."""
    return [_class(raw) for raw in rows]


def _student(raw: Row, key: str, today: str) -> Person:
    education = one(raw, "education_details") or {}
    start, end = date10(education.get("admission_date")), date10(education.get("leaving_date"))
    label, from_group = _year_label(raw, education)
    return Person(
        key,
        _STUDENT,
        *_own(raw),
        text(education.get("upn")),
        text(education.get("admission_number")),
        *_reached(raw),
        label,
        start,
        end,
        None,
        None,
        _standing(start, end, None, today),
        f"{_spaces(raw) or ''} {_YEAR_LABEL}".lstrip() if from_group else _spaces(raw),
    )


def _employee(raw: Row, key: str, today: str) -> Person:
    employment = one(raw, "employment_details") or {}
    start = date10(employment.get("employment_start_date"))
    end = date10(employment.get("employment_end_date"))
    teaching = flag(employment.get("teaching_staff"))
    return Person(
        key,
        _STAFF,
        *_own(raw),
        None,
        None,
        *_reached(raw),
        None,
        start,
        end,
        None if teaching is None else int(teaching),
        text(employment.get("staff_code")),
        _standing(start, end, flag(employment.get("current")), today),
        _spaces(raw),
    )


class _Own(NamedTuple):
    """What Wonde says of every person alike, in the order of `Person` from `title` to `mis_id`."""

    title: str | None
    forename: str | None
    surname: str | None
    middle_names: str | None
    legal_forename: str | None
    legal_surname: str | None
    gender: str | None
    date_of_birth: str | None
    upi: str | None
    mis_id: str | None


def _own(raw: Row) -> _Own:
    get = raw.get
    return _Own(
        text(get("title")),
        text(get("forename")),
        text(get("surname")),
        text(get("middle_names")),
        text(get("legal_forename")),
        text(get("legal_surname")),
        text(get("gender")),
        date10(get("date_of_birth")),
        text(get("upi")),
        text(get("mis_id")),
    )


def _reached(raw: Row) -> tuple[str | None, str | None]:
    """The user name and the e-mail address."""
    identifiers = one(raw, "identifiers") or {}
    username = text(identifiers.get("username")) or text(identifiers.get("active_directory_username"))
    return username, email_of(one(raw, "contact_details"))


def _standing(start: str | None, end: str | None, current: bool | None, today: str) -> str:
    if start is not None and start > today:
        return _FUTURE
    if current is False or (end is not None and end < today):
        return _LEAVER
    return _CURRENT


def _year_label(raw: Row, education: Row) -> tuple[str | None, bool]:
    """The year's label, and whether it stands in for one that says nothing."""
    label = text(education.get("current_nc_year"))
    if label is not None and parse_year(label) is not None:
        return label, False
    group = one(raw, "year")
    if group is not None:
        for name in ("code", "name"):
            other = text(group.get(name))
            if other is not None and parse_year(other) is not None:
                return other, label is not None
        return label or text(group.get("name")) or text(group.get("code")), False
    return label, False


def _spaces(raw: Row) -> str | None:
    """Whether spaces were taken off a name of a person or group."""
    for name in ("forename", "surname", "name"):
        value = raw.get(name)
        if value.__class__ is str and len(value) != len(value.strip()):
            return _SPACES
    return None


def _met(raw: Row, known: dict[str, Group]) -> str | None:
    """The key of a class beside a person, which is noted among those known."""
    key = id_of(raw)
    if key and key not in known:
        known[key] = _class(raw)
    return key


def _class(raw: Row) -> Group:
    return Group(
        id_of(raw) or "",
        CLASS,
        text(raw.get("name")),
        text(raw.get("code")),
        text(raw.get("description")),
        subject_of(raw)[1],
        text(raw.get("mis_id")),
        repaired=_spaces(raw),
    )


def _group(raw: Row, type_: str | None) -> Group:
    own = text(raw.get("type"))
    return Group(
        id_of(raw) or "",
        own.upper() if own else type_ or UNKNOWN_TYPE,
        text(raw.get("name")),
        text(raw.get("code")),
        text(raw.get("description")),
        None,
        text(raw.get("mis_id")),
        repaired=_spaces(raw),
    )


def _join(
    batch: Batch,
    person: str,
    kind: str,
    related: Row,
    type_: str | None,
    role: str,
    mine: set[str],
    seen: Seen,
) -> None:
    key = id_of(related)
    if not key or key in mine:
        return
    mine.add(key)
    group = seen.groups.get(key)
    if group is None:
        group = seen.groups[key] = _group(related, type_)
    batch.memberships.append((person, kind, key, group.type, role, None))
