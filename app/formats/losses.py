"""What a format could not hold, counted while it is written: nothing is dropped in silence.

A writer that leaves a value out, cuts it or writes it otherwise says so here, value by value. Counts only;
no value is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

RECORD = ""
"""The `field` of a whole person, group or membership."""


class Held(StrEnum):
    """What became of values that did not go into a file as they were."""

    NO_PLACE = "no place for it"
    """The format, or what is asked of itslearning, has nowhere to put it: to know, not to mend."""
    CHANGED = "written otherwise"
    """It is there, cut or in other words: to look at."""
    LEFT_OUT = "left out"
    """It should be there and can't be: to mend."""
    DOUBTFUL = "likely to be refused"
    """Nothing was lost, but whoever takes the file wants it otherwise: to mend."""


@dataclass(frozen=True, slots=True)
class NotHeld:
    """One kind of value that a file does not hold as it was."""

    kind: str
    """student, staff, group, class or membership."""
    field: str
    """As the records name it; RECORD for the whole of it."""
    held: Held
    why: str
    """One sentence for people."""
    count: int


class Losses:
    """Gathers what was not held, one entry per kind, field, outcome and reason."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str, Held, str], int] = {}

    def add(self, kind: str, field: str, held: Held, why: str, count: int = 1) -> None:
        """Notes values of one field that fared alike."""
        if count:
            key = (kind, field, held, why)
            self._counts[key] = self._counts.get(key, 0) + count

    def all(self) -> tuple[NotHeld, ...]:
        """Everything noted, what is to be mended first."""
        order = [Held.LEFT_OUT, Held.DOUBTFUL, Held.CHANGED, Held.NO_PLACE]
        found = [NotHeld(*key, count) for key, count in self._counts.items()]
        return tuple(sorted(found, key=lambda entry: order.index(entry.held)))

    def total(self, kind: str, field: str) -> int:
        """How many values of one field were not held as they were, for whatever reason."""
        return sum(
            count
            for (of, name, held, _), count in self._counts.items()
            if (of, name) == (kind, field) and held is not Held.DOUBTFUL
        )
