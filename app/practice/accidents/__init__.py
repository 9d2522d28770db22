"""What goes wrong in a September, planted into the school of the new year with an answer key.

`THIRTY` is the mixture that a comparison is measured by: a vanished year group, 12 % of the staff lost,
identities swapped, and so on, thirty in all, each on people and groups that no other touches. `spoil` plants
single ones. Codes are those of the comparison's findings.

    scene    the school with who is still untouched
    single   what happens to one person or group
    whole    what happens to a year, a subject, the staff, or the school
"""

from __future__ import annotations

from app.practice.accidents import single, whole
from app.practice.accidents.scene import Accident, Act, Scene
from app.practice.september import September

__all__ = ["ACTS", "THIRTY", "Accident", "spoil", "thirty_accidents"]

ACTS: dict[str, Act] = {**whole.ACTS, **single.ACTS}
"""What can happen, by name."""
THIRTY = (
    ("year-gone", 1), ("staff-gone", 1), ("swapped", 3), ("id-reused", 3), ("listed-again", 2), ("new-id", 3),
    ("student-gone", 2), ("student-new", 2), ("kept-back", 2), ("moved-ahead", 1), ("lost-registration", 2),
    ("lost-classes", 1), ("teacher-lost-classes", 1), ("group-gone", 1), ("moved-group", 1),
    ("subject-gone", 1), ("born-changed", 1), ("upn-changed", 1), ("username-moved", 1),
)  # fmt: skip
"""Accidents by name, with how many of each."""


def thirty_accidents(september: September) -> tuple[Accident, ...]:
    """Plants the thirty; changes `september.after`. Raises SpecNotPossible for a school too small."""
    return spoil(september, *(name for name, times in THIRTY for _ in range(times)))


def spoil(september: September, *names: str) -> tuple[Accident, ...]:
    """Plants accidents by name. Raises SpecNotPossible where the school has nothing they can happen to,
    KeyError for a name that does not exist."""
    scene = Scene(september)
    accidents = tuple(ACTS[name](scene) for name in names)
    scene.take_out()
    return accidents
