"""Writes people as CSV that opens safely in a spreadsheet: a folder or zip of tables, or one list alone.

The tables hold all that a roster does and can be read back without loss. The one list has a row per person
with the names of their groups; what only tables can hold is counted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import IO

from app.formats.losses import Held, Losses
from app.formats.packages import Package, write_csv
from app.formats.people_tables import (
    ABOUT,
    CLASSES,
    EVERYONE,
    GROUPS,
    MEMBERSHIPS,
    PEOPLE,
    SEPARATOR,
    PeopleSource,
    Tables,
    headings,
)
from app.formats.records import CLASS, PersonKind

FILE_NAMES = frozenset(
    {"about.csv", "students.csv", "staff.csv", "groups.csv", "classes.csv", "memberships.csv"}
)
"""Every file that such a folder may hold."""
_LISTED_BY = {"YEAR", "REGISTRATION", "HOUSE", "DEPARTMENT", "MISC", CLASS}
"""Types that a list of people gives back as they were."""


def write_people_csv(package: Package, source: PeopleSource, about: list[list[str]], losses: Losses) -> None:
    """Writes the tables, those without rows left out. Raises OSError."""
    tables = Tables(source, losses)
    write_csv(package, "about.csv", headings(ABOUT), about, bom=True)
    for kind, name in ((PersonKind.STUDENT, "students.csv"), (PersonKind.STAFF, "staff.csv")):
        write_csv(package, name, headings(PEOPLE[kind]), tables.people(kind), bom=True)
    write_csv(package, "groups.csv", headings(GROUPS), tables.groups(classes=False), bom=True)
    write_csv(package, "classes.csv", headings(CLASSES), tables.groups(classes=True), bom=True)
    write_csv(package, "memberships.csv", headings(MEMBERSHIPS), tables.memberships(), bom=True)


def write_people_list(stream: IO[bytes], source: PeopleSource, losses: Losses) -> int:
    """Writes everyone into one file; gives the number of rows. Raises OSError."""
    tables = Tables(source, losses)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings(EVERYONE))
    count = 0
    for row in chain.from_iterable(tables.people(kind, EVERYONE) for kind in PersonKind):
        writer.writerow(row)
        count += 1
    text.flush()
    text.detach()
    _count_what_a_list_loses(source, losses)
    return count


def _count_what_a_list_loses(source: PeopleSource, losses: Losses) -> None:
    for group in source.groups():
        kind = "class" if group.type == CLASS else "group"
        for field in ("key", "code", "description", "subject", "mis_id", "parent_key"):
            if getattr(group, field) is not None:
                losses.add(kind, field, Held.NO_PLACE, "A list of people names groups only.")
        if group.type not in _LISTED_BY:
            losses.add(kind, "type", Held.CHANGED, "It is listed among the other groups.")
        if any(mark in (group.name or "") for mark in (SEPARATOR.strip(), "|")):
            losses.add(kind, "name", Held.CHANGED, "It holds a mark that parts names in a cell.")
    for field, count in _memberships_lost(source):
        losses.add("membership", field, Held.NO_PLACE, "A list of people names groups only.", count)


def _memberships_lost(source: PeopleSource) -> Iterator[tuple[str, int]]:
    main = sum(row.main is not None for row in source.memberships())
    yield "main", main
