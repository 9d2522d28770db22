"""The practice school's content files, read once and checked: names, subjects, permissions, dirt.

Facts and wording are in `resources/practice/*.toml`; a test loads every one of them.
"""

from __future__ import annotations

import functools
from typing import Literal

from app.guidance.content import Content, Words, read_content


class SpecialNames(Content):
    """Names of one kind that breaks software."""

    style: Words
    forenames: tuple[Words, ...]
    surnames: tuple[Words, ...]
    """`=` repeats the forename, as MISes do for people with one name."""


class Names(Content):
    """Everything a name is made of."""

    version: Words
    girls: tuple[Words, ...]
    boys: tuple[Words, ...]
    surnames: tuple[Words, ...]
    staff_titles_women: tuple[Words, ...]
    staff_titles_men: tuple[Words, ...]
    middle: tuple[Words, ...]
    short_forms: tuple[tuple[Words, Words], ...]
    special: tuple[SpecialNames, ...]


class Phase(Content):
    """A kind of school."""

    id: Words
    title: Words
    """As Wonde writes `phase_of_education`."""
    name: Words
    domain: Words
    years: tuple[Words, ...]
    share: tuple[float, ...]


class Lesson(Content):
    """How one part of the week is taught."""

    how: Literal["form", "set", "option"]
    subjects: tuple[Words, ...]


class Stage(Content):
    """Years that are taught alike."""

    id: Words
    years: tuple[Words, ...]
    lessons: tuple[Lesson, ...]


class Neighbour(Content):
    """A school beside the practice school, without people."""

    name: Words
    phase: str
    """"" where Wonde does not say."""
    state: Literal["approved", "pending", "declined", "revoked"]
    online: bool
    domain: str
    """The region's domain; "" for this server's own."""


class Curriculum(Content):
    """Phases, stages, houses and what else a school is made of."""

    version: Words
    houses: tuple[Words, ...]
    clubs: tuple[Words, ...]
    form_letters: Words
    streets: tuple[Words, ...]
    support_roles: tuple[Words, ...]
    phase: tuple[Phase, ...]
    stage: tuple[Stage, ...]
    neighbour: tuple[Neighbour, ...]


class OfferedPermission(Content):
    """One permission the practice itslearning asks for."""

    name: Words
    text: Words
    required: bool = False
    on: bool = False
    """How the switch of an optional one stands at first."""
    scope: bool = False
    """Without it the whole list is refused."""
    fields: tuple[Words, ...] = ()
    """JSON names that turn null when it is withheld; `education_details.upn` for one inside an include."""

    @property
    def granted_at_first(self) -> bool:
        """Whether it is granted when nobody touches a switch."""
        return self.required or self.on


class PermissionGroup(Content):
    """Permissions about one kind of record."""

    name: Words
    rows: Words
    permissions: tuple[OfferedPermission, ...]


class _PermissionFile(Content):
    version: Words
    group: tuple[PermissionGroup, ...]


class DirtKind(Content):
    """One kind of trouble planted on purpose."""

    code: Words
    """The rule that finds it."""
    act: Words
    """What is done: a name in `app.practice.dirt`."""
    rows: Literal["students", "staff", "classes"]
    rate: float
    text: Words
    brings: Words | None = None
    """Another rule that finds the first of the records concerned as well."""


class _DirtFile(Content):
    version: Words
    dirt: tuple[DirtKind, ...]


@functools.cache
def names() -> Names:
    """The names. Raises ContentError, as all of these do."""
    return read_content(Names, "practice", "names.toml")


@functools.cache
def curriculum() -> Curriculum:
    """Phases, stages and neighbours."""
    return read_content(Curriculum, "practice", "school.toml")


@functools.cache
def permission_groups() -> tuple[PermissionGroup, ...]:
    """What is asked for, in the order the portal shows it."""
    return read_content(_PermissionFile, "practice", "permissions.toml").group


@functools.cache
def dirt_kinds() -> tuple[DirtKind, ...]:
    """The table of planted trouble, in the order it is planted."""
    return read_content(_DirtFile, "practice", "dirt.toml").dirt


def all_permissions() -> tuple[OfferedPermission, ...]:
    """Every permission of every group."""
    return tuple(permission for group in permission_groups() for permission in group.permissions)


def granted_at_first() -> frozenset[str]:
    """Names granted when nobody touches a switch."""
    return frozenset(permission.name for permission in all_permissions() if permission.granted_at_first)
