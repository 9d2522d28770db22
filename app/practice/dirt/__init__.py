"""Plants believable trouble into a clean school, and keeps the answer key.

Which kinds and how often: `resources/practice/dirt.toml`. Nobody gets two troubles, and each is planted so
that exactly the records in the answer key have it: a rule must not fire elsewhere by accident. What happens
by chance, two students of one name in a year, is in the key as well.

    ground     the school with who is still untouched
    people     what is done to students and staff
    upns       what is done to UPNs, years and dates of birth
    classes    what is done to classes and who is in them
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from app.practice.content import DirtKind, dirt_kinds
from app.practice.dirt import classes, people, upns
from app.practice.dirt.chance import namesakes, two_roles
from app.practice.dirt.ground import Act, Ground, Planted
from app.practice.people import IdMaker

if TYPE_CHECKING:
    from app.practice.school import School

__all__ = ["ACTS", "Planted", "plant"]

ACTS: dict[str, Act] = {**people.ACTS, **upns.ACTS, **classes.ACTS}
"""What can be done to a school, by the name in `dirt.toml`."""


def plant(school: School, random: Random, ids: IdMaker) -> tuple[Planted, ...]:
    """Changes `school` and returns what was planted, in the order of the table, then what came by chance."""
    ground = Ground(school, random, ids)
    planted = [entry for kind in dirt_kinds() for entry in _planted(ground, kind)]
    chance = [*two_roles(school, planted), *namesakes(school)]
    codes = {entry.code for entry in chance}
    return (*(entry for entry in planted if entry.code not in codes), *chance)


def _planted(ground: Ground, kind: DirtKind) -> Iterator[Planted]:
    for turn in range(ground.how_many(kind)):
        touched = ACTS[kind.act](ground, turn)
        if touched:
            yield Planted(kind.code, KINDS[kind.rows], touched)
            if kind.brings:
                yield Planted(kind.brings, KINDS[kind.rows], touched[:1])


KINDS = {"students": "student", "staff": "staff", "classes": "class"}
