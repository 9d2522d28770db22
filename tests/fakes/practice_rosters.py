"""Practice schools as rosters, loaded from the rows that their server would serve, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json

from app.practice.access import Access
from app.practice.content import all_permissions
from app.practice.listings import SchoolLists
from app.practice.school import School
from app.practice.wonde_shape import tree_of
from app.roster import facts, from_wonde
from app.roster.database import Roster, RosterBuilder
from app.roster.facts import LoadFacts, Origin, SourceKind

EVERYTHING = Access(frozenset(permission.name for permission in all_permissions()))
"""A school that shares all it is asked for."""
PAGE = 200
WHEN = datetime(2026, 9, 10, 12, tzinfo=UTC)

LISTS = {
    "students": from_wonde.STUDENT_INCLUDES,
    "employees": from_wonde.EMPLOYEE_INCLUDES,
    "groups": (),
    "classes": from_wonde.CLASS_INCLUDES,
}


def pages(lists: SchoolLists, name: str) -> Iterator[bytes]:
    """The answers to a list, page after page, as JSON."""
    listing = lists.named(name)
    assert listing is not None
    tree, rows = tree_of(",".join(LISTS[name])), list(listing.rows)
    for start in range(0, len(rows), PAGE):
        cut = b",".join(listing.render(number, tree) for number in rows[start : start + PAGE])
        yield b'{"data":[' + cut + b'],"meta":{"pagination":{"more":false}}}'


def fill(
    builder: RosterBuilder, name: str, rows: list[dict[str, Any]], today: str, seen: from_wonde.Seen
) -> None:
    """Puts one page's rows into a builder, as a load over the network does."""
    if name in ("students", "employees"):
        convert = from_wonde.students if name == "students" else from_wonde.employees
        batch = convert(rows, today, seen)
        builder.add_people(batch.people)
        builder.add_memberships(batch.memberships)
    else:
        builder.add_groups((from_wonde.groups if name == "groups" else from_wonde.classes)(rows))


def roster_of(school: School, when: datetime = WHEN, access: Access = EVERYTHING) -> Roster:
    """The whole school, loaded at a moment under an access."""
    builder, seen, lists = RosterBuilder(), from_wonde.Seen({}, {}), SchoolLists(school, access)
    for name in LISTS:
        for page in pages(lists, name):
            fill(builder, name, from_json(page)["data"], when.date().isoformat(), seen)
    return builder.seal(
        LoadFacts(Origin(SourceKind.WONDE, when), facts.School(school.identity.id, school.identity.name))
    )
